"""How much a central takes at once, and from one person or address (contract, limits).

Counted in this process: with several workers each has its own counts, so that N of them together allow up to N times
as much. That is enough against a desk that runs in circles; guessed passwords are counted in the database instead.
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.central.options import Limits
from sync.central.problems import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MINUTE = 60
BREATH = 0.1
"""The part of a minute's requests that has to be free again before somebody who asked too often should come back."""
REMEMBERED = 20_000
"""Names whose counts are kept; the one that asked longest ago is forgotten first."""
BUSY_SECONDS = 2
TURNS = 3
"""Batches that one process carries out at once: one is judged while others wait for the database."""


class Buckets:
    """A token bucket for each name: `size` requests at once, as many again in each minute."""

    def __init__(self, size: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, *, cost: int = 1) -> int:
        """Take `cost` from a name's bucket; return 0, or the seconds to wait when there was not enough."""
        now, pace = self._clock(), self._size / MINUTE
        with self._lock:
            left, at = self._left.pop(name, (float(self._size), now))
            left = min(left + (now - at) * pace, self._size)
            enough = left >= min(cost, self._size)
            self._left[name] = (left - cost if enough else left, now)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        return 0 if enough else max(1, math.ceil((max(cost, self._size * BREATH) - left) / pace))


@dataclass(kw_only=True)
class Gate:
    """Counts what comes in; every refusal says when to come again."""

    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.monotonic
    inside: int = 0

    def __post_init__(self) -> None:
        self._people = Buckets(self.limits.person, clock=self.clock)
        self._addresses = Buckets(self.limits.address, clock=self.clock)
        self.turns = asyncio.Semaphore(TURNS)

    def person(self, code: str) -> None:
        """Count a request of a signed-in person; raise RequestError rate.limited."""
        self._refuse(self._people.take(code), who="本用户")

    def address(self, host: str, *, cost: int) -> None:
        """Count a request from an address before sign-in; raise RequestError rate.limited."""
        self._refuse(self._addresses.take(host, cost=cost), who="本单位的网络地址")

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Count a request as long as it is in progress; raise RequestError central.busy. Event loop only."""
        if self.inside >= self.limits.at_once:
            sentence = f"中心端正在处理的请求太多，请 {BUSY_SECONDS} 秒后重试；没有保存本次内容。"
            raise RequestError("central.busy", sentence, retry_after=BUSY_SECONDS)
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    @staticmethod
    def _refuse(wait: int, *, who: str) -> None:
        if wait:
            raise RequestError("rate.limited", f"{who}的请求过于频繁，请 {wait} 秒后再试。", retry_after=wait)
