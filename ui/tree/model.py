"""The one tree model: levels are read when they are opened; a refresh changes only what changed (HOUSE, style 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.row_state import RowState
from app.tree_badges import Badge
from ui.grid.tips import WORDS
from ui.tree.item import Items, TreeItem
from ui.tree.reader import LevelReader
from ui.tree.source import TreeSource, is_more, is_root

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QBrush

    from app.tree import Node
    from ui.look.looks import Looks
    from ui.operations import Operations

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
BADGE, STAGED, IDENTITY = Role.UserRole + 1, Role.UserRole + 2, Role.UserRole + 3
MIME = "application/x-shebao-nodes"
NO_BADGE = Badge()
FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemIsDropEnabled
)
LEAF_FLAGS = FLAGS | Qt.ItemFlag.ItemNeverHasChildren


class TreeModel(QAbstractItemModel):
    """Nodes of a TreeSource below one root, which stands for all rows."""

    failed = Signal(object)
    """A ShebaoError of reading."""
    level_read = Signal(QModelIndex)
    """A level stands below this index."""
    refreshed = Signal()
    rename_wanted = Signal(object, str)
    """A Node and its new name."""

    def __init__(self, *, operations: Operations, looks: Looks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.looks = looks
        self._top: TreeItem | None = None
        self._items = Items()
        self._known = self._items.by_number
        self._badges: Mapping[str, Badge] = {}
        self._typed: dict[Hashable, str] = {}
        self._reader = LevelReader(self, items=self._items, operations=operations)

    # what is shown

    @property
    def source(self) -> TreeSource | None:
        """Return where the nodes come from."""
        return self._reader.source

    def show_source(self, source: TreeSource) -> None:
        """Show another tree from its top."""
        self.beginResetModel()
        self._reader.start(source)
        self._items.clear()
        self._typed.clear()
        self._badges = {}
        self._top = self._items.make([source.root], parent=None)[0]
        self._top.is_reading = True  # by the refresh below; a view asks as soon as the reset ends
        self.endResetModel()
        self.refresh()

    def change_source(self, source: TreeSource) -> None:
        """Show the same tree under another query; nodes that are in both stay open and chosen."""
        if self._reader.source is None:
            self.show_source(source)
            return
        self._reader.source = source
        self.refresh()

    def set_looks(self, looks: Looks) -> None:
        """Take the colours of another palette."""
        self.looks = looks
        self._tell_all()

    def node(self, index: Index) -> Node | None:
        """Return the node at an index."""
        item = self._at(index)
        return item.node if item else None

    def way(self, index: Index) -> list[Node]:
        """Return the node at an index and those above it."""
        item = self._at(index)
        return [one.node for one in item.way()] if item else []

    def index_of(self, item: TreeItem) -> QModelIndex:
        """Return the index of an item."""
        return self.createIndex(item.row, 0, item.n)

    def find(self, wanted: Node) -> QModelIndex:
        """Return the index of a node among those read so far (invalid: not among them)."""
        return self.find_identity(wanted.identity)

    def find_identity(self, identity: Hashable) -> QModelIndex:
        """Return the index of the node with this identity among those read so far; a long level grows up to it."""
        item = self._items.find(identity)
        if item is None and (above := self._reader.levels.holding(identity)) is not None:
            self._reader.levels.grow(above, upto=identity)
            item = self._items.find(identity)
        return self.index_of(item) if item else QModelIndex()

    def level(self, index: Index) -> Sequence[Node]:
        """Return the nodes read below a place, those of a long level too that are not shown yet."""
        item = self._at(index)
        return (self._reader.levels.whole(item) or ()) if item else ()

    def shows_all(self, index: Index) -> bool:
        """Say whether all nodes read below a place are shown."""
        item = self._at(index)
        return item is None or not self._reader.levels.is_cut(item)

    def grow(self, index: Index) -> bool:
        """Show the next nodes of a long level; say whether there were any."""
        item = self._at(index)
        return item is not None and self._reader.levels.grow(item)

    def is_read(self, index: Index) -> bool:
        """Say whether the level below a node was read."""
        item = self._at(index)
        return item is not None and item.children is not None

    def badge(self, index: Index) -> Badge:
        """Return the numbers at a node."""
        item = self._at(index)
        return self._badges.get(item.node.memo, NO_BADGE) if item else NO_BADGE

    def _at(self, index: Index) -> TreeItem | None:
        return self._items.get(index.internalId()) if index.isValid() else None

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        """Return the index of a place."""
        if not parent.isValid():
            return self.createIndex(0, 0, self._top.n) if self._top and row == column == 0 else QModelIndex()
        above = self._known.get(parent.internalId())
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
        item = self._known.get(parent.internalId()) if parent.isValid() else None
        if item is None:
            return not parent.isValid() and self._top is not None
        return item.node.has_children if item.children is None else bool(item.children)

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether a level is still to be read."""
        item = self._at(parent)
        return bool(item and item.node.has_children and item.children is None and not item.is_reading)

    def fetchMore(self, parent: Index) -> None:
        """Have a level read by the worker, together with others that are asked for in the same breath."""
        item = self._at(parent)
        if item is not None:
            self._reader.want(item)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401, PLR0911 - Qt's own question
        """Return label, dot, colour, numbers and tooltip of a node."""
        item = self._at(index)
        if item is None:
            return None
        node = item.node
        if role == Role.DisplayRole:
            return self._label(node)
        if role == Role.DecorationRole:
            return self.looks.dots.get(node.state)
        if role == Role.ForegroundRole:
            return self._ink(node)
        if role == BADGE:
            return self.badge(index)
        if role == IDENTITY:
            return node.identity
        if role == STAGED:
            return node.staged
        if role == Role.EditRole:
            return self._typed.get(node.identity, node.name)
        if role in {Role.ToolTipRole, Role.AccessibleDescriptionRole}:
            return "\n".join(self._told(node, badge=self.badge(index)))
        return self._label(node) if role == Role.AccessibleTextRole else None

    def _ink(self, node: Node) -> QBrush | None:
        """Return the colour of a node: one without a place, or of a blank group, is to be put right."""
        if not node.is_enabled:
            return self.looks.muted_ink
        is_blank = node.is_heading and bool(node.groups) and not node.groups[-1][1]
        return self.looks.invalid_ink if is_blank else None

    def _label(self, node: Node) -> str:
        typed = self._typed.get(node.identity) if self._typed else None
        return node.label if typed is None else f"{node.code} {typed}"

    @staticmethod
    def _told(node: Node, *, badge: Badge) -> list[str]:
        told = [
            node.label,
            node.staged,
            "" if node.is_enabled else "已停用",
            WORDS.get(RowState(node.state), ""),
            f"其中 {badge.waiting:,} 行待上传" if badge.waiting else "",
            f"其中 {badge.disputed:,} 行被拒绝或有冲突" if badge.disputed else "",
            f"其中 {badge.unfilled:,} 项尚未填报" if badge.unfilled else "",
        ]
        return [words for words in told if words]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let nodes be chosen, dragged, dropped upon; the view asks whether this one may, and says why not."""
        item = self._known.get(index.internalId())
        if item is None:
            return Qt.ItemFlag.NoItemFlags
        node = item.node
        if item.children or node.has_children:
            return FLAGS
        return LEAF_FLAGS if node.code or not is_more(node) else Qt.ItemFlag.NoItemFlags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:  # noqa: ANN401 - Qt's own type
        """Show a new name at once and ask for it to be kept."""
        node = self.node(index)
        text = str(value).strip()
        if node is None or role != Role.EditRole or not node.row_id or text in {"", node.name}:
            return False
        self._typed[node.identity] = text
        self.dataChanged.emit(index, index)
        self.rename_wanted.emit(node, text)
        return True

    def keep_typed(self, node: Node) -> None:
        """Take a new name as the stored one; the coming refresh finds it so."""
        item, typed = self._items.find(node.identity), self._typed.pop(node.identity, None)
        if item is not None and typed is not None:
            item.node = replace(item.node, name=typed, label=f"{node.code} {typed}", state=int(RowState.WAITING))
            self.dataChanged.emit(self.index_of(item), self.index_of(item))

    def forget_typed(self, node: Node) -> None:
        """Show the stored name again: it was kept, or refused."""
        if self._typed.pop(node.identity, None) is not None:
            index = self.find(node)
            self.dataChanged.emit(index, index)

    # dragging

    def mimeTypes(self) -> list[str]:
        """Return the one type: nodes of this window."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return codes as text, for whoever takes text; the view knows which nodes are meant."""
        found = QMimeData()
        labels = "\n".join(str(index.data()) for index in indexes)
        found.setText(labels)
        found.setData(MIME, labels.encode())
        return found

    def supportedDropActions(self) -> Qt.DropAction:
        """Nodes are moved, never copied."""
        return Qt.DropAction.MoveAction

    # reading

    def refresh(self) -> None:
        """Read all opened levels again; nodes that stay keep their place, selection and what is open below them."""
        if self._top is not None:
            self._reader.refresh(self._top)

    def show_badges(self, badges: Mapping[str, Badge]) -> None:
        """Show these numbers at the nodes."""
        if badges != self._badges:
            self._badges = badges
            self._tell_all()

    def renew(self, changed: Sequence[tuple[TreeItem, Node]]) -> None:
        """Show what became of siblings; those that have nodes below by now, or none any more, are drawn anew."""
        if not changed:
            return
        turned = [
            (item, node)
            for item, node in changed
            if item.node.has_children != node.has_children and item.children is None
        ]
        for item, node in changed:
            item.node = node
        first, last = changed[0][0], changed[-1][0]
        self.dataChanged.emit(self.index_of(first), self.index_of(last))
        for item, node in turned:
            if node.has_children:
                self.fetchMore(self.index_of(item))  # its coming children are what makes a view draw the branch
        if any(not node.has_children for _, node in turned):
            self.layoutAboutToBeChanged.emit()
            self.layoutChanged.emit()

    def _tell_all(self) -> None:
        """Have everything drawn anew."""
        top = self._top
        if top is None:
            return
        self.dataChanged.emit(self.index_of(top), self.index_of(top))
        for item in top.loaded():
            if item.children:
                self.dataChanged.emit(self.index_of(item.children[0]), self.index_of(item.children[-1]))


def may_be_moved(node: Node | None) -> bool:
    """Say whether a node stands for something that can be taken up at all."""
    return node is not None and not is_root(node) and not is_more(node) and not node.is_heading
