"""The panel below the page with 操作历史 and 修改记录, and what its buttons do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout

from app.history import restore_value
from ui.history.parts import ActionsPart, LinesPart
from ui.look.icons import icon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.unit_of_work import Outcome
    from ui.desk import Desk
    from ui.history.undoing import Undoing
    from ui.main_window import MainWindow
    from ui.pages import Pages
    from ui.waiting.list_part import ListPart


CALM = 150
"""Milliseconds on a cell before its changes are read."""


class HistoryPanel(QFrame):
    """Two lists behind a bar; emits `closed` and `part_changed`."""

    closed = Signal()
    part_changed = Signal()

    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyPanel")
        self.actions_part, self.lines = ActionsPart(desk), LinesPart(desk)
        self.parts: tuple[ListPart, ...] = (self.actions_part, self.lines)
        self._stack = QStackedWidget()
        self._tabs: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._stack, 1)

    @property
    def part(self) -> ListPart:
        """Return the part that shows."""
        return next(part for part in self.parts if part is self._stack.currentWidget())

    def show_part(self, part: ListPart) -> None:
        """Show one of the lists."""
        self._tabs[part.kind].setChecked(True)
        self._stack.setCurrentWidget(part)
        self.part_changed.emit()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 2)
        row.setSpacing(4)
        for part in self.parts:
            self._stack.addWidget(part)
            button = QToolButton()
            button.setText(part.label)
            button.setAccessibleName(part.label)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, part=part: self.show_part(part))
            self._group.addButton(button)
            self._tabs[part.kind] = button
            row.addWidget(button)
        self._tabs[self.parts[0].kind].setChecked(True)
        row.addStretch(1)
        close = QToolButton()
        close.setToolTip("关闭这个列表")
        close.setAccessibleName("关闭这个列表")
        close.setIcon(icon("close"))
        close.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        close.clicked.connect(self.closed)
        row.addWidget(close)
        return row


class History(QObject):
    """Owns the panel; emits `jump_requested` (RowPlace, field)."""

    jump_requested = Signal(object, str)

    def __init__(
        self, window: MainWindow, *, desk: Desk, pages: Pages, undoing: Undoing, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._desk, self._pages = window, desk, pages
        self.panel = HistoryPanel(desk, parent=window)
        self.panel.hide()
        self.panel.closed.connect(self.panel.hide)
        self.panel.part_changed.connect(self.refresh)
        actions, lines = self.panel.actions_part, self.panel.lines
        for part in self.panel.parts:
            part.jump_requested.connect(self.jump_requested)
        actions.undo_to_requested.connect(undoing.undo_down_to)
        actions.undo_one_requested.connect(undoing.undo_one)
        actions.redo_to_requested.connect(undoing.redo_up_to)
        lines.restore_requested.connect(self._restore)
        undoing.listed.connect(self.refresh)
        self._soon = QTimer(self, singleShot=True, interval=CALM)
        self._soon.timeout.connect(self._follow)

    def toggle(self) -> None:
        """Show the list of actions, or close it."""
        if self.panel.isVisible() and self.panel.part is self.panel.actions_part:
            self.panel.hide()
        else:
            self._window.show_panel(self.panel)
            self.panel.show_part(self.panel.actions_part)

    def show_row(self) -> None:
        """Show the changes of the current cell."""
        page = self._pages.current
        if page is None:
            return
        row_id, field = page.history_target()
        if not row_id:
            self._window.status.say("这个单元格还没有保存过内容，没有修改记录")
            return
        self.panel.lines.target = (page.catalog, row_id, field)
        self._window.show_panel(self.panel)
        self.panel.show_part(self.panel.lines)

    def follow(self) -> None:
        """Let the changes shown follow the current cell, once the person rests on one."""
        if self.panel.isVisible() and self.panel.part is self.panel.lines:
            self._soon.start()

    def _follow(self) -> None:
        page, lines = self._pages.current, self.panel.lines
        if page is not None and self.panel.isVisible() and self.panel.part is lines:
            lines.target = (page.catalog, *page.history_target())
            lines.refresh()

    def refresh(self) -> None:
        """Read what the panel shows again."""
        if not self.panel.isHidden():
            self.panel.part.refresh()

    def close(self) -> None:
        """Take the panel away: somebody else signs in."""
        self.panel.hide()
        self.panel.deleteLater()

    def _restore(self, wire: Mapping[str, Any]) -> None:
        target = self.panel.lines.target
        if target is None:
            return
        store, user, (catalog, row_id, _) = self._desk.store, self._desk.user, target
        self._desk.operations.run(
            lambda _: restore_value(store, user=user, catalog=catalog, row_id=row_id, wire=wire),
            done=lambda outcome: self._restored(outcome, catalog=catalog.name),
            owner=self,
            label="恢复以前的值",
        )

    def _restored(self, outcome: Outcome, *, catalog: str) -> None:
        if outcome.refusals:
            self._window.notice.say(f"没有恢复：{outcome.sentence}", tone="warn")
            return
        self._window.status.say("已恢复，待同步上传；可以撤销")
        self._desk.tell_changed(catalog)
