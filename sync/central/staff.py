"""`python -m sync.central.staff`: enters people at a central, shuts them out, gives new passwords (SYNC point 11).

A province that signs in through its integrated platform does not need it; a central that stands by itself does.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from app.catalogs import CATALOGS
from app.errors import NotFoundError, RowsError, ShebaoError
from app.people import Level, Role, User
from sync.central.database import Database, open_database
from sync.central.people import NewPerson, add_people, bind_certificate, revoke, set_password
from sync.certificates import describe, read_certificates

if TYPE_CHECKING:
    from collections.abc import Callable

SHORTEST = 8
LONGEST = 200
"""Characters of a password; the longest is the contract's."""


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command; return 0, or 2 with a sentence on stderr."""
    given = _parser().parse_args(arguments)
    try:
        database = open_database(data=given.data, url=given.database, catalogs=CATALOGS)
        try:
            ACTIONS[given.action](database, given)
        finally:
            database.close()
    except ShebaoError as error:
        sys.stderr.write(f"{error.title}：{error.sentence}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sync.central.staff", description="维护中心端的用户")
    parser.add_argument("--data", type=Path, help="中心端的数据文件夹")
    parser.add_argument("--database", help="PostgreSQL 地址")
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="增加用户，密码从标准输入读取")
    add.add_argument("--name", required=True, help="姓名或岗位")
    add.add_argument("--region", required=True, help="9 位财政区划代码")
    add.add_argument("--region-name", required=True, help="财政区划名称")
    add.add_argument("--level", type=int, required=True, choices=[int(level) for level in Level], help="级次 1 至 5")
    add.add_argument("--role", required=True, choices=[str(role) for role in Role], help="岗位")
    certificate = actions.add_parser("certificate", help="绑定客户端证书：此后该用户只能凭它登录")
    certificate.add_argument("--file", type=Path, help="该用户的证书文件；不给出则解除绑定")
    others = (("password", "重设密码"), ("revoke", "停用用户"), ("restore", "恢复用户"))
    for one in (add, certificate, *(actions.add_parser(name, help=words) for name, words in others)):
        one.add_argument("code", help="用户代码")
    return parser


def _add(database: Database, given: argparse.Namespace) -> None:
    user = User(
        code=given.code,
        name=given.name,
        mof_div_code=given.region,
        mof_div_name=given.region_name,
        level=Level(given.level),
        role=Role(given.role),
    )
    person = NewPerson(user=user, password=_password())
    try:
        with database.write() as connection:
            add_people(connection, schema=database.schema, people=[person])
    except IntegrityError as error:
        raise RowsError(f"用户“{given.code}”已经存在，请换一个代码。") from error


def _set_password(database: Database, given: argparse.Namespace) -> None:
    password = _password()
    with database.write() as connection:
        _must_exist(set_password(connection, schema=database.schema, code=given.code, password=password), given.code)


def _revoke(database: Database, given: argparse.Namespace) -> None:
    with database.write() as connection:
        is_revoked = given.action == "revoke"
        found = revoke(connection, schema=database.schema, code=given.code, is_revoked=is_revoked)
        _must_exist(found, given.code)


def _bind(database: Database, given: argparse.Namespace) -> None:
    subject = describe(read_certificates(given.file)[0]).subject if given.file else ""
    with database.write() as connection:
        found = bind_certificate(connection, schema=database.schema, code=given.code, subject=subject)
        _must_exist(found, given.code)


def _must_exist(found: bool, code: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not found:
        raise NotFoundError(f"没有用户“{code}”，请核对用户代码。")


def _password() -> str:
    typed = getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST <= len(typed) <= LONGEST:
        raise RowsError(f"密码应有 {SHORTEST} 至 {LONGEST} 个字符，请重新输入。")
    return typed


ACTIONS: dict[str, Callable[[Database, argparse.Namespace], None]] = {
    "add": _add,
    "certificate": _bind,
    "password": _set_password,
    "revoke": _revoke,
    "restore": _revoke,
}

if __name__ == "__main__":
    sys.exit(main())
