"""How much a file from outside may cost, and how the reading process binds itself to that."""

from __future__ import annotations

import sys
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one file: sizes in bytes, times in seconds; beyond them the file is refused."""

    file_bytes: int = 100 * MIB
    unpacked_bytes: int = 600 * MIB
    members: int = 2_000
    ratio: int = 300
    rows: int = 1_048_576
    columns: int = 1_000
    cells: int = 4_000_000
    memory_bytes: int = 2_048 * MIB
    seconds: int = 90


DEFAULT_LIMITS = Limits()


def bind_this_process(limits: Limits) -> None:
    """Let the system end this process when it passes its memory (and, on POSIX, processor time)."""
    if sys.platform == "win32":
        from app.foreign.windows_job import limit_memory  # noqa: PLC0415 - exists on Windows only

        limit_memory(limits.memory_bytes)
    else:
        import resource  # noqa: PLC0415 - exists on POSIX only

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds + 1, limits.seconds + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
