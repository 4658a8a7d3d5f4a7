"""An editor with a list below it: typing narrows the list down, arrows move in it, Enter takes what is highlighted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from app.spelling import matches
from ui.editors.line import LineEditor
from ui.look.icons import icon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from app.fields import Field

LIST_HEIGHT = 10
"""Rows shown without scrolling."""
VALUE = Qt.ItemDataRole.UserRole
MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -LIST_HEIGHT, Qt.Key.Key_PageDown: LIST_HEIGHT}


class PickEditor(LineEditor):
    """A line with a list; subclasses say what is listed. What is typed and not in the list is left to the field."""

    takes_arrows = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._started = ""
        self._has_typed = False
        self.is_asking = False
        self._rows = QStandardItemModel(self)
        self._list = QTreeView(self)
        self._list.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self._list.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setStyleSheet("QTreeView::item { padding: 4px; }")
        self._list.setModel(self._rows)
        self._list.clicked.connect(self._clicked)
        self._list.hide()
        self.textEdited.connect(self._edited)
        opener = self.addAction(icon("chevron-down"), LineEditor.ActionPosition.TrailingPosition)
        opener.setToolTip("打开列表（Alt+↓）")
        opener.triggered.connect(self._press_opener)

    def begin(self, text: str) -> None:
        """Start from a text; the list opens with everything in it."""
        super().begin(text)
        self._started, self._has_typed = text, False

    def search(self, words: str) -> None:
        """Fill the list with what `words` finds ('': everything); ends in `show_rows`."""
        raise NotImplementedError

    def show_rows(self, rows: Iterable[tuple[str, str]], *, more: str = "") -> None:
        """List (value, text) pairs; `more` is said at the end when there are more than listed."""
        self._rows.clear()
        self._list.setRootIsDecorated(False)
        for value, text in rows:
            self._rows.appendRow(self.row_item(value, text))
        if more or not self._rows.rowCount():
            item = QStandardItem(more or "没有找到，请换个词，或直接录入代码")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._rows.appendRow(item)
        self._place_list()
        self._highlight_first()

    def row_item(self, value: str, text: str) -> QStandardItem:
        """Return the list's item for a pair."""
        item = QStandardItem(text)
        item.setData(value, VALUE)
        return item

    def choose(self) -> None:
        """Take the highlighted row, when the person searched or moved in the list."""
        index = self._list.currentIndex()
        if self._list.isVisible() and index.isValid() and index.data(VALUE) is not None:
            self.setText(str(index.data()))
            self.changed.emit()
        self.fold()

    def fold(self) -> None:
        """Close the list; what is still being looked up is not wanted any more."""
        self.is_asking = False
        self._list.hide()

    @property
    def is_open(self) -> bool:
        """Say whether the list is on screen."""
        return self._list.isVisible()

    def listed_texts(self) -> list[str]:
        """Return what the list shows."""
        return [self._rows.item(row).text() for row in range(self._rows.rowCount())]

    def unfold(self) -> None:
        """Open the list with everything in it."""
        self.search("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list; Alt+Down opens it."""
        key = Qt.Key(event.key())
        if key in MOVES:
            if self._list.isVisible():
                self._move(MOVES[key])
            else:
                self.unfold()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list on a click."""
        super().mousePressEvent(event)
        if not self._list.isVisible():
            self.unfold()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list."""
        self.fold()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Close the list with the editor."""
        self.fold()
        super().hideEvent(event)

    def _press_opener(self) -> None:
        if self._list.isVisible():
            self.fold()
        else:
            self.unfold()

    def _edited(self, text: str) -> None:
        self._has_typed = True
        self._list.setCurrentIndex(QModelIndex())  # the row of an older search must not be taken for this one
        self.search(text.strip())

    def _clicked(self, index: QModelIndex) -> None:
        self._list.setCurrentIndex(index)
        self.choose()

    def _move(self, by: int) -> None:
        index = self._list.currentIndex()
        for _ in range(abs(by)):
            after = self._list.indexBelow(index) if by > 0 else self._list.indexAbove(index)
            after = after if index.isValid() else self._rows.index(0, 0)
            if not after.isValid() or not after.flags():
                break
            index = after
        self._list.setCurrentIndex(index)

    def _highlight_first(self) -> None:
        """Highlight the row that stands in the cell, or the first one found for what was typed."""
        matches = [row for row in range(self._rows.rowCount()) if self._rows.item(row).text() == self.text()]
        if matches:
            self._list.setCurrentIndex(self._rows.index(matches[0], 0))
        elif self._has_typed and self.text().strip() and self._rows.item(0).flags():
            self._list.setCurrentIndex(self._rows.index(0, 0))

    def _place_list(self) -> None:
        """Put the list below the line, or above it where the screen ends."""
        rows = LIST_HEIGHT if self._list.rootIsDecorated() else min(self._rows.rowCount(), LIST_HEIGHT)
        line = self._list.sizeHintForIndex(self._rows.index(0, 0)).height()
        height = rows * max(line, 1) + 2 * self._list.frameWidth() + 2
        wide = self._list.sizeHintForColumn(0) + 2 * self._list.frameWidth() + 24
        screen = self.screen().availableGeometry()
        corner = self.mapToGlobal(QPoint(0, self.height()))
        if corner.y() + height > screen.bottom():
            corner = self.mapToGlobal(QPoint(0, 0)) - QPoint(0, height)
        width = min(max(self.width(), wide), screen.width() // 2)
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - width)))
        self._list.setGeometry(corner.x(), corner.y(), width, height)
        self._list.show()


class ChoiceEditor(PickEditor):
    """One of a field's fixed options."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = [(code, label) for code, label in getattr(field, "options", ())]
        self._blank = [] if field.required else [("", "")]

    def search(self, words: str) -> None:
        """List the options that the words find, also by Pinyin initials."""
        found = [pair for pair in self._options if matches(words, texts=[pair[0]], names=[pair[1]])]
        self.show_rows([*found, *(self._blank if not words else [])])
