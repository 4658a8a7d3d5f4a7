"""Turning one level of a tree into what it is by now, in as few steps as a view can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.tree import Node
    from ui.tree.item import Items, TreeItem
    from ui.tree.model import TreeModel


FIRST, TIMES = 1000, 9
"""Rows of a long level that come at once, and by how many times what is there it then grows in one step."""
PAUSE = 15
"""Milliseconds between two steps: the first screen is painted before the rest comes."""


class Merge(QObject):
    """Works for one model: tells it of every step before and after."""

    def __init__(self, model: TreeModel, *, items: Items) -> None:
        super().__init__(model)
        self._model = model
        self._items = items
        self._rest: dict[int, Sequence[Node]] = {}
        self._next = QTimer(self, singleShot=True, interval=PAUSE)
        self._next.timeout.connect(self._go_on)

    def __call__(self, item: TreeItem, nodes: Sequence[Node]) -> None:
        """Turn an item's children into `nodes`."""
        self._rest.pop(item.n, None)
        if item.children is None:
            item.children = []
        self._remove(item, coming={node.identity for node in nodes})
        children = item.children
        known = {child.node.identity: child for child in children}
        place = 0
        while place < len(nodes):
            child = known.get(nodes[place].identity)
            if child is None:
                place = self._insert(item, nodes, place, known=known)
                if item.n in self._rest:
                    return
                continue
            if children[place] is not child:
                self._move(item, child, place)
            if child.node != nodes[place]:
                self._model.renew(child, nodes[place])
            place += 1

    def _remove(self, item: TreeItem, *, coming: set[object]) -> None:
        """Remove the children that are not among those coming, run by run from the end."""
        children = item.children or []
        last = len(children) - 1
        while last >= 0:
            if children[last].node.identity in coming:
                last -= 1
                continue
            first = last
            while first > 0 and children[first - 1].node.identity not in coming:
                first -= 1
            self._model.beginRemoveRows(self._model.index_of(item), first, last)
            for child in children[first : last + 1]:
                self._items.drop(child)
            del children[first : last + 1]
            item.number(first)
            self._model.endRemoveRows()
            last = first - 1

    def _insert(self, item: TreeItem, nodes: Sequence[Node], first: int, *, known: dict[object, TreeItem]) -> int:
        """Insert the run of new nodes that begins at `first`; return the place after it."""
        end = first
        while end < len(nodes) and nodes[end].identity not in known:
            end += 1
        if end == len(nodes) and end - first > FIRST:
            end = first + max(FIRST, TIMES * first)
            if end < len(nodes):
                self._rest[item.n] = nodes
                self._next.start()
            end = min(end, len(nodes))
        self._put(item, nodes, first, end)
        return end

    def _go_on(self) -> None:
        """Append the next slice of the levels that are not yet all there."""
        for n, nodes in list(self._rest.items()):
            item = self._items.get(n)
            del self._rest[n]
            if item is None or item.children is None:
                continue
            first = len(item.children)
            self._insert(item, nodes, first, known={})
            self._model.level_read.emit(self._model.index_of(item))

    def _put(self, item: TreeItem, nodes: Sequence[Node], first: int, end: int) -> None:
        self._model.beginInsertRows(self._model.index_of(item), first, end - 1)
        if item.children is not None:
            item.children[first:first] = self._items.make(nodes[first:end], parent=item, row=first)
            item.number(end)
        self._model.endInsertRows()

    def _move(self, item: TreeItem, child: TreeItem, place: int) -> None:
        children, parent = item.children or [], self._model.index_of(item)
        row = child.row
        self._model.beginMoveRows(parent, row, row, parent, place)
        children.insert(place, children.pop(row))
        item.number(min(place, row))
        self._model.endMoveRows()
