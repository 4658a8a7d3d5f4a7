"""The quiet bar above the page: one sentence, at most one thing to do about it, never a box in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from ui.look.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError

ICONS = {"bad": "refused", "warn": "warning", "info": "info"}


class NoticeBar(QFrame):
    """Hidden until there is something to say; the newest sentence replaces the one before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._icon = QLabel()
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._action.clicked.connect(self._act)
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setAccessibleName("关闭提示")
        close.setToolTip("关闭提示")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(8)
        for part in (self._icon, self._label, self._action, close):
            row.addWidget(part)
        self._do: Callable[[], object] | None = None
        self.hide()

    @property
    def text(self) -> str:
        """Return the sentence that is shown, '' when none is."""
        return "" if self.isHidden() else self._label.text()

    def show_error(self, error: ShebaoError, *, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Say what went wrong; `do` is what the button named `action` does."""
        self.say(f"{error.title}：{error.sentence}", tone="bad", action=action, do=do)

    def say(self, text: str, *, tone: str = "info", action: str = "", do: Callable[[], object] | None = None) -> None:
        """Show a sentence; `tone` is info, warn or bad."""
        self._do = do
        self._label.setText(text)
        self._icon.setPixmap(icon(ICONS[tone]).pixmap(QSize(16, 16)))
        self._action.setText(action)
        self._action.setVisible(do is not None)
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(text)
        self.show()

    def _act(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()
