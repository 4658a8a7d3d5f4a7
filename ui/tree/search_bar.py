"""The search line above a tree: hits with the way to each, gone to with Enter, one after another with F3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.tree_search import MOST
from ui.look.colours import colours_of
from ui.look.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.tree_search import Hit
    from ui.operations import Operations
    from ui.tree.model import TreeModel

Index = QModelIndex | QPersistentModelIndex
WAIT = 150
"""Milliseconds without typing before the store is asked."""
LINES, LINE = 6, 40
PATH = Qt.ItemDataRole.UserRole
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HitModel(QAbstractListModel):
    """The hits, each with its path."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: Sequence[Hit] = ()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show other hits."""
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Count the hits."""
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return label and path."""
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.label
        if role == PATH:
            return hit.path
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{hit.label}\n{hit.path}" if hit.path else hit.label
        return None


class _HitLines(QStyledItemDelegate):
    """Draws the label, and the path in a second, quiet line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(0, LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        place = option.rect.adjusted(8, 3, -6, -3)
        painter.save()
        painter.setPen(option.palette.text().color())
        lines = ((text, Qt.AlignmentFlag.AlignTop), (str(index.data(PATH)), Qt.AlignmentFlag.AlignBottom))
        for words, side in lines:
            shown = option.fontMetrics.elidedText(words, Qt.TextElideMode.ElideMiddle, place.width())
            painter.drawText(place, int(side | Qt.AlignmentFlag.AlignLeft), shown)
            painter.setPen(colours_of(option.palette).quiet)
        painter.restore()


class TreeSearch(QWidget):
    """Emits `found` with the trail of the node to go to, `left` when the person goes back to the tree."""

    found = Signal(object)
    left = Signal()

    def __init__(self, model: TreeModel, *, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree, self._operations = model, operations
        self._is_eager = False
        self.line = QLineEdit(placeholderText="在树中查找代码、名称（Ctrl+F 或 /）")
        self.line.setAccessibleName("在目录树中查找")
        self.line.setClearButtonEnabled(True)
        self.line.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.installEventFilter(self)
        self.hits = HitModel(self)
        self.list = QListView()
        self.list.setAccessibleName("查找结果")
        self.list.setModel(self.hits)
        self.list.setItemDelegate(_HitLines(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda index: self._go(index.row()))
        self.told = QLabel()
        self.told.setProperty("role", "quiet")
        self.told.setContentsMargins(8, 2, 8, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.line, self.told, self.list):
            column.addWidget(part)
        self._soon = QTimer(self, singleShot=True, interval=WAIT)
        self._soon.timeout.connect(self._ask)
        self.line.textChanged.connect(lambda _: self._soon.start())
        self._show(())

    def start(self) -> None:
        """Let the person type."""
        self.line.setFocus()
        self.line.selectAll()

    def ask_again(self) -> None:
        """Look for the same words in another tree."""
        if self.line.text().strip():
            self._soon.start()

    def step(self, by: int) -> None:
        """Go to the next hit, or the one before."""
        count = self.hits.rowCount()
        if count:
            row = self.list.currentIndex().row()
            self._go((row + by) % count if row >= 0 else (0 if by > 0 else count - 1))
        elif not self.line.text().strip():
            self.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows mark a hit, Enter go there and Esc go back while the line keeps the focus."""
        if watched is not self.line or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        row, shift = self.list.currentIndex().row(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits.rowCount():
            self._mark(row + (1 if event.key() == Qt.Key.Key_Down else -1))
        elif event.key() == Qt.Key.Key_F3 or (event.key() in ENTER and shift):
            self.step(-1 if shift else 1)
        elif event.key() in ENTER:
            self._enter(row)
        elif event.key() == Qt.Key.Key_Escape:
            self.line.clear()
            self._show(())
            self.left.emit()
        else:
            return super().eventFilter(watched, event)
        return True

    def _enter(self, row: int) -> None:
        """Go to the marked hit; what is typed and not yet looked for is looked for first."""
        if self._soon.isActive():
            self._soon.stop()
            self._is_eager = True
            self._ask()
        elif row >= 0:
            self._go(row)
            self.left.emit()

    def _ask(self) -> None:
        words, source = self.line.text().strip(), self._tree.source
        if not words or source is None:
            self._show(())
            return
        self._operations.run(source.finding(words), done=self._show, owner=self, key="find", label="在目录树中查找")

    def _show(self, hits: Sequence[Hit]) -> None:
        is_cut = len(hits) > MOST
        self.hits.show_hits(hits[:MOST])
        self.list.setVisible(bool(hits))
        self.list.setFixedHeight(LINE * min(LINES, max(1, len(hits))))
        wanted = bool(self.line.text().strip())
        self.told.setVisible(wanted)
        count = f"前 {MOST} 个，请再加一个词" if is_cut else f"{len(hits)} 个"
        self.told.setText(f"找到 {count}（Enter 前往，F3 下一个）" if hits else "没有找到，请换个词或代码")
        self._mark(0)
        if self._is_eager:
            self._is_eager = False
            if hits:
                self._go(0)
                self.left.emit()

    def _mark(self, row: int) -> None:
        if 0 <= row < self.hits.rowCount():
            self.list.setCurrentIndex(self.hits.index(row))

    def _go(self, row: int) -> None:
        if 0 <= row < self.hits.rowCount():
            self._mark(row)
            self.found.emit(self.hits.hits[row].trail)
