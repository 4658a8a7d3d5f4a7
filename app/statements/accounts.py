"""The three queries of accounts, own level and below: basic data, balance by month, lines with sums (clause 1.6).

The store adds up; nothing here reads all lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.catalogs.fund_account import FUND_ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

TYPES: dict[str, str] = dict(getattr(FUND_ACCOUNT.by_name["account_type"], "options", ()))
"""账户类别 by code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountQuery:
    """Which accounts, and which days of theirs: '' and None leave a part open. `region` and all below it."""

    fiscal_year: int
    region: str
    account_type: str = ""
    insurance_type: str = ""
    account_no: str = ""
    bank_name: str = ""
    first: date | None = None
    last: date | None = None

    def values(self) -> dict[str, object]:
        """Return what the store's questions are asked with."""
        return {
            "year": self.fiscal_year,
            "region": self.region,
            "kind": self.account_type,
            "type": self.insurance_type,
            "account": self.account_no,
            "bank": self.bank_name,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "9999-12-31",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account with what moved on it in the days asked for; money in fen, None where nothing tells it.

    `book` is the 账面余额 of the basic data; `open_lines` are not reconciled; `receipts` counts those of these days.
    """

    id: str
    mof_div_code: str
    region: str
    account_no: str
    account_name: str
    bank_name: str
    account_type: str
    insurance_types: str
    is_enabled: bool
    opened_on: str
    book: int | None
    lines: int
    opening: int | None
    income: int
    spending: int
    closing: int | None
    open_lines: int
    receipts: int

    @property
    def type_label(self) -> str:
        """Return the 账户类别 in words."""
        return TYPES.get(self.account_type, self.account_type)

    @property
    def difference(self) -> int | None:
        """Return 期初 + 收入 − 支出 − 期末: 0 where it adds up, None where a balance is not told."""
        return difference(self.opening, self.income, self.spending, self.closing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What moved in a month ('2026-01'), of one account or of several together."""

    month: str
    lines: int
    opening: int | None
    income: int
    spending: int
    closing: int | None

    @property
    def difference(self) -> int | None:
        """Return 期初 + 收入 − 支出 − 期末."""
        return difference(self.opening, self.income, self.spending, self.closing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Accounts that have something in common, added up; `opening` and `closing` of those that tell them."""

    code: str
    label: str
    accounts: int
    lines: int
    opening: int
    income: int
    spending: int
    closing: int


def difference(opening: int | None, income: int, spending: int, closing: int | None) -> int | None:
    """Return by how much 期初 + 收入 − 支出 = 期末 is missed."""
    return None if opening is None or closing is None else opening + income - spending - closing


ACCOUNTS = """
  SELECT a.* FROM fund_account a
   WHERE a.is_deleted = 0 AND a.fiscal_year = :year
     AND (a.mof_div_code = :region OR EXISTS (
           SELECT 1 FROM region_scope s
            WHERE s.fiscal_year = a.fiscal_year AND s.ancestor = :region AND s.code = a.mof_div_code))
     AND (:kind = '' OR a.account_type = :kind)
     AND (:type = '' OR a.insurance_types = 'all' OR ',' || a.insurance_types || ',' LIKE '%,' || :type || ',%')
     AND (:account = '' OR a.account_no = :account) AND (:bank = '' OR a.bank_name = :bank)
"""
_OF_ACCOUNT = """fiscal_year = :year AND account_no = a.account_no AND bank_name = a.bank_name AND is_deleted = 0"""
_BEFORE = f"""coalesce(
  (SELECT balance FROM statement_line WHERE {_OF_ACCOUNT} AND booked_on < {{first}}
    ORDER BY booked_on DESC, sequence DESC, rid DESC LIMIT 1),
  (SELECT balance - coalesce(income, 0) + coalesce(spending, 0) FROM statement_line
    WHERE {_OF_ACCOUNT} AND booked_on >= {{first}} ORDER BY booked_on, sequence, rid LIMIT 1))"""  # noqa: S608
_LAST = f"""(SELECT balance FROM statement_line WHERE {_OF_ACCOUNT} AND booked_on <= {{last}}
    ORDER BY booked_on DESC, sequence DESC, rid DESC LIMIT 1)"""  # noqa: S608 - no values in it
_OVERVIEW = f"""
WITH wanted AS MATERIALIZED ({ACCOUNTS}),
moved AS MATERIALIZED (
  SELECT account_no, bank_name, count(*) AS lines, sum(income) AS income, sum(spending) AS spending,
         sum(is_reconciled = 0) AS open_lines
    FROM statement_line
   WHERE fiscal_year = :year AND is_deleted = 0 AND booked_on >= :first AND booked_on <= :last
     AND (:account = '' OR account_no = :account)
   GROUP BY account_no, bank_name),
papers AS MATERIALIZED (
  SELECT account_no, bank_name, count(*) AS receipts FROM receipt
   WHERE fiscal_year = :year AND is_deleted = 0 AND booked_on >= :first AND booked_on <= :last
   GROUP BY account_no, bank_name)
SELECT a.id, a.mof_div_code, coalesce(r.name, a.mof_div_code) AS region, a.account_no, a.account_name, a.bank_name,
       a.account_type, a.insurance_types, a.is_enabled, coalesce(a.opened_on, '') AS opened_on, a.balance AS book,
       coalesce(m.lines, 0) AS lines, {_BEFORE.format(first=":first")} AS opening, coalesce(m.income, 0) AS income,
       coalesce(m.spending, 0) AS spending, {_LAST.format(last=":last")} AS closing,
       coalesce(m.open_lines, 0) AS open_lines, coalesce(p.receipts, 0) AS receipts
  FROM wanted a
  LEFT JOIN moved m ON m.account_no = a.account_no AND m.bank_name = a.bank_name
  LEFT JOIN papers p ON p.account_no = a.account_no AND p.bank_name = a.bank_name
  LEFT JOIN region r ON r.fiscal_year = :year AND r.mof_div_code = a.mof_div_code AND r.is_deleted = 0
 ORDER BY a.mof_div_code, a.account_type, a.account_no, a.bank_name
"""  # noqa: S608 - no values in it
_MONTHS = f"""
WITH wanted AS MATERIALIZED ({ACCOUNTS}),
moved AS MATERIALIZED (
  SELECT l.account_no, l.bank_name, substr(l.booked_on, 1, 7) AS month, count(*) AS lines,
         coalesce(sum(l.income), 0) AS income, coalesce(sum(l.spending), 0) AS spending
    FROM wanted a JOIN statement_line l
      ON l.fiscal_year = :year AND l.account_no = a.account_no AND l.bank_name = a.bank_name
   WHERE l.is_deleted = 0 AND l.booked_on >= :first AND l.booked_on <= :last
   GROUP BY l.account_no, l.bank_name, substr(l.booked_on, 1, 7))
SELECT a.account_no || '|' || a.bank_name, a.month, a.lines,
       {_BEFORE.format(first="max(a.month || '-01', :first)")}, a.income, a.spending,
       {_LAST.format(last="min(a.month || '-31', :last)")}
  FROM moved a ORDER BY a.account_no, a.bank_name, a.month
"""  # noqa: S608 - no values in it


def read_accounts(connection: Connection, *, query: AccountQuery) -> list[AccountLine]:
    """Return the accounts of a query, by region, 账户类别 and number."""
    rows = connection.exec_driver_sql(_OVERVIEW, query.values()).mappings()
    return [AccountLine(**{**row, "is_enabled": bool(row["is_enabled"])}) for row in rows]


def read_months(connection: Connection, *, query: AccountQuery) -> list[Month]:
    """Return the months in which something moved, of all accounts of the query together.

    An account that did not move in a month keeps its balance; one whose balance is not told leaves the sum untold.
    """
    by_account: dict[str, dict[str, Month]] = {}
    for account, month, lines, opening, income, spending, closing in connection.exec_driver_sql(
        _MONTHS, query.values()
    ):
        by_account.setdefault(account, {})[month] = Month(
            month=month, lines=lines, opening=opening, income=income, spending=spending, closing=closing
        )
    return _together(by_account.values())


def _together(accounts: Iterable[Mapping[str, Month]]) -> list[Month]:
    known = list(accounts)
    months = sorted({month for one in known for month in one})
    standing = [next(iter(one.values())).opening for one in known]
    found = []
    for month in months:
        here = [one.get(month) for one in known]
        opening = [one.opening if one else kept for one, kept in zip(here, standing, strict=True)]
        standing = [one.closing if one else kept for one, kept in zip(here, standing, strict=True)]
        moved = [one for one in here if one]
        found.append(
            Month(
                month=month,
                lines=sum(one.lines for one in moved),
                opening=_sum(opening),
                income=sum(one.income for one in moved),
                spending=sum(one.spending for one in moved),
                closing=_sum(standing),
            )
        )
    return found


def _sum(amounts: Sequence[int | None]) -> int | None:
    return None if any(one is None for one in amounts) else sum(one or 0 for one in amounts)


def totals_by_type(accounts: Iterable[AccountLine]) -> list[Total]:
    """Return the totals by 账户类别."""
    found: dict[str, Total] = {}
    for one in accounts:
        _add(found, code=one.account_type, label=one.type_label, account=one)
    return [found[code] for code in sorted(found)]


def totals_by_insurance(accounts: Iterable[AccountLine], *, names: Mapping[str, str]) -> list[Total]:
    """Return the totals by 核算险种; an account that keeps several stands under all of them as one name."""
    found: dict[str, Total] = {}
    for one in accounts:
        codes = one.insurance_types.split(",") if one.insurance_types else []
        label = "、".join(names.get(code, code) for code in codes) if one.insurance_types != "all" else "全部险种"
        _add(found, code=one.insurance_types, label=label or "未写明", account=one)
    return [found[code] for code in sorted(found)]


def _add(found: dict[str, Total], *, code: str, label: str, account: AccountLine) -> None:
    nothing = Total(code=code, label=label, accounts=0, lines=0, opening=0, income=0, spending=0, closing=0)
    old = found.get(code, nothing)
    found[code] = replace(
        old,
        accounts=old.accounts + 1,
        lines=old.lines + account.lines,
        opening=old.opening + (account.opening or 0),
        income=old.income + account.income,
        spending=old.spending + account.spending,
        closing=old.closing + (account.closing or 0),
    )
