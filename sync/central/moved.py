"""Rows that were given another region or year, out of the sight of who saw them before (contract, changes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from app.scope import visible
from sync.wire import Gone

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.central.cursor import Cursor


def gone_rows(connection: Connection, *, schema: Schema, at: Cursor) -> list[Gone]:
    """Return the rows that moved between `since` and `upper` from where the reader sees them to where not.

    A reader who did not have such a row passes it over. Rows of a region that itself came into or went out of sight
    are told as leaves: here counts what the reader sees now.
    """
    move = schema.table("central_move")
    span = and_(move.c.version > at.since, move.c.version <= at.upper)
    if not at.since or not (names := set(connection.execute(select(move.c.catalog).where(span).distinct()).scalars())):
        return []
    found: list[Gone] = []
    for catalog in schema.catalogs:
        if catalog.name not in names:
            continue
        rows = schema.rows[catalog.name]
        here = select(rows.c.id).where(rows.c.id == move.c.row_id)
        still = here.where(visible(rows, schema=schema, catalog=catalog, region=at.region)).exists()
        was = visible(move, schema=schema, catalog=catalog, region=at.region)
        wanted = (
            select(move.c.row_id, func.max(move.c.version))
            .where(span, move.c.catalog == catalog.name, was, ~still)
            .group_by(move.c.row_id)
            .order_by(move.c.row_id)
        )
        found += [Gone(catalog.name, row_id, version) for row_id, version in connection.execute(wanted)]
    return found
