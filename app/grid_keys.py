"""By which key a grid knows stored rows: their local number, or row and column of a filling-in sheet (clause 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.lookup import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.catalog import Catalog
    from app.store import Store


def grid_keys(store: Store, *, catalog: Catalog, row_ids: Iterable[str]) -> Iterator[tuple[str, str | int, str]]:
    """Yield (row id, key, column) of rows that are stored; the column is '' but in a filling-in sheet."""
    table, sheet = store.schema.rows[catalog.name], catalog.sheet
    shown = [table.c[sheet.rows], table.c[sheet.across]] if sheet else [table.c.rid]
    with store.read() as connection:
        for part in chunks(row_ids):
            for row_id, key, *across in connection.execute(select(table.c.id, *shown).where(table.c.id.in_(part))):
                yield row_id, key, str(across[0]) if across else ""
