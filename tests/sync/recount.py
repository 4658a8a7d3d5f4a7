"""The sums of a central counted anew from its rows, in the plainest way, for tests to compare with."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.scope import visible
from sync.row_hash import row_hash, xor_of
from sync.wire import Sum

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema


def recounted(connection: Connection, *, schema: Schema) -> dict[tuple[str, int, str], tuple[int, int]]:
    """Return count and XOR per catalog, year and region."""
    found: dict[tuple[str, int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for name, table in schema.rows.items():
        for year, region, version in connection.execute(
            select(table.c.fiscal_year, table.c.mof_div_code, table.c.version)
        ):
            count, xor = found[name, year or 0, region]
            found[name, year or 0, region] = (count + 1, xor ^ row_hash(version))
    return dict(found)


def kept(connection: Connection, *, schema: Schema) -> dict[tuple[str, int, str], tuple[int, int]]:
    """Return what is stored, without places that all rows have left."""
    table = schema.table("central_sum")
    rows = connection.execute(select(table)).mappings().all()
    assert all((row["count"] > 0) or (row["count"], row["xor"]) == (0, 0) for row in rows)
    return {
        (row["catalog"], row["fiscal_year"], row["mof_div_code"]): (row["count"], row["xor"])
        for row in rows
        if row["count"]
    }


def seen_sums(connection: Connection, *, schema: Schema, region: str) -> tuple[Sum, ...]:
    """Return what a person of a region should have, from the rows that they see."""
    sums = []
    for catalog in schema.catalogs:
        table = schema.rows[catalog.name]
        seen = visible(table, schema=schema, catalog=catalog, region=region)
        versions = connection.execute(select(table.c.version).where(seen)).scalars().all()
        sums.append(Sum(catalog.name, len(versions), xor_of(versions)))
    return tuple(sums)
