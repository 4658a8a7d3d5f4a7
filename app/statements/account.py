"""Which fund account a statement belongs to: the one that was chosen, else the one that the file names (clause 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import NotFoundError, WorkbookError
from app.scope import below

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from app.people import User
    from app.tables import Schema

_COLUMNS = ("account_no", "bank_name", "account_name", "mof_div_code", "insurance_types", "is_enabled", "fiscal_year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a statement's lines take from their account; `year` is the newest one that has it."""

    account_no: str
    bank_name: str
    account_name: str
    mof_div_code: str
    insurance_types: str
    is_enabled: bool
    year: int

    @property
    def insurance_type(self) -> str:
        """Return the one insurance type that is kept in the account, '' for none or several."""
        return "" if "," in self.insurance_types or self.insurance_types == "all" else self.insurance_types


def find_account(
    connection: Connection, *, schema: Schema, user: User, account: str, bank: str = "", years: Iterable[int] = ()
) -> Account:
    """Return the account that a number (or part of a name) means among those that the person sees.

    `years`: the newest of these counts; () any. Raise NotFoundError when there is none, or more than one.
    """
    table = schema.rows["fund_account"]
    wanted = [table.c.is_deleted.is_(False), below(table, schema=schema, region=user.mof_div_code)]
    if given := list(years):
        wanted.append(table.c.fiscal_year.in_(given))
    if bank:
        wanted.append(table.c.bank_name.contains(bank))
    columns = [table.c[name] for name in _COLUMNS]
    exact = _newest(connection.execute(select(*columns).where(*wanted, table.c.account_no == account)).all())
    found = exact or _newest(
        connection.execute(select(*columns).where(*wanted, table.c.account_name.contains(account))).all()
    )
    if len(found) == 1:
        return found[0]
    if not found:
        when = f"{'、'.join(map(str, sorted(given)))} 年度" if given else ""
        raise NotFoundError(
            f"{when}“基金账户”中没有“{account}”，请核对银行账号，或先接收、新增这个账户。", code="account.unknown"
        )
    told = "；".join(f"{one.account_no} {one.bank_name}" for one in found[:3])
    raise NotFoundError(
        f"“{account}”对应 {len(found)} 个账户（{told}），请写完整的银行账号，并用开户银行区分。",
        code="account.ambiguous",
    )


def open_accounts(connection: Connection, *, schema: Schema, user: User, year: int) -> list[Account]:
    """Return the enabled accounts of a year that the person's own region keeps, by kind and number."""
    table = schema.rows["fund_account"]
    wanted = (
        select(*(table.c[name] for name in _COLUMNS))
        .where(
            table.c.is_deleted.is_(False),
            table.c.is_enabled.is_(True),
            table.c.fiscal_year == year,
            table.c.mof_div_code == user.mof_div_code,
        )
        .order_by(table.c.account_type, table.c.account_no)
    )
    return _newest(connection.execute(wanted).all())


def _newest(rows: Sequence[tuple[object, ...]]) -> list[Account]:
    found: dict[tuple[str, str], Account] = {}
    for number, bank, name, region, types, enabled, year in sorted(rows, key=lambda one: int(str(one[-1]))):
        found[str(number), str(bank)] = Account(
            account_no=str(number),
            bank_name=str(bank),
            account_name=str(name),
            mof_div_code=str(region),
            insurance_types=str(types),
            is_enabled=bool(enabled),
            year=int(str(year)),
        )
    return list(found.values())


def check_open(account: Account) -> None:
    """Raise WorkbookError for an account that is disabled: no new lines come to it."""
    if not account.is_enabled:
        raise WorkbookError(
            f"账户“{account.account_no} {account.account_name}”在 {account.year} 年度已停用，不能导入新的流水；"
            "确需补录，请先启用该账户。",
            code="statement.account-disabled",
        )
