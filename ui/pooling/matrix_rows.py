"""The matrix of pooling levels as grid columns and rows: locks, notes, what differs from the year before (1.2 (a))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cell_changes import cell_changes
from app.pooling.matrix import CATALOG, TYPES, read_matrix
from app.pooling.setting import FIELD
from app.rights import may_touch
from app.row_notes import row_notes
from app.row_state import RowState
from app.scope import Scope
from ui.grid.marks import Mark, joined, state_marks
from ui.grid.source import GridColumn, GridRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.cell_changes import CellChange
    from app.fields import Value
    from app.people import User
    from app.pooling.matrix import Matrix, TypeRow
    from app.store import Open
    from app.tables import Schema
    from ui.grid.marks import Marks

HEADS = 2
INDENT = "　"
ONLY_SHOWN = "险种在“社会保险险种”中维护，这里只设统筹级次"
WORST_FIRST = (RowState.CONFLICT, RowState.REFUSED, RowState.WAITING, RowState.MERGED)


def matrix_columns(schema: Schema, *, years: Sequence[int]) -> tuple[GridColumn, ...]:
    """Return code and name of the type, then a column for each year."""
    types, level = schema.catalog(TYPES), schema.catalog(CATALOG).by_name[FIELD]
    heads = ((types.code, "险种代码", 12), (types.title, "险种名称", 34))
    return (
        *(
            GridColumn(
                name=f"head.{name}",
                field=types.by_name[name],
                label=label,
                width=width,
                is_frozen=True,
                editable=False,
            )
            for name, label, width in heads
        ),
        *(GridColumn(name=str(year), field=level, label=f"{year}年度", width=14) for year in years),
    )


class MatrixReader:
    """Reads the matrix of a year and region as grid rows, for one person."""

    def __init__(self, *, schema: Schema, user: User, fiscal_year: int, region: str) -> None:
        self._schema, self._user = schema, user
        self._year, self._region = fiscal_year, region
        self._level = schema.catalog(CATALOG).by_name[FIELD]

    def read(self, connection: Open) -> tuple[Matrix, list[GridRow]]:
        """Return the matrix and its rows as a grid shows them."""
        matrix = read_matrix(connection, schema=self._schema, fiscal_year=self._year, region=self._region)
        told = [cell.row_id for row in matrix.rows for cell in row.cells.values() if cell.state]
        catalog = self._schema.catalog(CATALOG)
        notes = row_notes(connection, schema=self._schema, catalog=catalog, row_ids=told) if told else {}
        changes = cell_changes(connection, schema=self._schema, catalog=catalog, row_ids=told) if told else {}
        tree = Scope(connection, schema=self._schema)
        return matrix, [self._row(row, matrix=matrix, tree=tree, notes=notes, changes=changes) for row in matrix.rows]

    def _row(
        self,
        row: TypeRow,
        *,
        matrix: Matrix,
        tree: Scope,
        notes: Mapping[str, Mapping[str, str]],
        changes: Mapping[str, Mapping[str, CellChange]],
    ) -> GridRow:
        cells = [row.cell(year) for year in matrix.years]
        states = [cell.state for cell in cells]
        told, changed, marks = {}, {}, {}
        for place, (year, cell) in enumerate(zip(matrix.years, cells, strict=True), start=HEADS):
            own = "；".join(notes.get(cell.row_id, {}).values())
            if text := "；".join(filter(None, [own, self.difference(row, year=year, matrix=matrix)])):
                told[place] = text
            fields = changes.get(cell.row_id, {})
            if found := fields.get("") or fields.get(FIELD):
                changed[place] = found
            if bears := self._marks(row, year=year, matrix=matrix, noted=bool(own), change=found):
                marks[place] = bears
        locks = [self._lock(row, year=year, matrix=matrix, tree=tree) for year in matrix.years]
        locked: dict[int, Marks] = {0: (Mark.LOCKED,)} if all(locks) else {}
        return GridRow(
            key=row.code,
            row_id="",
            texts=[row.code, f"{INDENT * row.depth}{row.name}", *(self._level.show(cell.level) for cell in cells)],
            states=[*(0,) * HEADS, *states],
            state=next((int(state) for state in WORST_FIRST if state in states), 0),
            locks=[*(ONLY_SHOWN,) * HEADS, *locks],
            notes=told,
            changes=changed,
            marks=joined(marks, locked),
            is_muted=not row.is_leaf,
            cell_ids=[*("",) * HEADS, *(cell.row_id for cell in cells)],
        )

    def difference(self, row: TypeRow, *, year: int, matrix: Matrix) -> str:
        """Return in what a cell differs from the year before; '' where it does not, or a year is not there."""
        before, now = row.before(year), row.cell(year).level
        if year not in matrix.filled or year - 1 not in matrix.years or before == now or not before:
            return ""
        was = f"{year - 1} 年度为“{self._level.show(before)}”"
        return f"与上年不同：{was}" if now else f"还没有设置：{was}"

    def _marks(
        self, row: TypeRow, *, year: int, matrix: Matrix, noted: bool, change: CellChange | None
    ) -> tuple[Mark, ...]:
        state = row.cell(year).state
        own = state_marks(state, noted=[0] if noted else [], changes={0: change} if change else {}) if state else {}
        differs = (Mark.DIFFERS,) if self.difference(row, year=year, matrix=matrix) else ()
        return (*own.get(0, ()), *differs)

    def _lock(self, row: TypeRow, *, year: int, matrix: Matrix, tree: Scope) -> str:
        cell = row.cell(year)
        place: dict[str, Value] = {"fiscal_year": year, "mof_div_code": cell.owner or self._user.mof_div_code}
        if reason := may_touch(self._user, catalog=self._schema.catalog(CATALOG), row=place, tree=tree):
            return reason
        if year not in matrix.filled:
            return f"{year} 年度还没有险种，请先做年度结转（Ctrl+Shift+Y）"
        if cell.row_id:
            return ""
        if not row.is_leaf:
            return "统筹级次设在末级险种上，请在它的下级中设置"
        return "" if year in row.years else f"这个险种在 {year} 年度没有启用"
