"""The peak memory of this process itself."""

from __future__ import annotations

import re
from pathlib import Path


def peak_memory() -> float:
    """Return this program's own peak in MiB; getrusage would count the starter's memory too."""
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(peak.group(1)) / 1024 if peak else 0.0
