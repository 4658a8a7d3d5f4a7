"""Several processes that serve one socket, watched over by the process that started them (SYNC 3: growth).

The socket, the settings and all imported code are shared by forking; nothing else is: each worker has its own database
connections. A worker that dies is replaced. None outlives the first process, however that one ends: each holds the
reading end of a pipe whose writing end only the first process has, and leaves when it closes.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

log = logging.getLogger("sync.central")
STOPPING = ("SIGINT", "SIGTERM", "SIGHUP")
LAST_SECONDS = 15.0
"""How long workers have to end before they are killed."""
DEATHS, DEATH_SECONDS = 5, 30.0
"""So many workers dying in so many seconds is a fault that another start does not mend."""


@dataclass(kw_only=True)
class Crew:
    """`count` forked workers; `work` is what each does, given its number and what to call when it is ready."""

    count: int
    work: Callable[[int, Callable[[], None]], None]
    ready: Callable[[], None]
    stop_with_input: bool = False
    _workers: dict[int, int] = field(default_factory=dict, init=False)
    _deaths: list[float] = field(default_factory=list, init=False)
    _is_stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Work until told to stop (a signal, or the end of stdin when asked); StoreError: workers keep dying.

        `ready` is called once, when every worker is.
        """
        alive = os.pipe()  # the reading end tells a worker when nobody holds the writing end any more
        told = os.pipe()  # a byte from each worker that is ready
        try:
            with _woken() as wake:
                for number in range(1, self.count + 1):
                    self._start(number, alive=alive, told=told)
                try:
                    self._watch(wake, alive=alive, told=told)
                finally:
                    self._end()
        finally:
            for end in (*alive, *told):
                os.close(end)

    def _start(self, number: int, *, alive: tuple[int, int], told: tuple[int, int]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            self._workers[pid] = number
            return
        status = 1
        try:
            os.close(alive[1])
            _restore_signals()
            threading.Thread(target=_leave_with, args=(alive[0],), daemon=True).start()
            self.work(number, lambda: _tell(told[1]))
            status = 0
        except BaseException:
            log.exception("worker %d failed", number)
        finally:
            sys.stderr.flush()
            os._exit(status)  # what the first process was doing when it forked is not the worker's to finish

    def _watch(self, wake: int, *, alive: tuple[int, int], told: tuple[int, int]) -> None:
        waiting, sources = self.count, [wake, told[0], *([0] if self.stop_with_input else [])]
        while not self._is_stopping:
            found, _, _ = select.select(sources, [], [], 1.0)
            if wake in found:
                self._is_stopping = any(bytes((number,)) in _stop_bytes() for number in os.read(wake, 4096))
            if 0 in found and not os.read(0, 4096):
                self._is_stopping = True
            if told[0] in found and waiting > 0:
                waiting -= len(os.read(told[0], 4096))
                if waiting <= 0:
                    self.ready()
            for number in self._dead():
                self._replace(number, alive=alive, told=told)

    def _dead(self) -> Iterator[int]:
        """Yield the numbers of workers that ended."""
        for pid, number in list(self._workers.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self._workers[pid]
                if not self._is_stopping:
                    log.error("worker %d (process %d) ended with status %d", number, pid, status)
                    yield number

    def _replace(self, number: int, *, alive: tuple[int, int], told: tuple[int, int]) -> None:
        now = time.monotonic()
        self._deaths = [at for at in self._deaths if now - at < DEATH_SECONDS] + [now]
        if len(self._deaths) >= DEATHS:
            raise StoreError("工作进程反复异常退出，中心端已停止；请查看日志后重新启动。", title="中心端不能运行")
        self._start(number, alive=alive, told=told)

    def _end(self) -> None:
        self._is_stopping = True
        self._signal(signal.SIGTERM)
        until = time.monotonic() + LAST_SECONDS
        while self._workers and time.monotonic() < until:
            list(self._dead())
            time.sleep(0.02)
        self._signal(signal.SIGKILL)
        for pid in list(self._workers):
            os.waitpid(pid, 0)
            del self._workers[pid]

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._workers:
            os.kill(pid, number)


def _tell(end: int) -> None:
    os.write(end, b".")


def _leave_with(end: int) -> None:
    """End this process at once when the first one has gone, as a kill would."""
    os.read(end, 1)
    os._exit(1)


def _stop_bytes() -> set[bytes]:
    return {bytes((getattr(signal, name),)) for name in STOPPING}


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Only wake up."""


@contextmanager
def _woken() -> Iterator[int]:
    """Give a file to read the numbers of arriving signals from: those that stop, and a worker's end."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    numbers = [getattr(signal, name) for name in (*STOPPING, "SIGCHLD")]
    kept = {number: signal.signal(number, _nothing) for number in numbers}
    before = signal.set_wakeup_fd(writing)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(before)
        for number, handler in kept.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)


def _restore_signals() -> None:
    signal.set_wakeup_fd(-1)
    for name in (*STOPPING, "SIGCHLD"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
