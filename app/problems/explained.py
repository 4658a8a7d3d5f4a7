"""Explanations as they stand: of which row and rule, for which values; read alike on both sides (1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.problems.found import Explanation, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from app.problems.figures import Warned
    from app.tables import Schema

EXPLANATIONS = "explanation"
"""The catalog of them."""
TOGETHER = 400


def given_text(warned: Warned) -> str:
    """Return the values that a warning was given for, as the text that tells them from others."""
    return msgspec.json.encode(warned.given).decode()


def explanations_of(
    connection: Connection, *, schema: Schema, row_ids: Iterable[str]
) -> dict[tuple[str, str], Explanation]:
    """Return what was written about these value rows, by row id and rule; who and when are the central's once known."""
    table = schema.rows.get(EXPLANATIONS)
    if table is None:
        return {}
    names = ("id", "value_id", "rule", "text", "given", "updated_by", "updated_at")
    ids = sorted(set(row_ids))
    found: dict[tuple[str, str], Explanation] = {}
    for start in range(0, len(ids), TOGETHER):
        part = ids[start : start + TOGETHER]
        wanted = select(*(table.c[name] for name in names)).where(table.c.value_id.in_(part))
        rows = connection.execute(wanted.where(table.c.is_deleted.is_(False))).all()
        waiting = _waiting(connection, schema=schema, ids=[row[0] for row in rows])
        for row_id, value_id, rule, text, given, by, at in rows:
            author, written = waiting.get(row_id, (by, at))
            found[value_id, rule] = Explanation(row_id=row_id, text=text, given=given, author=author, at=written)
    return found


def told_on(
    connection: Connection, *, schema: Schema, fiscal_year: int, region: str, catalog: str, pages: Mapping[str, Any]
) -> tuple[Told, ...]:
    """Return what was explained on a page, in the order of its cells; `pages`: its insurance type and basis."""
    table = schema.rows.get(EXPLANATIONS)
    if table is None:
        return ()
    names = ("id", "cell", "rule", "noticed", "text", "updated_by", "updated_at")
    wanted = select(*(table.c[name] for name in names)).where(
        table.c.fiscal_year == fiscal_year,
        table.c.mof_div_code == region,
        table.c.value_catalog == catalog,
        table.c.is_deleted.is_(False),
        *(table.c[name] == value for name, value in pages.items()),
    )
    rows = connection.execute(wanted.order_by(table.c.cell, table.c.rule)).all()
    waiting = _waiting(connection, schema=schema, ids=[row[0] for row in rows])
    found = []
    for row_id, cell, rule, noticed, text, by, at in rows:
        author, written = waiting.get(row_id, (by, at))
        found.append(Told(cell=cell, rule=rule, noticed=noticed, text=text, author=author, at=written))
    return tuple(found)


def _waiting(connection: Connection, *, schema: Schema, ids: list[str]) -> dict[str, tuple[str, str]]:
    """Return who wrote what has not arrived at the central yet, and when by this computer; the central has no such."""
    outbox = schema.metadata.tables.get("outbox")
    if outbox is None or not ids:
        return {}
    wanted = select(outbox.c.row_id, outbox.c.author, outbox.c.edited_at).where(outbox.c.row_id.in_(ids))
    return {row_id: (author, at) for row_id, author, at in connection.execute(wanted.order_by(outbox.c.n))}
