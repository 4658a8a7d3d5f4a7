"""Lines refused for want of a parent or a referenced row wait again once that row is there (SYNC point 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.row_state import LineState
from app.tables import HELD
from sync.lines import COLUMNS, Line, ids_json, line_of, write_states

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema

MISSING = ("parent.missing", "reference.missing")


def anything_wanting(connection: Connection) -> bool:
    """Say whether any line was refused for want of another row."""
    query = f"SELECT 1 FROM outbox WHERE {HELD} AND state = 'refused' AND rule IN (?, ?) LIMIT 1"  # noqa: S608
    return connection.exec_driver_sql(query, MISSING).one_or_none() is not None


def reopen_children(connection: Connection, *, schema: Schema, arrived: Mapping[str, Sequence[str]]) -> int:
    """Open refused lines that name a row among `arrived` (ids by catalog) as missing; return how many."""
    waiting = _refused_for_want(connection)
    if not waiting:
        return 0
    codes = {catalog: _codes(connection, schema=schema, catalog=catalog, ids=ids) for catalog, ids in arrived.items()}
    ready = [line for line in waiting if _wanted(schema, line) & codes.get(_catalog_wanted(schema, line), set())]
    for line in ready:
        connection.exec_driver_sql(
            "UPDATE outbox SET state = ?, rule = '', field = '', message = '' WHERE n = ?", (LineState.OPEN, line.n)
        )
    for catalog in {line.catalog for line in ready}:
        ids = [line.row_id for line in ready if line.catalog == catalog]
        write_states(connection, catalog=catalog, row_ids=ids)
    return len(ready)


def _refused_for_want(connection: Connection) -> list[Line]:
    query = f"SELECT {COLUMNS} FROM outbox WHERE {HELD} AND state = 'refused' AND rule IN (?, ?)"  # noqa: S608 - our own columns
    return [line_of(row) for row in connection.exec_driver_sql(query, MISSING)]


def _catalog_wanted(schema: Schema, line: Line) -> str:
    found = schema.catalog(line.catalog).by_name.get(line.field)
    return str(getattr(found, "to", ""))


def _wanted(schema: Schema, line: Line) -> set[str]:
    catalog = schema.catalog(line.catalog)
    if line.field not in line.changes or line.field not in {one.name for one in catalog.references}:
        return set()
    reference = next(one for one in catalog.references if one.name == line.field)
    return set(reference.codes(line.changes[line.field][1]))


def _codes(connection: Connection, *, schema: Schema, catalog: str, ids: Sequence[str]) -> set[str]:
    code = schema.catalog(catalog).code
    query = (
        f'SELECT "{code}" FROM "{catalog}"'  # noqa: S608 - names come from declarations
        " WHERE is_deleted = 0 AND id IN (SELECT value FROM json_each(?))"
    )
    return {str(row[0]) for row in connection.exec_driver_sql(query, (ids_json(ids),))}
