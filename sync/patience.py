"""When a request is tried again, and how long before: never sooner than the central asks (sync/README.md, Limits)."""

from __future__ import annotations

from dataclasses import dataclass

SAFE = frozenset({"GET", "PUT", "DELETE"})
"""Methods that may be repeated unseen; a batch is safe because its id and bytes never change."""
BUSY = frozenset({429, 502, 503, 504})
"""Statuses after which the same request may do better a little later."""
NOT_SENT = frozenset({"network.refused", "network.timeout"})
"""Codes of failures before anything was sent: any request may be repeated."""
BROKEN_OFF = frozenset({"network.closed", "network.slow"})
"""Codes of failures after which nobody knows whether the request arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait: seconds to connect, for an answer, at most for a Retry-After; repeats and their pace."""

    connect: float = 5.0
    read: float = 60.0
    repeats: int = 3
    pace: float = 0.5
    longest_wait: int = 20

    def after_answer(self, *, method: str, status: int, asked: str, turn: int) -> float | None:
        """Return the seconds before the next try; None: there is none, the answer stands.

        `asked` is the Retry-After; `turn` counts from 0. Who is asked to stay away for longer tells the person instead.
        """
        if method not in SAFE or status not in BUSY or turn >= self.repeats:
            return None
        seconds = wanted_seconds(asked)
        return None if seconds > self.longest_wait else seconds or self._pace(turn)

    def after_failure(self, *, method: str, code: str, turn: int) -> float | None:
        """Return the seconds before the next try after a failure of this code; None: there is none."""
        again = code in NOT_SENT or (code in BROKEN_OFF and method in SAFE)
        return self._pace(turn) if again and turn < self.repeats else None

    def _pace(self, turn: int) -> float:
        return min(self.pace * float(2**turn), float(self.longest_wait))


def wanted_seconds(text: str) -> int:
    """Return the seconds of a Retry-After header; 0 when there is none or it is a date."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() else 0
