"""Shows more of a long level when the person comes near its end: a view lays out all that it has at every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QModelIndex

    from ui.tree.view import TreeView

AHEAD = 3
"""Heights of the view below which the end of a level may lie without being looked after."""


class Growing(QObject):
    """Looks after the long levels of one view."""

    def __init__(self, view: TreeView) -> None:
        super().__init__(view)
        self._view = view
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._grow)
        view.verticalScrollBar().valueChanged.connect(lambda _: self._soon.start())

    def _grow(self) -> None:
        view, tree = self._view, self._view.tree
        for parent in self._levels_in_view():
            last = tree.index(tree.rowCount(parent) - 1, 0, parent)
            if not tree.shows_all(parent) and view.visualRect(last).top() < AHEAD * view.viewport().height():
                tree.grow(parent)

    def _levels_in_view(self) -> Iterator[QModelIndex]:
        view, seen = self._view, set()
        index = view.indexAt(QPoint(0, 1))
        while index.isValid() and view.visualRect(index).top() <= view.viewport().height():
            parent = index.parent()
            if parent.isValid() and parent.internalId() not in seen:
                seen.add(parent.internalId())
                yield parent
            index = view.indexBelow(index)
