"""What a person sees of a row's way to the central: synced, waiting, refused, in conflict, merged."""

from __future__ import annotations

from enum import IntEnum


class RowState(IntEnum):
    """State of a local row; kept in the row so that grids can show and filter it."""

    SYNCED = 0
    WAITING = 1
    REFUSED = 2
    CONFLICT = 3
    MERGED = 4

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return ("已同步", "待上传", "被拒绝", "有冲突", "已合并")[self]


class LineState:
    """States of an outbox line (stored as text)."""

    OPEN = "open"
    SENT = "sent"
    REFUSED = "refused"
    CONFLICT = "conflict"
