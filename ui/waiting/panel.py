"""The panel 待上传与冲突: its parts behind a bar with their counts, each with its own list and buttons (SYNC 4, 6)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout

from ui.look.icons import icon
from ui.waiting.conflict_part import ConflictPart
from ui.waiting.parts import MergedPart, RefusedPart, WaitingPart
from ui.waiting.queue_part import QueuePart
from ui.waiting.repaired_part import RepairedPart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from ui.desk import Desk
    from ui.waiting.list_part import ListPart

FIRST = ("conflict", "refused", "waiting", "merged", "queue", "repaired")
"""Kinds of parts in the order in which they ask for attention; also that of the bar."""

WIDEST, PADDING = "999", 20


class WaitingPanel(QFrame):
    """Emits `part_changed` when another part shows, and `closed`."""

    part_changed = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waitingPanel")
        self.conflicts, self.refused, self.waiting = ConflictPart(desk), RefusedPart(desk), WaitingPart(desk)
        self.merged, self.queue, self.repaired = MergedPart(desk), QueuePart(desk), RepairedPart(desk)
        self.parts: tuple[ListPart, ...] = (
            *(self.conflicts, self.refused, self.waiting),
            *(self.merged, self.queue, self.repaired),
        )
        self._stack = QStackedWidget()
        self._tabs: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        for part in self.parts:
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._stack, 1)
        self._order_tabs()
        self.show_counts({})

    @property
    def part(self) -> ListPart:
        """Return the part that shows."""
        return next(part for part in self.parts if part is self._stack.currentWidget())

    def tab(self, kind: str) -> QToolButton:
        """Return the button that shows a part."""
        return self._tabs[kind]

    def show_part(self, kind: str) -> None:
        """Show a part of the panel."""
        self._tabs[kind].setChecked(True)
        self._stack.setCurrentWidget(next(part for part in self.parts if part.kind == kind))
        self.part_changed.emit()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many lines each part has."""
        for part in self.parts:
            count = counts.get(part.kind, 0)
            self._tabs[part.kind].setText(f"{part.label} {count:,}" if count else part.label)
            self._tabs[part.kind].setAccessibleName(f"{part.label} {count}")

    def _order_tabs(self) -> None:
        """Let the Tab key go from the bar to a part's buttons, to its list, and out by the close button."""
        for part in self.parts:
            line = [*self._tabs.values(), *part.buttons.values(), part.table, self._close]
            for first, second in pairwise(line):
                self.setTabOrder(first, second)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 2)
        row.setSpacing(4)
        title = QLabel("待上传与冲突")
        title.setProperty("role", "heading")
        row.addWidget(title)
        row.addSpacing(10)
        for part in self.parts:
            button = QToolButton()
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, kind=part.kind: self.show_part(kind))
            # wide enough for a count, so that nothing moves when one comes
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(f"{part.label} {WIDEST}") + PADDING)
            self._group.addButton(button)
            self._tabs[part.kind] = button
            row.addWidget(button)
        self._tabs[FIRST[0]].setChecked(True)
        row.addStretch(1)
        close = self._close = QToolButton()
        close.setToolTip("关闭这个列表")
        close.setAccessibleName("关闭这个列表")
        close.setIcon(icon("close"))
        close.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        close.clicked.connect(self.closed)
        row.addWidget(close)
        return row
