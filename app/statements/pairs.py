"""Lines that cancel out: transfers between two accounts, entries taken back; suggested for 对账 (clause 1.6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from app.statements.checking import DAYS, LINES, CheckScope, scope_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection


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


TAKEN_BACK = ("冲", "退", "撤", "更正")
"""Words in the purpose of a line that takes another one back."""
_OPEN = f"""
SELECT n.id, n.account_no, n.booked_on, n.serial_no, n.income - n.spending, s.purpose,
       n.bank_name, s.counterparty_account, s.counterparty_name
  FROM ({LINES}) n JOIN statement_line s ON s.rid = n.rid
 WHERE n.is_reconciled = 0 AND (n.income <> 0) <> (n.spending <> 0) AND {DAYS.replace("booked_on", "n.booked_on")}
 ORDER BY n.booked_on, n.sequence, n.rid
"""  # noqa: S608 - no values in it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line with what tells whose it is; `place`: in the order of days and serials."""

    place: int
    side: Side
    bank: str
    other: str
    who: str

    @property
    def day(self) -> int:
        return self.side.booked_on.toordinal()


_Book = dict[tuple[int, int], list[_Line]]
"""Open lines by amount and day."""


def find_pairs(connection: Connection, *, scope: CheckScope, days: int) -> list[Pair]:
    """Return pairs of lines, not reconciled yet, that cancel out within so many days; each line is in one at most.

    Those nearest in time are paired first.
    """
    lines = list(_lines(connection, values=scope_values(scope)))
    book: _Book = defaultdict(list)
    for line in lines:
        book[line.side.net, line.day].append(line)
    found: list[Pair] = []
    taken: set[int] = set()
    for apart in range(days + 1):
        for line in lines:
            if line.place in taken:
                continue
            if match := _match(line, book=book, apart=apart, taken=taken):
                kind, other = match
                taken.update((line.place, other.place))
                found.append(Pair(kind=kind, first=line.side, second=other.side))
    return sorted(found, key=lambda one: (one.first.booked_on, one.first.account_no, one.first.serial_no))


def _match(line: _Line, *, book: _Book, apart: int, taken: set[int]) -> tuple[PairKind, _Line] | None:
    """Return the first line so many days apart that cancels this one out."""
    for day in dict.fromkeys((line.day - apart, line.day + apart)):
        for other in book.get((-line.side.net, day), ()):
            if other.place not in taken and (kind := _kind(line, other)):
                return kind, other
    return None


def _kind(one: _Line, other: _Line) -> PairKind | None:
    """Say whether `one` pays what `other` receives, or is taken back by it."""
    if one.side.account_no != other.side.account_no:
        names_one = other.other in ("", one.side.account_no)
        names_other = one.other in ("", other.side.account_no)
        return PairKind.TRANSFER if one.side.net < 0 and names_one and names_other else None
    same = (one.bank, one.who) == (other.bank, other.who) and one.place < other.place
    return PairKind.REVERSAL if same and any(word in other.side.purpose for word in TAKEN_BACK) else None


def _lines(connection: Connection, *, values: Mapping[str, object]) -> Iterator[_Line]:
    for place, row in enumerate(connection.exec_driver_sql(_OPEN, dict(values))):
        yield _Line(place=place, side=_side(row[:6]), bank=row[6], other=row[7], who=row[8])


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
