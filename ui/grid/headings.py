"""Binds a view's headings to how its rows are arranged: sorting by clicks, filters below the funnels (查询)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from ui.grid.arrangement import Arrangement
from ui.grid.filter_popup import FilterPopup
from ui.grid.header import GridHeader

if TYPE_CHECKING:
    from ui.grid.view import GridView
    from ui.operations import Operations


class Headings:
    """Lives as long as the view."""

    def __init__(self, view: GridView, *, operations: Operations) -> None:
        self._view, self._operations = view, operations
        self.arrangement = Arrangement(view)
        self.header = GridHeader(view.grid, arrangement=self.arrangement, parent=view)
        self._popup: FilterPopup | None = None
        view.setHorizontalHeader(self.header)
        self.header.filter_wanted.connect(self.filter_column)
        self.arrangement.changed.connect(self._arrange)

    @property
    def popup(self) -> FilterPopup:
        """Return the popup, made when it is first wanted."""
        if self._popup is None:
            # not the view itself: its rules for editors would reach the popup's lines
            parent = self._view.parentWidget() or self._view
            self._popup = FilterPopup(self.arrangement, operations=self._operations, parent=parent)
            self._popup.closed.connect(self._view.setFocus)
        return self._popup

    def filter_column(self, column: int) -> None:
        """Open the filter of a column below its heading."""
        source = self._view.grid.source
        if source is None or not source.can_arrange or not 0 <= column < len(source.columns):
            return
        self._view.commit()
        self._view.scrollTo(self._view.grid.index(max(self._view.currentIndex().row(), 0), column))
        left = self._view.visualRect(self._view.grid.index(0, column)).left()
        at = QPoint(
            left if self._view.grid.rowCount() else self.header.sectionViewportPosition(column), self.header.height()
        )
        self.popup.open_for(source.columns[column], source=source, at=self.header.mapToGlobal(at))

    def _arrange(self) -> None:
        self._view.grid.arrange(order=self.arrangement.order, where=self.arrangement.where)
