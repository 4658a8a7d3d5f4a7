"""Columns that newer clients sent before this central declared them get their own column (SYNC point 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.migrations.adopt import adopted
from sync.central.bulk import update_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.tables import Schema


def adopt_columns(connection: Connection, *, schema: Schema) -> None:
    """Fill declared columns from the values kept aside under their names; called whenever a database is opened.

    What a row says on the wire does not change by this, so it keeps its version.
    """
    for catalog in schema.catalogs:
        _adopt(connection, schema=schema, catalog=catalog)


def _adopt(connection: Connection, *, schema: Schema, catalog: Catalog) -> None:
    table = schema.rows[catalog.name]
    moved: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row_id, text in connection.execute(select(table.c.id, table.c.extra).where(table.c.extra != "")).fetchall():
        good, left = adopted(catalog, extra=text)
        if good:
            moved.setdefault((*good, "extra"), []).append((*good.values(), left, row_id))
    for columns, rows in moved.items():
        update_rows(connection, table=table, columns=columns, rows=rows)
