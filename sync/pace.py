"""How large the next batch is: it follows the time that the last one took (SYNC point 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store import read_meta, write_meta

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema

META_SIZE = "batch_size"
SMALLEST, FIRST, LARGEST = 1, 2_000, 5_000
"""Operations in a batch; the contract allows 5,000."""
QUICK, SLOW = 1.0, 5.0
"""Seconds for one batch below which the next one is larger, above which it is smaller."""


@dataclass(slots=True, kw_only=True)
class Pace:
    """How many operations the next batch has; follows the time that the last one took."""

    size: int = FIRST

    def after(self, *, seconds: float, operations: int) -> None:
        """Grow after a quick full batch, shrink after a slow one."""
        if seconds > SLOW:
            self.size = max(SMALLEST, self.size // 2)
        elif seconds < QUICK and operations >= self.size:
            self.size = min(LARGEST, self.size * 3 // 2 + 1)

    def halve(self, *, operations: int) -> bool:
        """Halve after a batch that was too large; False when it was one operation."""
        self.size = max(SMALLEST, min(self.size, operations) // 2)
        return operations > 1


def read_pace(connection: Connection, *, schema: Schema) -> Pace:
    """Return the pace that the last round ended with."""
    text = read_meta(connection, schema=schema, name=META_SIZE)
    return Pace(size=min(max(int(text), SMALLEST), LARGEST)) if text.isdigit() else Pace()


def keep_pace(connection: Connection, *, schema: Schema, pace: Pace) -> None:
    """Keep the pace for the next round, where it is another than before."""
    if read_meta(connection, schema=schema, name=META_SIZE) != str(pace.size):
        write_meta(connection, schema=schema, name=META_SIZE, value=str(pace.size))
