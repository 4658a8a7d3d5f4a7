"""The outbox: open lines become one batch whose id and bytes are kept before sending (SYNC points 2 and 3)."""

from __future__ import annotations

import hashlib
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import msgspec

from app.ids import new_id
from app.row_state import LineState
from sync.batches import StoredBatch, drop_batch, keep_batch, last_line, line_range
from sync.folding import fold_into_open
from sync.lines import encode, lines_of_rows, rows_with_lines, write_states
from sync.wire import Batch, OperationBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.lines import Line

MOST_BYTES = 2_000_000
"""Size of a batch's changes, before packing."""
_OPEN = (
    "SELECT n, catalog, row_id, kind, base_version, changes, author, edited_at, reason"
    " FROM outbox WHERE state = 'open' AND n > ? ORDER BY n LIMIT ?"
)
_MARK = "UPDATE outbox SET state = 'sent' WHERE state = 'open' AND n BETWEEN ? AND ?"
_OF_BATCH = "state = 'sent' AND n BETWEEN ? AND ?"
_read_pairs = msgspec.json.Decoder(dict[str, tuple[Any, Any]]).decode


def blocks_of(lines: Iterable[Sequence[Any]]) -> list[OperationBlock]:
    """Return operations, neighbours of one shape together; a line is given by the columns of `_OPEN`."""
    blocks: list[OperationBlock] = []
    shape: tuple[object, ...] = ()
    rows: list[list[Any]] = []
    edits: list[list[str]] = []
    for _, catalog, row_id, kind, base_version, text, author, edited_at, reason in lines:
        changes = _read_pairs(text) if kind != "delete" else {}
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


def next_batch(connection: Connection, *, client_id: str, size: int, user: str = "") -> StoredBatch | None:
    """Keep the next open lines as a batch in the caller's writing transaction; None when there are none to take.

    Only lines after those of batches still kept are taken, in order, up to the first whose row has a line on its way:
    that one must follow what becomes of the other.
    """
    after = last_line(connection)
    lines: Sequence[Sequence[Any]] = connection.exec_driver_sql(_OPEN, (after, size)).fetchall()
    lines = _within(_clear(connection, lines) if after else lines)
    if not lines:
        return None
    batch_id = new_id()
    body = encode(Batch(batch_id=batch_id, client_id=client_id, user=user, blocks=blocks_of(lines)))
    digest = hashlib.sha256(body).hexdigest()
    first, last = lines[0][0], lines[-1][0]
    batch = StoredBatch(batch_id=batch_id, digest=digest, body=body, operations=len(lines), first_n=first, last_n=last)
    keep_batch(connection, batch)
    connection.exec_driver_sql(_MARK, (first, last))
    return batch


def _clear(connection: Connection, lines: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return the lines before the first whose row has a line on its way; a new row's first line has none."""
    if all(line[3] == "insert" for line in lines):
        return lines
    sent = set(connection.exec_driver_sql("SELECT row_id FROM outbox WHERE state = 'sent'").scalars())
    return list(takewhile(lambda line: line[2] not in sent, lines))


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


def release(connection: Connection, *, schema: Schema, batch_id: str, unless_sent: bool = False) -> None:
    """Take a batch apart that the central will not take as a whole, or that was never sent: its lines wait again.

    Edits made since fold in. A batch that is gone stays so; with `unless_sent`, one that went out by any way is kept.
    """
    between = line_range(connection, batch_id, unless_sent=unless_sent)
    if between is None:
        return
    found = connection.exec_driver_sql(f"SELECT row_id FROM outbox WHERE {_OF_BATCH}", between)  # noqa: S608
    sent = found.scalars().all()
    doubled: dict[str, list[str]] = {}
    for row_id, lines in _rows_with_later(connection, row_ids=sent).items():
        earlier = next(line for line in lines if line.state == LineState.SENT)
        for later in lines:
            if later.state == LineState.OPEN:
                fold_into_open(connection, schema=schema, earlier=earlier, later=later)
                doubled.setdefault(later.catalog, []).append(row_id)
    connection.exec_driver_sql(f"UPDATE outbox SET state = 'open' WHERE {_OF_BATCH}", between)  # noqa: S608
    for catalog, row_ids in doubled.items():
        write_states(connection, catalog=catalog, row_ids=row_ids)
    drop_batch(connection, batch_id)


def _rows_with_later(connection: Connection, *, row_ids: Sequence[str]) -> dict[str, list[Line]]:
    later = rows_with_lines(connection, row_ids=row_ids, state=LineState.OPEN)
    return lines_of_rows(connection, row_ids=later) if later else {}
