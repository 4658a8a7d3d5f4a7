"""Values that the central changed under a waiting edit: they show again once the edit no longer hides them (SYNC 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import update

from app.lookup import chunks
from app.row_state import LineState, RowState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.tables import Schema

DELETED = "is_deleted"
KNOWN = ("theirs", "theirs_by", "theirs_at")
"""Columns of a line that tell what the central has by now; a folded line takes them along."""
_read = msgspec.json.Decoder(dict[str, Any]).decode


def uncovered(line: Mapping[str, Any], *, kept: Collection[str] | None) -> dict[str, Any]:
    """Return the central's values that a folded line no longer hides; `kept` are its fields, None when it is gone."""
    theirs = _read(line["theirs"]) if line["theirs"] else {}
    return {name: value for name, value in theirs.items() if kept is None or (name not in kept and name != DELETED)}


def show_again(
    connection: Connection, *, schema: Schema, catalog: Catalog, rows: Sequence[tuple[str, Mapping[str, Any]]]
) -> None:
    """Write the central's values (wire form, by field) into rows, given as (id, values)."""
    table = schema.rows[catalog.name]
    for row_id, values in rows:
        stored = {name: catalog.by_name[name].receive(value) for name, value in values.items() if name != DELETED}
        if DELETED in values:
            stored[DELETED] = bool(values[DELETED])
        if stored:
            connection.execute(update(table).where(table.c.id == row_id).values(stored))


def mark_conflicts(connection: Connection, *, schema: Schema, catalog: Catalog, row_ids: Sequence[str]) -> None:
    """Let rows that have a conflict beside the new edit go on showing it."""
    table, outbox = schema.rows[catalog.name], schema.table("outbox")
    for part in chunks(row_ids):
        clashing = outbox.select().with_only_columns(outbox.c.row_id)
        clashing = clashing.where(outbox.c.row_id.in_(part), outbox.c.state == LineState.CONFLICT)
        connection.execute(update(table).where(table.c.id.in_(clashing)).values(state=int(RowState.CONFLICT)))
