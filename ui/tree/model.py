"""The one tree model: levels are read when they are opened; a refresh changes only what changed (HOUSE, style 7)."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.row_state import RowState
from ui.grid.cells import WORDS
from ui.tree.source import TreeSource, identity, is_more

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QObject

    from app.errors import ShebaoError
    from app.tree import Node
    from ui.look.looks import Looks
    from ui.operations import Operations

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole


class TreeItem:
    """A node in its place; `children` is None until its level was read."""

    __slots__ = ("children", "is_reading", "n", "node", "parent")

    def __init__(self, node: Node, *, parent: TreeItem | None, n: int) -> None:
        self.node = node
        self.parent = parent
        self.n = n
        self.children: list[TreeItem] | None = None
        self.is_reading = False

    @property
    def row(self) -> int:
        """Return the place among the siblings."""
        siblings = self.parent.children if self.parent else None
        return siblings.index(self) if siblings else 0

    def loaded(self) -> Iterator[TreeItem]:
        """Yield this item and those below it whose level was read, from the top."""
        if self.children is not None:
            yield self
            for child in self.children:
                yield from child.loaded()


class TreeModel(QAbstractItemModel):
    """Nodes of a TreeSource below one root, which stands for all rows."""

    failed = Signal(object)
    """A ShebaoError of reading."""
    level_read = Signal(QModelIndex)
    """A level stands below this index."""
    refreshed = Signal()

    def __init__(self, *, operations: Operations, looks: Looks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self.looks = looks
        self._source: TreeSource | None = None
        self._top: TreeItem | None = None
        self._numbers = count(1)
        self._items: dict[int, TreeItem] = {}

    # what is shown

    def show_source(self, source: TreeSource) -> None:
        """Show another tree from its root; the first level is read at once."""
        self.beginResetModel()
        self._source = source
        self._items.clear()
        self._top = self._item(source.root, parent=None)
        self.endResetModel()
        self.fetchMore(self.index(0, 0))

    def change_source(self, source: TreeSource) -> None:
        """Show the tree of another query; nodes that are in both stay open and chosen."""
        if self._source is None:
            self.show_source(source)
            return
        self._source = source
        self.refresh()

    def set_looks(self, looks: Looks) -> None:
        """Take the colours of another palette."""
        self.looks = looks
        for item in self._top.loaded() if self._top else ():
            if item.children:
                self.dataChanged.emit(self.index_of(item.children[0]), self.index_of(item.children[-1]))

    def node(self, index: Index) -> Node | None:
        """Return the node at an index."""
        item = self._at(index)
        return item.node if item else None

    def index_of(self, item: TreeItem) -> QModelIndex:
        """Return the index of an item."""
        return self.createIndex(item.row, 0, item.n)

    def find(self, wanted: Node) -> QModelIndex:
        """Return the index of a node among those read so far (invalid: not among them)."""
        found = (item for item in self._items.values() if identity(item.node) == identity(wanted))
        item = next(found, None)
        return self.index_of(item) if item else QModelIndex()

    def _at(self, index: Index) -> TreeItem | None:
        return self._items.get(index.internalId()) if index.isValid() else None

    def _item(self, node: Node, *, parent: TreeItem | None) -> TreeItem:
        item = TreeItem(node, parent=parent, n=next(self._numbers))
        self._items[item.n] = item
        return item

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        """Return the index of a place."""
        if not parent.isValid():
            return self.createIndex(0, 0, self._top.n) if self._top and row == column == 0 else QModelIndex()
        above = self._at(parent)
        if above is None or not above.children or column != 0 or not 0 <= row < len(above.children):
            return QModelIndex()
        return self.createIndex(row, 0, above.children[row].n)

    def parent(self, index: Index = ROOT) -> QModelIndex:  # type: ignore[override]
        """Return the index above."""
        item = self._at(index)
        return self.index_of(item.parent) if item and item.parent else QModelIndex()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the nodes read below a place."""
        if not parent.isValid():
            return 1 if self._top else 0
        item = self._at(parent)
        return len(item.children or ()) if item else 0

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: ARG002
        """Return the one column."""
        return 1

    def hasChildren(self, parent: Index = ROOT) -> bool:
        """Say whether a node has, or may have, nodes below it."""
        item = self._at(parent)
        if item is None:
            return not parent.isValid() and self._top is not None
        return item.node.has_children if item.children is None else bool(item.children)

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether a level is still to be read."""
        item = self._at(parent)
        return bool(item and item.node.has_children and item.children is None and not item.is_reading)

    def fetchMore(self, parent: Index) -> None:
        """Have a level read by the worker."""
        item, source = self._at(parent), self._source
        if item is None or source is None or item.is_reading or item.children is not None:
            return
        item.is_reading = True

        def done(levels: list[list[Node]]) -> None:
            item.is_reading = False
            if self._items.get(item.n) is item and source is self._source:
                self._merge(item, levels[0])
                self.level_read.emit(self.index_of(item))

        def failed(error: ShebaoError) -> None:
            item.is_reading = False
            self.failed.emit(error)

        self._operations.run(source.levels([item.node]), done=done, failed=failed, owner=self, label="读取目录树")

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return label, dot, colour and tooltip of a node."""
        item = self._at(index)
        if item is None:
            return None
        node = item.node
        if role in {Role.DisplayRole, Role.AccessibleTextRole}:
            return node.label
        if role == Role.DecorationRole:
            return self.looks.dots.get(node.state)
        if role == Role.ForegroundRole:
            return None if node.is_enabled else self.looks.muted_ink
        if role == Role.ToolTipRole:
            told = ["" if node.is_enabled else "已停用", WORDS.get(RowState(node.state), "")]
            return "\n".join([node.label, *filter(None, told)])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every node be chosen that stands for rows."""
        node = self.node(index)
        if node is None or is_more(node):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    # refreshing

    def refresh(self) -> None:
        """Read all opened levels again; nodes that stay keep their place, selection and what is open below them."""
        source, top = self._source, self._top
        if source is None or top is None:
            return
        items = list(top.loaded()) or [top]

        def done(levels: list[list[Node]]) -> None:
            if source is self._source:
                for item, nodes in zip(items, levels, strict=True):
                    if self._items.get(item.n) is item:
                        self._merge(item, nodes)
                self.refreshed.emit()

        work = source.levels([item.node for item in items])
        self._operations.run(work, done=done, failed=self.failed.emit, owner=self, key="refresh", label="刷新目录树")

    def _merge(self, item: TreeItem, nodes: Sequence[Node]) -> None:
        """Turn an item's children into `nodes`, in as few steps as a view can follow."""
        parent = self.index_of(item)
        if item.children is None:
            item.children = []
        children = item.children
        coming = {identity(node) for node in nodes}
        for row in reversed(range(len(children))):
            if identity(children[row].node) not in coming:
                self.beginRemoveRows(parent, row, row)
                self._drop(children.pop(row))
                self.endRemoveRows()
        known = {identity(child.node): child for child in children}
        place = 0
        while place < len(nodes):
            child = known.get(identity(nodes[place]))
            if child is None:
                place = self._insert(item, nodes, place, known=set(known))
                continue
            self._move(parent, children, child, place)
            if child.node != nodes[place]:
                child.node = nodes[place]
                self.dataChanged.emit(self.index_of(child), self.index_of(child))
            place += 1

    def _insert(self, item: TreeItem, nodes: Sequence[Node], first: int, *, known: set[object]) -> int:
        """Insert the run of new nodes that begins at `first`; return the place after it."""
        end = first
        while end < len(nodes) and identity(nodes[end]) not in known:
            end += 1
        self.beginInsertRows(self.index_of(item), first, end - 1)
        if item.children is not None:
            item.children[first:first] = [self._item(node, parent=item) for node in nodes[first:end]]
        self.endInsertRows()
        return end

    def _move(self, parent: QModelIndex, children: list[TreeItem], child: TreeItem, place: int) -> None:
        if children[place] is child:
            return
        row = children.index(child)
        self.beginMoveRows(parent, row, row, parent, place)
        children.insert(place, children.pop(row))
        self.endMoveRows()

    def _drop(self, item: TreeItem) -> None:
        self._items.pop(item.n, None)
        for child in item.children or ():
            self._drop(child)
