"""The one tree view: code and name, a dot for what waits, grey for what is disabled; what is open stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from ui.look.looks import looks_key, looks_of
from ui.look.style import ROW_HEIGHT
from ui.tree.source import identity

if TYPE_CHECKING:
    from collections.abc import Hashable

    from PySide6.QtGui import QKeyEvent

    from app.tree import Node
    from ui.tree.model import TreeModel

Index = QModelIndex | QPersistentModelIndex


class _Rows(QStyledItemDelegate):
    """Gives nodes the height of grid rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, ROW_HEIGHT))


class TreeView(QTreeView):
    """Shows a TreeModel; the chosen node decides what the grid beside it shows."""

    chosen = Signal(object)
    """The Node that became current."""
    entered = Signal()
    """Enter was pressed: the person wants to go on in the grid."""

    def __init__(self, model: TreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = model
        self._chosen: Hashable = None
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAccessibleName("目录树")
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setItemDelegate(_Rows(self))
        self.setModel(model)
        model.modelReset.connect(self._reset)
        model.level_read.connect(self._open_only_child)

    def current_node(self) -> Node | None:
        """Return the chosen node."""
        return self.tree.node(self.currentIndex())

    def choose(self, index: QModelIndex) -> None:
        """Make a node the chosen one."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which node was chosen, once."""
        super().currentChanged(current, previous)
        node = self.tree.node(current)
        if node is not None and identity(node) != self._chosen:
            self._chosen = identity(node)
            self.chosen.emit(node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on in the grid with Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and looks_key(self.palette()) != self.tree.looks.key:
            self.tree.set_looks(looks_of(self.palette()))

    def _open_only_child(self, parent: QModelIndex) -> None:
        """Open a level that leaves no choice: the county below its city below its province."""
        if self.tree.rowCount(parent) == 1 and self.isExpanded(parent):
            self.expand(self.tree.index(0, 0, parent))

    def _reset(self) -> None:
        self._chosen = None
        root = self.tree.index(0, 0)
        self.expand(root)
        self.choose(root)
