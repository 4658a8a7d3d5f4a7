"""The lines of accounts by day, insurance type, amount and words, with their sums; a page of them at a time (1.6)."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.statements.accounts import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping

    from app.statements.accounts import AccountQuery

PAGE = 500
"""Lines read at a time."""
INCOME, SPENDING = "income", "spending"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which lines of the accounts: amounts in fen, `side` income or spending, `text` in what a line says."""

    side: str = ""
    least: int | None = None
    most: int | None = None
    text: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One line as it is listed; money in fen."""

    id: str
    mof_div_code: str
    account_no: str
    bank_name: str
    booked_on: str
    serial_no: str
    income: int | None
    spending: int | None
    balance: int | None
    counterparty_name: str
    purpose: str
    insurance_type: str
    is_reconciled: bool
    receipts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSums:
    """The sums of all lines that were asked for, in fen."""

    lines: int
    income: int
    spending: int

    @property
    def net(self) -> int:
        """Return income less spending."""
        return self.income - self.spending


_FOUND = f"""
  FROM ({ACCOUNTS.replace(":type", "''")}) a JOIN statement_line l
    ON l.fiscal_year = a.fiscal_year AND l.account_no = a.account_no AND l.bank_name = a.bank_name
 WHERE l.is_deleted = 0 AND l.booked_on >= :first AND l.booked_on <= :last
   AND (:type = '' OR l.insurance_type = :type)
   AND (:side <> 'income' OR l.income <> 0) AND (:side <> 'spending' OR l.spending <> 0)
   AND (:least IS NULL OR abs(coalesce(l.income, 0) + coalesce(l.spending, 0)) >= :least)
   AND (:most IS NULL OR abs(coalesce(l.income, 0) + coalesce(l.spending, 0)) <= :most)
   AND (:open = 0 OR l.is_reconciled = 0)
   AND (:text = '' OR instr(l.counterparty_name, :text) OR instr(l.purpose, :text) OR instr(l.serial_no, :text)
        OR instr(l.counterparty_account, :text) OR instr(l.remark, :text))
"""
_SUMS = f"SELECT count(*), coalesce(sum(l.income), 0), coalesce(sum(l.spending), 0) {_FOUND}"
_IDS = f"SELECT l.rid {_FOUND} ORDER BY l.account_no, l.bank_name, l.booked_on, l.sequence, l.rid"
_COLUMNS = """
SELECT l.id, l.mof_div_code, l.account_no, l.bank_name, l.booked_on, l.serial_no, l.income, l.spending, l.balance,
       l.counterparty_name, l.purpose, l.insurance_type, l.is_reconciled,
       (SELECT count(*) FROM receipt r
         WHERE r.fiscal_year = l.fiscal_year AND r.account_no = l.account_no AND r.bank_name = l.bank_name
           AND r.booked_on = l.booked_on AND r.serial_no = l.serial_no AND r.is_deleted = 0) AS receipts
"""
_LINES = f"""{_COLUMNS} {_FOUND}
 ORDER BY l.account_no, l.bank_name, l.booked_on, l.sequence, l.rid LIMIT :limit OFFSET :offset
"""


def _values(query: AccountQuery, *, limits: LineFilter) -> dict[str, object]:
    return {
        **query.values(),
        "side": limits.side,
        "least": limits.least,
        "most": limits.most,
        "text": limits.text,
        "open": int(limits.is_open),
    }


def sum_lines(connection: Connection, *, query: AccountQuery, limits: LineFilter) -> LineSums:
    """Return number, income and spending of the lines."""
    count, income, spending = connection.exec_driver_sql(_SUMS, _values(query, limits=limits)).one()
    return LineSums(lines=count, income=income, spending=spending)


def find_lines(connection: Connection, *, query: AccountQuery, limits: LineFilter) -> array[int]:
    """Return the local numbers of the lines, by account and day."""
    return array("q", connection.exec_driver_sql(_IDS, _values(query, limits=limits)).scalars())


def lines_at(connection: Connection, *, numbers: Sequence[int]) -> dict[int, StatementLine]:
    """Return lines by their local numbers."""
    asked = f"{_COLUMNS}, l.rid FROM statement_line l WHERE l.rid IN ({','.join(map(str, map(int, numbers)))})"
    rows = connection.exec_driver_sql(asked).mappings()
    return {row["rid"]: _line(row) for row in rows}


def _line(row: RowMapping) -> StatementLine:
    values: dict[str, Any] = {str(name): value for name, value in row.items() if name != "rid"}
    return StatementLine(**{**values, "is_reconciled": bool(row["is_reconciled"])})


def read_lines(
    connection: Connection, *, query: AccountQuery, limits: LineFilter, limit: int = PAGE, offset: int = 0
) -> list[StatementLine]:
    """Return a page of the lines, by account and day; `limit` -1 for all that are left."""
    values = {**_values(query, limits=limits), "limit": limit, "offset": offset}
    rows = connection.exec_driver_sql(_LINES, values).mappings()
    return [_line(row) for row in rows]
