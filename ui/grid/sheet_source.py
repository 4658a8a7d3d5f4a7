"""A filling-in sheet as a grid source; sheets are small, so all of it is read at once (clauses 1.8, 1.9)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.commands import SheetEdit, fill_cells
from app.spelling import matches
from ui.grid.held_rows import HeldRows
from ui.grid.sheet_arranging import filtered, ordered, values_of_rows
from ui.grid.sheet_reading import SheetReader
from ui.grid.source import GridColumn, GridRow, Opening, Saved, Typed, Work
from ui.grid.steps import steps_between

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from app.column_values import ColumnValues
    from app.filters import Filter
    from app.people import User
    from app.sheet import SheetContext
    from app.store import Store
    from ui.grid.source import RowKey
    from ui.operations import Progress

MISSING = "这个参数已停用或不再适用于本险种，没有保存"


class SheetSource(HeldRows):
    """One sheet: a value catalog's cells for a year, region and page; `words` and `states` choose among its rows."""

    def __init__(
        self, *, store: Store, user: User, context: SheetContext, words: str = "", states: tuple[int, ...] = ()
    ) -> None:
        super().__init__()
        self._words = words
        self._states = set(states)
        self._store = store
        self._user = user
        self._context = context
        self._reader = SheetReader(schema=store.schema, user=user, context=context)
        self._heads = len(self._reader.columns) - len(self._reader.values)
        self._order: tuple[tuple[str, bool], ...] = ()
        self._where: tuple[Filter, ...] = ()

    @property
    def context(self) -> SheetContext:
        """Return which sheet this is."""
        return self._context

    @property
    def columns(self) -> Sequence[GridColumn]:
        """Return the columns in their order."""
        return self._reader.columns

    @property
    def place(self) -> Hashable:
        """Return the sheet: the same parameter stands on many."""
        return self._context

    def edit_text(self, row: GridRow, column: int) -> str:
        """Return the shown text: a number with its separators, ×, or nothing."""
        return row.texts[column]

    def amount(self, row: GridRow, column: int) -> Decimal | None:
        """Return the number of a value cell."""
        shown = self.columns[column]
        value = row.values.get(shown.name)
        return Decimal(value).scaleb(-getattr(shown.field, "places", 0)) if isinstance(value, int) else None

    @property
    def can_arrange(self) -> bool:
        """Return True."""
        return True

    def arrange(
        self, *, order: Sequence[tuple[str, bool]] | None = None, where: Sequence[Filter] | None = None
    ) -> None:
        """Order and filter by columns; blanks come last, × before them."""
        self._order = self._order if order is None else tuple(order)
        self._where = self._where if where is None else tuple(where)

    def preparing(self, column: str) -> Work[None] | None:  # noqa: ARG002 - all rows are in memory
        """Return nothing to do."""
        return None

    def values_of(self, column: str, *, words: str) -> Work[ColumnValues]:
        """Return the work that counts a column's values."""
        others = tuple(one for one in self._where if one.field != column)

        def work(_progress: Progress) -> ColumnValues:
            with self._store.read() as connection:
                rows = [row for row in self._reader.read(connection)[1] if self._is_wanted(row)]
            kept = filtered(rows, columns=self.columns, where=others)
            return values_of_rows(kept, columns=self.columns, name=column, words=words)

        return work

    def _is_wanted(self, row: GridRow) -> bool:
        if self._states and not self._states.intersection(row.states[len(self.columns) - len(self._reader.values) :]):
            return False
        return not self._words or matches(self._words, texts=row.texts, names=row.texts[: self._heads])

    def opening(self, *, limit: int | None, shown: Sequence[RowKey] | None) -> Work[Opening]:  # noqa: ARG002 - all at once
        """Return the work that reads the sheet."""
        where, order = self._where, self._order

        def work(_progress: Progress) -> Opening:
            with self._store.read() as connection:
                _, rows = self._reader.read(connection)
            wanted = filtered([row for row in rows if self._is_wanted(row)], columns=self.columns, where=where)
            rows = ordered(wanted, columns=self.columns, order=order)
            keys: list[RowKey] = [row.key for row in rows]
            steps = None if shown is None else steps_between(shown, keys)
            return Opening(keys=keys, rows=rows, is_complete=True, steps=steps)

        return work

    def reading(self, positions: Iterable[int]) -> Work[list[GridRow]]:
        """Return the work that reads the sheet again and picks rows."""
        keys = [self._keys[position] for position in positions if position < len(self._keys)]

        def work(_progress: Progress) -> list[GridRow]:
            with self._store.read() as connection:
                found = {row.key: row for row in self._reader.read(connection)[1]}
            return [found[key] for key in keys if key in found]

        return work

    def writing(self, cells: Sequence[Typed], *, verb: str = "") -> Work[Saved]:
        """Return the work that fills cells; what is stored by then is looked up first, for edits queue up."""

        def work(_progress: Progress) -> Saved:
            with self._store.read() as connection:
                rows = {row.key: row for row in self._reader.read(connection)[1]}
            saved = Saved(skipped=self._locked(cells, rows=rows))
            places = [place for place in range(len(cells)) if place not in saved.skipped]
            edits = [self._edit(cells[place], row=rows[cells[place].key]) for place in places]
            outcome = fill_cells(self._store, user=self._user, context=self._context, cells=edits, verb=verb)
            for refusal in outcome.refusals:
                saved.refused.setdefault(places[refusal.edit], refusal.problem.text)
            saved.written = len(places) - len(saved.refused)
            with self._store.read() as connection:
                wanted = {cell.key for cell in cells}
                saved.rows = [row for row in self._reader.read(connection)[1] if row.key in wanted]
            return saved

        return work

    def _locked(self, cells: Sequence[Typed], *, rows: dict[RowKey, GridRow]) -> dict[int, str]:
        columns = {column.name: place for place, column in enumerate(self.columns)}
        reasons = {
            place: rows[cell.key].locks[columns[cell.column]] if cell.key in rows else MISSING
            for place, cell in enumerate(cells)
        }
        return {place: reason for place, reason in reasons.items() if reason}

    def _edit(self, cell: Typed, *, row: GridRow) -> SheetEdit:
        column = next(place for place, one in enumerate(self.columns) if one.name == cell.column)
        return SheetEdit(
            code=str(cell.key),
            column=self._reader.values[cell.column],
            row_id=row.id_at(column),
            given=cell.text,
        )
