"""Which lines of a statement are there already: by number, else by day, amounts, balance, counterparty."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from app.statements.reading import Line
    from app.tables import Schema

MADE = "BH-"
"""How numbers begin that the program makes where a bank gives none."""


@dataclass(slots=True, kw_only=True)
class Stored:
    """What is compared of a line that is in the store."""

    row_id: str
    booked_on: date
    sequence: int
    serial_no: str
    income: int
    spending: int
    balance: int | None
    counterparty: str
    taken: bool = False


class Known:
    """The stored lines of one account over the days of a statement; each stands for one line of the file at most."""

    def __init__(self, rows: Iterable[Stored]) -> None:
        self._by_amount: dict[tuple[date, int, int], list[Stored]] = defaultdict(list)
        self._by_number: dict[tuple[date, str], Stored] = {}
        self.by_day: dict[date, list[Stored]] = defaultdict(list)
        for row in rows:
            self._by_amount[row.booked_on, row.income, row.spending].append(row)
            self._by_number[row.booked_on, row.serial_no] = row
            self.by_day[row.booked_on].append(row)

    def same(self, line: Line) -> Stored | None:
        """Return the stored line that this one is, and take it; None when there is none for certain."""
        serial = line.texts["serial_no"]
        for row in self._alike(line):
            numbered = bool(serial) and not row.serial_no.startswith(MADE)
            if row.balance != line.balance or not _agree(row.counterparty, line.texts["counterparty_name"]):
                continue
            if not numbered or row.serial_no == serial or row.serial_no.startswith(f"{serial}-"):
                row.taken = True
                return row
        return None

    def doubt(self, line: Line) -> str:
        """Return why a line may be one that is there already, '' when nothing says so."""
        serial, day = line.texts["serial_no"], f"{line.booked_on}"
        known = self._by_number.get((line.booked_on, serial)) if serial and line.booked_on else None
        if known is not None and not known.taken:
            return f"疑似重复：{day} 已有流水号“{serial}”的一笔，但金额或余额不同"
        for row in self._alike(line):
            no_balance = row.balance is None or line.balance is None
            if (no_balance or row.balance == line.balance) and _agree(
                row.counterparty, line.texts["counterparty_name"]
            ):
                return f"疑似重复：{day} 已有金额、对方相同的一笔（流水号“{row.serial_no}”）"
        return ""

    def has_number(self, line: Line, serial: str) -> bool:
        """Say whether the number is used on the line's day."""
        return line.booked_on is not None and (line.booked_on, serial) in self._by_number

    def _alike(self, line: Line) -> Sequence[Stored]:
        if line.booked_on is None:
            return ()
        found = self._by_amount.get((line.booked_on, line.income or 0, line.spending or 0), ())
        return [row for row in found if not row.taken]


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def read_known(
    connection: Connection, *, schema: Schema, account_no: str, bank_name: str, first: date, last: date
) -> Known:
    """Return what the store has of an account from the first to the last day."""
    table = schema.rows["statement_line"]
    names = ("booked_on", "sequence", "serial_no", "income", "spending", "balance", "counterparty_name")
    found = connection.execute(
        select(table.c.id, *(table.c[name] for name in names)).where(
            table.c.fiscal_year.between(first.year, last.year),
            table.c.account_no == account_no,
            table.c.bank_name == bank_name,
            table.c.booked_on.between(first, last),
            table.c.is_deleted.is_(False),
        )
    )
    return Known(
        Stored(
            row_id=row_id,
            booked_on=day,
            sequence=sequence or 0,
            serial_no=serial,
            income=income or 0,
            spending=spending or 0,
            balance=balance,
            counterparty=name,
        )
        for row_id, day, sequence, serial, income, spending, balance, name in found
    )
