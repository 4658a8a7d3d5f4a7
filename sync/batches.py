"""Batches as they are kept: bytes, range of lines, sendings, reply, last failure; oldest first (SYNC point 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store import now_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.store import Store

_COLUMNS = "batch_id, digest, body, operations, first_n, last_n, attempts"
_KEEP = (
    "INSERT INTO batch (batch_id, digest, body, operations, first_n, last_n, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_BEGIN = (
    "UPDATE batch SET attempts = attempts + 1, error_code = '', error = '', error_at = ''"
    " WHERE batch_id = ? AND reply IS NULL"
)
_INTERRUPTED = "attempts > 0 AND reply IS NULL AND error_code = '' AND handed_at = ''"
INTERRUPTED = "上一次上传时程序被关闭或电脑断电，没有收到答复；下次同步会再送一次，不会重复。"
_PLACE = "coalesce((SELECT rowid FROM batch WHERE batch_id = ?), 0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch:
    """A batch as it is kept; `digest` is the SHA-256 of `body` in hex, its lines are those sent of first_n..last_n.

    `attempts` counts sendings: with none, nobody else has seen it.
    """

    batch_id: str
    digest: str
    body: bytes
    operations: int
    first_n: int
    last_n: int
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply:
    """The reply to a batch, kept and not applied yet: its bytes as they came."""

    batch_id: str
    body: bytes


def keep_batch(connection: Connection, batch: StoredBatch) -> None:
    """Keep a new batch."""
    values = (batch.batch_id, batch.digest, batch.body, batch.operations, batch.first_n, batch.last_n, now_text())
    connection.exec_driver_sql(_KEEP, values)


def unanswered(connection: Connection, *, after: str = "") -> StoredBatch | None:
    """Return the oldest batch without a reply, of those kept after the batch `after` ('': of all)."""
    row = (
        connection.exec_driver_sql(
            f"SELECT {_COLUMNS} FROM batch WHERE reply IS NULL AND rowid > {_PLACE} ORDER BY rowid LIMIT 1",  # noqa: S608
            (after,),
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else StoredBatch(**row)


def begin_sending(connection: Connection, batch_id: str) -> bool:
    """Note that a batch goes out now, by whatever way; from then on its bytes stand. False: it needs no sending."""
    return connection.exec_driver_sql(_BEGIN, (batch_id,)).rowcount == 1


def keep_reply(connection: Connection, *, batch_id: str, reply: bytes) -> bool:
    """Keep the bytes of a reply; False when the batch was answered before."""
    done = connection.exec_driver_sql(
        "UPDATE batch SET reply = ? WHERE batch_id = ? AND reply IS NULL", (reply, batch_id)
    )
    return done.rowcount == 1


def kept_replies(connection: Connection) -> Iterator[KeptReply]:
    """Give the replies that were kept and not applied, one at a time, in order."""
    found = connection.exec_driver_sql("SELECT batch_id FROM batch WHERE reply IS NOT NULL ORDER BY rowid")
    for batch_id in found.scalars().all():
        row = connection.exec_driver_sql("SELECT reply FROM batch WHERE batch_id = ?", (batch_id,)).one_or_none()
        if row is not None:
            yield KeptReply(batch_id=batch_id, body=row[0])


def note_failure(connection: Connection, *, batch_id: str, code: str, sentence: str) -> None:
    """Keep why a sending failed, for the person who looks at the queue."""
    connection.exec_driver_sql(
        "UPDATE batch SET error_code = ?, error = ?, error_at = ? WHERE batch_id = ?",
        (code, sentence, now_text(), batch_id),
    )


def note_interrupted(store: Store) -> None:
    """Say of batches whose sending nobody waits for any more why they are still here; when no round is under way."""
    with store.read() as connection:
        query = f"SELECT batch_id FROM batch WHERE {_INTERRUPTED}"  # noqa: S608 - as written above
        found = connection.exec_driver_sql(query).scalars().all()
    if found:
        with store.write() as connection:
            for batch_id in found:
                note_failure(connection, batch_id=batch_id, code="sending.interrupted", sentence=INTERRUPTED)


def note_handed(connection: Connection, *, batch_id: str, at: str) -> None:
    """Keep when a batch was written to a hand-over file."""
    connection.exec_driver_sql("UPDATE batch SET handed_at = ? WHERE batch_id = ?", (at, batch_id))


def line_range(connection: Connection, batch_id: str, *, unless_sent: bool = False) -> tuple[int, int] | None:
    """Return the first and last line number of a batch; None when it is gone, or with `unless_sent` was sent."""
    never = " AND attempts = 0" if unless_sent else ""
    query = f"SELECT first_n, last_n FROM batch WHERE batch_id = ?{never}"  # noqa: S608 - as written above
    row = connection.exec_driver_sql(query, (batch_id,)).one_or_none()
    return None if row is None else (row[0], row[1])


def last_line(connection: Connection) -> int:
    """Return the last line number of all kept batches; 0 when none is kept."""
    return int(connection.exec_driver_sql("SELECT coalesce(max(last_n), 0) FROM batch").scalar_one())


def drop_batch(connection: Connection, batch_id: str) -> None:
    """Forget a batch whose lines are settled."""
    connection.exec_driver_sql("DELETE FROM batch WHERE batch_id = ?", (batch_id,))
