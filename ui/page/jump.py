"""Going to one row of a page, wherever it stands, once its place is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.sheet import sheet_of
from ui.grid.many_cells import Cells, select_cells
from ui.grid.source import place_of
from ui.page.places import reading_keys, reading_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.fields import Value
    from ui.desk import Desk
    from ui.grid.source import RowKey
    from ui.grid.view import GridView

GONE = "这一行已被删除；如果是在本机删除的，可以在“操作历史”（Shift+F7）中撤销"
NOT_HERE = "这一行不在当前的年度、区划或查询条件中"


class Jump(QObject):
    """Selects a row by its id. `pages_wanted` asks the page for a sheet's page, `all_wanted` to show every row."""

    pages_wanted = Signal(object)
    all_wanted = Signal()
    told = Signal(str)

    def __init__(self, view: GridView, *, catalog: Catalog, desk: Desk) -> None:
        super().__init__(view)
        self._view, self._catalog, self._desk = view, catalog, desk
        self._wanted: tuple[RowKey, str] | None = None
        self._also = Cells()
        self._has_asked = False
        view.grid.counted.connect(self._try)

    def go(self, row_id: str, *, field: str = "", also: Cells | None = None) -> None:
        """Select a row (and a field's cell) and scroll to it; filters that hide it are taken away.

        `also`: cells that are selected with it as far as they stand near it.
        """
        self._also = also or Cells()
        self._desk.operations.run(
            reading_row(self._desk.store, catalog=self._catalog, row_id=row_id),
            done=lambda row: self._found(row, field=field),
            owner=self,
            key="jump",
            label="查找行",
        )

    def _found(self, row: Mapping[str, Value] | None, *, field: str) -> None:
        if row is None or row["is_deleted"]:
            self.told.emit(GONE)
            return
        self._has_asked = False
        if self._catalog.sheet:
            sheet = sheet_of(self._catalog)
            self._wanted = (str(row[sheet.rows]), str(row[sheet.across]))
            self.pages_wanted.emit({name: str(row[name]) for name in sheet.pages})
        else:
            self._wanted = (int(str(row["rid"])), field or self._catalog.code)
        grid = self._view.grid
        self._try(grid.rowCount(), is_complete=not grid.is_finding)

    def _try(self, _count: int, is_complete: bool) -> None:  # noqa: FBT001 - a signal's argument
        source = self._view.grid.source
        if self._wanted is None or source is None:
            return
        key, name = self._wanted
        row = place_of(source.keys, key)
        if row < 0 and self._view.folding.reveal(key):
            row = place_of(source.keys, key)
        if row >= 0:
            self._wanted = None
            names = [column.name for column in source.columns]
            self._view.go_to(row, names.index(name) if name in names else 0)
            self._view.setFocus()
            self._select_also(row)
        elif is_complete and not self._has_asked:
            self._has_asked = True
            self.all_wanted.emit()
        elif is_complete:
            self._wanted = None
            self.told.emit(NOT_HERE)

    def show(self, cells: Cells) -> None:
        """Select cells by their keys, if they stand here, and scroll to the first."""
        source = self._view.grid.source
        places = [place_of(source.keys, key) for key in list(cells.by_key)[:1]] if source else []
        if source is not None and places and places[0] >= 0:
            names, (first, *_) = [column.name for column in source.columns], next(iter(cells.by_key.values()))
            self._view.go_to(places[0], names.index(first) if first in names else 0)
            self._view.setFocus()
            select_cells(self._view, near=places[0], cells=cells.by_key)

    def _select_also(self, row: int) -> None:
        """Select what else is wanted around a row that is in sight now."""
        also, self._also = self._also, Cells()
        source = self._view.grid.source
        if source is None or not also.are_many:
            return

        def done(found: dict[RowKey, tuple[str, ...]]) -> None:
            if source is self._view.grid.source and self._view.currentIndex().row() == row:
                select_cells(self._view, near=row, cells=found)

        work = reading_keys(self._desk.store, catalog=self._catalog, cells=also)
        self._desk.operations.run(work, done=done, owner=self, key="also", label="查找行")
