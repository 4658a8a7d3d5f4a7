"""Work leaves the GUI thread only here: lanes of one worker each, answers on the GUI thread (HOUSE, style 8)."""

from __future__ import annotations

import logging
import sys
import time
import weakref
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from shiboken6 import isValid

from app.errors import ShebaoError
from ui.garbage import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")
LANES = ("data", "find", "long", "side", "notes")
REPORT_EVERY = 0.05
"""Seconds between two progress reports that reach the window."""
TURN = 0.001
"""Seconds after which busy work lets the window have the interpreter; Python's own 5 ms, some hundred times while a
screen of cells is painted, would be a stall."""
CLOSE_WAIT = 10.0
"""Seconds that `close` waits for a lane; edits in the data lane are finished, not dropped."""

log = logging.getLogger("shebao.operations")


class CancelledError(Exception):
    """Raised by `Progress.check` inside work whose answer nobody waits for any more; ends it without a message."""


class Progress:
    """What work sees of its operation: a place to report to, and whether it should stop (any thread)."""

    def __init__(self, report: Callable[[int, int, str], None]) -> None:
        self._report = report
        self._stop = Event()
        self._lock = Lock()
        self._interrupt: Callable[[], None] | None = None
        self._last = 0.0

    @property
    def cancelled(self) -> bool:
        """Say whether somebody asked for the end; reads stop at once, a sync after its present page."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise CancelledError when the work should stop."""
        if self.cancelled:
            raise CancelledError

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """While in the block, `stop` also calls `interrupt`; what then fails is a CancelledError."""
        with self._lock:
            self.check()
            self._interrupt = interrupt
        try:
            yield
        except Exception as error:
            if self.cancelled:
                raise CancelledError from error
            raise
        finally:
            with self._lock:
                self._interrupt = None

    def report(self, done: int, total: int, text: str = "") -> None:
        """Tell how far the work is (`total` 0: not known); called as often as one likes."""
        now = time.monotonic()
        if done == total or now - self._last >= REPORT_EVERY:
            self._last = now
            self._report(done, total, text)

    def stop(self) -> None:
        """Ask for the end."""
        with self._lock:
            self._stop.set()
            if self._interrupt is not None:
                self._interrupt()


class Operation(QObject):
    """One run, seen from the window; its signals come on the GUI thread."""

    progressed = Signal(int, int, str)
    ended = Signal()

    def __init__(self, *, label: str, keyed: bool, post: Callable[[object], None]) -> None:
        super().__init__()
        self.label = label
        self.is_over = False
        self.superseded = False
        self._keyed = keyed
        own = weakref.ref(self)
        self.progress = Progress(lambda done, total, text: post(_Report(own, done, total, text)))

    def cancel(self) -> None:
        """Ask the work to stop; `ended` follows when it has."""
        self.progress.stop()

    def supersede(self) -> None:
        """Drop the answer: a newer run with the same owner and key takes its place."""
        self.superseded = True
        self.cancel()

    @property
    def may_be_skipped(self) -> bool:
        """Say whether work that has not begun need not begin: only reads have a key, so nothing is lost."""
        return self._keyed and self.progress.cancelled


@dataclass(frozen=True, slots=True)
class _Report:
    operation: weakref.ref[Operation]
    done: int
    total: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    operation: Operation
    work: Callable[[Progress], Any]
    done: Callable[[Any], None]
    failed: Callable[[ShebaoError], None] | None
    owner: weakref.ref[QObject]
    key: str


@dataclass(frozen=True, slots=True)
class _Answer:
    job: _Job
    result: Any
    error: ShebaoError | None
    is_cancelled: bool


class _Lane:
    """One worker thread with its queue."""

    def __init__(self, name: str, *, carry_out: Callable[[_Job], _Answer], post: Callable[[object], None]) -> None:
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._answers: deque[_Answer] = deque()
        self._carry_out = carry_out
        self._post = post
        self._thread = Thread(target=self._work, name=f"shebao-{name}", daemon=True)
        self._thread.start()

    def put(self, job: _Job) -> None:
        """Queue a job (GUI thread)."""
        self._queue.put(job)

    def close(self) -> bool:
        """Finish what is queued; say whether the thread has ended."""
        self._queue.put(None)
        self._thread.join(CLOSE_WAIT)
        return not self._thread.is_alive()

    def take(self) -> _Answer:
        """Return the oldest answer (GUI thread)."""
        return self._answers.popleft()

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            self._answers.append(self._carry_out(job))
            # the GUI thread alone lets go of what a job holds: window objects must not end on this thread
            del job
            self._post(self)


class Operations(QObject):
    """The only way off the GUI thread.

    Lane "data": the database worker; "find": finding the rows of a grid, which may take its time; "long": sync, import,
    export; "side": asking whether the central answers, and what else must wait for neither; "notes": the file of what
    is not saved yet, which waits for nothing.
    """

    failed = Signal(object)
    """A ShebaoError that no `failed` callback took."""
    _posted = Signal(object)

    def __init__(self, *, log_path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN)
        self._log_path = log_path
        self._open: set[Operation] = set()
        self._newest: dict[tuple[int, str], Operation] = {}
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._collector = Collector(is_quiet=lambda: self.is_idle, parent=self)
        self._lanes = {name: _Lane(name, carry_out=self._carry_out, post=self._post) for name in LANES}
        self._is_closed = False

    def run(
        self,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[ShebaoError], None] | None = None,
        owner: QObject,
        key: str = "",
        lane: str = "data",
        label: str = "",
    ) -> Operation:
        """Carry out `work` in a lane; `done` or `failed` is then called on the GUI thread, unless `owner` is gone.

        With a `key`, a newer run of the same owner and key drops the answers of older ones and skips those that have
        not begun: give a key to reads only. Work without a key is always carried out, also while the window closes;
        after `close`, nothing is begun any more.
        """
        operation = Operation(label=label, keyed=bool(key), post=self._post)
        if self._is_closed:
            log.warning("not begun, the window is closed: %s", label or work)
            operation.is_over = True
            return operation
        job = _Job(operation=operation, work=work, done=done, failed=failed, owner=weakref.ref(owner), key=key)
        if key:
            place = (id(owner), key)
            if place in self._newest:
                self._newest[place].supersede()
            self._newest[place] = operation
        self._open.add(operation)
        self._lanes[lane].put(job)
        return operation

    @property
    def is_idle(self) -> bool:
        """Say whether nothing runs or waits."""
        return not self._open

    def finish_edits(self, *, seconds: float) -> None:
        """Wait, before the window closes, for what the data lane was given, and deliver its answers."""
        over = Event()
        self.run(lambda _: over.set(), done=lambda _: None, owner=self, label="等待保存")
        over.wait(seconds)
        QCoreApplication.sendPostedEvents(self)

    def close(self) -> None:
        """End the workers: reads and long work are asked to stop, edits are finished first."""
        self._is_closed = True
        for operation in self._open:
            operation.cancel()
        for name, lane in self._lanes.items():
            if not lane.close():
                log.warning("lane %s did not end within %.0f s", name, CLOSE_WAIT)
        self._collector.close()

    def _post(self, message: object) -> None:
        """Bring a message to the GUI thread (any thread)."""
        if isValid(self):
            self._posted.emit(message)

    def _carry_out(self, job: _Job) -> _Answer:
        """Run one job on its lane's thread."""
        result: Any = None
        error: ShebaoError | None = None
        is_cancelled = job.operation.may_be_skipped
        if not is_cancelled:
            try:
                result = job.work(job.operation.progress)
            except CancelledError:
                is_cancelled = True
            except ShebaoError as caught:
                log.info("%s: %s (%s)", job.operation.label or "operation", caught.sentence, caught.code)
                error = caught
            except Exception as caught:  # noqa: BLE001 - the one place where the unforeseen becomes a sentence
                error = self.unforeseen(caught)
        return _Answer(job, result, error, is_cancelled)

    def unforeseen(self, caught: BaseException) -> ShebaoError:
        """Write an exception that nobody foresaw to the log, and return the sentence for the person."""
        log.error("unforeseen", exc_info=caught)
        return ShebaoError(
            f"程序遇到没有预料到的问题（{type(caught).__name__}），本次操作没有完成，已保存的数据不受影响；"
            f"详情记在 {self._log_path}，请重试，仍不行时把这个文件交给系统管理员。",
            code="unforeseen",
            title="程序出错",
        )

    @Slot(object)
    def _deliver(self, message: object) -> None:
        if isinstance(message, _Lane):
            self._answer(message.take())
        elif isinstance(message, _Report):
            operation = message.operation()
            if operation is not None and not operation.superseded:
                operation.progressed.emit(message.done, message.total, message.text)

    def _answer(self, answer: _Answer) -> None:
        job, operation = answer.job, answer.job.operation
        self._forget(operation)
        owner = job.owner()
        is_wanted = owner is not None and isValid(owner) and not operation.superseded
        try:
            if answer.error is not None and not operation.superseded:
                report = job.failed if is_wanted and job.failed else self.failed.emit
                report(answer.error)
            elif is_wanted and not answer.is_cancelled:
                job.done(answer.result)
        finally:
            operation.is_over = True
            operation.ended.emit()

    def _forget(self, operation: Operation) -> None:
        self._open.discard(operation)
        for place in [place for place, newest in self._newest.items() if newest is operation]:
            del self._newest[place]
