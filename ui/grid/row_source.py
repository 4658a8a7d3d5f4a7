"""The rows of any catalog as a grid source: all keys in an array, rows a page at a time (STACK, one million rows)."""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from app.by_name import texts_with_codes
from app.column_values import column_values
from app.commands import CellEdit, edit_cells
from app.fields import Bad
from app.finding import Interrupts, first_row_ids
from app.rows import row_ids
from app.store import interrupter, reading_whole
from ui.grid.field_texts import text_to_type
from ui.grid.row_reading import RowReader, grid_columns
from ui.grid.source import PAGE, GridColumn, GridRow, Opening, Saved, Typed, Work
from ui.grid.steps import steps_between
from ui.grid.units import MoneyInUnit, Unit, in_unit, in_yuan

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from app.catalog import Catalog
    from app.column_values import ColumnValues
    from app.filters import Filter
    from app.people import User
    from app.rows import Query
    from app.store import Open, Store
    from app.unit_of_work import Outcome
    from ui.grid.folds import Folds
    from ui.grid.source import RowKey
    from ui.operations import Progress

GIVEN_BACK = 1000
"""Rows that an action gives back as they are now; of more, those in view are read again."""
REMEMBERED = 4000
"""Rows kept in memory; older ones are read again when they come back into view."""


class RowSource:
    """Rows of one catalog that a query finds."""

    folds: Folds | None = None

    def __init__(self, *, store: Store, user: User, query: Query, unit: Unit = Unit.YUAN) -> None:
        self._store = store
        self._user = user
        self._query = query
        self._catalog = store.schema.catalog(query.catalog)
        self._unit = unit
        self._columns = tuple(in_unit(column, unit) for column in grid_columns(self._catalog))
        self._reader = RowReader(
            schema=store.schema,
            user=user,
            catalog=self._catalog,
            fiscal_year=query.fiscal_year,
            columns=self._columns,
        )
        self._keys: array[int] = array("q")
        self._rows: OrderedDict[int, GridRow] = OrderedDict()

    @property
    def catalog(self) -> Catalog:
        """Return the catalog."""
        return self._catalog

    @property
    def query(self) -> Query:
        """Return the query with the present order."""
        return self._query

    @property
    def columns(self) -> Sequence[GridColumn]:
        """Return the columns in their order."""
        return self._columns

    @property
    def shows_all(self) -> bool:
        """Say whether every row that the query finds is among the keys, once all were found."""
        return True

    @property
    def place(self) -> Hashable:
        """Return the catalog: its row numbers are unique across years and regions; what waits was typed in the unit."""
        return (self._catalog.name, self._unit) if self._unit.shift else self._catalog.name

    @property
    def keys(self) -> Sequence[RowKey]:
        """Return the local row numbers in order."""
        return self._keys

    def row(self, position: int) -> GridRow | None:
        """Return a row that is in memory."""
        return self._rows.get(self._keys[position])

    def edit_text(self, row: GridRow, column: int) -> str:
        """Return the shown text where it can be read back, else the form that can."""
        field = self._columns[column].field
        return text_to_type(field, row.values[field.name], shown=row.texts[column]) if row.values else ""

    def amount(self, row: GridRow, column: int) -> Decimal | None:
        """Return an exact number for columns of amounts."""
        shown = self._columns[column]
        value = row.values.get(shown.name)
        if not shown.adds_up or not isinstance(value, int):
            return None
        return Decimal(value).scaleb(-getattr(shown.field, "places", 0))

    @property
    def can_arrange(self) -> bool:
        """Return True."""
        return True

    def arrange(
        self, *, order: Sequence[tuple[str, bool]] | None = None, where: Sequence[Filter] | None = None
    ) -> None:
        """Let the store order and filter by columns."""
        known = {column.name for column in self._columns}
        if order is not None:
            self._query = replace(self._query, order=tuple(one for one in order if one[0] in known))
        if where is not None:
            self._query = replace(self._query, where=tuple(one for one in where if one.field in known))

    def values_of(self, column: str, *, words: str) -> Work[ColumnValues]:
        """Return the work that counts a column's values."""
        query = self._query

        def work(progress: Progress) -> ColumnValues:
            with self._reading(progress) as connection, reading_whole(connection):
                found = column_values(
                    connection,
                    schema=self._store.schema,
                    query=query,
                    field=column,
                    words=words,
                    check=progress.check,
                )
            return self._in_unit(found, column=column)

        return work

    def preparing(self, column: str) -> Work[None] | None:
        """Return the work that copies a column in order, so that filters of it find few rows at once."""

        def work(progress: Progress) -> None:
            interrupts = Interrupts()
            with progress.interrupting(interrupts):
                self._store.copies.make(catalog=self._catalog.name, field=column, interrupts=interrupts)

        return work

    def _in_unit(self, found: ColumnValues, *, column: str) -> ColumnValues:
        """Return listed amounts in the unit of the column."""
        field = next((one.field for one in self._columns if one.name == column), None)
        if not isinstance(field, MoneyInUnit):
            return found
        return replace(found, values=[replace(one, text=field.show(one.value)) for one in found.values])

    @contextmanager
    def _reading(self, progress: Progress) -> Iterator[Open]:
        """Give a connection whose question ends at once when nobody waits for the answer any more."""
        with self._store.read() as connection, progress.interrupting(interrupter(connection)):
            yield connection

    def opening(self, *, limit: int | None, shown: Sequence[RowKey] | None) -> Work[Opening]:
        """Return the work that finds the row numbers, and reads the first rows when starting anew."""
        query = self._query

        def work(progress: Progress) -> Opening:
            interrupts = Interrupts()
            found: array[int] | None
            with progress.interrupting(interrupts):
                if limit is not None:
                    found = first_row_ids(self._store, query=query, limit=limit, interrupts=interrupts)
                else:
                    found = self._store.copies.row_ids(query, limit=None, interrupts=interrupts)
            with self._reading(progress) as connection:
                keys = self._every_row(connection, query=query) if found is None else found
                progress.check()
                steps = None if shown is None else steps_between(shown, keys)
                rows = self._reader.read(connection, rids=list(keys[:PAGE]) if steps is None else [])
            return Opening(keys=keys, rows=rows, is_complete=limit is None or len(keys) < limit, steps=steps)

        return work

    def _every_row(self, connection: Open, *, query: Query) -> array[int]:
        """Return the numbers of all rows, which may be a million."""
        with reading_whole(connection):
            return row_ids(connection, schema=self._store.schema, query=query)

    def reading(self, positions: Iterable[int]) -> Work[list[GridRow]]:
        """Return the work that reads rows, two hundred at a time."""
        return self._reading_keys([self._keys[position] for position in positions if position < len(self._keys)])

    def _reading_keys(self, rids: Sequence[int]) -> Work[list[GridRow]]:
        """Return the work that reads rows by their numbers."""

        def work(progress: Progress) -> list[GridRow]:
            found: list[GridRow] = []
            with self._reading(progress) as connection:
                for start in range(0, len(rids), PAGE):
                    progress.check()
                    found += self._reader.read(connection, rids=rids[start : start + PAGE])
                    progress.report(len(found), len(rids))
            return found

        return work

    def writing(self, cells: Sequence[Typed], *, verb: str = "") -> Work[Saved]:
        """Return the work that keeps typed cells; locked ones are left out with their reason."""

        def work(_progress: Progress) -> Saved:
            rids = list(dict.fromkeys(int(cell.key) for cell in cells))
            with self._store.read() as connection:
                rows = {row.key: row for row in self._reader.read(connection, rids=rids)}
                given = self._given(connection, cells)
            saved = Saved(skipped=self._locked(cells, rows=rows))
            unread = {place: text.reason for place, text in enumerate(given) if isinstance(text, Bad)}
            places = [place for place in range(len(cells)) if place not in saved.skipped and place not in unread]
            edits = [
                CellEdit(row_id=rows[cells[place].key].row_id, field=cells[place].column, given=given[place])
                for place in places
            ]
            outcome = edit_cells(
                self._store, user=self._user, catalog=self._catalog, cells=edits, verb=verb, by_cell=True
            )
            refused = refused_cells(edits, outcome=outcome)
            saved.refused = {places[place]: reason for place, reason in refused.items()} | {
                place: reason for place, reason in unread.items() if place not in saved.skipped
            }
            saved.written = len(edits) - len(refused)
            saved.is_partial = len(rids) > GIVEN_BACK
            with self._store.read() as connection:
                saved.rows = self._reader.read(connection, rids=rids[:GIVEN_BACK])
            return saved

        return work

    def _given(self, connection: Open, cells: Sequence[Typed]) -> list[str | Bad]:
        """Return the typed texts, with codes where a reference was given by name, amounts in yuan."""
        by_column: dict[str, set[str]] = {}
        for cell in cells:
            by_column.setdefault(cell.column, set()).add(cell.text)
        codes = {
            one.name: texts_with_codes(
                connection,
                schema=self._store.schema,
                reference=one,
                fiscal_year=self._query.fiscal_year,
                texts=by_column[one.name],
            )
            for one in self._catalog.references
            if one.name in by_column
        }
        fields = {column.name: column.field for column in self._columns}
        return [
            codes[cell.column].get(cell.text, cell.text)
            if cell.column in codes
            else in_yuan(fields[cell.column], cell.text)
            for cell in cells
        ]

    def _locked(self, cells: Sequence[Typed], *, rows: dict[RowKey, GridRow]) -> dict[int, str]:
        columns = {column.name: place for place, column in enumerate(self._columns)}
        found = {place: rows[cell.key].locks[columns[cell.column]] for place, cell in enumerate(cells)}
        return {place: reason for place, reason in found.items() if reason}

    def take(self, keys: Sequence[RowKey]) -> None:
        """Set the row numbers; rows in memory stay, for most come back."""
        self._keys = as_numbers(keys)

    def remove(self, first: int, last: int) -> None:
        """Take out row numbers."""
        del self._keys[first : last + 1]

    def insert(self, first: int, keys: Sequence[RowKey]) -> None:
        """Put in row numbers."""
        self._keys[first:first] = as_numbers(keys)

    def forget(self) -> None:
        """Forget all rows in memory."""
        self._rows.clear()

    def keep(self, rows: Iterable[GridRow]) -> None:
        """Remember rows; the longest unused leave."""
        for row in rows:
            self._rows[int(row.key)] = row
            self._rows.move_to_end(int(row.key))
        while len(self._rows) > REMEMBERED:
            self._rows.popitem(last=False)


def as_numbers(keys: Sequence[RowKey]) -> array[int]:
    """Return keys as an array; the worker gives an array, so that a million are not touched one by one."""
    return keys if isinstance(keys, array) else array("q", (int(key) for key in keys))


def refused_cells(edits: Sequence[CellEdit], *, outcome: Outcome) -> dict[int, str]:
    """Return {place: Chinese reason} for the cells that were not kept; one bad cell may hold back its row."""
    reasons: dict[tuple[str, str], str] = {}
    first: dict[str, str] = {}
    for refusal in outcome.refusals:
        reasons.setdefault((refusal.row_id, refusal.problem.field), refusal.problem.text)
        first.setdefault(refusal.row_id, refusal.problem.text)
    written, refused = set(outcome.written), {}
    cells = Counter(edit.row_id for edit in edits)
    for place, edit in enumerate(edits):
        if reason := reasons.get((edit.row_id, edit.field)):
            refused[place] = reason
        elif edit.row_id not in written:
            more = "" if cells[edit.row_id] == 1 else "同一行有误，这一格也没有保存："
            refused[place] = f"{more}{first[edit.row_id]}"
    return refused
