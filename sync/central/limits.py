"""How much a central takes at once, and from one person or address (contract, limits).

One process counts in its own memory; several share their counts (shared_buckets.py). Requests in progress are counted
by each process for itself: that bounds its memory. Guessed passwords are counted in the database.
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

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


def draw(known: tuple[float, float] | None, *, size: int, cost: int, now: float) -> tuple[float, float, int]:
    """Take `cost` from a bucket that had so much left at some time (None: full); return left, now, seconds to wait."""
    pace = size / MINUTE
    left, at = known or (float(size), now)
    left = min(left + (now - at) * pace, size)
    if left >= min(cost, size):
        return left - cost, now, 0
    return left, now, max(1, math.ceil((max(cost, size * BREATH) - left) / pace))


class Taker(Protocol):
    """Counts requests by name."""

    def take(self, name: str, *, cost: int = 1) -> int:
        """Take `cost` from a name's bucket; return 0, or the seconds to wait when there was not enough."""


class Buckets:
    """A token bucket for each name: `size` requests at once, as many again in each minute."""

    def __init__(self, size: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, *, cost: int = 1) -> int:
        """Take `cost` from a name's bucket; return 0, or the seconds to wait when there was not enough."""
        with self._lock:
            left, now, wait = draw(self._left.pop(name, None), size=self._size, cost=cost, now=self._clock())
            self._left[name] = (left, now)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        return wait


@dataclass(kw_only=True)
class Gate:
    """Counts what comes in; every refusal says when to come again. `counts` makes the buckets of a size."""

    limits: Limits = field(default_factory=Limits)
    counts: Callable[[int], Taker] = Buckets
    inside: int = 0

    def __post_init__(self) -> None:
        self._people = self.counts(self.limits.person)
        self._addresses = self.counts(self.limits.address)
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
