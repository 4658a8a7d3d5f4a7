"""Noting what others changed beside an edit of this desk, before the central's row lands over it (SYNC point 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from app.fields import Bad
from app.lookup import fetch_rows
from sync.lines import DELETED, encode, lines_of_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.tables import Schema
    from sync.wire import Block

    Wire = Mapping[str, Any]

_KEEP = (
    'WITH new (catalog, row_id, field, "before", "after", mine, "by", at) AS (VALUES (?, ?, ?, ?, ?, ?, ?, ?))'
    ' INSERT INTO merged (catalog, row_id, field, "before", "after", mine, "by", at) SELECT * FROM new WHERE NOT EXISTS'
    ' (SELECT 1 FROM merged m WHERE m.row_id = new.row_id AND m.field = new.field AND m."after" = new."after")'
)


class Beside(NamedTuple):
    """What this desk set in a row, and who changed the row before it, when (UTC)."""

    mine: Collection[str]
    by: str
    at: str


class Note(NamedTuple):
    """One field set by somebody else; the values are JSON in wire form, `mine` a JSON list of fields."""

    catalog: str
    row_id: str
    field: str
    before: str
    after: str
    mine: str
    by: str
    at: str


def note_merged(
    connection: Connection, *, schema: Schema, merged: Mapping[str, Beside], blocks: Sequence[Block]
) -> None:
    """Note, for rows just merged (by id), the fields in which the central's present row differs from the one here."""
    for block in blocks if merged else ():
        if block.catalog not in schema.rows or "id" not in block.columns:
            continue
        at = block.columns.index("id")
        coming = {row[at]: dict(zip(block.columns, row, strict=True)) for row in block.rows if row[at] in merged}
        here = fetch_rows(connection, table=schema.rows[block.catalog], column="id", values=list(coming))
        edited = lines_of_rows(connection, row_ids=here)
        for row_id, row in here.items():
            own = {name for line in edited.get(row_id, ()) for name in line.changes}
            catalog = schema.catalog(block.catalog)
            found = set_by_others(catalog, here=row, wire=coming[row_id], own=own | set(merged[row_id].mine))
            keep_notes(connection, catalog=catalog.name, row_id=row_id, found=found, beside=merged[row_id])


def set_by_others(
    catalog: Catalog, *, here: Mapping[str, Value], wire: Wire, own: Collection[str]
) -> Iterator[tuple[str, object, object]]:
    """Yield (field, value here, value there) in wire form where somebody else set a field; deletions are other news."""
    if wire.get(DELETED) or here.get(DELETED):
        return
    for field in catalog.columns:
        if field.name in own or field.name not in wire or field.name not in here:
            continue
        before, value = here[field.name], field.receive(wire[field.name])
        if not isinstance(value, Bad) and value != before:
            yield field.name, field.send(before), field.send(value)


def keep_notes(
    connection: Connection, *, catalog: str, row_id: str, found: Iterator[tuple[str, object, object]], beside: Beside
) -> None:
    """Keep notes of a row until the person has looked at them; the same news is kept once."""
    mine = encode(sorted(beside.mine)).decode()
    notes = [
        Note(catalog, row_id, name, encode(before).decode(), encode(after).decode(), mine, beside.by, beside.at)
        for name, before, after in found
    ]
    if notes:
        connection.exec_driver_sql(_KEEP, [tuple(note) for note in notes])
