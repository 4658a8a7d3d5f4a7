"""What the first sync by file and a repair cost, as figures of the sync benchmark (SYNC points 8 and 9)."""

from __future__ import annotations

from tests.bench.table import Figure

FILE_RATE = 120_000
MOST_MB = 200
SAME = 0.8


def first_sync(what: str, *, count: int, taken: dict[str, float], pages: dict[str, float]) -> list[Figure]:
    """Return the figures of a first sync by file beside one by pages, and of the repair of ten rows after it."""
    rate = count / taken["seconds"]
    return [
        Figure(
            what=f"sync: {what} down by file",
            value=rate,
            unit="rows/s",
            peer=count / pages["seconds"],
            peer_name="pages",
            limit=f"≥ {FILE_RATE:,}",
            ok=rate >= FILE_RATE,
        ),
        Figure(
            what="sync: bytes a row by file",
            value=taken["bytes"] / count,
            unit="B",
            peer=pages["bytes"] / count,
            peer_name="pages",
        ),
        Figure(what="sync: the desk's own CPU a row by file", value=taken["cpu_us"], unit="µs"),
        _memory("by file", taken),
        *repair(what, taken),
    ]


def million(*, count: int, taken: dict[str, float], few: int, peer: dict[str, float]) -> list[Figure]:
    """Return the figures of a large first sync by file beside a small one in the same run."""
    rate, small = count / taken["seconds"], few / peer["seconds"]
    return [
        Figure(
            what="sync: 1M rows down by file",
            value=rate,
            unit="rows/s",
            peer=small,
            peer_name="100k",
            limit="≥ 0.8 ×",
            ok=rate >= SAME * small,
        ),
        _memory("1M rows down by file", taken),
        *repair("1M rows", taken),
    ]


def _memory(what: str, taken: dict[str, float]) -> Figure:
    return Figure(
        what=f"sync: client's peak memory, {what}",
        value=taken["peak_mb"],
        unit="MB",
        limit=f"≤ {MOST_MB} MB",
        ok=taken["peak_mb"] <= MOST_MB,
    )


def repair(what: str, taken: dict[str, float]) -> list[Figure]:
    """Return what it took to find and mend ten rows."""
    return [
        Figure(what=f"sync: find and mend 10 of {what}", value=taken["repair_ms"], unit="ms"),
        Figure(what="sync: requests of that", value=taken["repair_requests"], unit=""),
        Figure(what="sync: bytes of that", value=taken["repair_bytes"] / 1000, unit="kB"),
    ]
