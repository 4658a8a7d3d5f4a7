"""The running balance: 期初 + 收入 − 支出 = 期末, line by line, by one question to the store (clause 1.6, check 48)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from app.statements.telling import yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


class Fault(StrEnum):
    """What is wrong with a line or an account; `label` is the officers' word."""

    BREAK = "break"
    GAP = "gap"
    SIDES = "sides"
    YEAR = "year"
    NO_BALANCE = "no-balance"
    BOOK = "book"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return {
            "break": "余额不连续",
            "gap": "缺少对账单",
            "sides": "收支金额有误",
            "year": "年度不符",
            "no-balance": "没有余额",
            "book": "与账面不符",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not add up: the line (or the account, `row_id` of it for BOOK), and by how much (fen)."""

    fault: Fault
    catalog: str
    row_id: str
    account_no: str
    bank_name: str
    booked_on: date | None
    serial_no: str
    expected: int | None
    found: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One account over the days asked for; money in fen, None where no line tells a balance."""

    account_no: str
    bank_name: str
    account_name: str
    mof_div_code: str
    lines: int
    first_on: date
    last_on: date
    opening: int | None
    income: int
    spending: int
    closing: int | None
    unreconciled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckScope:
    """Which lines are checked: of a year, a region and below, one account ('' all), a span of days (None open)."""

    fiscal_year: int
    region: str
    account_no: str = ""
    bank_name: str = ""
    insurance_type: str = ""
    first: date | None = None
    last: date | None = None


LINES = """
  SELECT l.rid, l.id, l.account_no, l.bank_name, l.booked_on, l.sequence, l.serial_no, l.fiscal_year, l.mof_div_code,
         l.is_reconciled, coalesce(l.income, 0) AS income, coalesce(l.spending, 0) AS spending, l.balance
    FROM statement_line l
   WHERE l.is_deleted = 0 AND l.fiscal_year = :year
     AND (l.mof_div_code = :region OR EXISTS (
           SELECT 1 FROM region_scope s
            WHERE s.fiscal_year = l.fiscal_year AND s.ancestor = :region AND s.code = l.mof_div_code))
     AND (:account = '' OR l.account_no = :account) AND (:bank = '' OR l.bank_name = :bank)
     AND (:type = '' OR l.insurance_type = :type)
"""
"""The lines asked for, before the days are looked at: the line before the first day tells its opening balance."""
DAYS = "(:first IS NULL OR booked_on >= :first) AND (:last IS NULL OR booked_on <= :last)"
# a line that goes on from what the line before should have had is right: the one before is told
_CHAIN = f"""
WITH line AS ({LINES}),
chain AS (
  SELECT *, lag(balance) OVER w AS before, lag(booked_on) OVER w AS day_before,
         lag(balance, 2) OVER w + lag(income - spending) OVER w AS should_before,
         lead(balance - income + spending) OVER w AS goes_on_from
    FROM line WINDOW w AS (PARTITION BY account_no, bank_name ORDER BY booked_on, sequence, rid))
SELECT id, account_no, bank_name, booked_on, serial_no, fiscal_year, income, spending, balance, before, day_before,
       goes_on_from
  FROM chain
 WHERE {DAYS}
   AND (balance IS NULL
        OR (before IS NOT NULL AND before + income - spending <> balance
            AND (should_before IS NULL OR should_before + income - spending <> balance))
        OR (income <> 0) = (spending <> 0) OR substr(booked_on, 1, 4) <> CAST(fiscal_year AS TEXT))
 ORDER BY account_no, bank_name, booked_on, sequence, rid
"""  # noqa: S608 - no values in it
_OF_ACCOUNT = f"FROM ({LINES}) n WHERE n.account_no = s.account_no AND n.bank_name = s.bank_name AND {DAYS}"
# the first and the last line are looked up for each account: to number all lines for them takes five times as long
_SUMMARY = f"""
WITH sums AS (
  SELECT account_no, bank_name, fiscal_year, max(mof_div_code) AS region, count(*) AS lines, min(booked_on) AS first_on,
         max(booked_on) AS last_on, sum(income) AS income, sum(spending) AS spending, sum(is_reconciled = 0) AS open,
         sum(CASE WHEN is_reconciled = 0 THEN income - spending ELSE 0 END) AS open_net
    FROM ({LINES}) WHERE {DAYS} GROUP BY account_no, bank_name, fiscal_year)
SELECT s.account_no, s.bank_name, coalesce(max(a.account_name), ''), s.region, s.lines, s.first_on, s.last_on,
       (SELECT n.balance - n.income + n.spending {_OF_ACCOUNT} ORDER BY n.booked_on, n.sequence, n.rid LIMIT 1),
       s.income, s.spending,
       (SELECT n.balance {_OF_ACCOUNT} ORDER BY n.booked_on DESC, n.sequence DESC, n.rid DESC LIMIT 1),
       s.open, max(a.id), max(a.balance), s.open_net
  FROM sums s LEFT JOIN fund_account a
    ON a.fiscal_year = s.fiscal_year AND a.account_no = s.account_no AND a.bank_name = s.bank_name AND a.is_deleted = 0
 GROUP BY s.account_no, s.bank_name ORDER BY s.account_no, s.bank_name
"""  # noqa: S608 - no values in it


def check_statements(connection: Connection, *, scope: CheckScope) -> tuple[list[Summary], list[Finding]]:
    """Return every account with its sums, and what does not add up, in the order of accounts and days.

    Lines of one insurance type alone have no running balance: with `insurance_type` only the sums are told.
    """
    rows = connection.exec_driver_sql(_SUMMARY, scope_values(scope)).all()
    summaries = [_summary(row) for row in rows]
    if scope.insurance_type:
        return summaries, []
    found = [_finding(row) for row in connection.exec_driver_sql(_CHAIN, scope_values(scope)).all()]
    if scope.last is None:
        found += [_of_book(row) for row in rows if None not in (row[10], row[13]) and not _agrees(row)]
    return summaries, found


def scope_values(scope: CheckScope) -> dict[str, object]:
    """Return what the questions about a scope are asked with."""
    return {
        "year": scope.fiscal_year,
        "region": scope.region,
        "account": scope.account_no,
        "bank": scope.bank_name,
        "type": scope.insurance_type,
        "first": scope.first.isoformat() if scope.first else None,
        "last": scope.last.isoformat() if scope.last else None,
    }


def _summary(row: Sequence[object]) -> Summary:
    number, bank, name, region, lines, first, last, opening, income, spending, closing, unreconciled = row[:12]
    return Summary(
        account_no=str(number),
        bank_name=str(bank),
        account_name=str(name),
        mof_div_code=str(region),
        lines=_int(lines),
        first_on=date.fromisoformat(str(first)),
        last_on=date.fromisoformat(str(last)),
        opening=None if opening is None else _int(opening),
        income=_int(income),
        spending=_int(spending),
        closing=None if closing is None else _int(closing),
        unreconciled=_int(unreconciled),
    )


def _finding(row: Sequence[object]) -> Finding:
    row_id, number, bank, day, serial, year, income, spending, balance, before, day_before, goes_on_from = row
    expected = None if before is None else _int(before) + _int(income) - _int(spending)
    fault, text = _fault(
        day=date.fromisoformat(str(day)),
        year=_int(year),
        income=_int(income),
        spending=_int(spending),
        balance=None if balance is None else _int(balance),
        before=None if before is None else _int(before),
        day_before=date.fromisoformat(str(day_before)) if day_before else None,
        is_alone=expected is not None and goes_on_from == expected,
    )
    return Finding(
        fault=fault,
        catalog="statement_line",
        row_id=str(row_id),
        account_no=str(number),
        bank_name=str(bank),
        booked_on=date.fromisoformat(str(day)),
        serial_no=str(serial),
        expected=expected,
        found=None if balance is None else _int(balance),
        text=text,
    )


def _fault(
    *,
    day: date,
    year: int,
    income: int,
    spending: int,
    balance: int | None,
    before: int | None,
    day_before: date | None,
    is_alone: bool,
) -> tuple[Fault, str]:
    """Return what is wrong with a line: the first thing that a person would put right."""
    if day.year != year:
        return Fault.YEAR, f"记账日期 {day} 不在 {year} 年度"
    if balance is None:
        return Fault.NO_BALANCE, "这一笔没有余额，余额从这里起核对不到"
    if (income != 0) == (spending != 0):
        return Fault.SIDES, "收入和支出应只填一项" if income else "收入和支出都没有金额"
    expected = (before or 0) + income - spending
    told = f"上笔余额 {yuan(before or 0)} + 收入 {yuan(income)} − 支出 {yuan(spending)} = {yuan(expected)}"
    told = f"{told}，本笔余额 {yuan(balance)}，差 {yuan(balance - expected)}"
    if is_alone:
        return Fault.BREAK, f"只有本笔余额对不上，下一笔又相符：{told}"
    if day_before is not None and day_before != day:
        missing = f"{day_before} 与 {day} 之间可能缺对账单"
        return Fault.GAP, f"{missing}：{told}"
    return Fault.BREAK, told


def _agrees(row: Sequence[object]) -> bool:
    """Say whether the last balance is that of the books, also without what is not reconciled yet."""
    closing, booked, unreconciled = _int(row[10]), _int(row[13]), _int(row[14])
    return booked in {closing, closing - unreconciled}


def _of_book(row: Sequence[object]) -> Finding:
    closing, booked = _int(row[10]), _int(row[13])
    last = date.fromisoformat(str(row[6]))
    return Finding(
        fault=Fault.BOOK,
        catalog="fund_account",
        row_id=str(row[12]),
        account_no=str(row[0]),
        bank_name=str(row[1]),
        booked_on=last,
        serial_no="",
        expected=booked,
        found=closing,
        text=f"流水到 {last} 的余额 {yuan(closing)}，账面余额 {yuan(booked)}，差 {yuan(closing - booked)}",
    )


def _int(value: object) -> int:
    return int(str(value))
