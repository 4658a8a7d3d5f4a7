"""Row identity: UUIDv7 (RFC 9562), made on the client, ordered by time so that keys arrive in index order."""

from __future__ import annotations

import os
import threading
import time

_lock = threading.Lock()
_last_ms = 0
_counter = 0
_COUNTER_MAX = 0xFFF


def new_id() -> str:
    """Return a UUIDv7 as 36 lower-case characters; ids made by one process never go backwards."""
    global _last_ms, _counter  # noqa: PLW0603 - the monotonic counter of RFC 9562 section 6.2 is process-wide
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_ms:
            _last_ms, _counter = now, int.from_bytes(os.urandom(2), "big") & 0x3FF
        else:
            _counter += 1
            if _counter > _COUNTER_MAX:
                _last_ms, _counter = _last_ms + 1, 0
        milliseconds, counter = _last_ms, _counter
    tail = (int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1) | 1 << 63
    number = milliseconds << 80 | 0x7 << 76 | counter << 64 | tail
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
