"""What a round looks like in the window: button and bar, first sync, the sentence afterwards, 重试 after a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.local_time import local_time
from app.problems.found import problem_words
from sync.address import is_exposed
from sync.clock import clock_words
from sync.errors import SignInError
from sync.problems import REVOKED
from ui.actions import say_why

if TYPE_CHECKING:
    from app.errors import ShebaoError
    from sync.report import RoundReport
    from sync.status import SyncStatus
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.rounds.controller import SyncController

FIRST_TITLE = "第一次同步"
FIRST_TEXT = "正在从中心端接收本地区的基础数据，完成后就可以断网办理。"


class SyncView(QObject):
    """Emits `received` when the first sync is done, `sign_in_wanted` when the central asks for it.

    `attention_wanted` carries the part of the panel in which something is to be looked at, '' for the first one.
    """

    received = Signal()
    sign_in_wanted = Signal()
    attention_wanted = Signal(str)
    problems_wanted = Signal()

    def __init__(self, window: MainWindow, *, desk: Desk, controller: SyncController) -> None:
        super().__init__(controller)
        self._window, self._desk, self._controller = window, desk, controller
        self._is_first = False
        self._last = ""
        self._warned = False
        self._problems = (0, 0)
        controller.started.connect(self._started)
        controller.progressed.connect(self._progressed)
        controller.finished.connect(self._finished)
        controller.failed.connect(self._failed)
        controller.stayed_offline.connect(self._stayed_offline)
        controller.line_changed.connect(self._line_changed)
        desk.status_changed.connect(self._status_changed)
        self._stopping(possible=False)

    def note_problems(self, errors: int, warnings: int) -> None:
        """Remember how many errors and open warnings the checks of this desk found."""
        self._problems = (errors, warnings)

    def start_first(self) -> None:
        """Show the first sync in the middle of the window and start it."""
        self._is_first = True
        self._window.stack.setCurrentWidget(self._window.start_page)
        self._controller.start()

    def _started(self) -> None:
        self._stopping(possible=True)
        if self._controller.is_by_itself:
            self._window.sync_strip.show_running(0, 0, "自动同步…")
            return
        self._window.notice.hide()
        self._window.sync_strip.show_running(0, 0, "正在同步…")
        if self._is_first:
            self._window.start_page.show_step(title=FIRST_TITLE, text=FIRST_TEXT)
            self._window.start_page.offer_cancel("停止", self._controller.stop)

    def _progressed(self, done: int, total: int, text: str) -> None:
        self._window.sync_strip.show_running(done, total, text)
        if self._is_first:
            self._window.start_page.show_progress(done, total, text)

    def _finished(self, report: RoundReport) -> None:
        self._over()
        if not self._controller.is_by_itself or report.sent or report.received:
            self._window.status.say(report.sentence)
        if report.sent or report.received:
            self._desk.tell_changed()
        if report.needs_attention:
            self._window.notice.say(report.sentence, tone="warn", action="查看", do=self._look)
        elif report.repairs:
            self._window.notice.say(report.sentence, tone="info", action="查看", do=self._look_repairs_through)
        elif report.merged:
            self._window.notice.say(report.sentence, tone="info", action="查看", do=self._look_merges_through)
        elif report.sent and any(self._problems) and not self._controller.is_by_itself:
            # what was sent is in order for the central; a submission would be refused
            words = problem_words(*self._problems)
            told = f"{report.sentence.rstrip('。')}。本地区还有 {words}，送审前须处理。"
            self._window.notice.say(told, tone="info", action="查看问题", do=self.problems_wanted.emit)
        elif report.rights_changed or self._is_news(clock_words(report.clock_off)):
            self._window.notice.say(report.sentence, tone="warn")
        if self._is_first and report.cancelled:
            self._offer_again("已停止。已经收到的部分保留，下次从停下处继续。")
        elif self._is_first:
            self._is_first = False
            self.received.emit()

    def _is_news(self, words: str) -> bool:
        """Say whether a warning was not yet shown: a wrong clock stays wrong, round after round."""
        was, self._warned = self._warned, bool(words)
        return self._warned and not was

    def _look(self) -> None:
        self.attention_wanted.emit("")

    def _look_repairs_through(self) -> None:
        self.attention_wanted.emit("repaired")

    def _look_merges_through(self) -> None:
        self.attention_wanted.emit("merged")

    def _failed(self, error: ShebaoError) -> None:
        self._over()
        needs_sign_in = isinstance(getattr(error, "cause", error), SignInError)
        action, do = ("重新登录", self.sign_in_wanted.emit) if needs_sign_in else ("重试", self._controller.start)
        if error.code == REVOKED:
            action, do = "导出交接文件…", self._window.actions_by_name["hand-over-export"].trigger
        # what the round had done before it stopped is in the store already
        self._desk.tell_changed()
        if self._is_first:
            self._offer_again(error.sentence)
        elif self._controller.is_by_itself and not needs_sign_in:
            # nobody asked for this round: the line at the bottom says that the central is away, the next one comes
            self._window.sync_strip.show_idle(
                f"自动同步没有完成，稍后再试（上次同步 {local_time(self._last) or '无'}）"
            )
            self._window.sync_strip.explain(error.sentence)
        else:
            self._window.notice.say(error.sentence, tone="bad", action=action, do=do)

    def _stayed_offline(self) -> None:
        self._window.status.say("现在离线：修改都保存在本机，联网后按 F9 同步")

    def _offer_again(self, text: str) -> None:
        self._window.start_page.offer(
            title=FIRST_TITLE,
            text=text,
            main=("重试", self._controller.start),
            other=("重新登录", self.sign_in_wanted.emit),
        )

    def _over(self) -> None:
        self._stopping(possible=False)
        self._show_last()

    def _stopping(self, *, possible: bool) -> None:
        say_why(self._window.actions_by_name["stop-sync"], "" if possible else "现在没有同步在进行")
        self._window.actions_by_name["sync"].setEnabled(not possible)

    def _status_changed(self, status: SyncStatus) -> None:
        self._last = status.last_sync_at
        self._window.status.show_counts(waiting=status.unsent, refused=status.refused, conflict=status.conflicts)
        if not self._controller.is_running:
            self._show_last()

    def _show_last(self) -> None:
        self._window.sync_strip.show_idle(f"上次同步 {local_time(self._last)}" if self._last else "还没有同步过")

    def _line_changed(self, online: bool, sentence: str) -> None:  # noqa: FBT001 - a signal's argument
        self._window.status.show_line(
            text=f"中心端可用{'（未加密）' if is_exposed(self._controller.server) else ''}" if online else "离线",
            online=online,
            about=sentence or self._controller.server,
        )
