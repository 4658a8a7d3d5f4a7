"""Turning one level of a tree into what it is by now, in as few steps as a view can follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from app.tree import Node
    from ui.tree.item import Items, TreeItem
    from ui.tree.model import TreeModel


FIRST, STEP = 1000, 2000
"""Rows of a long level that come at once, and then in one step; a view lays out all that are there after each."""
PAUSE = 15
"""Milliseconds before the second step: the first screen is painted before it."""

Places: TypeAlias = "Mapping[Hashable, int]"
"""Where each node of a level stands, by its identity."""


@dataclass(frozen=True, slots=True)
class _Long:
    """A level of which only the first nodes are shown."""

    nodes: Sequence[Node]
    places: Places


def places_of(nodes: Sequence[Node]) -> Places:
    """Return where each node of a level stands (any thread: of a long level that takes a while)."""
    return {node.row_id or node.groups: place for place, node in enumerate(nodes)}


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

    def __call__(self, item: TreeItem, nodes: Sequence[Node], *, places: Places) -> None:
        """Turn an item's children into `nodes`; of a long level about as many as were there, the others when asked for.

        What is done here grows with the nodes that are shown, not with the level.
        """
        self._rest.pop(item.n, None)
        if item.children is None:
            item.children = []
        upto = self._bound(item, nodes, places=places)
        self._remove(item, places=places, upto=upto)
        children = item.children
        known = {child.node.identity: child for child in children}
        changed: list[tuple[TreeItem, Node]] = []
        place = 0
        while place < upto:
            child = known.get(nodes[place].identity)
            if child is None:
                place = self._insert(item, nodes, place, upto=upto, known=known)
                continue
            if children[place] is not child:
                self._move(item, child, place)
            if child.node != nodes[place]:
                changed.append((child, nodes[place]))
            place += 1
        self._keep_rest(item, _Long(nodes, places))
        self._model.renew(changed)

    def whole(self, item: TreeItem) -> Sequence[Node] | None:
        """Return the nodes of a level, those too that are not shown yet; None while it is not read."""
        if item.children is None:
            return None
        rest = self._rest.get(item.n)
        return [child.node for child in item.children] if rest is None else rest.nodes

    def is_cut(self, item: TreeItem) -> bool:
        """Say whether some nodes of a long level are not shown yet."""
        return item.n in self._rest

    def grow(self, item: TreeItem, *, upto: Hashable = None) -> bool:
        """Show the next nodes of a long level, at least those up to an identity; say whether there were any."""
        rest = self._rest.pop(item.n, None)
        if rest is None or item.children is None:
            return False
        first = len(item.children)
        end = (first if upto is None else rest.places.get(upto, first)) + STEP
        self._put(item, rest.nodes, first, _rounded(end, rest.nodes))
        self._keep_rest(item, rest)
        self._model.level_read.emit(self._model.index_of(item))
        return True

    def holding(self, identity: Hashable) -> TreeItem | None:
        """Return the item of the long level where a node is that is not shown yet."""
        return next((self._items.get(n) for n, rest in self._rest.items() if identity in rest.places), None)

    def _bound(self, item: TreeItem, nodes: Sequence[Node], *, places: Places) -> int:
        """Return how many nodes of a level are to be shown: what stays, and what is chosen or open however far down."""
        children = item.children or []
        if len(nodes) <= FIRST:
            return len(nodes)
        stay = [(child, place) for child in children if (place := places.get(child.node.identity)) is not None]
        last = max((place for _, place in stay if place < len(children)), default=-1)
        wanted = {index.internalId() for index in self._model.persistentIndexList()}
        held = (place for child, place in stay if child.children is not None or child.n in wanted)
        return _rounded(max(FIRST, min(len(children), last + 1 + FIRST), max(held, default=-1) + 1), nodes)

    def _remove(self, item: TreeItem, *, places: Places, upto: int) -> None:
        """Remove the children that will not be shown any more, run by run from the end."""
        children = item.children or []
        stays = [places.get(child.node.identity, upto) < upto for child in children]
        last = len(children) - 1
        while last >= 0:
            if stays[last]:
                last -= 1
                continue
            first = last
            while first > 0 and not stays[first - 1]:
                first -= 1
            self._model.beginRemoveRows(self._model.index_of(item), first, last)
            for child in children[first : last + 1]:
                self._items.drop(child)
            del children[first : last + 1]
            item.number(first)
            self._model.endRemoveRows()
            last = first - 1

    def _insert(
        self, item: TreeItem, nodes: Sequence[Node], first: int, *, upto: int, known: dict[Hashable, TreeItem]
    ) -> int:
        """Insert the run of new nodes that begins at `first`; return the place after it."""
        end = first
        while end < upto and nodes[end].identity not in known:
            end += 1
        self._put(item, nodes, first, end)
        return end

    def _keep_rest(self, item: TreeItem, rest: _Long) -> None:
        """Remember what of a level is not shown yet; a second slice follows the first by itself."""
        shown = len(item.children or ())
        if shown == len(rest.nodes):
            return
        self._rest[item.n] = rest
        if shown < FIRST + STEP:
            self._soon.append(item.n)
            self._next.start()

    def _go_on(self) -> None:
        """Append the second slice of levels of which the first is there; a view asks for more when it gets there."""
        soon, self._soon = self._soon, []
        for item in map(self._items.get, dict.fromkeys(soon)):
            if item is not None and len(item.children or ()) < FIRST + STEP:
                self.grow(item)

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


def _rounded(upto: int, nodes: Sequence[Node]) -> int:
    """Return how many of a level's nodes to show for `upto`: all of them, where few would be left."""
    return len(nodes) if len(nodes) <= upto + FIRST else upto
