"""The push: what was kept but not answered goes first, then the outbox, batch by batch (SYNC points 3 and 4)."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store import read_meta, write_meta
from sync.answers import Applied, apply_reply
from sync.errors import RequestRefusedError, SignInError
from sync.outbox import (
    FIRST,
    LARGEST,
    QUICK,
    SLOW,
    SMALLEST,
    StoredBatch,
    count_attempt,
    kept_batch,
    next_batch,
    release,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.store import Store
    from app.tables import Schema
    from sync.calls import Central
    from sync.landing import Plans

META_SIZE = "batch_size"
NOT_TAKEN = (400, 409, 413, 415, 422)
"""Statuses by which the central says that it kept nothing of a batch and never will."""
TOO_LARGE = 413

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Pace:
    """How many operations the next batch has; follows the time that the last one took."""

    size: int = FIRST

    def after(self, *, seconds: float, operations: int) -> None:
        """Grow after a quick full batch, shrink after a slow one."""
        if seconds > SLOW:
            self.size = max(SMALLEST, self.size // 2)
        elif seconds < QUICK and operations >= self.size:
            self.size = min(LARGEST, self.size * 3 // 2)

    def halve(self, *, operations: int) -> bool:
        """Halve after a batch that was too large; False when it was one operation."""
        self.size = max(SMALLEST, min(self.size, operations) // 2)
        return operations > 1


def read_pace(connection: Connection, *, schema: Schema) -> Pace:
    """Return the pace that the last round ended with."""
    text = read_meta(connection, schema=schema, name=META_SIZE)
    return Pace(size=min(max(int(text), SMALLEST), LARGEST)) if text.isdigit() else Pace()


def push_one(store: Store, *, central: Central, plans: Plans, pace: Pace, client_id: str) -> Applied | None:
    """Send one batch and apply its answers; None when nothing is left to send.

    A cut at any point loses nothing: the batch is kept before it is sent, and goes again with the same id and bytes
    until its answers are kept. A batch that the central will not take as a whole is taken apart, its lines wait again.
    """
    with store.write() as connection:
        batch = kept_batch(connection) or next_batch(connection, client_id=client_id, size=pace.size)
        if batch is None:
            return None
        count_attempt(connection, batch_id=batch.batch_id)
    started = time.monotonic()
    try:
        reply = central.put_batch(batch_id=batch.batch_id, body=batch.body, digest=batch.digest)
    except RequestRefusedError as error:
        _not_taken(store, batch=batch, pace=pace, error=error)
        return Applied()
    with store.write() as connection:
        applied = apply_reply(connection, plans=plans, batch_id=batch.batch_id, reply=reply)
        pace.after(seconds=time.monotonic() - started, operations=batch.operations)
        write_meta(connection, schema=store.schema, name=META_SIZE, value=str(pace.size))
    return applied


def _not_taken(store: Store, *, batch: StoredBatch, pace: Pace, error: RequestRefusedError) -> None:
    """Take the batch apart where the answer is final; raise unless it helps to send less at once."""
    if isinstance(error, SignInError) or error.status not in NOT_TAKEN:
        raise error
    with store.write() as connection:
        release(connection, schema=store.schema, batch_id=batch.batch_id)
    _log.warning("batch %s was not taken: %s", batch.batch_id, error.code)
    if error.status != TOO_LARGE or not pace.halve(operations=batch.operations):
        raise error
