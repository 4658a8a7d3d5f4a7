"""Keeping one's own values: a line held back goes again, on top of what the central has now (SYNC point 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from app.clashes import OTHER
from app.fold import fold
from app.ids import new_id
from app.row_state import LineState, RowState
from sync.folding import write_open
from sync.lines import DELETED, Changes, Line, delete_lines, lines_of_rows
from sync.restoring import stored_values

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema

    Row = dict[str, Any]


def keep_line(connection: Connection, schema: Schema, line: Line) -> Changes:
    """Let one line wait again with one's own values; return {field: [theirs, mine]} for those that differ."""
    if line.state == LineState.REFUSED:
        return _as_it_is(connection, line=line)
    target = _row(connection, schema=schema, line=line)
    if line.kind == "insert" and not target["version"]:
        # the row of the same key is not among those that this person sees
        return _as_it_is(connection, line=line)
    if line.kind == "delete":
        return _delete_again(connection, schema=schema, line=line, row=target)
    if target[DELETED]:
        return _make_anew(connection, schema=schema, line=line, row=target)
    return _set_again(connection, schema=schema, line=line, row=target)


def _as_it_is(connection: Connection, *, line: Line) -> Changes:
    base, theirs = line.base_version, line.theirs
    write_open(connection, n=line.n, kind=line.kind, base_version=base, changes=line.changes, theirs=theirs)
    return line.changes


def _row(connection: Connection, *, schema: Schema, line: Line) -> Row:
    table = schema.rows[line.catalog]
    row_id = line.theirs.get(OTHER, line.row_id)
    return dict(connection.execute(select(table).where(table.c.id == row_id)).mappings().one())


def _delete_again(connection: Connection, *, schema: Schema, line: Line, row: Row) -> Changes:
    table = schema.rows[line.catalog]
    connection.execute(update(table).where(table.c.id == line.row_id).values({DELETED: True}))
    _drop_open(connection, line=line)
    write_open(connection, n=line.n, kind="delete", base_version=row["version"], changes={})
    return {DELETED: [False, True]}


def _drop_open(connection: Connection, *, line: Line) -> None:
    """Remove a later open line of the row: it is to be deleted anyway."""
    later = lines_of_rows(connection, row_ids=[line.row_id])[line.row_id]
    delete_lines(connection, numbers=[one.n for one in later if one.state == LineState.OPEN])


def _set_again(connection: Connection, *, schema: Schema, line: Line, row: Row) -> Changes:
    """Set one's own values over the present ones; a lost new row becomes a change of the row that has its key.

    What a new row left blank is no wish to blank it there. Where a later edit waits on the same row, its values are
    the newer wish and stay on screen.
    """
    table, fields = schema.rows[line.catalog], schema.catalog(line.catalog).by_name
    later = _open_line(connection, row_id=row["id"], beside=line)
    newer = later.changes if later else {}
    present = {name: newer[name][0] if name in newer else fields[name].send(row[name]) for name in line.changes}
    wanted = {
        name: mine for name, (_, mine) in line.changes.items() if row["id"] == line.row_id or mine not in (None, "")
    }
    changes: Changes = {name: [present[name], mine] for name, mine in wanted.items() if present[name] != mine}
    if row["id"] != line.row_id:
        connection.execute(table.delete().where(table.c.id == line.row_id))
    _open_on(connection, line=line, row=row, changes=changes, later=later)
    shown = {name: mine for name, (_, mine) in changes.items() if name not in newer}
    values = {**stored_values(schema, line.catalog, shown), "state": int(RowState.WAITING)}
    if changes:
        connection.execute(update(table).where(table.c.id == row["id"]).values(values))
    return changes


def _open_line(connection: Connection, *, row_id: str, beside: Line) -> Line | None:
    lines = lines_of_rows(connection, row_ids=[row_id]).get(row_id, [])
    return next((one for one in lines if one.state == LineState.OPEN and one.n != beside.n), None)


def _open_on(connection: Connection, *, line: Line, row: Row, changes: Changes, later: Line | None) -> None:
    wanted, kind, base_version = changes, "update", row["version"]
    if later is not None:
        folded = fold(kind="update", changes=changes, next_kind=later.kind, next_changes=later.changes)
        if folded is not None:
            wanted, kind, base_version = folded.changes, folded.kind, later.base_version
        delete_lines(connection, numbers=[later.n])
    if kind == "update" and not wanted:
        delete_lines(connection, numbers=[line.n])
        return
    connection.exec_driver_sql("UPDATE outbox SET row_id = ? WHERE n = ?", (row["id"], line.n))
    write_open(connection, n=line.n, kind=kind, base_version=base_version, changes=wanted)


def _make_anew(connection: Connection, *, schema: Schema, line: Line, row: Row) -> Changes:
    """Make a row that the central deleted anew, under a new id, with its last values and one's own on top."""
    catalog, table = schema.catalog(line.catalog), schema.rows[line.catalog]
    mine = stored_values(schema, line.catalog, {name: value for name, (_, value) in line.changes.items()})
    values = {name: row[name] for name in catalog.names} | mine
    row_id = new_id()
    fresh = {**values, "id": row_id, "state": int(RowState.WAITING), "extra": row["extra"]}
    connection.execute(insert(table).values(fresh))
    changes: Changes = {one.name: [None, one.send(values[one.name])] for one in catalog.columns}
    _drop_open(connection, line=line)
    connection.exec_driver_sql("UPDATE outbox SET row_id = ? WHERE n = ?", (row_id, line.n))
    write_open(connection, n=line.n, kind="insert", base_version=0, changes=changes)
    return changes
