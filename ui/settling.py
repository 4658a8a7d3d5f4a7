"""Showing what waits and settling it: which value stays is the person's choice, for one line or many (SYNC point 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.waiting_lines import waiting_lines
from sync.settle import keep_mine, take_back, take_theirs
from ui.dialogs.message import ask
from ui.waiting_panel import CHOICES, WaitingPanel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.waiting_lines import WaitingLine
    from sync.settle import Settled
    from ui.desk import Desk
    from ui.main_window import MainWindow

WORK = {"keep_mine": keep_mine, "take_theirs": take_theirs, "take_back": take_back}
GIVES_UP = ("take_theirs", "take_back")
"""Choices that drop what the person typed: asked about when they are for more than one row."""


class Settling(QObject):
    """Owns the panel; emits `jump_requested` with the line to go to."""

    jump_requested = Signal(object)

    def __init__(self, window: MainWindow, *, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._desk = window, desk
        self.panel = WaitingPanel(window)
        self.panel.hide()
        self.panel.kind_changed.connect(self._read)
        self.panel.closed.connect(self.panel.hide)
        self.panel.settle_requested.connect(self.settle)
        self.panel.jump_requested.connect(self.jump_requested)
        desk.rows_changed.connect(self._read)

    def toggle(self) -> None:
        """Open the panel with all lines, or close it."""
        if self.panel.isVisible():
            self.panel.hide()
        else:
            self.show("")

    def show(self, kind: str) -> None:
        """Open the panel with one kind of lines, '' for all."""
        self._window.show_panel(self.panel)
        self.panel.show_kind(kind)

    def settle(self, choice: str, row_ids: Sequence[str]) -> None:
        """Carry out a choice for rows; dropping the person's values of several rows is asked about first."""
        label = next(one[1] for one in CHOICES if one[0] == choice)
        if choice in GIVES_UP and len(row_ids) > 1:
            text = f"将放弃本机对 {len(row_ids)} 行的修改，显示中心端的值。"
            ask(self._window, title=label, text=text, yes=label, do=lambda: self._settle(choice, row_ids))
        elif row_ids:
            self._settle(choice, row_ids)

    def close(self) -> None:
        """Take the panel away: somebody else signs in."""
        self.panel.hide()
        self.panel.deleteLater()

    def _settle(self, choice: str, row_ids: Sequence[str]) -> None:
        work, store, user = WORK[choice], self._desk.store, self._desk.user
        self._desk.operations.run(
            lambda _: work(store, user=user, row_ids=row_ids), done=self._settled, owner=self, label="处理冲突"
        )

    def _settled(self, settled: Settled) -> None:
        self._window.status.say(f"已处理 {settled.lines} 条修改。")
        self._desk.tell_changed()

    def _read(self) -> None:
        if self.panel.isHidden():
            return
        store, states = self._desk.store, self.panel.states

        def work(_: object) -> list[WaitingLine]:
            with store.read() as connection:
                return waiting_lines(connection, schema=store.schema, states=states)

        self._desk.operations.run(
            work, done=self.panel.show_lines, owner=self.panel, key="lines", label="读取待上传与冲突"
        )
