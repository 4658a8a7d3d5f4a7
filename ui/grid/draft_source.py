"""New rows before they are added, as a grid source: typed, pasted and filled like any rows, and checked all the while.

What is typed lives with the worker until it is kept; the window shows what the worker gave back (SPEC section 2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.by_name import texts_with_codes
from app.column_values import ColumnValues
from app.commands import add_rows
from app.fields import NO_NAMES, Bad, Reference, Value
from app.ids import new_id
from app.row_state import RowState
from app.rows import names_of
from app.unit_of_work import Edit, check_edits
from ui.grid.field_texts import text_to_type
from ui.grid.marks import Mark
from ui.grid.source import GridColumn, GridRow, Opening, RowKey, Saved, Typed, Work

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from app.catalog import Catalog
    from app.filters import Filter
    from app.people import User
    from app.store import Open, Store
    from app.unit_of_work import Outcome
    from ui.grid.folds import Folds
    from ui.operations import Progress

MOST_ROWS = 5_000
"""Rows of one draft."""


@dataclass(slots=True)
class _Draft:
    """One new row as the worker knows it; `set_by_person`: fields somebody filled in."""

    values: dict[str, Value]
    set_by_person: set[str] = field(default_factory=set)
    row_id: str = field(default_factory=new_id)


class DraftSource:
    """New rows of a catalog for a person's own region."""

    folds: Folds | None = None

    def __init__(
        self,
        *,
        store: Store,
        user: User,
        catalog: Catalog,
        fiscal_year: int,
        columns: Sequence[GridColumn],
        blank: Mapping[str, str],
    ) -> None:
        self.catalog = catalog
        self._store, self._user, self._year = store, user, fiscal_year
        self._columns = tuple(columns)
        self._blank = self._values(blank)
        self._drafts: dict[RowKey, _Draft] = {}
        self._keys: list[RowKey] = []
        self._rows: dict[RowKey, GridRow] = {}

    def _values(self, texts: Mapping[str, str]) -> dict[str, Value]:
        own: dict[str, Value] = {"fiscal_year": self._year, "mof_div_code": self._user.mof_div_code}
        read = {name: self.catalog.by_name[name].read(text) for name, text in texts.items()}
        given = {name: value for name, value in read.items() if not isinstance(value, Bad)}
        return {**self.catalog.blank(), **own, **given}

    @property
    def columns(self) -> Sequence[GridColumn]:
        """Return the columns that a person may fill in."""
        return self._columns

    @property
    def place(self) -> Hashable:
        """Return this draft: its numbers mean nothing elsewhere."""
        return id(self)

    @property
    def keys(self) -> Sequence[RowKey]:
        """Return the numbers of the rows."""
        return self._keys

    def row(self, position: int) -> GridRow | None:
        """Return a row."""
        return self._rows.get(self._keys[position])

    def edit_text(self, row: GridRow, column: int) -> str:
        """Return the shown text where it can be read back."""
        shown = self._columns[column].field
        return text_to_type(shown, row.values[shown.name], shown=row.texts[column])

    def amount(self, row: GridRow, column: int) -> Decimal | None:  # noqa: ARG002 - nothing is added up here
        """Return nothing: drafts are not added up."""
        return None

    @property
    def can_arrange(self) -> bool:
        """Return False: rows keep the order in which they were entered."""
        return False

    def arrange(
        self, *, order: Sequence[tuple[str, bool]] | None = None, where: Sequence[Filter] | None = None
    ) -> None:
        """Keep the order in which rows were entered."""

    def preparing(self, column: str) -> Work[None] | None:  # noqa: ARG002 - all rows are in memory
        """Return nothing to do."""
        return None

    def values_of(self, column: str, *, words: str) -> Work[ColumnValues]:  # noqa: ARG002 - nothing is filtered here
        """Return the work that lists nothing."""
        return lambda _progress: ColumnValues(values=(), has_more=False)

    def growing(self, count: int) -> Work[None]:
        """Return the work that makes the draft so many rows longer; refresh the model afterwards."""

        def work(_progress: Progress) -> None:
            start = len(self._drafts)
            for key in range(start, min(start + count, MOST_ROWS)):
                self._drafts[key] = _Draft(dict(self._blank))

        return work

    def dropping(self, keys: Iterable[RowKey]) -> Work[None]:
        """Return the work that makes rows blank again."""

        def work(_progress: Progress) -> None:
            for key in keys:
                self._drafts[key] = _Draft(dict(self._blank))

        return work

    def opening(self, *, limit: int | None, shown: Sequence[RowKey] | None) -> Work[Opening]:  # noqa: ARG002 - all at once
        """Return the work that gives all rows."""

        def work(_progress: Progress) -> Opening:
            with self._store.read() as connection:
                rows = self._shown(connection)
            return Opening(keys=list(self._drafts), rows=rows, is_complete=True)

        return work

    def reading(self, positions: Iterable[int]) -> Work[list[GridRow]]:
        """Return the work that gives some rows."""
        wanted = [self._keys[position] for position in positions if position < len(self._keys)]

        def work(_progress: Progress) -> list[GridRow]:
            with self._store.read() as connection:
                found = {row.key: row for row in self._shown(connection)}
            return [found[key] for key in wanted]

        return work

    def writing(self, cells: Sequence[Typed], *, verb: str = "") -> Work[Saved]:  # noqa: ARG002 - nothing is stored yet
        """Return the work that takes cells into the draft; what cannot be read is refused."""

        def work(_progress: Progress) -> Saved:
            saved = Saved()
            with self._store.read() as connection:
                codes = self._codes(connection, cells)
                for place, cell in enumerate(cells):
                    text = codes.get(cell.column, {}).get(cell.text, cell.text)
                    value = self.catalog.by_name[cell.column].read(text)
                    if isinstance(value, Bad):
                        saved.refused[place] = value.reason
                        continue
                    draft = self._drafts[cell.key]
                    draft.values[cell.column] = value
                    (draft.set_by_person.add if cell.text else draft.set_by_person.discard)(cell.column)
                saved.rows = self._shown(connection)
            return saved

        return work

    def adding(self, *, verb: str) -> Work[Outcome]:
        """Return the work that adds the rows that hold something, all or none; `verb` names the action."""

        def work(_progress: Progress) -> Outcome:
            rows = [draft.values for draft in self._drafts.values() if draft.set_by_person]
            return add_rows(self._store, user=self._user, catalog=self.catalog, rows=rows, verb=verb)

        return work

    def _codes(self, connection: Open, cells: Sequence[Typed]) -> dict[str, Mapping[str, str]]:
        texts: dict[str, set[str]] = {}
        for cell in cells:
            texts.setdefault(cell.column, set()).add(cell.text)
        schema = self._store.schema
        return {
            one.name: texts_with_codes(
                connection, schema=schema, reference=one, fiscal_year=self._year, texts=texts[one.name]
            )
            for one in self.catalog.references
            if one.name in texts
        }

    def _shown(self, connection: Open) -> list[GridRow]:
        """Return all rows with what the rules say to those that hold something."""
        filled = {draft.row_id: draft for draft in self._drafts.values() if draft.set_by_person}
        edits = [
            Edit(catalog=self.catalog.name, kind="insert", row_id=row_id, values=draft.values)
            for row_id, draft in filled.items()
        ]
        problems: dict[str, dict[str, str]] = {}
        for refusal in check_edits(connection, schema=self._store.schema, user=self._user, edits=edits):
            problems.setdefault(refusal.row_id, {}).setdefault(refusal.problem.field, refusal.problem.text)
        names = self._names(connection)
        return [
            self._row(key, draft, names=names, problems=problems.get(draft.row_id, {}))
            for key, draft in self._drafts.items()
        ]

    def _names(self, connection: Open) -> dict[str, Mapping[str, str]]:
        codes: dict[str, set[str]] = {}
        for one in self.catalog.references:
            for draft in self._drafts.values():
                codes.setdefault(one.to, set()).update(one.codes(draft.values[one.name]))
        schema = self._store.schema
        return {
            to: names_of(connection, schema=schema, catalog=schema.catalog(to), fiscal_year=self._year, codes=wanted)
            for to, wanted in codes.items()
        }

    def _row(
        self, key: RowKey, draft: _Draft, *, names: Mapping[str, Mapping[str, str]], problems: Mapping[str, str]
    ) -> GridRow:
        fields = [column.field for column in self._columns]
        places = {one.name: place for place, one in enumerate(fields)}
        notes = {places.get(name, -1): text for name, text in problems.items()}
        wrong = int(RowState.REFUSED)
        return GridRow(
            key=key,
            row_id="",
            texts=tuple(
                one.show(
                    draft.values[one.name], names=names.get(one.to, {}) if isinstance(one, Reference) else NO_NAMES
                )
                for one in fields
            ),
            states=tuple(wrong if place in notes else 0 for place in range(len(fields))),
            locks=("",) * len(fields),
            notes=notes,
            marks={max(place, 0): (Mark.INVALID,) for place in notes},
            is_muted=not draft.set_by_person,
            values=dict(draft.values),
        )

    def take(self, keys: Sequence[RowKey]) -> None:
        """Set the numbers."""
        self._keys = list(keys)

    def remove(self, first: int, last: int) -> None:
        """Take out numbers."""
        del self._keys[first : last + 1]

    def insert(self, first: int, keys: Sequence[RowKey]) -> None:
        """Put in numbers."""
        self._keys[first:first] = list(keys)

    def keep(self, rows: Iterable[GridRow]) -> None:
        """Remember rows."""
        self._rows.update({row.key: row for row in rows})

    def forget(self) -> None:
        """Forget all rows that were given."""
        self._rows.clear()
