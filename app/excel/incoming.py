"""Rows of a sheet as values: what each line gives, what cannot be read, and which stored row it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.excel.cells import Place, place_at, read_place
from app.excel.heading import Heading, is_total
from app.excel.plan import CellProblem
from app.fields import Bad

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.catalog import Catalog
    from app.excel.names import Names
    from app.excel.plan import ImportContext
    from app.fields import Value
    from app.foreign import Cell, RawSheet


@dataclass(slots=True, kw_only=True)
class Incoming:
    """One line of the file, `number` from 1.

    `values` holds the fields that were given and could be read, `supplied` what the context gives where the file is
    silent, `unread` the fields that could not be read.
    """

    number: int
    cells: list[Cell]
    supplied: Mapping[str, Value]
    values: dict[str, Value] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    row_id: str = ""
    problems: list[CellProblem] = field(default_factory=list)
    stored: Mapping[str, Value] | None = None

    def told(self) -> dict[str, Value]:
        """Return the values with those of the context behind them."""
        return {**self.supplied, **self.values}


def incoming_rows(
    sheet: RawSheet, *, catalog: Catalog, heading: Heading, context: ImportContext, names: Names
) -> Iterator[Incoming]:
    """Give the filled lines below the heading; empty lines and totals are passed over."""
    own = {one.name for one in catalog.fields}
    common: dict[str, Value] = {"fiscal_year": context.fiscal_year, "mof_div_code": context.region}
    supplied = {name: value for name, value in common.items() if name not in own}
    for number, cells in enumerate(sheet.rows[heading.row + 1 :], start=heading.row + 2):
        if _is_filled(cells, heading=heading) and not is_total(cells):
            line = Incoming(number=number, cells=cells, supplied=supplied)
            _read_line(line, sheet=sheet, catalog=catalog, heading=heading, names=names)
            yield line


def totals_in(sheet: RawSheet, *, heading: Heading) -> list[int]:
    """Return the numbers of the lines that are totals."""
    below = enumerate(sheet.rows[heading.row + 1 :], start=heading.row + 2)
    return [number for number, cells in below if is_total(cells)]


def _is_filled(cells: list[Cell], *, heading: Heading) -> bool:
    """Say whether anything stands under a known heading; a remark beside the table or spaces are nothing."""
    length = len(cells)
    found = (cells[column] for column in heading.columns.values() if column < length)
    return any(cell is not None and not (isinstance(cell, str) and not cell.strip()) for cell in found)


def _read_line(line: Incoming, *, sheet: RawSheet, catalog: Catalog, heading: Heading, names: Names) -> None:
    row = line.number - 1
    for name, column in heading.columns.items():
        one = catalog.by_name[name]
        place = place_at(line.cells, row=row, column=column, marks=sheet.marks)
        if name in line.supplied and place.is_blank:
            continue
        value = read_place(one, place, percent="%" in one.label)
        if isinstance(value, Bad):
            line.unread.add(name)
            line.problems.append(problem_at(place, column=one.label, reason=value.reason))
        else:
            line.values[name] = names.code_for(one, value)
    if heading.row_id is not None:
        line.row_id = place_at(line.cells, row=row, column=heading.row_id, marks={}).text.strip()


def problem_at(place: Place, *, column: str, reason: str, rule: str = "field.format") -> CellProblem:
    """Return a problem of one cell."""
    return CellProblem(cell=place.name, column=column, reason=reason, given=place.text, rule=rule)
