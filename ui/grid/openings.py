"""What a grid keeps while its rows change below it: the current cell, the widths of columns, room for row numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QObject
from PySide6.QtWidgets import QAbstractItemView

from ui.grid.source import place_of
from ui.grid.widths import column_width, numbers_width

if TYPE_CHECKING:
    from ui.grid.source import RowKey
    from ui.grid.view import GridView


class Openings(QObject):
    """Remembers the current cell of a view by its row's key and goes back to it."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self._current: tuple[RowKey, int] | None = None
        self._widths_for: tuple[str, ...] = ()
        view.grid.closing.connect(self._remember)
        view.grid.modelReset.connect(self._restore)
        view.grid.counted.connect(self._make_room_for_numbers)

    def set_widths(self, *, anew: bool = False) -> None:
        """Give columns the widths that they begin with, once for the same columns unless `anew`."""
        view = self._view
        names = tuple(column.name for column in view.grid.columns)
        if names == self._widths_for and not anew:
            return
        self._widths_for = names
        for place, column in enumerate(view.grid.columns):
            view.setColumnWidth(place, column_width(view, column))
        view.laid_out.emit()

    def _remember(self) -> None:
        self._view.commit()
        index, source = self._view.currentIndex(), self._view.grid.source
        known = source is not None and 0 <= index.row() < len(source.keys)
        self._current = (source.keys[index.row()], index.column()) if source and known else None

    def _restore(self) -> None:
        self.set_widths()
        grid = self._view.grid
        keys = grid.source.keys if grid.source else ()
        row, column = 0, next((n for n, one in enumerate(grid.columns) if one.editable), 0)
        known = place_of(keys, self._current[0]) if self._current else -1
        if self._current and known >= 0 and self._current[1] < grid.columnCount():
            row, column = known, self._current[1]
        index = grid.index(row, column)
        self._view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if row:
            self._view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _make_room_for_numbers(self, count: int, is_complete: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Widen the numbers at once, narrow them when all rows are counted: each time everything is laid out anew."""
        header, wide = self._view.verticalHeader(), numbers_width(self._view, count)
        if is_complete or wide > header.width():
            header.setFixedWidth(wide)
