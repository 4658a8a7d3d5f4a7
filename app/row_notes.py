"""What a grid says about a row that the central refused or that is in conflict (SYNC points 4 and 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.cell_changes import shown
from app.local_time import local_time
from app.lookup import chunks
from app.row_state import LineState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.tables import Schema

_changes = msgspec.json.Decoder(dict[str, list[Any]]).decode
_values = msgspec.json.Decoder(dict[str, Any]).decode


def row_notes(
    connection: Connection, *, schema: Schema, catalog: Catalog, row_ids: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Return {row id: {field name: Chinese sentence}} for refused rows and conflicts; '' names the row itself."""
    outbox = schema.table("outbox")
    found: dict[str, dict[str, str]] = {}
    for part in chunks(row_ids):
        lines = connection.execute(
            select(outbox).where(outbox.c.row_id.in_(part), outbox.c.state.in_((LineState.REFUSED, LineState.CONFLICT)))
        )
        for line in lines.mappings():
            found.setdefault(line["row_id"], {}).update(_notes(catalog, dict(line)))
    return found


def _notes(catalog: Catalog, line: Mapping[str, Any]) -> dict[str, str]:
    if line["state"] == LineState.REFUSED:
        name = line["field"] if line["field"] in catalog.by_name else ""
        return {name: f"中心没有接受：{line['message']}"}
    who = " ".join(filter(None, (line["theirs_by"], local_time(line["theirs_at"]))))
    theirs = _values(line["theirs"]) if line["theirs"] else {}
    notes = {
        name: f"“{field.label}”有冲突：原为“{shown(field, seen)}”，"
        f"本机填“{shown(field, mine)}”，中心现为“{shown(field, theirs[name])}”" + (f"（{who}）" if who else "")
        for name, (seen, mine) in _changes(line["changes"]).items()
        if name in theirs and theirs[name] != mine and (field := catalog.by_name.get(name))
    }
    return notes or {"": f"与中心的数据有冲突：{line['message']}" if line["message"] else "与中心的数据有冲突"}
