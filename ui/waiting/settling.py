"""Showing what waits and settling it: whose value stands is the person's choice, for one or many (SYNC point 6)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from app.merged import count_merged, dismiss_merged
from sync.deciding import decide
from sync.decisions import Choice, Decision
from sync.queue import pause, read_queue, resume
from sync.settle import keep_mine, rows_of_lines, take_back
from sync.status import read_status
from ui.dialogs.another_value import AnotherValueDialog
from ui.dialogs.message import ask
from ui.page.offers import Offers
from ui.waiting.conflict_words import DONE, LABELS, question
from ui.waiting.faces import most_of
from ui.waiting.panel import FIRST, WaitingPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.conflicts import FieldConflict
    from app.errors import ShebaoError
    from sync.settle import Settled
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.waiting.conflict_part import ConflictPart
    from ui.waiting.parts import RefusedPart

MOST_ROWS = 20_000
"""Rows of one action."""
WHILE_SYNCING = 1_000
"""Milliseconds between two looks at the queue while a round runs."""


class Settling(QObject):
    """Owns the panel; emits `jump_requested` (RowPlace, field), and `sync_requested`."""

    jump_requested = Signal(object, str)
    sync_requested = Signal()

    def __init__(self, window: MainWindow, *, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._desk = window, desk
        self.panel = WaitingPanel(desk, parent=window)
        self.panel.hide()
        self._timer = QTimer(self, singleShot=True, interval=WHILE_SYNCING)
        self._timer.timeout.connect(self.refresh)
        self._wire()

    def _wire(self) -> None:
        panel = self.panel
        panel.part_changed.connect(self.refresh)
        panel.closed.connect(panel.hide)
        for part in panel.parts:
            part.jump_requested.connect(self.jump_requested)
        panel.conflicts.decided.connect(self.decide)
        panel.refused.again_requested.connect(self._send_again)
        for lines in (panel.refused, panel.waiting):
            lines.take_back_requested.connect(self._take_back)
        panel.merged.dismiss_requested.connect(self._dismiss)
        panel.queue.sync_requested.connect(self.sync_requested)
        panel.queue.pause_requested.connect(self._pause)
        self._desk.rows_changed.connect(self.refresh)

    def toggle(self) -> None:
        """Open the panel where something is to be done, or close it."""
        if self.panel.isVisible():
            self.panel.hide()
        else:
            self.show("")

    def show(self, kind: str) -> None:
        """Open the panel with one part; '': the first one in which something stands."""
        self._window.show_panel(self.panel)
        if kind:
            self.panel.show_part(kind)
        else:
            self._count(lambda counts: self.panel.show_part(next((one for one in FIRST if counts.get(one)), "waiting")))

    def settle(self, choice: str, row_ids: Sequence[str]) -> None:
        """Carry out what a page's menu asks for: show rows in a part of the panel, or take their changes back."""
        if choice == "take_back":
            self._take_back_rows(list(row_ids))
            return
        part: ConflictPart | RefusedPart = self.panel.refused if choice == "refused" else self.panel.conflicts
        part.choose_row(row_ids[0])
        self.show(choice)
        part.setFocus()

    def follow_round(self) -> None:
        """Keep the queue up to date while a round runs."""
        if self.panel.isVisible() and self.panel.part is self.panel.queue and not self._timer.isActive():
            self._timer.start()

    def refresh(self) -> None:
        """Read what the panel shows again."""
        if not self.panel.isHidden():
            self.panel.part.refresh()
            self._count()

    def close(self) -> None:
        """Take the panel away: somebody else signs in."""
        self.panel.hide()
        self.panel.deleteLater()

    def decide(self, choice: Choice, conflicts: Sequence[FieldConflict]) -> None:
        """Carry out a choice for conflicts; many at once that give something up or hold money are asked about first."""
        if choice is Choice.OTHER:
            self._ask_for_value(conflicts)
            return
        decisions = [Decision(n=one.n, field=one.field, choice=choice, version=one.version) for one in conflicts]
        do = partial(self._decide, decisions, told=DONE[choice])
        if text := question(conflicts, choice=choice):
            label = LABELS[conflicts[0].clash][choice]
            ask(self._window, title=label, text=text, yes=label, do=do)
        else:
            do()

    def _ask_for_value(self, conflicts: Sequence[FieldConflict]) -> None:
        desk, place = self._desk, conflicts[0].place
        offers = Offers(store=desk.store, operations=desk.operations)
        offers.fiscal_year, offers.region = place.fiscal_year, place.mof_div_code
        dialog = AnotherValueDialog(
            conflicts, catalog=desk.schema.catalog(place.catalog), offers=offers, parent=self._window
        )

        def given(name: str, text: str) -> None:
            decisions = [
                Decision(n=one.n, field=name, choice=Choice.OTHER, given=text, version=one.version) for one in conflicts
            ]
            self._decide(decisions, told=DONE[Choice.OTHER], dialog=dialog)

        dialog.given.connect(given)
        dialog.open()

    def _decide(self, decisions: Sequence[Decision], *, told: str, dialog: AnotherValueDialog | None = None) -> None:
        store, user = self._desk.store, self._desk.user

        def failed(error: ShebaoError) -> None:
            if dialog is not None and isValid(dialog) and error.code == "settle.value":
                dialog.field.say(error.sentence)
                return
            self._failed(error)

        def done(settled: Settled) -> None:
            if dialog is not None and isValid(dialog):
                dialog.accept()
            self._say(f"已处理 {settled.fields:,} 处冲突：{told}。")

        self._desk.operations.run(
            lambda _: decide(store, user=user, decisions=decisions),
            done=done,
            failed=failed,
            owner=self,
            label="处理冲突",
        )

    def _send_again(self, numbers: Sequence[int]) -> None:
        store, user = self._desk.store, self._desk.user
        self._run(
            numbers,
            lambda ids: keep_mine(store, user=user, row_ids=ids),
            told="条修改将原样再上传一次",
        )

    def _take_back(self, numbers: Sequence[int]) -> None:
        store, user = self._desk.store, self._desk.user
        do = partial(
            self._run,
            numbers,
            lambda ids: take_back(store, user=user, row_ids=ids, also_sent=True),
            told="条修改已撤回",
        )
        self._ask_before(len(numbers), do=do)

    def _take_back_rows(self, row_ids: Sequence[str]) -> None:
        store, user = self._desk.store, self._desk.user

        def do() -> None:
            self._desk.operations.run(
                lambda _: take_back(store, user=user, row_ids=row_ids, also_sent=True),
                done=lambda settled: self._say(f"{settled.lines:,} 条修改已撤回。"),
                owner=self,
                label="撤回修改",
            )

        self._ask_before(len(row_ids), do=do)

    def _ask_before(self, count: int, *, do: Callable[[], None]) -> None:
        if count > 1:
            text = f"将撤回本机对 {count:,} 行的修改，显示中心端的值；新增的行会去掉。"
            ask(self._window, title="撤回", text=text, yes="撤回", do=do)
        elif count:
            do()

    def _run(self, numbers: Sequence[int], act: Callable[[Sequence[str]], Settled], *, told: str) -> None:
        if too_many := most_of(numbers, most=MOST_ROWS):
            self._window.status.say(too_many)
            return
        store = self._desk.store
        self._desk.operations.run(
            lambda _: act(rows_of_lines(store, numbers=numbers)),
            done=lambda settled: self._say(f"{settled.lines:,} {told}。"),
            owner=self,
            label="处理待上传的修改",
        )

    def _dismiss(self, numbers: Sequence[int]) -> None:
        store = self._desk.store
        self._desk.operations.run(
            lambda _: dismiss_merged(store, numbers=numbers),
            done=lambda count: self._say(f"已去掉 {count:,} 处看过的合并。"),
            owner=self,
            label="去掉看过的合并",
        )

    def _pause(self, wanted: bool) -> None:  # noqa: FBT001 - a signal's argument
        store, act = self._desk.store, pause if wanted else resume
        told = "已暂停上传，修改都保存在本机。" if wanted else "上传已恢复，下次同步时上传。"
        self._desk.operations.run(lambda _: act(store), done=lambda _: self._say(told), owner=self, label="暂停上传")

    def _say(self, text: str) -> None:
        self._window.status.say(text)
        self._desk.tell_changed()

    def _failed(self, error: ShebaoError) -> None:
        """Tell why nothing was done, and show the list as it is by now."""
        self._desk.failed.emit(error)
        self.refresh()

    def _count(self, then: Callable[[dict[str, int]], None] | None = None) -> None:
        store = self._desk.store

        def work(_: object) -> dict[str, int]:
            with store.read() as connection:
                status = read_status(connection, schema=store.schema)
                batches = len(read_queue(connection, schema=store.schema).batches)
                merged = count_merged(connection)
            return {
                "conflict": status.conflicts,
                "refused": status.refused,
                "waiting": status.unsent,
                "merged": merged,
                "queue": batches,
            }

        def done(counts: dict[str, int]) -> None:
            self.panel.show_counts(counts)
            if then is not None:
                then(counts)

        self._desk.operations.run(work, done=done, owner=self.panel, key="counts", label="清点待上传的修改")
