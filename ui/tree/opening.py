"""What of a tree is open: the way to a node, everything below one, and what was open, chosen and scrolled to before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPoint
from PySide6.QtWidgets import QTreeView

from ui.tree.memory import MOST, Place

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from app.tree import Node
    from ui.tree.view import TreeView

OPEN_AT_ONCE = 2000
"""Nodes that one * opens at most."""


class Opening(QObject):
    """Opens nodes of one view, level by level as these are read."""

    def __init__(self, view: TreeView) -> None:
        super().__init__(view)
        self._view, self._tree = view, view.tree
        self._opening: set[str] = set()
        self._wanted: str | None = None
        self._wanted_top: str | None = None
        self._way: list[Hashable] = []
        self._all_below: dict[Hashable, int] = {}
        self._tree.level_read.connect(self._level_read)

    def start(self) -> None:
        """Open the top of another tree; what is to be found again stays wanted."""
        self._way.clear()
        self._all_below.clear()
        root, wanted = self._tree.index(0, 0), self._wanted
        self._view.expand(root)
        self._view.choose(root)
        self._wanted = None if wanted == "" else wanted

    def place(self) -> Place:
        """Return what is open, chosen and scrolled to."""
        node, top = self._view.current_node(), self._tree.node(self._view.indexAt(QPoint(0, 1)))
        opened: list[str] = []
        level = [self._tree.index(0, 0)]
        while level and len(opened) < MOST:
            index = level.pop()
            found = self._tree.node(index)
            if found is None or not self._view.isExpanded(index):
                continue
            opened.append(found.memo)
            level += [self._tree.index(row, 0, index) for row in range(min(MOST, self._tree.rowCount(index)))]
        return Place(opened=tuple(opened), chosen=node.memo if node else None, top=top.memo if top else None)

    def restore(self, place: Place) -> None:
        """Open, choose and scroll as it was, level by level as these are read."""
        self._opening, self._wanted, self._wanted_top = set(place.opened), place.chosen, place.top

    def keep_place(self) -> None:
        """Find the same nodes again in what is about to be shown: another year has other rows with the same codes."""
        if not self._view.has_chosen:
            return
        place = self.place()
        self._opening.update(place.opened)
        self._wanted, self._wanted_top = place.chosen or self._wanted, place.top

    def reveal(self, trail: Sequence[Hashable]) -> None:
        """Open the way down to a node and choose it, reading levels as needed."""
        self._way = list(trail)
        self._wanted = self._wanted_top = None
        self._view.expand(self._tree.index(0, 0))
        self._go_on()

    def open_all(self, index: QModelIndex) -> None:
        """Open everything below a node, as far as that is bearable."""
        node = self._tree.node(index)
        if node is not None:
            self._all_below[node.identity] = OPEN_AT_ONCE
            self._open_further(index)

    def close_all(self, index: QModelIndex) -> None:
        """Close a node and all that is open below it."""
        for row in range(self._tree.rowCount(index)):
            child = self._tree.index(row, 0, index)
            if self._view.isExpanded(child):
                self.close_all(child)
        self._view.collapse(index)

    def _go_on(self) -> None:
        """Go as far down the wanted way as levels were read."""
        while self._way:
            index = self._tree.find_identity(self._way[0])
            if not index.isValid():
                return
            self._way.pop(0)
            if not self._way:
                self._view.choose(index)
                return
            self._view.expand(index)
            if not self._tree.is_read(index):
                return

    def _open_further(self, parent: QModelIndex) -> None:
        """Open the children of a node that is to be open all below."""
        node = self._tree.node(parent)
        left = self._all_below.pop(node.identity, 0) if node else 0
        if left <= 0 or node is None:
            return
        self._view.expand(parent)
        if not self._tree.is_read(parent):
            self._all_below[node.identity] = left
            return
        below = [self._tree.index(row, 0, parent) for row in range(self._tree.rowCount(parent))]
        branches = [index for index in below if self._tree.hasChildren(index)]
        share = (left - len(below)) // max(1, len(branches))
        if share <= 0 and branches:
            self._view.told.emit(f"一次最多展开 {OPEN_AT_ONCE:,} 个节点；其余请在需要处再展开")
            return
        for index in branches:
            child = self._tree.node(index)
            if child is not None:
                self._all_below[child.identity] = share
                self._open_further(index)

    def _level_read(self, parent: QModelIndex) -> None:
        if not self._view.isExpanded(parent):
            self._go_on()  # what is chosen there opens it
            return
        if self._opening or self._wanted is not None:
            self._find_again(parent)
        if self._tree.rowCount(parent) == 1:  # no choice: the county below its city below its province
            self._view.expand(self._tree.index(0, 0, parent))
        self._open_further(parent)
        self._go_on()

    def _find_again(self, parent: QModelIndex) -> None:
        """Open and choose below a node what was open and chosen before."""
        for node in self._named_as_before(parent):
            index, memo = self._tree.find(node), node.memo
            if memo in self._opening:
                self._opening.discard(memo)
                self._view.expand(index)
            if memo == self._wanted:
                self._wanted = None
                self._view.choose(index)
            if memo == self._wanted_top:
                self._wanted_top = None
                self._view.scrollTo(index, QTreeView.ScrollHint.PositionAtTop)

    def _named_as_before(self, parent: QModelIndex) -> list[Node]:
        """Return the nodes of a level that were open, chosen or on top; a code is looked at before all of a memo."""
        memos = self._opening | ({self._wanted, self._wanted_top} - {None})
        codes = {str(memo).rpartition("|")[2] for memo in memos}
        return [node for node in self._tree.level(parent) if node.code in codes and node.memo in memos]
