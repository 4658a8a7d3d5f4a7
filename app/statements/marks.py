"""Reconciliation: marks on many lines as one action, pairs that cancel out, the 余额调节 of accounts (clause 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from app.lookup import fetch_rows
from app.statements.checking import DAYS, LINES, CheckScope, scope_values
from app.unit_of_work import Edit, Outcome, apply_edits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.people import User
    from app.store import Store

MARK, UNMARK = "标记对账", "取消对账"


class PairKind(StrEnum):
    """Why two lines cancel out."""

    TRANSFER = "transfer"
    REVERSAL = "reversal"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return {"transfer": "账户间划转", "reversal": "冲正退回"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One line of a pair; `net` in fen, spending below zero."""

    row_id: str
    account_no: str
    booked_on: date
    serial_no: str
    net: int
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two lines that belong together: the one that pays (or is taken back) first."""

    kind: PairKind
    first: Side
    second: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """The 余额调节 of one account, money in fen: bank − income not reconciled + spending not reconciled = adjusted."""

    account_no: str
    bank_name: str
    account_name: str
    last_on: date
    bank: int | None
    open_income: int
    open_spending: int
    open_lines: int
    book: int | None

    @property
    def adjusted(self) -> int | None:
        """Return the bank's balance without what is not reconciled."""
        return None if self.bank is None else self.bank - self.open_income + self.open_spending

    @property
    def difference(self) -> int | None:
        """Return what is still not explained, None where bank or book tells no balance."""
        return None if self.adjusted is None or self.book is None else self.adjusted - self.book


def mark_lines(store: Store, *, user: User, row_ids: Sequence[str], on: date, reconciled: bool) -> Outcome:
    """Mark lines as reconciled by this person (or take the marks off), all or none; lines that are so already stay."""
    with store.write() as connection:
        table = store.schema.rows["statement_line"]
        rows = fetch_rows(connection, table=table, column="id", values=list(row_ids))
        values = {
            "is_reconciled": reconciled,
            "reconciled_on": on if reconciled else None,
            "reconciled_by": user.code if reconciled else "",
        }
        edits = [
            Edit(catalog="statement_line", kind="update", row_id=row_id, values=values)
            for row_id in dict.fromkeys(row_ids)
            if row_id not in rows or rows[row_id]["is_reconciled"] != reconciled
        ]
        verb = MARK if reconciled else UNMARK
        return apply_edits(connection, schema=store.schema, user=user, edits=edits, verb=verb)


_OPEN = f"""
WITH line AS ({LINES})
SELECT id FROM line WHERE {DAYS} AND is_reconciled = :reconciled
 ORDER BY account_no, bank_name, booked_on, sequence, rid
"""  # noqa: S608 - no values in it
# what may belong together is few: the store makes an index of the amounts for the one question
_PAIRS = f"""
WITH line AS MATERIALIZED (
  SELECT n.*, n.income - n.spending AS net, s.counterparty_account AS other, s.counterparty_name AS who, s.purpose
    FROM ({LINES}) n JOIN statement_line s ON s.rid = n.rid
   WHERE n.is_reconciled = 0 AND (n.income <> 0) <> (n.spending <> 0) AND {DAYS.replace("booked_on", "n.booked_on")})
SELECT CASE WHEN a.account_no = b.account_no THEN 'reversal' ELSE 'transfer' END,
       a.id, a.account_no, a.booked_on, a.serial_no, a.net, a.purpose,
       b.id, b.account_no, b.booked_on, b.serial_no, b.net, b.purpose
  FROM line a JOIN line b ON b.net = -a.net
 WHERE abs(julianday(a.booked_on) - julianday(b.booked_on)) <= :days
   AND ((a.account_no <> b.account_no AND a.net < 0 AND a.other IN (b.account_no, '')
         AND b.other IN (a.account_no, ''))
     OR (a.account_no = b.account_no AND a.bank_name = b.bank_name AND a.who = b.who
         AND (a.booked_on, a.sequence, a.rid) < (b.booked_on, b.sequence, b.rid)
         AND (b.purpose LIKE '%冲%' OR b.purpose LIKE '%退%' OR b.purpose LIKE '%撤%' OR b.purpose LIKE '%更正%')))
 ORDER BY abs(julianday(a.booked_on) - julianday(b.booked_on)), a.booked_on, a.id, b.id
"""  # noqa: S608 - no values in it
_ADJUST = f"""
WITH line AS ({LINES}),
ends AS (
  SELECT *, first_value(balance) OVER (PARTITION BY account_no, bank_name
                                       ORDER BY booked_on DESC, sequence DESC, rid DESC) AS closing
    FROM line WHERE {DAYS})
SELECT e.account_no, e.bank_name, coalesce(max(a.account_name), ''), max(e.booked_on), max(e.closing),
       sum(CASE WHEN e.is_reconciled = 0 THEN e.income ELSE 0 END),
       sum(CASE WHEN e.is_reconciled = 0 THEN e.spending ELSE 0 END), sum(e.is_reconciled = 0), max(a.balance)
  FROM ends e LEFT JOIN fund_account a
    ON a.fiscal_year = e.fiscal_year AND a.account_no = e.account_no AND a.bank_name = e.bank_name AND a.is_deleted = 0
 GROUP BY e.account_no, e.bank_name ORDER BY e.account_no, e.bank_name
"""  # noqa: S608 - no values in it


def lines_marked(connection: Connection, *, scope: CheckScope, reconciled: bool) -> list[str]:
    """Return the ids of the lines of a scope that are reconciled, or are not, in the order of accounts and days."""
    values = {**scope_values(scope), "reconciled": reconciled}
    return [str(row[0]) for row in connection.exec_driver_sql(_OPEN, values)]


def find_pairs(connection: Connection, *, scope: CheckScope, days: int) -> list[Pair]:
    """Return pairs of lines, not reconciled yet, that cancel out within so many days; each line is in one at most."""
    taken: set[str] = set()
    found: list[Pair] = []
    for row in connection.exec_driver_sql(_PAIRS, {**scope_values(scope), "days": days}):
        first, second = _side(row[1:7]), _side(row[7:13])
        if first.row_id not in taken and second.row_id not in taken:
            taken.update((first.row_id, second.row_id))
            found.append(Pair(kind=PairKind(row[0]), first=first, second=second))
    return sorted(found, key=lambda one: (one.first.booked_on, one.first.account_no, one.first.serial_no))


def adjustments(connection: Connection, *, scope: CheckScope) -> list[Adjustment]:
    """Return the 余额调节 of each account that has lines."""
    return [
        Adjustment(
            account_no=number,
            bank_name=bank,
            account_name=name,
            last_on=date.fromisoformat(last),
            bank=closing,
            open_income=income,
            open_spending=spending,
            open_lines=lines,
            book=book,
        )
        for number, bank, name, last, closing, income, spending, lines, book in connection.exec_driver_sql(
            _ADJUST, scope_values(scope)
        )
    ]


def _side(cells: Sequence[object]) -> Side:
    row_id, number, day, serial, net, purpose = cells
    return Side(
        row_id=str(row_id),
        account_no=str(number),
        booked_on=date.fromisoformat(str(day)),
        serial_no=str(serial),
        net=int(str(net)),
        purpose=str(purpose),
    )
