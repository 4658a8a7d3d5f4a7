"""The upload queue for the person who looks at it: batches with their state, what is not in one yet, and the pause.

`read_queue` tells, `pause` and `resume` steer; to send at once is `run_round`. A paused queue is not sent, the
central's changes still come (issue: the upload queue visible).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.batch_state import BatchState, batch_state
from app.store import read_meta, write_meta

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.store import Store
    from app.tables import Schema

META_PAUSED = "queue_paused"
SHORT = 8
_BATCHES = (
    "SELECT batch_id, operations, length(body) AS size, created_at, attempts, error_code, error, error_at,"
    " handed_at, reply IS NOT NULL AS replied FROM batch ORDER BY rowid"
)
_OPEN = (
    "SELECT catalog, count(*), sum(length(changes)), min(edited_at) FROM outbox WHERE state = 'open' GROUP BY catalog"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedBatch:
    """One kept batch. `size` is in bytes before packing; times are UTC by this computer's clock.

    `error_code`, `error` (a Chinese sentence) and `error_at` tell why the last sending failed; '' when it did not.
    `handed_at`: when it was last written to a hand-over file, '' never.
    """

    batch_id: str
    operations: int
    size: int
    created_at: str
    attempts: int
    state: BatchState
    error_code: str
    error: str
    error_at: str
    handed_at: str = ""

    @property
    def short(self) -> str:
        """Return the end of the id, enough to tell batches apart and to name one to the central's administrator."""
        return self.batch_id[-SHORT:]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedLines:
    """Changes of one catalog that are in no batch yet: how many, bytes about, time of the oldest (UTC)."""

    catalog: str
    label: str
    operations: int
    size: int
    edited_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """All that waits to be sent, in order: batches first, then lines by catalog in their declared order."""

    paused: bool
    batches: tuple[QueuedBatch, ...]
    lines: tuple[QueuedLines, ...]

    @property
    def operations(self) -> int:
        """Return the number of changes that the central has not taken yet."""
        return sum(one.operations for one in self.batches) + sum(one.operations for one in self.lines)


def read_queue(connection: Connection, *, schema: Schema) -> Queue:
    """Read the queue; its cost grows with the lines that are in no batch yet."""
    batches = [_batch(**row) for row in connection.exec_driver_sql(_BATCHES).mappings()]
    open_lines = {row[0]: row for row in connection.exec_driver_sql(_OPEN)}
    lines = [
        QueuedLines(
            catalog=catalog.name,
            label=catalog.label,
            operations=open_lines[catalog.name][1],
            size=open_lines[catalog.name][2],
            edited_at=open_lines[catalog.name][3],
        )
        for catalog in schema.catalogs
        if catalog.name in open_lines
    ]
    paused = is_paused(connection, schema=schema)
    return Queue(paused=paused, batches=tuple(batches), lines=tuple(lines))


def _batch(*, replied: int, **known: Any) -> QueuedBatch:  # noqa: ANN401 - columns as the query names them
    state = batch_state(
        attempts=known["attempts"], error_code=known["error_code"], handed_at=known["handed_at"], replied=replied
    )
    return QueuedBatch(state=state, **known)


def is_paused(connection: Connection, *, schema: Schema) -> bool:
    """Say whether the person has paused the queue."""
    return bool(read_meta(connection, schema=schema, name=META_PAUSED))


def pause(store: Store) -> None:
    """Send nothing more from the next batch on; what is under way just now still gets its answer."""
    with store.write() as connection:
        write_meta(connection, schema=store.schema, name=META_PAUSED, value="1")


def resume(store: Store) -> None:
    """Let the next round send again."""
    with store.write() as connection:
        write_meta(connection, schema=store.schema, name=META_PAUSED, value="")
