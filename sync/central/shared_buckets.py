"""Counts of requests that all worker processes share: one budget, whichever of them is asked (contract, limits).

800 KB of memory that forking hands on, and the locks of a file without a name, which the system takes from a worker
that dies. To count takes some microseconds and no database. Exists on POSIX only, as forking does.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import struct
import tempfile
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sync.central.limits import draw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHELVES, PLACES = 4_096, 8
"""Names are kept on shelves, by their hash; on a full shelf the one that asked longest ago makes room."""
_PLACE = struct.Struct("<Qdd")
TRIES, BREATH = 20, 0.001
"""A worker that was stopped while it counted must not stop the others: after so many tries they count without it."""


class SharedBuckets:
    """As `limits.Buckets`, for a process and all that it forks from now on."""

    def __init__(self, size: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._mine = threading.Lock()
        self._shelf = _PLACE.size * PLACES
        self._map = mmap.mmap(-1, SHELVES * self._shelf)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - for its locks; open as long as the process

    def take(self, name: str, *, cost: int = 1) -> int:
        """Take `cost` from a name's bucket; return 0, or the seconds to wait when there was not enough."""
        digest = hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest()
        mark = int.from_bytes(digest, "little") or 1
        start = mark % SHELVES * self._shelf
        with self._alone(start):
            places = [_PLACE.unpack_from(self._map, start + n * _PLACE.size) for n in range(PLACES)]
            n = next((n for n, place in enumerate(places) if place[0] == mark), -1)
            known = (places[n][1], places[n][2]) if n >= 0 else None
            if n < 0:  # a free place has the time 0
                n = min(range(PLACES), key=lambda one: places[one][2])
            left, now, wait = draw(known, size=self._size, cost=cost, now=self._clock())
            _PLACE.pack_into(self._map, start + n * _PLACE.size, mark, left, now)
        return wait

    @contextmanager
    def _alone(self, start: int) -> Iterator[None]:
        """Keep other threads out, and other processes from this shelf; the system lets go of a dead one's lock."""
        with self._mine:
            is_held = any(self._try(start) for _ in range(TRIES))
            try:
                yield
            finally:
                if is_held:
                    fcntl.lockf(self._file, fcntl.LOCK_UN, self._shelf, start)

    def _try(self, start: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, self._shelf, start)
        except OSError:
            time.sleep(BREATH)
            return False
        return True

    def close(self) -> None:
        """Give the memory back."""
        self._map.close()
        self._file.close()
