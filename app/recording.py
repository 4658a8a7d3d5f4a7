"""Writing a judged change to the local store: the row, its audit line, its outbox line (SYNC point 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update

from app.fold import fold
from app.lookup import chunks
from app.overtaken import KNOWN, mark_conflicts, show_again, uncovered
from app.row_state import LineState, RowState
from app.store import now_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.tables import Schema

WHOLE = ("delete", "restore")
"""Kinds that change no field."""

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(dict[str, list[Any]]).decode
NOTHING = "{}"
"""The text of no changes."""
# to the driver as they are: SQLAlchemy takes longer over a thousand rows' parameters than SQLite over the rows
_AUDIT = (
    'INSERT INTO audit (catalog, row_id, "action", changes, author, at, source, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
)
_LINE = (
    "INSERT INTO outbox (catalog, row_id, kind, base_version, changes, author, edited_at, reason, state,"
    " theirs, theirs_by, theirs_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?)"
)
_UNKNOWN = ("", "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A judged change: `before` is None for a new row; `after` has every column."""

    row_id: str
    kind: str
    before: Mapping[str, Value] | None
    after: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who changes, why, and when by this computer's clock."""

    author: str
    reason: str
    at: str


def changes_of(catalog: Catalog, change: Recorded) -> dict[str, list[object]]:
    """Return {field: [before, after]} in wire form, for the fields that differ (all of them for a new row)."""
    before = change.before
    return {
        one.name: [None if before is None else one.send(before[one.name]), one.send(change.after[one.name])]
        for one in catalog.columns
        if before is None or before[one.name] != change.after[one.name]
    }


def record(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    changes: Sequence[Recorded],
    user: User,
    source: str,
    reason: str,
) -> None:
    """Write changes that were judged good; a change that changes nothing leaves no trace."""
    stamp = Stamp(author=user.code, reason=reason, at=now_text())
    # as texts at once: the values of an import would keep the collector busy for longer than all else takes
    lines = [(change, encode(changes_of(catalog, change)).decode()) for change in changes]
    lines = [(change, text) for change, text in lines if text != NOTHING or change.kind in WHOLE]
    _write_rows(connection, schema=schema, catalog=catalog, changes=[change for change, _ in lines])
    audit = [
        (catalog.name, change.row_id, change.kind, text, stamp.author, stamp.at, source, stamp.reason)
        for change, text in lines
    ]
    if audit:
        connection.exec_driver_sql(_AUDIT, audit)
    _queue(connection, schema=schema, catalog=catalog, lines=lines, stamp=stamp)


def _write_rows(connection: Connection, *, schema: Schema, catalog: Catalog, changes: Sequence[Recorded]) -> None:
    table = schema.rows[catalog.name]
    fresh = [{**_stored(catalog.names, change), "id": change.row_id} for change in changes if change.kind == "insert"]
    if fresh:
        connection.execute(insert(table), fresh)
    # only what changes: an index whose columns are not set need not be looked at
    by_names: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for change in changes:
        if change.kind != "insert":
            before = change.before or {}
            names = tuple(name for name in catalog.names if before[name] != change.after[name])
            by_names.setdefault(names, []).append({**_stored(names, change), "row_id": change.row_id})
    for names, old in by_names.items():
        values: dict[str, object] = {name: bindparam(name) for name in (*names, "state", "is_deleted")}
        connection.execute(update(table).where(table.c.id == bindparam("row_id")).values(values), old)


def _stored(names: Iterable[str], change: Recorded) -> dict[str, object]:
    return {
        **{name: change.after[name] for name in names},
        "state": int(RowState.WAITING),
        "is_deleted": change.kind == "delete",
    }


def _queue(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    lines: Sequence[tuple[Recorded, str]],
    stamp: Stamp,
) -> None:
    earlier = _earlier_lines(connection, schema=schema, ids=[change.row_id for change, _ in lines])
    gone, fresh, settled, dropped = [], [], [], []
    shown: list[tuple[str, dict[str, Any]]] = []
    for change, text in lines:
        kind, version, changes = change.kind, (change.before or {}).get("version", 0), text
        line = earlier.get(change.row_id)
        if line is not None:
            gone.append(line["n"])
            folded = fold(kind=line["kind"], changes=decode(line["changes"]), next_kind=kind, next_changes=decode(text))
            if folded is None:
                dropped.append(change.row_id)
                continue
            kept = None if folded.gone else folded.changes
            if folded.kind != "delete":
                shown.append((change.row_id, uncovered(line, kept=kept)))
            if folded.gone:
                settled.append(change.row_id)
                continue
            kind, changes, version = folded.kind, encode(folded.changes).decode(), line["base_version"]
        known = tuple(line[name] for name in KNOWN) if line else _UNKNOWN
        fresh.append(
            (catalog.name, change.row_id, kind, version, changes, stamp.author, stamp.at, stamp.reason, *known)
        )
    _rewrite(connection, schema=schema, gone=gone, fresh=fresh)
    _settle(connection, schema=schema, catalog=catalog, settled=settled, dropped=dropped)
    show_again(connection, schema=schema, catalog=catalog, rows=shown)
    mark_conflicts(connection, schema=schema, catalog=catalog, row_ids=[change.row_id for change, _ in lines])


def _earlier_lines(connection: Connection, *, schema: Schema, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return the line of each row that a new edit folds into: still open, or refused by the central."""
    outbox = schema.table("outbox")
    found: dict[str, Mapping[str, Any]] = {}
    for part in chunks(ids):
        rows = connection.execute(
            select(
                *(outbox.c[name] for name in ("n", "row_id", "kind", "changes", "base_version", *KNOWN)),
            )
            .where(outbox.c.row_id.in_(part), outbox.c.state.in_((LineState.OPEN, LineState.REFUSED)))
            .order_by(outbox.c.n)
        )
        found.update({row["row_id"]: row for row in rows.mappings()})
    return found


def _rewrite(connection: Connection, *, schema: Schema, gone: Sequence[int], fresh: list[tuple[Any, ...]]) -> None:
    outbox = schema.table("outbox")
    for part in chunks(gone):
        connection.execute(delete(outbox).where(outbox.c.n.in_(part)))
    if fresh:
        connection.exec_driver_sql(_LINE, fresh)


def _settle(
    connection: Connection, *, schema: Schema, catalog: Catalog, settled: Sequence[str], dropped: Sequence[str]
) -> None:
    table, outbox = schema.rows[catalog.name], schema.table("outbox")
    for part in chunks(dropped):
        connection.execute(delete(table).where(table.c.id.in_(part)))
    for part in chunks(settled):
        busy = select(outbox.c.row_id).where(outbox.c.row_id.in_(part))
        connection.execute(
            update(table).where(table.c.id.in_(part), table.c.id.not_in(busy)).values(state=int(RowState.SYNCED))
        )
