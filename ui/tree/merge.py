"""Turning one level of a tree into what it is by now, in as few steps as a view can follow."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from app.tree import Node
    from ui.tree.item import Items, TreeItem
    from ui.tree.model import TreeModel


FIRST, STEP = 1000, 4000
"""Rows of a long level that come at once, and then in one step; a view lays out all that are there after each."""
PAUSE = 15
"""Milliseconds before the second step: the first screen is painted before it."""


class _Long:
    """A level of which only the first nodes are shown; where each of its nodes stands is found out once."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes

    @cached_property
    def places(self) -> dict[Hashable, int]:
        return {node.identity: place for place, node in enumerate(self.nodes)}


class Merge(QObject):
    """Works for one model: tells it of every step before and after."""

    def __init__(self, model: TreeModel, *, items: Items) -> None:
        super().__init__(model)
        self._model = model
        self._items = items
        self._rest: dict[int, _Long] = {}
        self._soon: list[int] = []
        self._next = QTimer(self, singleShot=True, interval=PAUSE)
        self._next.timeout.connect(self._go_on)

    def __call__(self, item: TreeItem, nodes: Sequence[Node]) -> None:
        """Turn an item's children into `nodes`; of a long level as many as were there, the others when asked for."""
        most = len(item.children or ())
        self._rest.pop(item.n, None)
        if item.children is None:
            item.children = []
        self._remove(item, coming={node.identity for node in nodes})
        children = item.children
        known = {child.node.identity: child for child in children}
        changed: list[tuple[TreeItem, Node]] = []
        place = 0
        while place < len(nodes):
            child = known.get(nodes[place].identity)
            if child is None:
                place = self._insert(item, nodes, place, known=known, most=most)
                if item.n in self._rest:
                    break
                continue
            if children[place] is not child:
                self._move(item, child, place)
            if child.node != nodes[place]:
                changed.append((child, nodes[place]))
            place += 1
        self._model.renew(changed)

    def whole(self, item: TreeItem) -> Sequence[Node] | None:
        """Return the nodes of a level, those too that are not shown yet; None while it is not read."""
        if item.children is None:
            return None
        shown, rest = [child.node for child in item.children], self._rest.get(item.n)
        return shown if rest is None else [*shown, *rest.nodes[len(shown) :]]

    def is_cut(self, item: TreeItem) -> bool:
        """Say whether some nodes of a long level are not shown yet."""
        return item.n in self._rest

    def grow(self, item: TreeItem, *, upto: Hashable = None) -> bool:
        """Show the next nodes of a long level, at least those up to an identity; say whether there were any."""
        rest = self._rest.pop(item.n, None)
        if rest is None or item.children is None:
            return False
        first = len(item.children)
        place = first if upto is None else rest.places.get(upto, first)
        self._insert(item, rest.nodes, first, known={}, most=place + STEP)
        self._model.level_read.emit(self._model.index_of(item))
        return True

    def holding(self, identity: Hashable) -> TreeItem | None:
        """Return the item of the long level where a node is that is not shown yet."""
        return next((self._items.get(n) for n, rest in self._rest.items() if identity in rest.places), None)

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

    def _insert(
        self, item: TreeItem, nodes: Sequence[Node], first: int, *, known: dict[object, TreeItem], most: int
    ) -> int:
        """Insert the run of new nodes that begins at `first`, at the end about `most`; return the place after it."""
        end = first
        while end < len(nodes) and nodes[end].identity not in known:
            end += 1
        if end == len(nodes) and end > max(most, FIRST) + FIRST:
            end = max(most, FIRST, first)
            self._rest[item.n] = _Long(nodes)
            if end < FIRST + STEP:
                self._soon.append(item.n)
                self._next.start()
        if end > first:
            self._put(item, nodes, first, end)
        return end

    def _go_on(self) -> None:
        """Append the second slice of levels of which the first is there; a view asks for more when it gets there."""
        for item in map(self._items.get, self._soon):
            if item is not None and len(item.children or ()) < FIRST + STEP:
                self.grow(item)
        self._soon.clear()

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
