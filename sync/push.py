"""The push: what was kept but not answered goes first, then the outbox, batch by batch (SYNC points 3 and 4)."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store import read_meta, write_meta
from sync.answers import Applied, apply_reply
from sync.batches import StoredBatch, begin_sending, note_failure, unanswered
from sync.errors import RequestRefusedError, SignInError, SyncError
from sync.outbox import FIRST, LARGEST, QUICK, SLOW, SMALLEST, next_batch, release

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends the outbox of one store, batch by batch.

    A cut at any point loses nothing: a batch is kept before it is sent, and goes again with the same id and bytes
    until its answers are kept; in that same transaction the next one is taken.
    """

    store: Store
    central: Central
    plans: Plans
    pace: Pace
    client_id: str
    user: str

    def first(self) -> StoredBatch | None:
        """Return what goes first: a batch that was not answered yet, else the oldest open lines; None for nothing."""
        with self.store.write() as connection:
            return self._begun(connection, unanswered(connection) or self._next(connection))

    def send(self, batch: StoredBatch, *, go_on: bool) -> tuple[Applied, StoredBatch | None]:
        """Send a batch and keep its answers; return them and, with `go_on`, the batch that is next.

        A batch that the central will not take as a whole is taken apart, its lines wait again; raise what it said
        unless sending less at once helps.
        """
        started = time.monotonic()
        try:
            reply = self.central.put_batch(batch_id=batch.batch_id, body=batch.body, digest=batch.digest)
        except RequestRefusedError as error:
            if not isinstance(error, SignInError) and error.status in NOT_TAKEN:
                return Applied(), self._not_taken(batch, error=error)
            self._note(batch, error=error)
            raise
        except SyncError as error:
            self._note(batch, error=error)
            raise
        with self.store.write() as connection:
            applied = apply_reply(connection, plans=self.plans, batch_id=batch.batch_id, reply=reply)
            self.pace.after(seconds=time.monotonic() - started, operations=batch.operations)
            write_meta(connection, schema=self.store.schema, name=META_SIZE, value=str(self.pace.size))
            return applied, self._begun(connection, self._next(connection)) if go_on else None

    def _begun(self, connection: Connection, batch: StoredBatch | None) -> StoredBatch | None:
        return batch if batch is not None and begin_sending(connection, batch.batch_id) else None

    def _next(self, connection: Connection) -> StoredBatch | None:
        return next_batch(connection, client_id=self.client_id, user=self.user, size=self.pace.size)

    def _not_taken(self, batch: StoredBatch, *, error: RequestRefusedError) -> StoredBatch | None:
        _log.warning("batch %s was not taken: %s", batch.batch_id, error.code)
        smaller = error.status == TOO_LARGE and self.pace.halve(operations=batch.operations)
        with self.store.write() as connection:
            release(connection, schema=self.store.schema, batch_id=batch.batch_id)
            following = self._begun(connection, self._next(connection)) if smaller else None
        if not smaller:
            raise error
        return following

    def _note(self, batch: StoredBatch, *, error: SyncError) -> None:
        with self.store.write() as connection:
            note_failure(connection, batch_id=batch.batch_id, code=error.code, sentence=error.sentence)
