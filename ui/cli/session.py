"""Commands about who works here: sign-in and sign-out (SYNC point 11)."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ShebaoError
from ui.cli.answer import PARTLY, Answer
from ui.cli.parser import Command, no_arguments

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.people import User
    from sync.kept_trust import Choice
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat


NONE = "none"
EXPOSED = "注意：到中心端的连接不加密，密码和数据在网络上可能被人看到。"


class PasswordError(ShebaoError):
    """No password was given."""

    code = "sign-in.password"
    title = "没有收到密码"


def sign_in(words: Words, seat: Seat) -> Answer:
    """Sign in at a central; the person is remembered, their store is made or found again."""
    from sync.address import is_exposed
    from sync.credentials import credentials_of
    from sync.others import others_waiting, others_words
    from sync.session import sign_in as at_central

    credentials = credentials_of(words.credentials, folder=seat.folder)
    credentials.check()
    ask = _from_stdin if words.password_stdin else _from_keyboard
    password = ask(f"用户 {words.user} 的密码")
    session = at_central(
        seat.profile,
        server=words.server,
        user=words.user,
        password=password,
        credentials=credentials,
        choice=_choice(words, ask=ask),
        plain=words.plain,
    )
    with closing(session):
        text = f"已登录：{whose(session.user)}，中心端 {session.server}。"
        data = {"server": session.server, "user": plain_user(session.user), "credentials": credentials.kind}
        exposed = EXPOSED if is_exposed(session.server) else ""
        others = others_words(others_waiting(seat.profile, own=session.store_path))
    return Answer(text="\n".join(filter(None, [text, exposed, credentials.warning, others])), data=data)


def _choice(words: Words, *, ask: Callable[[str], str]) -> Choice:
    from sync.kept_trust import Choice
    from sync.trust import PFX

    certificate, authority = (
        None if given in {None, NONE} else Path(given) for given in (words.client_certificate, words.authority)
    )
    packed = certificate is not None and certificate.suffix.lower() in PFX
    return Choice(
        authority=authority,
        certificate=certificate,
        key=words.client_key,
        password=ask("客户端证书的密码") if packed else "",
        keeps_authority=words.authority != NONE,
        keeps_certificate=words.client_certificate != NONE,
    )


def sign_out(_words: Words, seat: Seat) -> Answer:
    """End the session; the store stays, with what waits in it."""
    from sync.session import sign_out as from_central

    with closing(seat.session()) as session:
        user = session.user
        told = from_central(seat.profile, session=session)
    text = told or f"{user.name} 已退出登录；本机数据保留，下次登录后接着用。"
    return Answer(text=text, data={"user": plain_user(user), "warning": told}, status=PARTLY if told else 0)


def whose(user: User) -> str:
    """Return who a person is, in a few words."""
    return f"{user.name}（{user.mof_div_name} {user.mof_div_code}，{user.level.label}{user.role.label}）"


def plain_user(user: User) -> dict[str, object]:
    """Return a person for JSON, with the names of the contract."""
    return {
        "code": user.code,
        "name": user.name,
        "mof_div_code": user.mof_div_code,
        "mof_div_name": user.mof_div_name,
        "level": int(user.level),
        "role": str(user.role),
    }


def _from_stdin(what: str) -> str:
    raw = sys.stdin.buffer.readline() if hasattr(sys.stdin, "buffer") else sys.stdin.readline().encode()
    try:
        secret = raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise PasswordError(f"标准输入中{what}不是 UTF-8 编码，请换一种方式输入。") from error
    if not secret:
        raise PasswordError(f"标准输入中没有{what}，请一行一个地送入，例如用管道。")
    return secret


def _from_keyboard(what: str) -> str:
    from getpass import getpass

    if not sys.stdin or not sys.stdin.isatty():
        raise PasswordError(f"这里不能用键盘输入{what}，请加上 --password-stdin，并把密码送入标准输入。")
    secret = getpass(f"{what}：")
    if not secret:
        raise PasswordError(f"没有输入{what}，没有登录；请重新执行。")
    return secret


def _sign_in_arguments(parser: Parser) -> None:
    parser.add_argument("--server", required=True, metavar="地址", help="中心端的地址，如 http://127.0.0.1:8610")
    parser.add_argument("--user", required=True, metavar="用户", help="用户代码")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="从标准输入读取密码（第一行；.pfx 证书的密码在第二行），不在键盘上询问",
    )
    parser.add_argument("--authority", metavar="文件", help=f"中心端的 CA 证书，代替系统自带的；{NONE}：改回用系统的")
    parser.add_argument(
        "--client-certificate", metavar="文件", help=f"您的客户端证书，.pem 或 .pfx；{NONE}：不再出示证书"
    )
    parser.add_argument(
        "--client-key", type=Path, metavar="文件", help="客户端证书的私钥（.pem）；已在证书文件中的不必给出"
    )
    parser.add_argument("--plain", action="store_true", help="确认是单位内网，允许不加密的连接（http）")
    parser.add_argument(
        "--credentials",
        choices=("keyring", "file"),
        default="keyring",
        help="登录凭据存在哪里：系统密码库（默认），或数据文件夹中的文件",
    )


SIGN_IN_COMMAND = Command(
    name="sign-in",
    help="登录中心端",
    run=sign_in,
    arguments=_sign_in_arguments,
    about="登录中心端。以后的命令都以这个用户办理；换一个用户登录时，前一个用户待上传的修改仍然保留。",
    examples=(
        "shebao sign-in --server http://127.0.0.1:8610 --user hs_jb",
        "shebao sign-in --server https://10.33.2.8:8443 --user hs_jb --authority ca.pem --client-certificate hs_jb.pfx",
    ),
    keys=("server", "user", "credentials"),
)
SIGN_OUT_COMMAND = Command(
    name="sign-out",
    help="退出登录",
    run=sign_out,
    arguments=no_arguments,
    about="退出登录并删除登录凭据；本机数据和待上传的修改都保留。",
    keys=("user", "warning"),
)
