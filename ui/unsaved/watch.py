"""What waits outside the store on one page: refused cells, the editor being typed in, open forms, new rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.sheet import SheetContext
from ui.editors import as_editor
from ui.grid.units import unsaved_in_yuan
from ui.unsaved.records import Cell, Unsaved

if TYPE_CHECKING:
    from collections.abc import Hashable

    from ui.grid.source import RowKey
    from ui.page.catalog_page import CatalogPage

TYPING = 1_000
"""Milliseconds after which a text being typed is noted."""
LEFT = "上次录入到这里时程序中断，还没有保存"


class PageUnsaved(QObject):
    """Emits `changed` when something else waits."""

    changed = Signal()

    def __init__(self, page: CatalogPage) -> None:
        super().__init__(page)
        self._page, self._catalog = page, page.catalog
        view, forms, new_rows = page.grid, page.forms, page.new_rows
        self._view, self._forms, self._new_rows = view, forms, new_rows
        self._wants_cell = False
        self._typing = QTimer(self, singleShot=True, interval=TYPING)
        self._typing.timeout.connect(self.changed)
        view.opener.touched.connect(self._touched)
        view.grid.saved.connect(lambda _: self.changed.emit())
        view.grid.failed.connect(lambda _: self.changed.emit())
        view.grid.opened.connect(self._go_to_cell)
        forms.touched.connect(self._touched)
        new_rows.touched.connect(self.changed)

    def now(self) -> Unsaved:
        """Return what waits now."""
        cells = [
            self._cell(place, key, column, text=one.text, reason=one.reason)
            for (place, key, column), one in self._view.grid.keeping.unsaved()
        ]
        typed = self._being_typed()
        if typed is not None:
            same = {(typed.key, typed.column, typed.fiscal_year, typed.region, typed.pages)}
            cells = [one for one in cells if (one.key, one.column, one.fiscal_year, one.region, one.pages) not in same]
            cells.append(typed)
        return Unsaved(cells=tuple(cells), forms=self._forms.drafts, rows=self._new_rows.unsaved)

    def bring_back(self, unsaved: Unsaved) -> None:
        """Show what waited when the program ended; texts that were on their way are marked like refused ones."""
        self._view.grid.keeping.bring_back(
            ((self._place(one), one.key, one.column), one.text, one.reason or LEFT) for one in unsaved.cells
        )
        self._forms.bring_back(unsaved.forms)
        self._new_rows.bring_back(unsaved.rows)

    @property
    def is_keeping(self) -> bool:
        """Say whether typed text is still on its way to the store."""
        return self._view.grid.is_keeping

    def show(self, unsaved: Unsaved) -> None:
        """Bring the person to what waits: the first cell, the form or the new rows."""
        page = self._page
        if unsaved.cells:
            self._wants_cell = True
            page.jump.pages_wanted.emit(dict(unsaved.cells[0].pages))
            self._go_to_cell()
        elif unsaved.rows:
            self._new_rows.insert(0)
        elif "" in unsaved.forms:
            page.toolbar.pressed.emit("add")
        elif unsaved.forms:
            page.show_row(next(iter(unsaved.forms)))
            page.status_message.emit("按 Alt+Enter 打开整行，上次没有填完的内容还在")

    def _go_to_cell(self) -> None:
        if self._wants_cell and self._view.grid.first_refused().isValid():
            self._wants_cell = False
            self._page.go_to_refused()

    def _being_typed(self) -> Cell | None:
        editor, index, source = self._view.opener.editor, self._view.currentIndex(), self._view.grid.source
        if editor is None or source is None or not index.isValid():
            return None
        text = as_editor(editor).typed()
        if text == str(index.data(Qt.ItemDataRole.EditRole) or ""):
            return None
        return self._cell(source.place, source.keys[index.row()], source.columns[index.column()].name, text=text)

    def _cell(self, place: Hashable, key: RowKey, column: str, *, text: str, reason: str = "") -> Cell:
        if isinstance(place, tuple):  # typed in a unit; after the next start it waits in yuan
            text = unsaved_in_yuan(self._catalog.by_name[column], text, unit=place[1])
        if isinstance(place, SheetContext):
            return Cell(
                key=key,
                column=column,
                text=text,
                reason=reason,
                fiscal_year=place.fiscal_year,
                region=place.region,
                pages=place.pages,
            )
        return Cell(key=key, column=column, text=text, reason=reason)

    def _place(self, cell: Cell) -> Hashable:
        if not self._catalog.sheet:
            return self._catalog.name
        return SheetContext(
            catalog=self._catalog.name, fiscal_year=cell.fiscal_year, region=cell.region, pages=cell.pages
        )

    def _touched(self) -> None:
        if not self._typing.isActive():
            self._typing.start()
