"""Sorting and filtering the rows of a filling-in sheet, which are all in memory (clauses 1.8, 1.9)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.column_values import ColumnValue, ColumnValues
from app.filters import is_blank, passes
from app.sheet import NOT_APPLICABLE
from app.spelling import matches
from app.spelling.order import reading_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.fields import Value
    from app.filters import Filter
    from ui.grid.source import GridColumn, GridRow


def cell_value(row: GridRow, *, place: int, name: str) -> Value:
    """Return what a cell is judged by: its number, '×', or the text of a heading column."""
    if name in row.values and row.texts[place] != NOT_APPLICABLE:
        return row.values[name]
    return row.texts[place]


def filtered(rows: Sequence[GridRow], *, columns: Sequence[GridColumn], where: Sequence[Filter]) -> list[GridRow]:
    """Return the rows that pass every filter of a column that is there."""
    places = {column.name: place for place, column in enumerate(columns)}
    found = list(rows)
    for one in where:
        if one.field in places:
            values = [cell_value(row, place=places[one.field], name=one.field) for row in rows]
            kept = {row.key for row, value in zip(rows, values, strict=True) if passes(one, value, column=values)}
            found = [row for row in found if row.key in kept]
    return found


def ordered(
    rows: Sequence[GridRow], *, columns: Sequence[GridColumn], order: Sequence[tuple[str, bool]]
) -> list[GridRow]:
    """Return the rows in order; blanks come last, × before them."""
    places = {column.name: place for place, column in enumerate(columns)}
    found = list(rows)
    for name, descending in reversed(order):  # sorting is stable, so the first column is sorted by last
        if name not in places:
            continue
        values = {row.key: cell_value(row, place=places[name], name=name) for row in found}
        is_number = any(type(value) is int for value in values.values())
        real = [row for row in found if _is_real(values[row.key], is_number=is_number)]
        marked = [row for row in found if not is_blank(values[row.key]) and row not in real]
        blank = [row for row in found if is_blank(values[row.key])]
        keys = {row.key: _sort_key(values[row.key]) for row in real}
        real.sort(key=lambda row: keys[row.key], reverse=descending)
        found = [*real, *marked, *blank]
    return found


def _sort_key(value: Value) -> tuple[int, str, str]:
    """Return what a number or a text is sorted by: texts as they are read."""
    return (value, "", "") if type(value) is int else (0, reading_order(str(value)) or "", str(value))


def _is_real(value: Value, *, is_number: bool) -> bool:
    return type(value) is int if is_number else not is_blank(value)


def values_of_rows(rows: Sequence[GridRow], *, columns: Sequence[GridColumn], name: str, words: str) -> ColumnValues:
    """Return the different values of a column with their numbers of rows, blank first, × after it."""
    place = next(place for place, column in enumerate(columns) if column.name == name)
    counts = Counter((cell_value(row, place=place, name=name), row.texts[place]) for row in rows)
    listed = [ColumnValue(value, text, count) for (value, text), count in counts.items()]
    listed.sort(key=lambda one: _place_in_list(one.value))
    found = [one for one in listed if not words or matches(words, texts=[], names=[one.text])]
    return ColumnValues(values=found, has_more=False)


def _place_in_list(value: Value) -> tuple[int, int, str]:
    if is_blank(value):
        return (0, 0, "")
    return (2, value, "") if type(value) is int else (1, 0, reading_order(str(value)) or "")
