"""How far a kept batch is, in the officers' words; its lines are as far as it is (SYNC point 3, issue: the queue)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_STATES = (
    "SELECT first_n, last_n, attempts, error_code, handed_at, reply IS NOT NULL AS replied, error"
    " FROM batch ORDER BY first_n"
)


class BatchState(StrEnum):
    """How far a batch is; `label` is the officers' word."""

    WAITING = "waiting"
    SENDING = "sending"
    REPLIED = "replied"
    HELD = "held"
    HANDED = "handed"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return {
            "waiting": "待上传",
            "sending": "上传中",
            "replied": "已答复，待处理",
            "held": "上传失败，待重试",
            "handed": "已导出交接，等回执",
        }[self]


def batch_state(*, attempts: int, error_code: str, handed_at: str, replied: int) -> BatchState:
    """Return the state of a batch from its columns."""
    if replied:
        return BatchState.REPLIED
    if handed_at:
        return BatchState.HANDED
    if error_code:
        return BatchState.HELD
    return BatchState.SENDING if attempts else BatchState.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What a line in a batch shows: the batch's state, and why its last sending failed ('' when it did not)."""

    state: BatchState
    error: str


class Sendings:
    """The kept batches by the numbers of their lines."""

    def __init__(self, connection: Connection) -> None:
        self._firsts: list[int] = []
        self._found: list[tuple[int, Sending]] = []
        for first_n, last_n, attempts, error_code, handed_at, replied, error in connection.exec_driver_sql(_STATES):
            state = batch_state(attempts=attempts, error_code=error_code, handed_at=handed_at, replied=replied)
            self._firsts.append(first_n)
            self._found.append((last_n, Sending(state=state, error=error if state is BatchState.HELD else "")))

    def of(self, n: int) -> Sending | None:
        """Return how far the batch of a line is; None for a line that is in none."""
        place = bisect_right(self._firsts, n) - 1
        return self._found[place][1] if place >= 0 and n <= self._found[place][0] else None
