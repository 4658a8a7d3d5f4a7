"""Rounds with the central seen from the window: one at a time, with progress and an end (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import ShebaoError
from sync.background import ASK_OFFLINE, ASK_ONLINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.report import RoundReport
    from sync.session import Session
    from sync.trust import Trust
    from ui.desk import Desk
    from ui.operations import Operation, Progress


class SyncController(QObject):
    """`finished` carries a RoundReport, `failed` a ShebaoError; `line_changed` (online, words) follows the central.

    `stayed_offline` comes in place of the round at the start when the central does not answer. `is_by_itself` says
    whether nobody asked for the round. `pace` gives the seconds until the next question whether the central is there.
    """

    started = Signal()
    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)
    stayed_offline = Signal()
    line_changed = Signal(bool, str)

    def __init__(self, desk: Desk, *, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._session = session
        self._round: Operation | None = None
        self.is_by_itself = False
        self.pace: Callable[[bool], float] = lambda online: ASK_ONLINE if online else ASK_OFFLINE
        self._starts_when_there = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.ask)

    @property
    def is_running(self) -> bool:
        """Say whether a round is going on."""
        return self._round is not None and not self._round.is_over

    @property
    def server(self) -> str:
        """Return the central's address."""
        return self._session.server

    def use_session(self, session: Session) -> None:
        """Go on with another session of the same person."""
        self._session.close()
        self._session = session

    def start_when_there(self) -> None:
        """Ask whether the central is there and start a round only if it is: nobody asked, so offline is no failure."""
        self._starts_when_there = True
        self.ask()

    def start(self, *, by_itself: bool = False) -> None:
        """Start a round, unless one is going on; one that nobody asked for becomes the person's when they ask."""
        if self.is_running:
            self.is_by_itself = self.is_by_itself and by_itself
            return
        self.is_by_itself = by_itself
        store, session = self._desk.store, self._session

        def work(progress: Progress) -> RoundReport:
            from sync.engine import run_round  # noqa: PLC0415 - the window shows before the network libraries load

            return run_round(
                store,
                session=session,
                progress=lambda step: progress.report(step.done, step.total, step.sentence),
                cancelled=lambda: progress.cancelled,
            )

        self.started.emit()
        self._round = self._desk.operations.run(
            work, done=self._done, failed=self._failed, owner=self, lane="long", label="同步"
        )
        self._round.progressed.connect(self.progressed)

    def step_aside(self) -> None:
        """Stop a round that nobody asked for: the person begins work that needs its lane."""
        if self.is_running and self.is_by_itself:
            self.stop()

    def stop(self) -> None:
        """Ask the round to stop after its present request."""
        if self._round is not None:
            self._round.cancel()

    def close(self) -> None:
        """Stop the round and ask no more."""
        self._timer.stop()
        self.stop()

    def ask(self) -> None:
        """Ask whether the central is there; the answer comes as `line_changed`."""
        server, trust = self._session.server, self._session.trust
        self._desk.operations.run(
            lambda _: is_there(server, trust=trust),
            done=self._answered,
            owner=self,
            key="ask",
            lane="side",
            label="询问中心端",
        )

    def _done(self, report: RoundReport) -> None:
        self._answered(sentence="")
        self.finished.emit(report)

    def _failed(self, error: ShebaoError) -> None:
        self.ask()
        self.failed.emit(error)

    def _answered(self, sentence: str) -> None:
        self.line_changed.emit(not sentence, sentence)
        self._timer.start(round(self.pace(not sentence) * 1000))
        if self._starts_when_there:
            self._starts_when_there = False
            if sentence:
                self.stayed_offline.emit()
            else:
                self.start()


def is_there(server: str, *, trust: Trust) -> str:
    """Return '' when the central at `server` answers, else the sentence that says why not; any thread."""
    from sync.calls import Central  # noqa: PLC0415 - as in SyncController.start
    from sync.http import HttpTransport  # noqa: PLC0415 - as in SyncController.start
    from sync.patience import Patience  # noqa: PLC0415 - as in SyncController.start

    try:
        transport = HttpTransport(server, patience=Patience(connect=2.0, read=5.0, repeats=0), trust=trust)
        try:
            Central(transport).is_there()
        finally:
            transport.close()
    except ShebaoError as error:
        return error.sentence
    return ""
