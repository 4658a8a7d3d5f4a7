"""A comparison as a grid source: read-only, all in memory, so that copy, find, filters and widths work as ever."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal as Exact
from typing import TYPE_CHECKING

from app.comparing import compare
from app.fields import Decimal, Text
from ui.grid.sheet_arranging import filtered, ordered, values_of_rows
from ui.grid.source import GridColumn, GridRow, Opening, Saved, Typed, Work
from ui.grid.steps import steps_between

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from app.column_values import ColumnValues
    from app.comparing import Compared, Comparison
    from app.fields import Field, Value
    from app.filters import Filter
    from app.store import Store
    from ui.grid.folds import Folds
    from ui.grid.source import RowKey
    from ui.operations import Progress

PLACES = 4
"""Digits that all numbers of the grid are kept with."""
LOCK = "对比结果只读；用“转到甲方”“转到乙方”打开原来的单元格"
LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow(GridRow):
    """One row with what was compared."""

    compared: Compared | None = None


class CompareSource:
    """One comparison, read anew with each opening."""

    folds: Folds | None = None

    def __init__(self, *, store: Store, comparison: Comparison) -> None:
        self._store = store
        self.comparison = comparison
        self._keys: list[RowKey] = []
        self._rows: dict[RowKey, ComparedRow] = {}
        self._order: tuple[tuple[str, bool], ...] = ()
        self._where: tuple[Filter, ...] = ()
        left, right = (f"{side.fiscal_year} 年 {side.region}" for side in (comparison.left, comparison.right))
        self._columns = (
            _text("code", "代码", 12, is_frozen=True),
            _text("name", "名称", 30, is_frozen=True),
            _text("what", "项目", 12),
            _number(LEFT, f"甲 {left}"),
            _number(RIGHT, f"乙 {right}"),
            _number("difference", "差额"),
            _number("percent", "增减", width=10, adds_up=False),
        )

    @property
    def columns(self) -> Sequence[GridColumn]:
        """Return the columns in their order."""
        return self._columns

    @property
    def place(self) -> Hashable:
        """Return the comparison."""
        return self.comparison

    @property
    def keys(self) -> Sequence[RowKey]:
        """Return the places of the lines shown."""
        return self._keys

    def row(self, position: int) -> GridRow | None:
        """Return a row."""
        return self._rows.get(self._keys[position])

    @property
    def listed(self) -> list[ComparedRow]:
        """Return the rows shown, in their order."""
        return [self._rows[key] for key in self._keys if key in self._rows]

    def edit_text(self, row: GridRow, column: int) -> str:
        """Return the shown text."""
        return row.texts[column]

    def amount(self, row: GridRow, column: int) -> Exact | None:
        """Return the number of a cell."""
        shown = self._columns[column]
        value = row.values.get(shown.name)
        return Exact(value).scaleb(-PLACES) if shown.adds_up and isinstance(value, int) else None

    @property
    def can_arrange(self) -> bool:
        """Return True."""
        return True

    def arrange(
        self, *, order: Sequence[tuple[str, bool]] | None = None, where: Sequence[Filter] | None = None
    ) -> None:
        """Order and filter by columns."""
        self._order = self._order if order is None else tuple(order)
        self._where = self._where if where is None else tuple(where)

    def preparing(self, column: str) -> Work[None] | None:  # noqa: ARG002 - all rows are in memory
        """Return nothing to do."""
        return None

    def values_of(self, column: str, *, words: str) -> Work[ColumnValues]:
        """Return the work that counts a column's values."""
        others = tuple(one for one in self._where if one.field != column)

        def work(_progress: Progress) -> ColumnValues:
            kept = filtered(_grid_rows(self._read()), columns=self._columns, where=others)
            return values_of_rows(kept, columns=self._columns, name=column, words=words)

        return work

    def _read(self) -> list[Compared]:
        with self._store.read() as connection:
            return compare(connection, schema=self._store.schema, comparison=self.comparison)

    def opening(self, *, limit: int | None, shown: Sequence[RowKey] | None) -> Work[Opening]:  # noqa: ARG002 - all at once
        """Return the work that compares."""
        where, order = self._where, self._order

        def work(_progress: Progress) -> Opening:
            wanted = filtered(_grid_rows(self._read()), columns=self._columns, where=where)
            rows = ordered(wanted, columns=self._columns, order=order)
            keys: list[RowKey] = [row.key for row in rows]
            steps = None if shown is None else steps_between(shown, keys)
            return Opening(keys=keys, rows=rows, is_complete=True, steps=steps)

        return work

    def reading(self, positions: Iterable[int]) -> Work[list[GridRow]]:
        """Return the work that reads rows again."""
        keys = [self._keys[position] for position in positions if position < len(self._keys)]

        def work(_progress: Progress) -> list[GridRow]:
            found = {row.key: row for row in _grid_rows(self._read())}
            return [found[key] for key in keys if key in found]

        return work

    def writing(self, cells: Sequence[Typed], *, verb: str = "") -> Work[Saved]:  # noqa: ARG002 - nothing is kept
        """Return the work that says why nothing is kept."""
        return lambda _progress: Saved(skipped=dict.fromkeys(range(len(cells)), LOCK))

    def take(self, keys: Sequence[RowKey]) -> None:
        """Set the keys."""
        self._keys = list(keys)

    def remove(self, first: int, last: int) -> None:
        """Take out keys."""
        del self._keys[first : last + 1]

    def insert(self, first: int, keys: Sequence[RowKey]) -> None:
        """Put in keys."""
        self._keys[first:first] = list(keys)

    def keep(self, rows: Iterable[GridRow]) -> None:
        """Remember rows."""
        self._rows.update({row.key: row for row in rows if isinstance(row, ComparedRow)})

    def forget(self) -> None:
        """Forget all rows."""
        self._rows.clear()


def _text(name: str, label: str, width: int, *, is_frozen: bool = False) -> GridColumn:
    field: Field = Text(name=name, label=label, width=width)
    return GridColumn(name=name, field=field, label=label, width=width, is_frozen=is_frozen, editable=False)


def _number(name: str, label: str, *, width: int = 20, adds_up: bool = True) -> GridColumn:
    field: Field = Decimal(name=name, label=label, places=PLACES, width=width)
    return GridColumn(
        name=name, field=field, label=label, width=width, align_right=True, editable=False, adds_up=adds_up
    )


def _grid_rows(lines: Sequence[Compared]) -> list[GridRow]:
    return [_grid_row(one) for one in lines]


def _grid_row(one: Compared) -> GridRow:
    texts = (one.code, one.name, one.what, one.left, one.right, one.difference_text, one.percent_text)
    factor = 10 ** (PLACES - one.scale)
    base, difference = one.values[0], one.difference
    share = difference * 100 * 10**PLACES // abs(base) if difference is not None and base else None
    numbers = {LEFT: one.values[0], RIGHT: one.values[1], "difference": difference}
    values: dict[str, Value] = {name: value * factor for name, value in numbers.items() if value is not None}
    if share is not None:
        values["percent"] = share
    return ComparedRow(
        # what is filled in on neither side is not listed: one of the two ids is there
        key="/".join((*one.row_ids, one.field, one.what)),
        row_id="",
        texts=texts,
        states=(0,) * len(texts),
        locks=("",) * len(texts),
        values=values,
        is_muted=not one.differs,
        compared=one,
    )
