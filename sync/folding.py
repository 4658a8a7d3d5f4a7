"""Two lines of one row become one: when a sent line comes back, and when a person decides (SYNC points 2 and 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.fold import fold
from app.overtaken import show_again
from app.row_state import LineState
from sync.lines import Changes, Line, delete_lines, encode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.tables import Schema

_WRITE = (
    "UPDATE outbox SET kind = ?, base_version = ?, changes = ?, theirs = ?, state = ?,"
    " rule = '', field = '', message = '' WHERE n = ?"
)


def write_open(
    connection: Connection,
    *,
    n: int,
    kind: str,
    base_version: int,
    changes: Changes,
    theirs: Mapping[str, Any] | None = None,
) -> None:
    """Make a line wait again, as this operation."""
    known = encode(dict(theirs)).decode() if theirs else ""
    values = (kind, base_version, encode(changes).decode(), known, LineState.OPEN, n)
    connection.exec_driver_sql(_WRITE, values)


def fold_into_open(connection: Connection, *, schema: Schema, earlier: Line, later: Line) -> None:
    """Fold a line that was not carried out and an open one made after it into the open one.

    Nothing is left of both when a new row was deleted again (the row goes too), or all values are back at what they
    were (the row shows what the central has).
    """
    theirs = {**earlier.theirs, **later.theirs}
    delete_lines(connection, numbers=[earlier.n])
    folded = fold(kind=earlier.kind, changes=earlier.changes, next_kind=later.kind, next_changes=later.changes)
    if folded is None:
        delete_lines(connection, numbers=[later.n])
        connection.exec_driver_sql(f'DELETE FROM "{earlier.catalog}" WHERE id = ?', (earlier.row_id,))  # noqa: S608
    elif folded.gone:
        delete_lines(connection, numbers=[later.n])
        rows = [(earlier.row_id, theirs)]
        show_again(connection, schema=schema, catalog=schema.catalog(earlier.catalog), rows=rows)
    else:
        base = earlier.base_version
        write_open(connection, n=later.n, kind=folded.kind, base_version=base, changes=folded.changes, theirs=theirs)


def join_insert(connection: Connection, *, insert: Line, later: Line) -> None:
    """Let an edit of a row that the central never got go with the insert that was not carried out, whatever its state.

    Alone it could only be refused, for a row that is not there; deleted again, nothing is left of either.
    """
    delete_lines(connection, numbers=[later.n])
    folded = fold(kind=insert.kind, changes=insert.changes, next_kind=later.kind, next_changes=later.changes)
    if folded is None:
        delete_lines(connection, numbers=[insert.n])
        connection.exec_driver_sql(f'DELETE FROM "{insert.catalog}" WHERE id = ?', (insert.row_id,))  # noqa: S608
    else:
        _write_changes(connection, n=insert.n, changes=folded.changes)


def divide_conflict(connection: Connection, *, conflict: Line, later: Line) -> None:
    """Divide what a conflict and an edit made after its sending want: fields of both stay in conflict, others wait.

    The newer wish is the one that stays: the person did not see the central's value. A deletion is the last word; it
    goes with the older base, so that the central answers it with the same conflict.
    """
    if later.kind == "delete":
        delete_lines(connection, numbers=[conflict.n])
        connection.exec_driver_sql("UPDATE outbox SET base_version = ? WHERE n = ?", (conflict.base_version, later.n))
        return
    newer = later.changes
    held = {name: [seen, newer[name][1] if name in newer else mine] for name, (seen, mine) in conflict.changes.items()}
    waiting = {name: pair for name, pair in newer.items() if name not in held}
    _write_changes(connection, n=conflict.n, changes=held)
    if waiting:
        _write_changes(connection, n=later.n, changes=waiting)
    else:
        delete_lines(connection, numbers=[later.n])


def _write_changes(connection: Connection, *, n: int, changes: Changes) -> None:
    connection.exec_driver_sql("UPDATE outbox SET changes = ? WHERE n = ?", (encode(changes).decode(), n))
