"""Two clients made the same row: mine steps aside until the person decides, theirs stands (SYNC point 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from app.blank import is_blank
from app.clashes import OTHER
from sync.lines import DELETED, Changes, Line, delete_lines, encode, write_line, write_states

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.tables import Schema


def hide_same_key(connection: Connection, *, schema: Schema, line: Line) -> None:
    """Take the row of a lost insert off the screen and note the row that has its key; without one, leave both.

    In a sheet the key is the cell: there the new value becomes a change of the cell that is there by now, and only
    what both filled in differently is in dispute.
    """
    other = _other_row(connection, schema=schema, line=line)
    if other is None:
        return
    catalog = schema.catalog(line.catalog)
    if catalog.sheet:
        _become_change(connection, catalog=catalog, line=line, other=other)
        return
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


def _become_change(connection: Connection, *, catalog: Catalog, line: Line, other: dict[str, Any]) -> None:
    theirs = {name: catalog.by_name[name].send(other[name]) for name in line.changes if name in catalog.by_name}
    changes: Changes = {
        name: [None, mine]
        for name, (_, mine) in line.changes.items()
        if name in theirs and not is_blank(mine) and mine != theirs[name]
    }
    connection.exec_driver_sql(f'DELETE FROM "{catalog.name}" WHERE id = ? AND version = 0', (line.row_id,))  # noqa: S608
    later = "UPDATE OR IGNORE outbox SET row_id = ?, base_version = ? WHERE row_id = ? AND n <> ?"
    connection.exec_driver_sql(later, (other["id"], other["version"], line.row_id, line.n))
    if changes:
        known = {name: theirs[name] for name in changes if not is_blank(theirs[name])}
        connection.exec_driver_sql(
            "UPDATE outbox SET kind = 'update', row_id = ?, base_version = ?, rule = '', field = ? WHERE n = ?",
            (other["id"], other["version"], next(iter(known or changes)), line.n),
        )
        write_line(connection, n=line.n, changes=changes, theirs=known)
    else:
        delete_lines(connection, numbers=[line.n])
    write_states(connection, catalog=catalog.name, row_ids=[other["id"]])
