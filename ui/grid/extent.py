"""How far a selection reaches that is drawn or extended with Shift: from cell to cell, wherever columns stand now.

Qt finds both ends by their places in the view. With frozen columns a place does not say which cell was meant: where
the drawing began may lie behind the frozen columns by now, and Qt would take one of these instead.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QObject, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPoint, QRect

    from ui.grid.view import GridView


class Extent(QObject):
    """Remembers the cell where a selection of a view begins."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self._start = QPersistentModelIndex()

    def begin(self, modifiers: Qt.KeyboardModifier, *, at: QPoint | None = None) -> None:
        """Begin at a place of the viewport; with Shift, or without a place, where the selection began before."""
        goes_on = at is None or bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        found = self._view.anchor() if goes_on or at is None else self._view.indexAt(at)
        self._start = QPersistentModelIndex(found)

    def reached(self, drawn: QRect) -> QItemSelection | None:
        """Return the cells between the beginning and the end of what is drawn; None where one is no cell."""
        view = self._view
        start, end = self._start, view.currentIndex()
        if view.visualRect(end).center() != drawn.bottomRight():  # keys give the current cell, the mouse a place
            end = view.indexAt(drawn.bottomRight())
        order = view.columns_in_sight()
        if not (start.isValid() and end.isValid() and start.column() in order and end.column() in order):
            return None
        return self._between(view.grid.index(start.row(), start.column()), end, order=order)

    def _between(self, start: QModelIndex, end: QModelIndex, *, order: list[int]) -> QItemSelection:
        """Return the rectangle as it is seen: columns that were moved make it several in the model."""
        places = sorted((order.index(start.column()), order.index(end.column())))
        rows = sorted((start.row(), end.row()))
        columns = sorted(order[places[0] : places[1] + 1])
        found, model = QItemSelection(), self._view.grid
        for _, run in groupby(enumerate(columns), key=lambda one: one[1] - one[0]):
            beside = [column for _, column in run]
            found.select(model.index(rows[0], beside[0]), model.index(rows[1], beside[-1]))
        return found
