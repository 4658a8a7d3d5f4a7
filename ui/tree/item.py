"""The nodes that a tree model has read, each in its place among its siblings; free of Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from app.tree import Node


class TreeItem:
    """A node in its place; `children` is None until its level was read, `row` is the place among the siblings."""

    __slots__ = ("children", "is_reading", "n", "node", "parent", "row")

    def __init__(self, node: Node, *, parent: TreeItem | None, n: int, row: int = 0) -> None:
        self.node = node
        self.parent = parent
        self.n = n
        self.row = row
        self.children: list[TreeItem] | None = None
        self.is_reading = False

    def loaded(self) -> Iterator[TreeItem]:
        """Yield this item and those below it whose level was read, from the top."""
        if self.children is not None:
            yield self
            for child in self.children:
                if child.children is not None:
                    yield from child.loaded()

    def way(self) -> Iterator[TreeItem]:
        """Yield this item and those above it."""
        at: TreeItem | None = self
        while at is not None:
            yield at
            at = at.parent

    def number(self, start: int = 0) -> None:
        """Give the children their places anew, from one of them on."""
        for row, child in enumerate((self.children or [])[start:], start):
            child.row = row


class Items:
    """All items by their number and by the identity of their node."""

    def __init__(self) -> None:
        self.by_number: dict[int, TreeItem] = {}
        self._by_identity: dict[Hashable, TreeItem] = {}
        self._next = 1

    def make(self, nodes: Sequence[Node], *, parent: TreeItem | None, row: int = 0) -> list[TreeItem]:
        """Return new items, neighbours from a place on."""
        first = self._next
        self._next += len(nodes)
        made = [TreeItem(node, parent=parent, n=first + n, row=row + n) for n, node in enumerate(nodes)]
        self.by_number.update(zip(range(first, self._next), made, strict=True))
        self._by_identity.update({item.node.row_id or item.node.groups: item for item in made})
        return made

    def get(self, n: int) -> TreeItem | None:
        """Return the item of a number."""
        return self.by_number.get(n)

    def find(self, identity: Hashable) -> TreeItem | None:
        """Return the item of a node."""
        return self._by_identity.get(identity)

    def drop(self, item: TreeItem) -> None:
        """Forget an item and all below it."""
        self.by_number.pop(item.n, None)
        if self._by_identity.get(item.node.identity) is item:
            del self._by_identity[item.node.identity]
        for child in item.children or ():
            self.drop(child)

    def clear(self) -> None:
        """Forget all items."""
        self.by_number.clear()
        self._by_identity.clear()
