"""The sync button with what belongs to it: how far a round is, its end on request, and when the last one was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.elided_label import ElidedLabel
from ui.look.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

BAR_WIDTH, BAR_LEAST = 200, 80


class SyncStrip(QWidget):
    """Shows either when the last round was, or the running one; emits `cancel_requested`."""

    cancel_requested = Signal()

    def __init__(self, action: QAction, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ElidedLabel()
        self._text.setProperty("role", "quiet")
        self._text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar = _Bar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("同步进度")
        told = QVBoxLayout()
        told.setSpacing(3)
        told.addStretch(1)
        told.addWidget(self._text)
        told.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignRight)
        told.addStretch(1)
        self._cancel = QPushButton("停止")
        self._cancel.setToolTip("停止本次同步；已经完成的部分保留，下次从停下处继续")
        self._cancel.clicked.connect(self.cancel_requested)
        self._button = QPushButton(f" {action.text()}")
        # a click leaves the cursor in the grid, also when the button is out of use while syncing
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        self._button.setIcon(icon("sync-light"))
        self._button.setIconSize(QSize(14, 14))
        self._button.setToolTip(f"{action.toolTip()}（{action.shortcut().toString()}）")
        self._button.clicked.connect(action.trigger)
        action.enabledChanged.connect(self._button.setEnabled)
        self._button.setEnabled(action.isEnabled())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(told)
        row.addWidget(self._cancel)
        row.addWidget(self._button)
        self.show_idle("")

    @property
    def text(self) -> str:
        """Return what is shown beside the button."""
        return self._text.text()

    def explain(self, text: str) -> None:
        """Say more about what is shown, where the mouse rests."""
        self._text.setToolTip(text)

    def show_idle(self, text: str) -> None:
        """Show that nothing runs, and when the last round was."""
        self._text.setText(text)
        self._text.setToolTip("")
        self._bar.hide()
        self._cancel.hide()
        self._button.show()

    def show_running(self, done: int, total: int, text: str) -> None:
        """Show how far a round is (`total` 0: not known)."""
        self._text.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.show()
        self._cancel.show()
        self._button.hide()


class _Bar(QProgressBar):
    """Gives way in a narrow window."""

    def sizeHint(self) -> QSize:
        return QSize(BAR_WIDTH, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(BAR_LEAST, super().minimumSizeHint().height())
