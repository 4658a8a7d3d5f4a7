"""The line at the bottom: last message, who works where, whether the central answers, what waits for a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStatusBar, QToolButton

from ui.elided_label import LEAST, ElidedLabel
from ui.look.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from app.people import User

MESSAGE_TIME = 12_000
"""Milliseconds that a message stays."""
FOR_THE_REST = 840
"""Pixels that counters, the central and a message like to have."""
COUNTERS = (
    ("waiting", "待上传", "accent", "本机改过、还没有上传的行；点击查看"),
    ("refused", "被拒绝", "bad", "中心端没有接受的行；点击查看原因"),
    ("conflict", "有冲突", "warn", "两边都改过、等您选择的行；点击处理"),
)
"""Kind, label, tone and help of the counters, in their order."""


class StatusBar(QStatusBar):
    """Emits `panel_requested` with the kind of a counter that was clicked."""

    panel_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._waiting = 0
        self._who = ElidedLabel()
        self._who.setAccessibleName("当前用户")
        self._line = QToolButton()
        self._line.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._line.clicked.connect(lambda: self.say(self._line.toolTip() or self._line.text()))
        self._counters: dict[str, QToolButton] = {}
        for kind, _, _, about in COUNTERS:
            self._counters[kind] = self._counter(kind, about=about)
        self._others = QToolButton()
        self._others.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._others.setIcon(icon("waiting"))
        self._others.clicked.connect(lambda: self.say(self._others.toolTip()))
        self._others.hide()
        for part in (*self._counters.values(), self._others, self._line, self._who):
            self.addPermanentWidget(part)
        self.show_counts(waiting=0, refused=0, conflict=0)
        self.show_line(text="未登录", online=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the message: in a narrow window who works here gives way, and its tooltip says it."""
        super().resizeEvent(event)
        self._who.setMaximumWidth(max(LEAST, self.width() - FOR_THE_REST))

    @property
    def line(self) -> str:
        """Return what is said about the central."""
        return self._line.text()

    @property
    def waiting(self) -> int:
        """Return how many lines wait."""
        return self._waiting

    def say(self, text: str) -> None:
        """Show a message for a while."""
        self.showMessage(text, MESSAGE_TIME)

    def show_person(self, user: User) -> None:
        """Show who works here, where, and in which role."""
        state = "（已停用，只读）" if user.is_revoked else ""
        self._who.setText(f"{user.name} · {user.mof_div_name}（{user.level.label}） · {user.role.label}岗{state}")

    def show_others(self, *, waiting: int, about: str) -> None:
        """Show how many changes of other people wait on this computer; nothing when there are none."""
        self._others.setText(f"他人待上传 {waiting:,}")
        self._others.setAccessibleName(f"他人待上传 {waiting} 条")
        self._others.setToolTip(about)
        self._others.setVisible(bool(waiting))

    def show_line(self, *, text: str, online: bool, about: str = "") -> None:
        """Show whether the central answers."""
        self._line.setText(text)
        self._line.setIcon(icon("online" if online else "offline"))
        self._line.setToolTip(about)
        self._line.setAccessibleName(f"中心端：{text}")

    def show_counts(self, *, waiting: int, refused: int, conflict: int) -> None:
        """Show how many lines wait, were refused, are in conflict."""
        self._waiting = waiting
        numbers = {"waiting": waiting, "refused": refused, "conflict": conflict}
        for kind, label, tone, _ in COUNTERS:
            button, number = self._counters[kind], numbers[kind]
            button.setText(f"{label} {number:,}")
            button.setAccessibleName(f"{label} {number} 行")
            button.setIcon(icon(kind if number else "synced") if number or kind == "waiting" else icon(kind))
            button.setVisible(bool(number) or kind == "waiting")
            button.setProperty("tone", tone if number else "")
            button.style().unpolish(button)
            button.style().polish(button)

    def _counter(self, kind: str, *, about: str) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip(about)
        button.clicked.connect(lambda: self.panel_requested.emit(kind))
        return button
