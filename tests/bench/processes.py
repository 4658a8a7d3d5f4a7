"""What a process and all those below it have used of the processors (Linux; elsewhere 0)."""

from __future__ import annotations

import os
from pathlib import Path

PARENT, TIMES = 1, slice(11, 15)
"""Where parent and times (own, and of children that ended) stand in /proc/PID/stat behind the name."""


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process, of its children and of theirs."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        found = int(stat.parent.name)
        children.setdefault(int(words[PARENT]), []).append(found)
        ticks[found] = sum(int(word) for word in words[TIMES])
    return _sum(pid, children=children, ticks=ticks) / os.sysconf("SC_CLK_TCK") if ticks else 0.0


def _sum(pid: int, *, children: dict[int, list[int]], ticks: dict[int, int]) -> int:
    below = (_sum(child, children=children, ticks=ticks) for child in children.get(pid, ()))
    return ticks.get(pid, 0) + sum(below)
