"""The outbox: open lines become one batch whose id and bytes are kept before sending (SYNC points 2 and 3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.ids import new_id
from app.row_state import LineState
from app.store import now_text
from sync.folding import fold_into_open
from sync.lines import encode, lines_of_rows, read_changes, write_states
from sync.wire import Batch, OperationBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema

MOST_BYTES = 2_000_000
"""Size of a batch's changes, before packing."""
SMALLEST, FIRST, LARGEST = 1, 2_000, 5_000
"""Operations in a batch; the contract allows 5,000."""
QUICK, SLOW = 1.0, 5.0
"""Seconds for one batch below which the next one is larger, above which it is smaller."""

_OPEN = (
    "SELECT n, catalog, row_id, kind, base_version, changes, author, edited_at, reason"
    " FROM outbox WHERE state = 'open' ORDER BY n LIMIT ?"
)
_MARK = "UPDATE outbox SET state = 'sent', batch_id = ?, position = n WHERE state = 'open' AND n <= ?"
_KEEP = "INSERT INTO batch (batch_id, digest, body, operations, created_at, attempts) VALUES (?, ?, ?, ?, ?, 1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch:
    """A batch as it is kept; `digest` is the SHA-256 of `body` in hex."""

    batch_id: str
    digest: str
    body: bytes
    operations: int


def blocks_of(lines: Iterable[Sequence[Any]]) -> list[OperationBlock]:
    """Return operations, neighbours of one shape together; a line is given by the columns of `_OPEN`."""
    blocks: list[OperationBlock] = []
    shape: tuple[object, ...] = ()
    rows: list[list[Any]] = []
    edits: list[list[str]] = []
    for _, catalog, row_id, kind, base_version, text, author, edited_at, reason in lines:
        changes = read_changes(text) if kind != "delete" else {}
        if (found := (catalog, kind, *changes)) != shape:
            shape, rows, edits = found, [], []
            blocks.append(OperationBlock(catalog=catalog, kind=kind, columns=list(changes), rows=rows, edits=edits))
        pairs = changes.values()
        seen = [pair[0] for pair in pairs] if kind == "update" else ()
        rows.append([row_id, base_version, *seen, *[pair[1] for pair in pairs]])
        edits.append([author, edited_at, reason])
    return [_shared_edits(block) for block in blocks]


def _shared_edits(block: OperationBlock) -> OperationBlock:
    first = block.edits[0]
    if all(edit == first for edit in block.edits):
        del block.edits[1:]
    return block


def next_batch(connection: Connection, *, client_id: str, size: int) -> StoredBatch | None:
    """Keep the next open lines as a batch in the caller's writing transaction; None when nothing is open."""
    lines = _within(connection.exec_driver_sql(_OPEN, (size,)).fetchall())
    if not lines:
        return None
    batch_id = new_id()
    body = encode(Batch(batch_id=batch_id, client_id=client_id, blocks=blocks_of(lines)))
    digest = hashlib.sha256(body).hexdigest()
    connection.exec_driver_sql(_KEEP, (batch_id, digest, body, len(lines), now_text()))
    connection.exec_driver_sql(_MARK, (batch_id, lines[-1][0]))
    return StoredBatch(batch_id=batch_id, digest=digest, body=body, operations=len(lines))


def _within(lines: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return as many lines as fit into MOST_BYTES, at least one."""
    size = 0
    for count, line in enumerate(lines):
        changes: str = line[5]
        # a Chinese character is three bytes; counting all as such is near enough
        size += len(changes) * (1 if changes.isascii() else 3) + 60
        if size > MOST_BYTES and count:
            return lines[:count]
    return lines


def kept_batch(connection: Connection) -> StoredBatch | None:
    """Return the oldest batch that was kept and not answered yet, to be sent once more."""
    row = connection.exec_driver_sql(
        "SELECT batch_id, digest, body, operations FROM batch ORDER BY batch_id LIMIT 1"
    ).one_or_none()
    if row is None:
        return None
    connection.exec_driver_sql("UPDATE batch SET attempts = attempts + 1 WHERE batch_id = ?", (row[0],))
    return StoredBatch(batch_id=row[0], digest=row[1], body=row[2], operations=row[3])


def release(connection: Connection, *, schema: Schema, batch_id: str) -> None:
    """Take a batch apart that the central will not take as a whole: its lines wait again, edits made since fold in."""
    sent = connection.exec_driver_sql("SELECT row_id FROM outbox WHERE batch_id = ?", (batch_id,)).scalars().all()
    doubled: dict[str, list[str]] = {}
    for row_id, lines in lines_of_rows(connection, row_ids=sent).items():
        earlier = next(line for line in lines if line.state == LineState.SENT)
        for later in lines:
            if later.state == LineState.OPEN:
                fold_into_open(connection, schema=schema, earlier=earlier, later=later)
                doubled.setdefault(later.catalog, []).append(row_id)
    connection.exec_driver_sql(
        "UPDATE outbox SET state = 'open', batch_id = NULL, position = NULL WHERE batch_id = ?", (batch_id,)
    )
    for catalog, row_ids in doubled.items():
        write_states(connection, catalog=catalog, row_ids=row_ids)
    connection.exec_driver_sql("DELETE FROM batch WHERE batch_id = ?", (batch_id,))
