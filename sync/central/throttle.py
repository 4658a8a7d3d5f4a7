"""Slows down guessing: after a few wrong passwords a name must wait, longer each time (SYNC point 11)."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FREE_TRIES = 5
LONGEST_WAIT = 300
REMEMBERED = 10_000


class Throttle:
    """Counts wrong tries by name: five are free, then 2, 4, 8 ... at most 300 seconds between two."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, name: str) -> int:
        """Return how many seconds this name has to wait before the next try (0: none)."""
        with self._lock:
            count, until = self._wrong.get(name, (0, 0.0))
        left = until - self._clock()
        return int(left) + 1 if count >= FREE_TRIES and left > 0 else 0

    def wrong(self, name: str) -> None:
        """Note a wrong try."""
        with self._lock:
            count = self._wrong.pop(name, (0, 0.0))[0] + 1
            pause = min(2 ** max(count - FREE_TRIES + 1, 0), LONGEST_WAIT)
            self._wrong[name] = (count, self._clock() + pause)
            if len(self._wrong) > REMEMBERED:
                self._wrong.popitem(last=False)

    def right(self, name: str) -> None:
        """Forget a name's wrong tries."""
        with self._lock:
            self._wrong.pop(name, None)
