"""Noting what others changed in rows that this desk has touched, for the history of a row (issue: the workbench).

Only such rows: a desk that never edits notes nothing, and a first sync costs nothing. Of each row the newest
`MOST_OF_A_ROW` notes are kept, and none longer than `MOST_DAYS`: the table grows with the rows a desk works on,
not with the years it is used.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.store import now_text
from sync.lines import DELETED, encode, ids_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from sync.landing import Plan
    from sync.lines import Line
    from sync.wire import Block

    Row = tuple[Any, ...]

_TOUCHED = "SELECT DISTINCT row_id FROM audit WHERE row_id IN (SELECT value FROM json_each(?))"
_MERGED = 'SELECT row_id, field, "after", "by", "at" FROM merged WHERE row_id IN (SELECT value FROM json_each(?))'
_KEEP = (
    'INSERT INTO received (catalog, row_id, version, changes, is_deleted, "by", "at", noted_at, after_n)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_OVER = (
    "DELETE FROM received WHERE row_id = ? AND n <="
    " (SELECT n FROM received WHERE row_id = ? ORDER BY n DESC LIMIT 1 OFFSET ?)"
)
_OLD = "DELETE FROM received WHERE n IN (SELECT n FROM received ORDER BY n LIMIT ?) AND noted_at < ?"
MOST_OF_A_ROW = 100
"""Notes of one row that are kept, the newest."""
MOST_DAYS = 3 * 366
"""Days, by this computer's clock, that a note is kept: three fiscal years."""
LOOKED_AT = 200
"""Of the oldest notes, so many (or twice the new ones) are looked at for their age each time."""


def touched_rows(connection: Connection, *, row_ids: Sequence[str]) -> set[str]:
    """Return those rows that this desk has ever changed; quick where it has changed none."""
    if not row_ids or connection.exec_driver_sql("SELECT 1 FROM audit LIMIT 1").first() is None:
        return set()
    return set(connection.exec_driver_sql(_TOUCHED, (ids_json(row_ids),)).scalars())


def note_received(
    connection: Connection,
    *,
    plan: Plan,
    block: Block,
    given: Sequence[Sequence[Any]],
    rows: Sequence[Row],
    known: Mapping[str, int],
    lines: Mapping[str, Sequence[Line]],
) -> None:
    """Note, before they land, what rows change that are here in an older version; `lines` are their waiting edits."""
    newer = [
        row_id
        for row_id, version in ((row[plan.id_at], row[plan.version_at]) for row in given)
        if known.get(row_id, version) < version
    ]
    touched = touched_rows(connection, row_ids=newer)
    if not touched:
        return
    here = _rows_here(connection, plan=plan, ids=touched)
    noted_at, notes = now_text(), []
    merged = _merged(connection, ids=touched)
    after_n = connection.exec_driver_sql("SELECT max(n) FROM audit").scalar()
    for cells, row in zip(given, rows, strict=True):
        row_id = cells[plan.id_at]
        if row_id not in here:
            continue
        wire, old = dict(zip(block.columns, cells, strict=True)), dict(zip(plan.names, here[row_id], strict=True))
        found = _differing(plan, old=old, new=dict(zip(plan.names, row, strict=True)), wire=wire)
        changes = dict(_beside_own(found, lines=lines.get(row_id, ())))
        is_gone = bool(wire.get(DELETED)) and not old.get(DELETED)
        author = (str(wire.get("updated_by", "")), str(wire.get("updated_at", "")))
        by_author: dict[tuple[str, str], dict[str, list[Any]]] = {author: {}} if is_gone else {}
        for name, pair in changes.items():
            whose = merged.get((row_id, name, encode(pair[1]).decode()), author)
            by_author.setdefault(whose, {})[name] = pair
        notes += [
            (plan.catalog.name, row_id, wire["version"], encode(own).decode(), is_gone, *whose, noted_at, after_n)
            for whose, own in by_author.items()
        ]
    keep_notes(connection, notes=notes, noted_at=noted_at)


def keep_notes(connection: Connection, *, notes: Sequence[Row], noted_at: str) -> None:
    """Add notes (columns as in `_KEEP`, row id second), noted at this time, and let go of what is over the bounds."""
    if not notes:
        return
    connection.exec_driver_sql(_KEEP, list(notes))
    ids = dict.fromkeys(note[1] for note in notes)
    connection.exec_driver_sql(_OVER, [(row_id, row_id, MOST_OF_A_ROW) for row_id in ids])
    form = "%Y-%m-%dT%H:%M:%SZ"
    oldest = (datetime.strptime(noted_at, form) - timedelta(days=MOST_DAYS)).strftime(form)  # noqa: DTZ007 - Z is in it
    connection.exec_driver_sql(_OLD, (max(LOOKED_AT, 2 * len(notes)), oldest))


def _merged(connection: Connection, *, ids: set[str]) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return who set fields, when, by (row, field, value as JSON), where one's own change was merged with theirs."""
    found = connection.exec_driver_sql(_MERGED, (ids_json(ids),))
    return {(row_id, name, value): (by, at) for row_id, name, value, by, at in found}


def _rows_here(connection: Connection, *, plan: Plan, ids: set[str]) -> dict[str, Row]:
    columns = ", ".join(f'"{name}"' for name in plan.names)
    query = f'SELECT {columns} FROM "{plan.catalog.name}" WHERE id IN (SELECT value FROM json_each(?))'  # noqa: S608
    id_at = plan.names.index("id")
    return {row[id_at]: tuple(row) for row in connection.exec_driver_sql(query, (ids_json(ids),))}


def _differing(
    plan: Plan, *, old: Mapping[str, Any], new: Mapping[str, Any], wire: Mapping[str, Any]
) -> Iterator[tuple[str, list[Any]]]:
    """Yield (field, [before, after]) in wire form."""
    for name in plan.names:
        if name in plan.catalog.by_name and old[name] != new[name]:
            # the driver gives 0 and 1 for booleans
            before = bool(old[name]) if isinstance(wire[name], bool) else old[name]
            yield name, [before, wire[name]]


def _beside_own(found: Iterator[tuple[str, list[Any]]], *, lines: Sequence[Line]) -> Iterator[tuple[str, list[Any]]]:
    """Where a waiting edit hides the central's value, the change is from what the central had before."""
    for name, (here, after) in found:
        line = next((one for one in lines if name in one.changes and one.changes[name][1] == here), None)
        # a line just answered with a conflict knows the new value already
        before = here if line is None else line.now(name) if line.on_screen else line.changes[name][0]
        if before != after:
            yield name, [before, after]
