"""The one tree view: code and name, a dot for what waits, grey for what is disabled; what is open stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QDrag, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from ui.look.looks import looks_key, looks_of
from ui.tree.delegate import NodeDelegate
from ui.tree.growing import Growing
from ui.tree.model import MIME, may_be_moved
from ui.tree.opening import Opening
from ui.tree.source import identity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from PySide6.QtGui import QContextMenuEvent, QDragMoveEvent, QDropEvent

    from app.tree import Node
    from ui.tree.model import TreeModel

Index = QModelIndex | QPersistentModelIndex
HOVER = 700
"""Milliseconds over a closed node until it opens under what is dragged."""
Trigger = QAbstractItemView.EditTrigger


class Keys(Protocol):
    """What the keys of a tree do."""

    def knows(self, event: QKeyEvent) -> bool:
        """Say whether a key means something in the tree."""

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means; say whether it meant something."""


class Hands(Protocol):
    """What renaming and moving nodes asks."""

    def why_not_rename(self, node: Node) -> str:
        """Return why a node cannot be renamed, '' when it can."""

    def why_not_take(self, nodes: Sequence[Node]) -> str:
        """Return why nodes cannot be moved at all."""

    def why_not_put(self, nodes: Sequence[Node], *, below: QModelIndex) -> str:
        """Return why nodes cannot stand below another."""

    def put(self, nodes: Sequence[Node], *, below: QModelIndex) -> None:
        """Stage the move of nodes below another."""


class TreeView(QTreeView):
    """Shows a TreeModel; the chosen node decides what the grid beside it shows."""

    chosen = Signal(object)
    """The Node that became current."""
    entered = Signal()
    """Enter was pressed: the person wants to go on in the grid."""
    told = Signal(str)
    """Why something cannot be done."""
    menu_wanted = Signal(QPoint)
    settled = Signal()
    """What was open, chosen or scrolled to is something else by now."""

    def __init__(self, model: TreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = model
        self.keys: Keys | None = None
        self.hands: Hands | None = None
        self._chosen: Hashable = None
        self._dragged: list[Node] = []
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAccessibleName("目录树")
        self.setEditTriggers(Trigger.EditKeyPressed | Trigger.SelectedClicked)
        self.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setDragDropMode(QTreeView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(True)
        self.setDragDropOverwriteMode(True)  # a drop is on a node, never between two: the order is that of the codes
        self.setAutoExpandDelay(HOVER)
        self._drawn = NodeDelegate(self)
        self.setItemDelegate(self._drawn)
        self.setModel(model)
        self._soon = QTimer(self, singleShot=True, interval=500)
        self._soon.timeout.connect(self.settled)
        for news in (self.expanded, self.collapsed, self.verticalScrollBar().valueChanged):
            news.connect(lambda *_: self._soon.start())
        model.modelReset.connect(self._reset)
        self.opening = Opening(self)
        self._growing = Growing(self)

    @property
    def has_chosen(self) -> bool:
        """Say whether a node was chosen since the tree is shown."""
        return self._chosen is not None

    def current_node(self) -> Node | None:
        """Return the chosen node."""
        return self.tree.node(self.currentIndex())

    def selected_nodes(self) -> list[Node]:
        """Return the selected nodes from top to bottom."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: self.visualRect(index).top())
        return [node for index in indexes if (node := self.tree.node(index))]

    def select_also(self, identities: Sequence[Hashable]) -> None:
        """Select further nodes that were read."""
        for identity_ in identities:
            index = self.tree.find_identity(identity_)
            if index.isValid():
                self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)

    def fade(self, identities: Iterable[Hashable]) -> None:
        """Draw these nodes faded: they are cut and wait for their new place."""
        self._drawn.cut = frozenset(identities)
        self.viewport().update()

    @property
    def faded(self) -> frozenset[Hashable]:
        """Return the nodes that are cut."""
        return self._drawn.cut

    def choose(self, index: QModelIndex) -> None:
        """Make a node the chosen one."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    # what the person does

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which node was chosen, once."""
        super().currentChanged(current, previous)
        node = self.tree.node(current)
        if node is not None and identity(node) != self._chosen:
            self._chosen = identity(node)
            self._soon.start()
            self.chosen.emit(node)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint many changed nodes anew at once: Qt would look for the place of each, also of those out of sight."""
        if first.row() == last.row() or self.state() == QTreeView.State.EditingState or QAccessible.isActive():
            super().dataChanged(first, last, list(roles))
        else:
            self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Keep the tree's keys from being shortcuts of the page while the tree has the focus."""
        is_override = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self.keys is not None and self.keys.knows(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask the commands first; Enter goes on in the grid."""
        if self.state() == QTreeView.State.EditingState:  # what the editor did not want, Enter above all
            super().keyPressEvent(event)
            return
        if self.keys is not None and self.keys.press(event):
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu at the pointer, or at the chosen node for the menu key."""
        at = event.globalPos()
        if event.reason() == event.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.menu_wanted.emit(at)

    def edit(  # type: ignore[override]
        self, index: Index, trigger: Trigger | None = None, event: QEvent | None = None
    ) -> bool:
        """Let a node be renamed, or say why not when that was asked for by key."""
        if trigger is None:
            return bool(super().edit(index))
        node = self.tree.node(index)
        is_wanted = trigger in {Trigger.EditKeyPressed, Trigger.SelectedClicked}
        if node is not None and is_wanted:
            reason = self.hands.why_not_rename(node) if self.hands else "这里不能改名"
            if reason:
                if trigger == Trigger.EditKeyPressed:
                    self.told.emit(f"不能改名：{reason}")
                return False
        return bool(super().edit(index, trigger, event))  # type: ignore[arg-type]

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and looks_key(self.palette()) != self.tree.looks.key:
            self.tree.set_looks(looks_of(self.palette()))

    # dragging

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Take up the selected nodes, or say why they cannot be moved."""
        nodes = self.movable_nodes()
        if not nodes:
            return
        drag = QDrag(self)
        drag.setMimeData(self.tree.mimeData(self.selectedIndexes()))
        self._dragged = nodes
        try:
            drag.exec(Qt.DropAction.MoveAction)
        finally:
            self._dragged = []

    def movable_nodes(self) -> list[Node]:
        """Return the selected nodes when all of them can be taken up; else say why not and return none."""
        nodes = [node for node in self.selected_nodes() if may_be_moved(node)]
        reason = "请先选中要移动的节点" if not nodes else self.hands.why_not_take(nodes) if self.hands else ""
        if reason or self.hands is None:
            self.told.emit(f"不能移动：{reason}")
            return []
        return nodes

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Allow a drop only where the nodes may stand; the status line says why not."""
        super().dragMoveEvent(event)
        reason = self._why_not_drop(event)
        if reason:
            self.told.emit(f"不能放在这里：{reason}")
            event.ignore()
        else:
            node = self.tree.node(self.indexAt(event.position().toPoint()))
            self.told.emit(f"松开后移到“{node.label}”下（先列入待应用的调整）" if node else "")
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Stage the move."""
        below = self.indexAt(event.position().toPoint())
        reason = self._why_not_drop(event)
        if reason or self.hands is None:
            self.told.emit(f"没有移动：{reason}")
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self.hands.put(list(self._dragged), below=below)
        self.setState(QTreeView.State.NoState)
        self.viewport().update()

    def _why_not_drop(self, event: QDropEvent) -> str:
        if not event.mimeData().hasFormat(MIME) or not self._dragged or self.hands is None:
            return "只能移动本目录树中的节点"
        below = self.indexAt(event.position().toPoint())
        return self.hands.why_not_put(self._dragged, below=below) if below.isValid() else "请放在某个节点上"

    def _reset(self) -> None:
        self._chosen = None
        self.opening.start()
