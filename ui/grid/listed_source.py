"""A small table as a grid source, read all at once: the one grid shows, sorts, filters, copies and prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.grid.held_rows import HeldRows
from ui.grid.sheet_arranging import filtered, ordered, values_of_rows
from ui.grid.source import GridColumn, GridRow, Opening, Saved
from ui.grid.steps import steps_between

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from decimal import Decimal

    from app.column_values import ColumnValues
    from app.fields import Field
    from app.filters import Filter
    from ui.grid.source import RowKey, Typed, Work
    from ui.operations import Progress

MISSING = "这一行已经不在表中，没有保存"


class ListedSource(HeldRows):
    """Rows that `read` gives (worker). Nothing is written; subclasses that write say how in `keep_texts`.

    `place` tells tables apart that have the same keys; `amounts`: exact numbers by (key, column name).
    """

    def __init__(
        self,
        *,
        place: Hashable,
        columns: Sequence[GridColumn],
        read: Callable[[], list[GridRow]],
        amounts: Callable[[RowKey, str], Decimal | None] | None = None,
    ) -> None:
        super().__init__()
        self._place, self._columns, self._read, self._amounts = place, columns, read, amounts
        self._order: tuple[tuple[str, bool], ...] = ()
        self._where: tuple[Filter, ...] = ()

    @property
    def columns(self) -> Sequence[GridColumn]:
        """Return the columns in their order."""
        return self._columns

    @property
    def place(self) -> Hashable:
        """Return which table this is."""
        return self._place

    def edit_text(self, row: GridRow, column: int) -> str:
        """Return the word in the cell, without what indents it."""
        return row.texts[column].strip()

    def amount(self, row: GridRow, column: int) -> Decimal | None:
        """Return a cell's number where there is one."""
        return self._amounts(row.key, self._columns[column].name) if self._amounts else None

    @property
    def can_arrange(self) -> bool:
        """Return True."""
        return True

    def arrange(
        self, *, order: Sequence[tuple[str, bool]] | None = None, where: Sequence[Filter] | None = None
    ) -> None:
        """Order and filter by what the cells read."""
        self._order = self._order if order is None else tuple(order)
        self._where = self._where if where is None else tuple(where)

    def preparing(self, column: str) -> Work[None] | None:  # noqa: ARG002 - all rows are in memory
        """Return nothing to do."""
        return None

    def values_of(self, column: str, *, words: str) -> Work[ColumnValues]:
        """Return the work that counts a column's words."""
        others = tuple(one for one in self._where if one.field != column)

        def work(_progress: Progress) -> ColumnValues:
            kept = filtered(self._read(), columns=self._columns, where=others)
            return values_of_rows(kept, columns=self._columns, name=column, words=words)

        return work

    def opening(self, *, limit: int | None, shown: Sequence[RowKey] | None) -> Work[Opening]:  # noqa: ARG002 - all at once
        """Return the work that reads the table."""
        where, order = self._where, self._order

        def work(_progress: Progress) -> Opening:
            kept = filtered(self._read(), columns=self._columns, where=where)
            rows = ordered(kept, columns=self._columns, order=order)
            keys: list[RowKey] = [row.key for row in rows]
            steps = None if shown is None else steps_between(shown, keys)
            return Opening(keys=keys, rows=rows, is_complete=True, steps=steps)

        return work

    def reading(self, positions: Iterable[int]) -> Work[list[GridRow]]:
        """Return the work that reads the table again and picks rows."""
        keys = [self._keys[position] for position in positions if position < len(self._keys)]

        def work(_progress: Progress) -> list[GridRow]:
            found = {row.key: row for row in self._read()}
            return [found[key] for key in keys if key in found]

        return work

    def writing(self, cells: Sequence[Typed], *, verb: str = "") -> Work[Saved]:
        """Return the work that keeps what may be written; good cells are kept even when others are refused."""

        def work(_progress: Progress) -> Saved:
            rows = {row.key: row for row in self._read()}
            saved = Saved(skipped=self._locked(cells, rows=rows))
            places = [place for place in range(len(cells)) if place not in saved.skipped]
            if places:
                refused = self.keep_texts([cells[place] for place in places], verb=verb)
                saved.refused = {places[place]: reason for place, reason in refused.items()}
            saved.written = len(places) - len(saved.refused)
            wanted = {cell.key for cell in cells}
            saved.rows = [row for row in self._read() if row.key in wanted]
            return saved

        return work

    def keep_texts(self, cells: Sequence[Typed], *, verb: str) -> dict[int, str]:
        """Keep typed cells (worker); return the reasons of those that were refused, by place."""
        raise NotImplementedError

    def _locked(self, cells: Sequence[Typed], *, rows: dict[RowKey, GridRow]) -> dict[int, str]:
        columns = {column.name: place for place, column in enumerate(self._columns)}
        reasons = {
            place: rows[cell.key].locks[columns[cell.column]] if cell.key in rows else MISSING
            for place, cell in enumerate(cells)
        }
        return {place: reason for place, reason in reasons.items() if reason}


def shown_column(
    field: Field, *, name: str, label: str, width: int, right: bool = False, frozen: bool = False, adds_up: bool = False
) -> GridColumn:
    """Return a column that is only read."""
    return GridColumn(
        name=name,
        field=field,
        label=label,
        width=width,
        align_right=right,
        is_frozen=frozen,
        editable=False,
        can_clear=False,
        adds_up=adds_up,
    )


def shown_row(key: RowKey, texts: Sequence[str], *, lock: str, muted: bool = False) -> GridRow:
    """Return a row that is only read; `lock` says why nothing is typed here."""
    return GridRow(
        key=key, row_id="", texts=texts, states=(0,) * len(texts), locks=(lock,) * len(texts), is_muted=muted
    )
