"""A heart beat of the GUI thread: how long the window did not answer, by the clock and by its own work."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from tests.bench.table import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

TICK = 5
"""Milliseconds between two beats that show whether the window answers."""
AT_ONCE = 50
"""Milliseconds that the window's thread may be at work without answering."""


class Beat(QObject):
    """Counts while it is watching, so that what a bench does beside (its peers, its texts) is not the program's.

    `stall` is the longest time between two beats, `busy` the longest work of the GUI thread between two, in
    milliseconds: other programs on the machine lengthen the first, not the second.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stall = self.busy = 0.0
        self._last = (0.0, 0.0)
        self._timer = QTimer(self, interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """From now on stalls count."""
        self._last = (time.perf_counter(), time.thread_time())
        self._timer.start()

    def end(self) -> None:
        """From now on they do not; what the last action left undone counts still."""
        if self._timer.isActive():
            self._tick()
            self._timer.stop()

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Let stalls count while in the block."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def forget(self) -> None:
        """Begin anew."""
        self.stall = self.busy = 0.0

    def figures(self, *, after: str = "", peer: float | None = None, peer_name: str = "") -> Iterator[Figure]:
        """Yield what was counted; `peer`: how long another model holds its window up, all of its work is done there."""
        yield Figure(what=f"  longest stall{after}, by the clock", value=self.stall, unit="ms")
        yield Figure(
            what=f"  longest work of the window's thread at once{after}",
            value=self.busy,
            unit="ms",
            peer=peer,
            peer_name=peer_name,
            limit=f"≤ {AT_ONCE}",
            ok=self.busy <= AT_ONCE,
        )

    def _tick(self) -> None:
        wall, own = time.perf_counter(), time.thread_time()
        self.stall = max(self.stall, (wall - self._last[0]) * 1000 - TICK)
        self.busy = max(self.busy, (own - self._last[1]) * 1000)
        self._last = (wall, own)
