"""The buttons 撤销 and 重做 above the pages; the arrow beside the first one lists what can be taken back by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction

    from app.undo.actions import Action

MOST_LISTED = 15
ARROW = "QToolButton { padding-right: 16px; } QToolButton::menu-button { border: none; width: 14px; }"


class UndoStrip(QWidget):
    """Emits `down_to` with the number of the action down to which everything is to be taken back."""

    down_to = Signal(int)

    def __init__(self, actions: Mapping[str, QAction], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = actions["history"]
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.undo, self.redo = self._button(actions["undo"]), self._button(actions["redo"])
        self.undo.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.undo.setMenu(self._menu)
        self.undo.setStyleSheet(ARROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(2)
        row.addWidget(self.undo)
        row.addWidget(self.redo)

    @property
    def menu(self) -> QMenu:
        """Return the list of what can be taken back."""
        return self._menu

    def show_stack(self, stack: Sequence[Action]) -> None:
        """List what can be taken back, the newest first."""
        self._menu.clear()
        for place, one in enumerate(stack[:MOST_LISTED]):
            action = self._menu.addAction(one.label.replace("&", "&&"))
            count = place + 1
            action.setToolTip(f"撤销这一项和之后的 {place} 项" if place else "撤销这一项")
            action.setStatusTip(f"{count}")
            action.triggered.connect(lambda _checked=False, n=one.n: self.down_to.emit(n))
        if stack:
            self._menu.addSeparator()
        self._menu.addAction(self._list)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cursor stays in the grid
        button.setAccessibleName(action.text())
        return button
