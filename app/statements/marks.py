"""Reconciliation: marks on many lines as one action, the 余额调节 of accounts (clause 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
