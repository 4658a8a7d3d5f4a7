"""Inserting and duplicating rows of a page, and pasting below its end: all open the grid of new rows (新增)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.fields import Editor
from ui.dialogs.new_rows import NewRowsDialog
from ui.grid.draft_source import DraftSource
from ui.grid.reach import text_at, with_rows
from ui.grid.row_reading import grid_columns
from ui.grid.units import row_in_yuan
from ui.page.forms import prefilled
from ui.page.row_form import form_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from app.catalog import Catalog
    from ui.desk import Desk
    from ui.grid.source import GridRow
    from ui.grid.view import GridView
    from ui.page.offers import Offers
    from ui.page.state import PageState

MOST_DUPLICATED = 1_000
"""Rows that are duplicated at once."""


class NewRows(QObject):
    """Opens the grid of new rows over a page; emits `added` with ids and `told` with why not.

    `state` gives what is chosen around the page (None: nothing yet), `why_not` why nothing may be added ('': it may).
    """

    added = Signal(list)
    told = Signal(str)
    touched = Signal()

    def __init__(
        self,
        view: GridView,
        *,
        catalog: Catalog,
        desk: Desk,
        offers: Offers,
        state: Callable[[], PageState | None],
        why_not: Callable[[], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._view, self._catalog, self._desk, self._offers = view, catalog, desk, offers
        self._state, self._why_not, self._window = state, why_not, parent
        self.dialog: NewRowsDialog | None = None
        self._year = 0
        self._left: tuple[Mapping[str, str], ...] = ()
        view.rows_wanted.connect(self.insert)
        view.duplicate_wanted.connect(self.duplicate)
        view.blocks.rows_left.connect(self._take_rest)

    @property
    def unsaved(self) -> tuple[dict[str, str], ...]:
        """Return the texts of the rows that are not added yet, as they stand in the grid."""
        return tuple(map(dict, self._left)) if self.dialog is None else self.dialog.texts

    def bring_back(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Take rows that were not added when the program ended; they stand in the grid when it is opened."""
        self._left = (*self._left, *rows)

    def insert(self, count: int) -> None:
        """Open the grid with so many blank rows."""
        self._open([{}] * count)

    def duplicate(self) -> None:
        """Open the grid with copies of the selected rows; what must differ is left blank and stands in red."""
        positions = [position for part in self._view.selected_rows() for position in part[:MOST_DUPLICATED]]
        if len(positions) > MOST_DUPLICATED:
            self.told.emit(f"一次最多复制 {MOST_DUPLICATED:,} 行，请分几次办理")
            return
        given = {"fiscal_year", "mof_div_code"}
        own = {name for name in self._catalog.key if name not in given} or {self._catalog.code}
        references = {field.name for field in self._catalog.references}
        # a key made of references alone (险种 and 区划) has nothing that could be left open but its last part
        blank = {name for name in own if name not in references} or {self._catalog.key[-1]}
        flags = {field.name for field in self._catalog.columns if field.editor is Editor.FLAG}

        def then(rows: Sequence[GridRow]) -> None:
            columns = self._view.grid.columns
            self._open(
                [
                    {
                        column.name: text_at(self._view, row, position=position, column=place)
                        for place, column in enumerate(columns)
                        if column.name not in blank | flags
                    }
                    for row, position in zip(rows, positions, strict=True)
                    if not row.is_head
                ],
                verb="复制",
            )

        if positions:
            with_rows(self._view, operations=self._desk.operations, positions=positions, then=then, label="复制行")

    def _take_rest(self, rows: Sequence[Mapping[str, str]]) -> None:
        if reason := self._why_not():
            self.told.emit(f"粘贴的内容比表格多 {len(rows):,} 行，多出的行没有粘贴：{reason}")
        else:
            self._open(rows, verb="粘贴")

    def _open(self, rows: Sequence[Mapping[str, str]], *, verb: str = "") -> None:
        state, reason = self._state(), self._why_not()
        if state is None or reason:
            self.told.emit(f"不能新增：{reason}")
            return
        rows = [row_in_yuan(row, columns=self._view.grid.columns) for row in rows]
        if self.dialog is None or self._year != state.context.fiscal_year:
            self._year = state.context.fiscal_year
            self.dialog = self._make(state)
        elif not self.dialog.isVisible() and self.dialog.filled:
            rows = [row for row in rows if row]  # what was left the last time is still there
        if self._left:
            rows, self._left = [*self._left, *(row for row in rows if row)], ()
        if rows:
            self.dialog.append(rows, verb=verb)
        self.dialog.open()
        self.dialog.grid.setFocus()

    def _make(self, state: PageState) -> NewRowsDialog:
        wanted = {field.name for field in form_fields(self._catalog)}
        source = DraftSource(
            store=self._desk.store,
            user=self._desk.user,
            catalog=self._catalog,
            fiscal_year=state.context.fiscal_year,
            columns=[column for column in grid_columns(self._catalog) if column.name in wanted],
            blank=prefilled(self._catalog, state=state),
        )
        dialog = NewRowsDialog(source, desk=self._desk, offers=self._offers, parent=self._window)
        dialog.added.connect(self._added)
        dialog.model.saved.connect(lambda _: self.touched.emit())
        return dialog

    def _added(self, ids: list[str]) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
            self.touched.emit()
        self.added.emit(ids)
