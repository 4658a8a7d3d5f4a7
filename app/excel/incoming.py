"""Rows of a sheet as values: what each line gives, what cannot be read, and which stored row it means."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.excel.cells import Place, given_text, read_place
from app.excel.heading import Heading, is_footer, is_total
from app.excel.plan import CellProblem
from app.fields import Bad

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.catalog import Catalog
    from app.excel.names import Names
    from app.excel.plan import ImportContext
    from app.fields import Field, Value
    from app.foreign import Cell, Mark, RawSheet
    from app.unit_of_work import Edit

NOT_GIVEN = "\x00"
"""A blank cell where the context supplies the value; no real value can be this."""

_MOST_KNOWN = 20_000


@dataclass(slots=True, kw_only=True)
class Incoming:
    """One line of the file, `number` from 1.

    `values` holds the fields that were given and could be read, `supplied` what the context gives where the file is
    silent, `unread` the fields that could not be read, `stored` the row that is meant. Once it is worked out what the
    line asks for (`edit`, which replaces `before`), values and stored row are let go: a file may have many lines.
    """

    number: int
    cells: list[Cell]
    supplied: Mapping[str, Value]
    values: dict[str, Value] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    row_id: str = ""
    problems: list[CellProblem] = field(default_factory=list)
    stored: Mapping[str, Value] | None = None
    title: str = ""
    edit: Edit | None = None
    before: Mapping[str, Value] = field(default_factory=dict)

    def told(self) -> dict[str, Value]:
        """Return the values with those of the context behind them."""
        return {**self.supplied, **self.values}


class Reader:
    """Reads the lines of one sheet; what recurs in a column (names of banks, picked values) is read once."""

    def __init__(
        self, sheet: RawSheet, *, catalog: Catalog, heading: Heading, context: ImportContext, names: Names
    ) -> None:
        own = {one.name for one in catalog.fields}
        common: dict[str, Value] = {"fiscal_year": context.fiscal_year, "mof_div_code": context.region}
        self.totals: list[int] = []
        self.footers: list[int] = []
        self._sheet = sheet
        self._first = heading.row + 1
        self._row_id = heading.row_id
        self._supplied = {name: value for name, value in common.items() if name not in own}
        self._columns = [
            _Column(catalog.by_name[name], column, names=names, supplied=name in self._supplied)
            for name, column in heading.columns.items()
        ]

    def copied_ids(self) -> set[str]:
        """Return the row ids that stand in more than one line."""
        at, found = self._row_id, Counter[str]()
        if at is not None:
            found.update(given_text(cells[at]) for cells in self._sheet.rows[self._first :] if at < len(cells))
        return {row_id for row_id, times in found.items() if times > 1}

    def lines(self) -> Iterator[Incoming]:
        """Give the filled lines below the heading; empty ones are passed over; totals and footers too, and counted."""
        places = [column.place for column in self._columns]
        for row, cells in enumerate(self._sheet.rows[self._first :], start=self._first):
            if is_total(cells):
                self.totals.append(row + 1)
            elif is_footer(cells):
                self.footers.append(row + 1)
            elif _is_filled(cells, places=places):
                yield self._line(row, cells)

    def _line(self, row: int, cells: list[Cell]) -> Incoming:
        line = Incoming(number=row + 1, cells=cells, supplied=self._supplied)
        marks, length = self._sheet.marks, len(cells)
        for column in self._columns:
            content = cells[column.place] if column.place < length else None
            mark = marks.get((row, column.place)) if marks else None
            value = column.read(content, mark)
            if isinstance(value, Bad):
                place = Place(content, (row, column.place), mark)
                line.unread.add(column.one.name)
                line.problems.append(problem_at(place, column=column.one.label, reason=value.reason))
            elif value is not NOT_GIVEN:
                line.values[column.one.name] = value
        if self._row_id is not None and self._row_id < length:
            line.row_id = given_text(cells[self._row_id]).strip()
        return line


class _Column:
    """One column's way from cell to value, remembering texts that it has read."""

    def __init__(self, one: Field, place: int, *, names: Names, supplied: bool) -> None:
        self.one = one
        self.place = place
        self._percent = "%" in one.label
        self._names = names
        self._supplied = supplied
        self._known: dict[Cell, Value | Bad] = {}

    def read(self, content: Cell, mark: Mark | None) -> Value | Bad:
        """Return the value, what is wrong with it, or NOT_GIVEN where the context speaks for a blank cell."""
        if mark is not None or isinstance(content, bool):
            return self._read(content, mark)
        if content not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[content] = self._read(content, mark)
        return self._known[content]

    def _read(self, content: Cell, mark: Mark | None) -> Value | Bad:
        place = Place(content, (0, self.place), mark)
        if self._supplied and place.is_blank:
            return NOT_GIVEN
        value = read_place(self.one, place, percent=self._percent)
        return value if isinstance(value, Bad) else self._names.code_for(self.one, value)


def _is_filled(cells: list[Cell], *, places: Sequence[int]) -> bool:
    """Say whether anything stands under a known heading; a remark beside the table or spaces are nothing."""
    length = len(cells)
    for place in places:
        cell = cells[place] if place < length else None
        if cell is not None and not (isinstance(cell, str) and not cell.strip()):
            return True
    return False


def problem_at(place: Place, *, column: str, reason: str, rule: str = "field.format") -> CellProblem:
    """Return a problem of one cell."""
    return CellProblem(cell=place.name, column=column, reason=reason, given=place.text, rule=rule)
