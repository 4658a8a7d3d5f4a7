"""The push: batches go one after another, and the store works while one is under way (SYNC points 3 and 4).

A batch is kept before it is sent. When its reply has come, the reply is kept, the next batch goes out, and only then
the reply is applied: after a cut at any moment at most one batch is sent again, and a kept reply is applied unasked.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.store import read_meta, write_meta
from sync.answers import Applied, apply_reply, check_reply
from sync.batches import StoredBatch, begin_sending, keep_reply, kept_replies, note_failure, unanswered
from sync.bodies import read_message
from sync.errors import RequestRefusedError, SignInError, SyncError
from sync.outbox import next_batch, release
from sync.pace import keep_pace
from sync.pull import META_CURSOR
from sync.wire import BatchReply

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from sqlalchemy import Connection

    from app.store import Store
    from sync.calls import Central, Taken
    from sync.landing import Plans
    from sync.pace import Pace

NOT_TAKEN = (400, 409, 413, 415, 422)
"""Statuses by which the central says that it kept nothing of a batch and never will."""
TOO_LARGE = 413

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Sender:
    """Sends the outbox of one store; requests run in a thread beside, the store is used in the calling one.

    `may_go_on` is asked before each batch; `tell` is given what each reply did; `followed`: the cursor came
    along with every reply, so that nothing is left to pull; then `finish` writes in the transaction of the last one.
    """

    store: Store
    central: Central
    plans: Plans
    pace: Pace
    client_id: str
    user: str
    may_go_on: Callable[[], bool]
    tell: Callable[[Applied], None]
    finish: Callable[[Connection], None]
    followed: bool = False
    _replies: int = 0
    _follows: int = 0
    _following: StoredBatch | None = None
    _unapplied: BatchReply | None = None
    _done: list[Applied] = field(default_factory=list)

    def run(self) -> None:
        """Send until nothing is left that can go, or `may_go_on` says no.

        What the central will not take as a whole is taken apart and waits again: raise what it said, unless sending
        less at once helps.
        """
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="push") as line:
            batch = self._first()
            while batch is not None:
                under_way = line.submit(self._put, batch)
                self._meanwhile(batch)
                batch = self._after(batch, under_way)
        self.followed = self._replies > 0 and self._follows == self._replies

    def settle(self) -> None:
        """Apply the replies that are kept; nothing is sent, so no line is needed."""
        with self.store.read() as connection:
            if next(kept_replies(connection), None) is None:
                return
        with self.store.write() as connection:
            self._apply_kept(connection)
        self._tell()

    def _first(self) -> StoredBatch | None:
        with self.store.write() as connection:
            self._apply_kept(connection)
            batch = self._start(connection)
        self._tell()
        return batch

    def _apply_kept(self, connection: Connection) -> None:
        for kept in kept_replies(connection):
            server = self.central.transport.server
            self._apply(connection, read_message(kept.body, BatchReply, server=server, call="上传修改"))

    def _put(self, batch: StoredBatch) -> tuple[Taken, float]:
        """Send one batch; beside the calling thread. Return the reply, which is whole, and the seconds it took."""
        started = time.monotonic()
        taken = self.central.put_batch(batch_id=batch.batch_id, body=batch.body, digest=batch.digest)
        check_reply(taken.reply, batch_id=batch.batch_id, operations=batch.operations)
        return taken, time.monotonic() - started

    def _meanwhile(self, batch: StoredBatch) -> None:
        """While `batch` is under way: apply the reply to the one before, take the one after it."""
        go_on = self.may_go_on()
        with self.store.write() as connection:
            if self._unapplied is not None:
                self._apply(connection, self._unapplied)
            self._following = self._next(connection, after=batch.batch_id) if go_on else None
        self._unapplied = None
        self._tell()

    def _after(self, batch: StoredBatch, under_way: Future[tuple[Taken, float]]) -> StoredBatch | None:
        try:
            taken, seconds = under_way.result()
        except SyncError as error:
            return self._failed(batch, error=error)
        self.pace.after(seconds=seconds, operations=batch.operations)
        go_on, following = self.may_go_on(), self._following
        with self.store.write() as connection:
            keep_pace(connection, schema=self.store.schema, pace=self.pace)
            if go_on and following is not None and begin_sending(connection, following.batch_id):
                keep_reply(connection, batch_id=batch.batch_id, reply=taken.body)
                self._unapplied = taken.reply
                return following
            self._apply(connection, taken.reply)
            later = self._start(connection) if go_on else None
            if later is None:
                self._give_back(connection)
            if later is None and go_on and self._follows == self._replies:
                self.finish(connection)
        self._tell()
        return later

    def _start(self, connection: Connection) -> StoredBatch | None:
        """Return the batch that goes out now: the oldest without a reply, else the oldest open lines."""
        batch = self._next(connection)
        return batch if batch is not None and begin_sending(connection, batch.batch_id) else None

    def _next(self, connection: Connection, *, after: str = "") -> StoredBatch | None:
        return unanswered(connection, after=after) or next_batch(
            connection, client_id=self.client_id, user=self.user, size=self.pace.size
        )

    def _apply(self, connection: Connection, reply: BatchReply) -> None:
        """Apply a reply, and let the cursor pass over this desk's own rows."""
        schema = self.store.schema
        self._done.append(apply_reply(connection, plans=self.plans, batch_id=reply.batch_id, reply=reply))
        self._replies += 1
        if reply.after and read_meta(connection, schema=schema, name=META_CURSOR) == reply.before:
            write_meta(connection, schema=schema, name=META_CURSOR, value=reply.after)
            self._follows += 1

    def _tell(self) -> None:
        """Tell what was done once it is kept."""
        for applied in self._done:
            self.tell(applied)
        self._done.clear()

    def _give_back(self, connection: Connection) -> None:
        """Let the lines of a batch that was taken and not sent wait again, so that edits still fold into them."""
        if self._following is not None:
            release(connection, schema=self.store.schema, batch_id=self._following.batch_id, unless_sent=True)
        self._following = None

    def _failed(self, batch: StoredBatch, *, error: SyncError) -> StoredBatch | None:
        _log.warning("batch %s: %s", batch.batch_id, error.code)
        status = error.status if isinstance(error, RequestRefusedError) and not isinstance(error, SignInError) else 0
        smaller = status == TOO_LARGE and self.pace.halve(operations=batch.operations)
        with self.store.write() as connection:
            self._give_back(connection)
            if status in NOT_TAKEN:
                release(connection, schema=self.store.schema, batch_id=batch.batch_id)
            else:
                note_failure(connection, batch_id=batch.batch_id, code=error.code, sentence=error.sentence)
            following = None
            if smaller:
                keep_pace(connection, schema=self.store.schema, pace=self.pace)
                following = self._start(connection)
        if not smaller:
            raise error
        return following
