"""Two clients made the same row: mine steps aside until the person decides, theirs stands (SYNC point 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from sync.lines import DELETED, Line, encode

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema

OTHER = "id"
"""Member of a line's `theirs` that names the other row."""


def hide_same_key(connection: Connection, *, schema: Schema, line: Line) -> None:
    """Take the row of a lost insert off the screen and note the row that has its key; without one, leave both."""
    other = _other_row(connection, schema=schema, line=line)
    if other is None:
        return
    catalog = schema.catalog(line.catalog)
    theirs = {OTHER: other["id"]} | {
        name: catalog.by_name[name].send(other[name]) for name in line.changes if name in catalog.by_name
    }
    connection.exec_driver_sql("UPDATE outbox SET theirs = ? WHERE n = ?", (encode(theirs).decode(), line.n))
    hide = f'UPDATE "{line.catalog}" SET {DELETED} = 1 WHERE id = ?'  # noqa: S608 - names come from declarations
    connection.exec_driver_sql(hide, (line.row_id,))


def _other_row(connection: Connection, *, schema: Schema, line: Line) -> dict[str, Any] | None:
    catalog, table = schema.catalog(line.catalog), schema.rows[line.catalog]
    same = [
        table.c[name] == catalog.by_name[name].receive(line.changes[name][1])
        for name in catalog.key
        if name in line.changes
    ]
    found = connection.execute(
        select(table).where(and_(*same), table.c.id != line.row_id, table.c.is_deleted.is_(False), table.c.version > 0)
    )
    row = found.mappings().first()
    return dict(row) if row else None
