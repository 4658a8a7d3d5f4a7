"""A reply that comes after newer news of its rows: they show what the news said, not what was sent (SYNC point 7).

It happens when a cut hides the reply and changes arrive first: while the queue is paused, or by a hand-over file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.overtaken import show_again
from sync.lines import COLUMNS, DELETED, Line, ids_json, line_of, lines_of_rows
from sync.settle import bring_regions_along

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.wire import Block

_NOTED = f"SELECT {COLUMNS} FROM outbox WHERE state = 'sent' AND n BETWEEN ? AND ? AND theirs_at <> ''"  # noqa: S608


def overtaken(
    connection: Connection, *, between: tuple[int, int], accepted: Mapping[str, int], blocks: Sequence[Block]
) -> list[Line]:
    """Return the lines of a batch whose rows are here in a newer version than the reply knows.

    `accepted`: version by row id; `blocks`: rows as they stood when the other operations were answered.
    """
    noted = [line_of(row) for row in connection.exec_driver_sql(_NOTED, between)]
    if not noted:
        return []
    known = {row_id: version for block in blocks for row_id, version in _versions(block)} | dict(accepted)
    here: dict[str, int] = {}
    for catalog in {line.catalog for line in noted}:
        ids = ids_json(line.row_id for line in noted if line.catalog == catalog)
        query = f'SELECT id, version FROM "{catalog}" WHERE id IN (SELECT value FROM json_each(?))'  # noqa: S608
        here.update(map(tuple, connection.exec_driver_sql(query, (ids,)).all()))
    return [line for line in noted if here.get(line.row_id, 0) > known.get(line.row_id, here.get(line.row_id, 0))]


def _versions(block: Block) -> list[tuple[str, int]]:
    if not {"id", "version"} <= set(block.columns):
        return []
    id_at, version_at = block.columns.index("id"), block.columns.index("version")
    return [(row[id_at], row[version_at]) for row in block.rows]


def show_news(connection: Connection, *, schema: Schema, lines: Sequence[Line]) -> None:
    """Show the central's values where lines, as they were when sent, hid them; what later edits set stays."""
    left = lines_of_rows(connection, row_ids=[line.row_id for line in lines])
    for line in lines:
        shown = [other for other in left.get(line.row_id, ()) if other.on_screen]
        kept = {name for other in shown for name in other.changes}
        values = {name: line.now(name) for name in line.changes if name not in kept}
        if not shown:
            values[DELETED] = bool(line.theirs.get(DELETED))
        show_again(connection, schema=schema, catalog=schema.catalog(line.catalog), rows=[(line.row_id, values)])
    bring_regions_along(connection, schema=schema, catalogs={line.catalog for line in lines})
