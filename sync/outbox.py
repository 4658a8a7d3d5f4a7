"""The outbox: open lines become one batch whose id and bytes are kept before sending (SYNC points 2 and 3)."""

from __future__ import annotations

import hashlib
from array import array
from contextlib import closing
from typing import TYPE_CHECKING, Any, cast

from app.ids import new_id
from app.row_state import LineState
from sync.batches import StoredBatch, drop_batch, keep_batch, last_line, line_range
from sync.folding import fold_into_open
from sync.lines import lines_of_rows, rows_with_lines, write_states
from sync.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.lines import Line

_OPEN = (
    "SELECT n, catalog, row_id, kind, base_version, CAST(changes AS BLOB), author, edited_at, reason"
    " FROM outbox WHERE state = 'open' AND n > ? ORDER BY n LIMIT ?"
)
"""The changes as bytes: nobody reads them as text on the way to the batch."""
_MARK = "UPDATE outbox SET state = 'sent' WHERE state = 'open' AND n BETWEEN ? AND ?"
_OF_BATCH = "state = 'sent' AND n BETWEEN ? AND ?"


def next_batch(connection: Connection, *, client_id: str, size: int, user: str = "") -> StoredBatch | None:
    """Keep the next open lines as a batch in the caller's writing transaction; None when there are none to take.

    Only lines after those of batches still kept are taken, in order, up to the first whose row has a line on its way:
    that one must follow what becomes of the other.
    """
    after = last_line(connection)
    writer, numbers = Writer(), array("q")
    on_their_way: set[str] | None = None if after else set()
    with closing(connection.exec_driver_sql(_OPEN, (after, size))) as found:
        # the driver's own cursor: a line at a time, and no objects beside its values
        for n, *line in cast("Iterable[tuple[Any, ...]]", found.cursor):
            _, row_id, kind, *_ = line
            if kind != "insert" and on_their_way is None:  # a new row's first line has no other before it
                on_their_way = _rows_on_their_way(connection, until=after)
            if (on_their_way and row_id in on_their_way) or not writer.add(line):
                break
            numbers.append(n)
    if not numbers:
        return None
    batch_id = new_id()
    body = writer.body(batch_id=batch_id, client_id=client_id, user=user)
    batch = StoredBatch(
        batch_id=batch_id,
        digest=hashlib.sha256(body).hexdigest(),
        body=body,
        operations=writer.operations,
        first_n=numbers[0],
        last_n=numbers[-1],
    )
    keep_batch(connection, batch)
    connection.exec_driver_sql(_MARK, (batch.first_n, batch.last_n))
    return batch


def _rows_on_their_way(connection: Connection, *, until: int) -> set[str]:
    query = "SELECT row_id FROM outbox WHERE state = 'sent' AND n <= ?"
    return set(connection.exec_driver_sql(query, (until,)).scalars())


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
