"""When rounds run by themselves: on a timer and when the line returns, sparingly on a slow line (SYNC point 9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec


class LineKind(StrEnum):
    """What kind of line the central is reached by, as the person said; `AUTO` leaves it to the system."""

    AUTO = "auto"
    NORMAL = "normal"
    SLOW = "slow"


class Background(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The person's choice: minutes between rounds (0: none by itself), a round when the line returns, the line."""

    minutes: int = 15
    on_return: bool = True
    line: LineKind = LineKind.AUTO


CHOICES = (0, 5, 15, 30, 60, 120)
"""Minutes offered; 0: only by hand."""
SLOW_MINUTES = 120
"""On a slow line the timer alone fetches no more often; what waits still goes at the chosen pace."""
SLOW_WAITS = 20
"""On a slow line a returned line starts a round when so much waits, or the last one is SLOW_MINUTES ago."""
QUIET_SECONDS = 20.0
"""Nothing starts by itself so soon after a keystroke that was kept."""
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 1800.0
"""Seconds after one failed round, and at most; the pause doubles with every further one."""
ASK_ONLINE, ASK_OFFLINE, ASK_SLOW = 60.0, 10.0, 300.0
"""Seconds between two questions whether the central is there."""


@dataclass(slots=True, kw_only=True)
class Schedule:
    """Decides when a round starts by itself. Times are seconds of one monotonic clock, so a wrong clock is no harm.

    It holds no timer: the window and the unattended command tell it what happens and ask it now and then.
    """

    background: Background
    is_slow: bool = False
    last_round: float = float("-inf")
    last_edit: float = float("-inf")
    not_before: float = float("-inf")
    failures: int = 0
    _has_returned: bool = False

    def line_returned(self) -> None:
        """Note that the central answers again."""
        self._has_returned = True
        self.not_before = float("-inf")

    def edited(self, *, now: float) -> None:
        """Note that something was entered."""
        self.last_edit = now

    def succeeded(self, *, now: float) -> None:
        """Note the end of a round."""
        self.last_round, self.failures, self._has_returned = now, 0, False
        self.not_before = float("-inf")

    def failed(self, *, now: float, retry_after: float = 0.0, is_final: bool = False) -> None:
        """Note a round that stopped; `is_final`: only a person can help, nothing starts by itself any more."""
        self.failures += 1
        self._has_returned = False
        pause = min(FIRST_PAUSE * 2 ** min(self.failures - 1, 10), LONGEST_PAUSE)
        self.not_before = float("inf") if is_final else now + max(pause, retry_after)

    def is_due(self, *, now: float, waiting: int) -> bool:
        """Say whether a round should start now; `waiting`: changes that wait to be sent."""
        if now < self.not_before or now - self.last_edit < QUIET_SECONDS:
            return False
        since = now - self.last_round
        if self._has_returned and self.background.on_return:
            return not self.is_slow or waiting >= SLOW_WAITS or since >= SLOW_MINUTES * 60
        if not self.background.minutes:
            return False
        minutes = self.background.minutes
        if self.is_slow and not waiting:
            minutes = max(minutes, SLOW_MINUTES)
        return since >= minutes * 60

    def ask_again_in(self, *, online: bool) -> float:
        """Return after how many seconds to ask whether the central is there."""
        if self.is_slow:
            return ASK_SLOW
        return ASK_ONLINE if online else ASK_OFFLINE
