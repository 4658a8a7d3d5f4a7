"""How far this computer's clock is from the central's: only told, never used, so that a wrong clock still syncs."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

TOLERATED = 300
"""Seconds that nobody needs to hear about."""
UNITS = ((365 * 86_400, "年"), (86_400, "天"), (3_600, "小时"), (60, "分钟"))


def seconds_off(date: str, *, now: float) -> int:
    """Return by how many seconds `now` (since 1970) is ahead of an HTTP date (negative: behind); 0 without one."""
    try:
        there = parsedate_to_datetime(date)
    except ValueError:
        return 0
    there = there if there.tzinfo else there.replace(tzinfo=UTC)
    return round(now - there.timestamp())


def clock_words(off: int) -> str:
    """Return what to tell the person about a clock that is `off` seconds ahead (negative: behind); '' for nothing."""
    if abs(off) <= TOLERATED:
        return ""
    size, unit = next((size, unit) for size, unit in UNITS if abs(off) >= size)
    ahead = "快" if off > 0 else "慢"
    return f"本机时间比中心端{ahead}约 {abs(off) / size:.0f} {unit}，不影响同步，但请校准本机的日期和时间"
