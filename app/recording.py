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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A judged change: `before` is None for a new row; `after` has every column."""

    row_id: str
    kind: str
    before: Mapping[str, Value] | None
    after: Mapping[str, Value]


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
    stamp = {"author": user.code, "reason": reason, "at": now_text()}
    lines = [(change, changes_of(catalog, change)) for change in changes]
    lines = [(change, fields) for change, fields in lines if fields or change.kind in WHOLE]
    _write_rows(connection, schema=schema, catalog=catalog, changes=[change for change, _ in lines])
    audit = [
        {
            **stamp,
            "catalog": catalog.name,
            "row_id": change.row_id,
            "action": change.kind,
            "changes": encode(fields).decode(),
            "source": source,
        }
        for change, fields in lines
    ]
    if audit:
        connection.execute(insert(schema.table("audit")), audit)
    _queue(connection, schema=schema, catalog=catalog, lines=lines, stamp=stamp)


def _write_rows(connection: Connection, *, schema: Schema, catalog: Catalog, changes: Sequence[Recorded]) -> None:
    table = schema.rows[catalog.name]
    fresh = [_stored(catalog, change) for change in changes if change.kind == "insert"]
    if fresh:
        connection.execute(insert(table), fresh)
    old = [{**_stored(catalog, change), "row_id": change.row_id} for change in changes if change.kind != "insert"]
    if old:
        values: dict[str, object] = {name: bindparam(name) for name in (*catalog.names, "state", "is_deleted")}
        connection.execute(update(table).where(table.c.id == bindparam("row_id")).values(values), old)


def _stored(catalog: Catalog, change: Recorded) -> dict[str, object]:
    values: dict[str, object] = {name: change.after[name] for name in catalog.names}
    return {
        **values,
        "id": change.row_id,
        "state": int(RowState.WAITING),
        "is_deleted": change.kind == "delete",
    }


def _queue(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    lines: Iterable[tuple[Recorded, dict[str, list[object]]]],
    stamp: Mapping[str, str],
) -> None:
    lines = list(lines)
    earlier = _earlier_lines(connection, schema=schema, ids=[change.row_id for change, _ in lines])
    gone, fresh, settled, dropped = [], [], [], []
    shown: list[tuple[str, dict[str, Any]]] = []
    for change, fields in lines:
        kind, version = change.kind, (change.before or {}).get("version", 0)
        line = earlier.get(change.row_id)
        merged: dict[str, list[object]] = fields
        if line is not None:
            gone.append(line["n"])
            folded = fold(kind=line["kind"], changes=decode(line["changes"]), next_kind=kind, next_changes=fields)
            if folded is None:
                dropped.append(change.row_id)
                continue
            kept = None if folded.gone else folded.changes
            if folded.kind != "delete":
                shown.append((change.row_id, uncovered(line, kept=kept)))
            if folded.gone:
                settled.append(change.row_id)
                continue
            kind, merged, version = folded.kind, folded.changes, line["base_version"]
        fresh.append(
            {
                "author": stamp["author"],
                "reason": stamp["reason"],
                "edited_at": stamp["at"],
                "catalog": catalog.name,
                "row_id": change.row_id,
                "kind": kind,
                "base_version": version,
                "changes": encode(merged).decode(),
                "state": LineState.OPEN,
                **{name: line[name] if line else "" for name in KNOWN},
            }
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


def _rewrite(
    connection: Connection, *, schema: Schema, gone: Sequence[int], fresh: Sequence[Mapping[str, object]]
) -> None:
    outbox = schema.table("outbox")
    for part in chunks(gone):
        connection.execute(delete(outbox).where(outbox.c.n.in_(part)))
    if fresh:
        connection.execute(insert(outbox), list(fresh))


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
