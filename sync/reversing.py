"""Taking back what is on its way: an opposite edit follows it, whatever becomes of it (SYNC point 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.lookup import fetch_rows
from app.recording import Recorded, record
from sync.errors import SettleError
from sync.restoring import stored_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.people import User
    from app.tables import Schema
    from sync.lines import Line


def reverse_sent(connection: Connection, *, schema: Schema, user: User, lines: Sequence[Line]) -> None:
    """Queue the opposite of sent lines: fields get the values they had, new rows are deleted.

    The batch itself is left alone: the central may have taken it. SettleError for a deletion, which has no opposite.
    """
    if any(line.kind == "delete" for line in lines):
        raise SettleError(
            "选中的行中有已经送出的删除，还没有得到中心端的答复，请先同步一次再处理。", code="settle.sent"
        )
    for name in {line.catalog for line in lines}:
        own = [line for line in lines if line.catalog == name]
        catalog, table = schema.catalog(name), schema.rows[name]
        rows = fetch_rows(connection, table=table, column="id", values=[line.row_id for line in own])
        changes = []
        for line in own:
            before = rows[line.row_id]
            was = {field: line.now(field) for field in line.changes} if line.kind == "update" else {}
            after = {**before, **stored_values(schema, name, was)}
            kind = "update" if line.kind == "update" else "delete"
            changes.append(Recorded(row_id=line.row_id, kind=kind, before=before, after=after))
        record(connection, schema=schema, catalog=catalog, changes=changes, user=user, source="take-back", reason="")
