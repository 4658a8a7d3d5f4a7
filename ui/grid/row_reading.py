"""Rows of a catalog as a grid shows them, read by the worker: texts, names, rights and notes of one page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cell_changes import cell_changes
from app.fields import NO_NAMES, Editor, Reference
from app.people import MINISTRY_DIV
from app.rights import locked_columns, may_change, may_delete, may_touch
from app.row_notes import row_notes
from app.row_state import RowState
from app.rows import names_of, page
from app.scope import Scope
from ui.grid.marks import NO_MARKS, Mark, joined, state_marks
from ui.grid.source import GridColumn, GridRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.catalog import Catalog
    from app.cell_changes import CellChange
    from app.fields import Field, Value
    from app.people import User
    from app.store import Open
    from app.tables import Schema
    from ui.grid.marks import Marks

GONE = "这一行已被删除，请按“刷新”"
STANDARD: Mapping[int, Marks] = {0: (Mark.STANDARD,)}
LOCKED: Mapping[int, Marks] = {0: (Mark.LOCKED,)}
LAST = ("is_received", "is_standard", "is_enabled")


def grid_columns(catalog: Catalog) -> tuple[GridColumn, ...]:
    """Return a catalog's columns: declared fields first, then region and flags; the year stands above the page."""
    own = {field.name for field in catalog.fields}
    lead = [field for field in catalog.columns if field.name in own]
    region = [field for field in catalog.columns if field.name == "mof_div_code" and field.name not in own]
    flags = [field for field in catalog.columns if field.name in LAST and field.name not in own]
    return tuple(grid_column(catalog, field) for field in (*lead, *region, *flags) if not field.hidden)


def grid_column(catalog: Catalog, field: Field) -> GridColumn:
    """Return the column of one field."""
    return GridColumn(
        name=field.name,
        field=field,
        label=field.label,
        width=field.width,
        align_right=field.align_right,
        is_frozen=field.name in {catalog.code, catalog.title},
        editable=field.name not in locked_columns(catalog, row={}),
        can_clear=field.editor is not Editor.FLAG,
        # grouped thousands mark an amount; a year is a number that nobody adds up
        adds_up=field.editor is Editor.NUMBER and "#" in field.excel_format,
        help=field.help,
    )


class RowReader:
    """Reads rows by their local numbers; one for a catalog, year and person."""

    def __init__(
        self, *, schema: Schema, user: User, catalog: Catalog, fiscal_year: int | None, columns: Sequence[GridColumn]
    ) -> None:
        self.catalog = catalog
        self._schema = schema
        self._user = user
        self._fiscal_year = fiscal_year
        self._columns = columns
        self._places = {column.name: place for place, column in enumerate(columns)}
        self._states = {int(state): (int(state),) * len(columns) for state in RowState}
        self._locks: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}
        received = [place for name, place in self._places.items() if name in catalog.received]
        self._received: dict[int, Marks] = dict.fromkeys(received, (Mark.RECEIVED,))

    def read(self, connection: Open, *, rids: Sequence[int]) -> list[GridRow]:
        """Return the rows in the order of `rids`; a row that is gone says so."""
        rows = page(connection, schema=self._schema, catalog=self.catalog, rids=rids)
        names = self._names(connection, rows)
        notes, changes = self._notes(connection, rows), self._changes(connection, rows)
        scope = Scope(connection, schema=self._schema)
        texts = zip(*(self._texts(column.field, rows, names=names) for column in self._columns), strict=True)
        found = {
            row["rid"]: self._row(row, texts=shown, notes=notes, changes=changes, scope=scope)
            for row, shown in zip(rows, texts, strict=True)
        }
        return [found.get(rid) or self._gone(rid) for rid in rids]

    def _names(self, connection: Open, rows: Sequence[Mapping[str, Value]]) -> dict[str, Mapping[str, str]]:
        codes: dict[str, set[str]] = {}
        for field in self.catalog.references:
            wanted = codes.setdefault(field.to, set())
            for row in rows:
                wanted.update(field.codes(row[field.name]))
        return {
            name: names_of(
                connection,
                schema=self._schema,
                catalog=self._schema.catalog(name),
                fiscal_year=self._fiscal_year,
                codes=wanted,
            )
            for name, wanted in codes.items()
        }

    def _notes(self, connection: Open, rows: Sequence[Mapping[str, Value]]) -> dict[str, dict[str, str]]:
        told = [str(row["id"]) for row in rows if row["state"] in (RowState.REFUSED, RowState.CONFLICT)]
        return row_notes(connection, schema=self._schema, catalog=self.catalog, row_ids=told) if told else {}

    def _changes(self, connection: Open, rows: Sequence[Mapping[str, Value]]) -> Mapping[str, Mapping[str, CellChange]]:
        told = [str(row["id"]) for row in rows if row["state"]]
        return cell_changes(connection, schema=self._schema, catalog=self.catalog, row_ids=told) if told else {}

    def _row(
        self,
        row: Mapping[str, Value],
        *,
        texts: tuple[str, ...],
        notes: Mapping[str, Mapping[str, str]],
        changes: Mapping[str, Mapping[str, CellChange]],
        scope: Scope,
    ) -> GridRow:
        state = int(row["state"] or 0)  # type: ignore[arg-type]
        row_id = str(row["id"])
        reason = may_touch(self._user, catalog=self.catalog, row=row, tree=scope) or ""
        marks = self._lock_marks(row, reason=reason)
        noted = {self._places.get(name, -1): text for name, text in notes.get(row_id, {}).items()}
        changed = {self._places.get(name, -1): one for name, one in changes.get(row_id, {}).items()} if state else {}
        return GridRow(
            key=int(row["rid"]),  # type: ignore[arg-type]
            row_id=row_id,
            texts=texts,
            states=self._states[state],
            state=state,
            locks=self._locks_of(row, reason=reason, scope=scope),
            notes=noted,
            changes=changed,
            marks=joined(state_marks(state, noted=noted, changes=changed), marks) if state else marks,
            is_muted=not row["is_enabled"],
            kept_because=may_delete(self._user, catalog=self.catalog, row=row, tree=scope) or "",
            values=row,
        )

    def _texts(
        self, field: Field, rows: Sequence[Mapping[str, Value]], *, names: Mapping[str, Mapping[str, str]]
    ) -> list[str]:
        """Return a column's texts; each different value is asked for once."""
        known = names[field.to] if isinstance(field, Reference) else NO_NAMES
        values = [row[field.name] for row in rows]
        shown = {value: field.show(value, names=known) for value in set(values)}
        return [shown[value] for value in values]

    def _locks_of(self, row: Mapping[str, Value], *, reason: str, scope: Scope) -> tuple[str, ...]:
        locked = locked_columns(self.catalog, row=row)
        if (reason, locked) not in self._locks:
            self._locks[reason, locked] = tuple(
                reason or self._lock(column.name, row=row, locked=locked, scope=scope) for column in self._columns
            )
        return self._locks[reason, locked]

    def _lock_marks(self, row: Mapping[str, Value], *, reason: str) -> Mapping[int, Marks]:
        """Mark what keeps the whole row from being changed in its first cell, received cells each."""
        if reason:
            return STANDARD if row.get("is_standard") or row["mof_div_code"] == MINISTRY_DIV else LOCKED
        return self._received if row.get("is_received") else NO_MARKS

    def _lock(self, name: str, *, row: Mapping[str, Value], locked: frozenset[str], scope: Scope) -> str:
        if name not in locked:
            return ""
        return may_change(self._user, catalog=self.catalog, row=row, columns=[name], tree=scope) or ""

    def _gone(self, rid: int) -> GridRow:
        count = len(self._columns)
        return GridRow(
            key=rid,
            row_id="",
            texts=("",) * count,
            states=self._states[0],
            locks=(GONE,) * count,
            is_muted=True,
            kept_because=GONE,
        )
