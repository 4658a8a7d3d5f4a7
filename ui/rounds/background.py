"""Rounds that nobody asked for: started when the schedule says so, out of the way of typing (clause 2)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from sync.background import Background, LineKind, Schedule
from sync.errors import SignInError
from sync.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.errors import ShebaoError
    from sync.report import RoundReport
    from sync.status import SyncStatus
    from ui.desk import Desk
    from ui.rounds.controller import SyncController
    from ui.rounds.network_watch import NetworkWatch

TICK = 5_000
"""Milliseconds between two looks at the schedule."""
WATCH_AFTER = 3_000
"""Milliseconds after the start at which the system is asked about the line."""


class BackgroundSync(QObject):
    """Follows a controller and starts its rounds; `clock` gives seconds that only go forward."""

    def __init__(
        self,
        controller: SyncController,
        *,
        desk: Desk,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(controller)
        self._controller, self._desk, self._clock = controller, desk, clock
        self._waiting = 0
        self._was_online: bool | None = None
        self._is_metered = False
        self._is_stopped = False
        self._watch: NetworkWatch | None = None
        self.schedule = Schedule(background=Background(), last_round=clock())
        controller.pace = self._ask_again_in
        controller.finished.connect(self._finished)
        controller.failed.connect(self._failed)
        controller.line_changed.connect(self._line_changed)
        desk.rows_changed.connect(self._rows_changed)
        desk.status_changed.connect(self._status_changed)
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self.look)

    @property
    def background(self) -> Background:
        """Return what the person chose."""
        return self.schedule.background

    def start(self) -> None:
        """Read the person's choice and begin to look at the schedule."""
        folder = self._desk.folder
        self._desk.operations.run(
            lambda _: Profile(folder=folder).settings().background,
            done=self._begin,
            owner=self,
            lane="side",
            label="读取同步设置",
        )

    def stop(self) -> None:
        """Start no more rounds: this person's desk closes."""
        self._is_stopped = True
        self._timer.stop()

    def choose(self, background: Background) -> None:
        """Keep another choice, from now on."""
        folder: Path = self._desk.folder
        self.schedule.background = background
        self._weigh_line()
        self._desk.operations.run(
            lambda _: Profile(folder=folder).change(background=background),
            done=lambda _: None,
            owner=self,
            lane="side",
            label="保存同步设置",
        )

    def watch_network(self) -> None:
        """Follow what the system knows of the line; its library is loaded only now."""
        from ui.rounds.network_watch import NetworkWatch  # noqa: PLC0415 - the first rows come before it

        self._watch = NetworkWatch(self)
        self._watch.metered.connect(self.use_metered)
        self._watch.there_again.connect(self._controller.ask)
        self.use_metered(self._watch.is_metered)

    def use_metered(self, metered: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Note whether the system says that the line is paid by volume."""
        self._is_metered = metered
        self._weigh_line()

    @property
    def line(self) -> str:
        """Return what the system says of the line, in words."""
        if self._watch is None or not self._watch.is_told:
            return "本机系统没有提供网络是否按流量计费的信息。"
        return "本机系统说：现在的网络按流量计费。" if self._is_metered else "本机系统说：现在的网络不按流量计费。"

    def look(self) -> None:
        """Start a round when one is due; asked by the timer."""
        if not self._controller.is_running and self.schedule.is_due(now=self._clock(), waiting=self._waiting):
            self._controller.start(by_itself=True)

    def _begin(self, background: Background) -> None:
        self.schedule.background = background
        self._weigh_line()
        if self._is_stopped:
            return
        self._timer.start()
        QTimer.singleShot(WATCH_AFTER, self, self.watch_network)

    def _weigh_line(self) -> None:
        line = self.schedule.background.line
        self.schedule.is_slow = line is LineKind.SLOW or (line is LineKind.AUTO and self._is_metered)

    def _ask_again_in(self, online: bool) -> float:  # noqa: FBT001 - called by the controller with what it learned
        return self.schedule.ask_again_in(online=online)

    def _finished(self, report: RoundReport) -> None:
        if report.cancelled:
            self.schedule.failed(now=self._clock())
        else:
            self.schedule.succeeded(now=self._clock())

    def _failed(self, error: ShebaoError) -> None:
        cause = getattr(error, "cause", error)
        self.schedule.failed(
            now=self._clock(),
            retry_after=float(getattr(cause, "retry_after", 0)),
            is_final=isinstance(cause, SignInError),
        )

    def _line_changed(self, online: bool, _sentence: str) -> None:  # noqa: FBT001 - a signal's argument
        if online and self._was_online is False and not self._is_stopped:
            self.schedule.line_returned()
            self.look()
        self._was_online = online

    def _rows_changed(self, _names: frozenset[str]) -> None:
        # a round also changes rows; only what is entered by hand is a reason to wait
        if not self._controller.is_running:
            self.schedule.edited(now=self._clock())

    def _status_changed(self, status: SyncStatus) -> None:
        self._waiting = status.unsent
