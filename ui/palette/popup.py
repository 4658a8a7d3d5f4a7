"""The palette itself: one field over the window and the lines below it, worked by keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.look.icons import icon
from ui.palette.delegate import PaletteDelegate
from ui.palette.model import PaletteModel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ui.palette.entries import Entry

WIDTH, HEIGHT, TOP = 680, 460, 64
PAGE = 8
KEYS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
    Qt.Key.Key_PageDown: PAGE,
    Qt.Key.Key_PageUp: -PAGE,
}
NOTHING = "没有符合的命令、目录、区划或数据"


class PalettePopup(QFrame):
    """A part of the window, not a window: input methods work in it as anywhere. Emits `asked` while typing."""

    asked = Signal(str)
    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("picker")
        self.setAccessibleName("查找命令和数据")
        self._window = window
        self._came_from: QWidget | None = None
        self.model = PaletteModel(self)
        self.line = QLineEdit(placeholderText="命令、目录、财政区划，或数据的代码、名称、拼音首字母")
        self.line.setAccessibleName("查找命令和数据")
        self.line.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textChanged.connect(self.asked)
        self.line.installEventFilter(self)
        self.list = QListView()
        self.list.setAccessibleName("查找结果")
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setStyleSheet("QListView { border: none; }")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._take)
        self._told = QLabel(NOTHING)
        self._told.setProperty("role", "quiet")
        self._told.setContentsMargins(8, 2, 8, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for part in (self.line, self.list, self._told):
            column.addWidget(part)
        column.setStretchFactor(self.list, 1)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 6)
        shadow.setColor(QColor(0, 0, 0, 90))
        self.setGraphicsEffect(shadow)
        self.hide()

    def open(self) -> None:
        """Show the palette over the window with an empty field."""
        self._came_from = QApplication.focusWidget()
        window = self._window
        width = min(WIDTH, window.width() - 32)
        self.setGeometry((window.width() - width) // 2, TOP, width, min(HEIGHT, window.height() - 2 * TOP))
        self.line.clear()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.asked.emit("")

    def close_again(self) -> None:
        """Hide, and give the keyboard back to what had it."""
        if self.isHidden():
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.hide()
        came_from, self._came_from = self._came_from, None
        if came_from is not None and isValid(came_from) and came_from.isVisible():
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_groups(self, groups: Mapping[str, Sequence[Entry]]) -> None:
        """Show what was found; the mark stays on its entry when more comes, and begins with the first."""
        marked = self.marked
        self.model.show(groups)
        row = self.model.row_of(marked.key) if marked is not None else -1
        self._mark(row if row >= 0 else self.model.row_after(-1, step=1))
        self._told.setVisible(not self.model.rowCount())

    def forget_mark(self) -> None:
        """Begin with the first line when something else was typed."""
        self.list.setCurrentIndex(QModelIndex())

    @property
    def marked(self) -> Entry | None:
        """Return the entry that Enter takes."""
        return self.model.entry(self.list.currentIndex().row())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the field the keyboard's own while the list moves; a click elsewhere closes."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent) and self.isVisible():
            at = self.mapFromGlobal(event.globalPosition().toPoint())
            if isinstance(watched, QWidget) and not self.rect().contains(QPoint(at)):
                self.close_again()
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in KEYS:
            self._step(KEYS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_again()
        else:
            return False
        return True

    def _step(self, steps: int) -> None:
        row = self.list.currentIndex().row()
        for _ in range(abs(steps)):
            row = self.model.row_after(row, step=1 if steps > 0 else -1)
        self._mark(row)

    def _mark(self, row: int) -> None:
        if row >= 0:
            index = self.model.index(row)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(self.model.index(row - 1) if row and not self.model.entry(row - 1) else index)
            self.list.scrollTo(index)

    def _take(self, index: QModelIndex) -> None:
        entry = self.model.entry(index.row())
        if entry is None:
            return
        if entry.reason:
            self.refused.emit(f"不能{entry.label}：{entry.reason}")
            return
        self.close_again()
        self.chosen.emit(entry)
