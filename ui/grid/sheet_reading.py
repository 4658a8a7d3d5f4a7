"""A filling-in sheet as grid columns and rows: parameters down, periods across (clauses 1.8, 1.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.cell_changes import CellChange, ChangeKind, cell_changes
from app.flow.locks import Locks
from app.flow.record import page_names
from app.rights import may_touch
from app.row_notes import row_notes
from app.row_state import RowState
from app.scope import Scope
from app.sheet import NOT_APPLICABLE, Cell, SheetContext, SheetData, SheetRow, across_columns, read_sheet, sheet_of
from ui.grid.marks import Mark, joined, state_marks
from ui.grid.source import GridColumn, GridRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.store import Open
    from app.tables import Schema
    from ui.grid.marks import Marks

WORST_FIRST = (RowState.CONFLICT, RowState.REFUSED, RowState.WAITING, RowState.MERGED)
HEAD_WIDTHS = {"code": 9, "name": 30, "unit": 9}
CELL_WIDTH = 17
LOCKED: Mapping[int, Marks] = {0: (Mark.LOCKED,)}
NO_CELL = Cell()


def sheet_columns(catalog: Catalog, *, definitions: Catalog, fiscal_year: int) -> tuple[GridColumn, ...]:
    """Return the headings (group, code, name, unit) and one column for each value of the field across."""
    value = catalog.by_name[sheet_of(catalog).value]
    across = tuple(
        GridColumn(
            name=str(column), field=value, label=heading, width=CELL_WIDTH, align_right=value.align_right, adds_up=True
        )
        for column, heading in across_columns(catalog, fiscal_year=fiscal_year)
    )
    return (*_heads(definitions), *across)


def _heads(definitions: Catalog) -> tuple[GridColumn, ...]:
    group = definitions.tree.groups[0] if definitions.tree and definitions.tree.groups else ""
    heads = {"group": group, "code": definitions.code, "name": definitions.title, "unit": "unit"}
    return tuple(
        GridColumn(
            name=f"head.{head}",
            field=definitions.by_name[name],
            label=definitions.by_name[name].label,
            width=HEAD_WIDTHS.get(head, definitions.by_name[name].width),
            is_frozen=True,
            editable=False,
        )
        for head, name in heads.items()
        if name in definitions.by_name
    )


class SheetReader:
    """Reads one sheet as grid rows; one for a context and person."""

    def __init__(self, *, schema: Schema, user: User, context: SheetContext) -> None:
        self._schema = schema
        self._user = user
        self._context = context
        self._catalog = schema.catalog(context.catalog)
        to = getattr(self._catalog.by_name[sheet_of(self._catalog).rows], "to", "")
        self._definitions = schema.catalog(to)
        self.columns = sheet_columns(self._catalog, definitions=self._definitions, fiscal_year=context.fiscal_year)
        self._across = across_columns(self._catalog, fiscal_year=context.fiscal_year)
        self.values: dict[str, Value] = {str(column): column for column, _ in self._across}
        self._heads = len(self.columns) - len(self._across)

    def read(self, connection: Open) -> tuple[SheetData, list[GridRow]]:
        """Return the sheet and its rows as a grid shows them."""
        data = read_sheet(connection, schema=self._schema, context=self._context)
        lock = self._lock(connection)
        notes, changes = self._notes(connection, data), self._changes(connection, data)
        return data, [self._row(row, scale=data.scale, lock=lock, notes=notes, changes=changes) for row in data.rows]

    def _lock(self, connection: Open) -> str:
        row: dict[str, Value] = {
            "fiscal_year": self._context.fiscal_year,
            "mof_div_code": self._context.region,
        }
        tree = Scope(connection, schema=self._schema)
        if reason := may_touch(self._user, catalog=self._catalog, row=row, tree=tree):
            return reason
        pages = {**dict.fromkeys(page_names(self._catalog), ""), **dict(self._context.pages)}
        closed = Locks(connection, schema=self._schema).problem(self._catalog, row={**row, **pages})
        return closed.text if closed else ""

    def _notes(self, connection: Open, data: SheetData) -> dict[str, str]:
        told = [
            cell.row_id
            for row in data.rows
            for cell in row.cells.values()
            if cell.state in (RowState.REFUSED, RowState.CONFLICT)
        ]
        found = row_notes(connection, schema=self._schema, catalog=self._catalog, row_ids=told) if told else {}
        return {row_id: "；".join(texts.values()) for row_id, texts in found.items()}

    def _changes(self, connection: Open, data: SheetData) -> dict[str, CellChange]:
        """Return what was changed, by the id of the row behind a cell: number and × are one cell."""
        told = [cell.row_id for row in data.rows for cell in row.cells.values() if cell.state]
        found = cell_changes(connection, schema=self._schema, catalog=self._catalog, row_ids=told) if told else {}
        sheet = sheet_of(self._catalog)
        yes = self._catalog.by_name[sheet.not_applicable].show(True) if sheet.not_applicable else ""  # noqa: FBT003
        return {
            row_id: one
            for row_id, fields in found.items()
            if (one := cell_change(fields, value=sheet.value, cross=sheet.not_applicable, yes=yes))
        }

    def _row(
        self,
        row: SheetRow,
        *,
        scale: int,
        lock: str,
        notes: Mapping[str, str],
        changes: Mapping[str, CellChange],
    ) -> GridRow:
        cells = [row.cells.get(column, NO_CELL) for column, _ in self._across]
        states = [cell.state for cell in cells]
        head = f"在“{self._definitions.label}”中维护，这里只填数值"
        heads = {"head.group": row.group, "head.code": row.code, "head.name": row.name, "head.unit": row.unit}
        shown = [heads[column.name] for column in self.columns[: self._heads]]
        noted = self._cell_notes(cells, notes=notes)
        changed = {
            self._heads + place: changes[cell.row_id] for place, cell in enumerate(cells) if cell.row_id in changes
        }
        return GridRow(
            key=row.code,
            row_id="",
            texts=[*shown, *(cell.show(scale=scale, precision=row.precision) for cell in cells)],
            states=[*(0,) * self._heads, *states],
            state=next((int(state) for state in WORST_FIRST if state in states), 0),
            locks=[*(head,) * self._heads, *(lock,) * len(cells)],
            notes=noted | self._rule_note(row),
            changes=changed,
            marks=joined(self._marks(cells, noted=noted, changes=changed), LOCKED if lock else {}),
            values={str(column): cell.value for (column, _), cell in zip(self._across, cells, strict=True)},
            cell_ids=[*("",) * self._heads, *(cell.row_id for cell in cells)],
        )

    def _marks(
        self, cells: list[Cell], *, noted: Mapping[int, str], changes: Mapping[int, CellChange]
    ) -> dict[int, Marks]:
        found: dict[int, Marks] = {}
        for place, cell in enumerate(cells, start=self._heads):
            if cell.state:
                change = {0: changes[place]} if place in changes else {}
                found[place] = state_marks(cell.state, noted=[0] if place in noted else [], changes=change)[0]
        return found

    def _cell_notes(self, cells: list[Cell], *, notes: Mapping[str, str]) -> dict[int, str]:
        return {self._heads + place: notes[cell.row_id] for place, cell in enumerate(cells) if cell.row_id in notes}

    def _rule_note(self, row: SheetRow) -> dict[int, str]:
        if not row.check_rule:
            return {}
        name = next(place for place, column in enumerate(self.columns) if column.name == "head.name")
        return {name: f"审核关系：{row.check_rule}"}


def cell_change(fields: Mapping[str, CellChange], *, value: str, cross: str, yes: str) -> CellChange | None:
    """Return the change of a cell from those of its number and its ×; None where neither changed.

    `cross`: the flag for ×, which reads `yes` when it is set.
    """
    number, flag = fields.get(value), fields.get(cross)
    one = fields.get("") or number or flag
    if one is None or one.kind is ChangeKind.NEW:
        return one
    before = NOT_APPLICABLE if flag and flag.before == yes else _plain(number.before) if number else ""
    after = NOT_APPLICABLE if flag and flag.after == yes else _plain(number.after) if number else ""
    return replace(one, before=before, after=after)


def _plain(number: str) -> str:
    """Return a number without idle zeros."""
    return number.rstrip("0").rstrip(".") if "." in number else number
