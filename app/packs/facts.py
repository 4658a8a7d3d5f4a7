"""What the rules on packs ask of a store: headers, counts, numbers, receipts; the same on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.lookup import chunks, fetch_rows
from app.packs.documents import PACKS, RECEIPTS, ROWS, PackRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema


def last_number(connection: Connection, *, schema: Schema, pack: Mapping[str, Any]) -> int:
    """Return the highest number that this region has given for this year, direction and table, 0 for none."""
    table = schema.rows[PACKS]
    given = ("fiscal_year", "mof_div_code", "direction", "table_name")
    wanted = select(func.coalesce(func.max(table.c.number), 0)).where(
        *(table.c[name] == pack[name] for name in given), table.c.is_deleted.is_(False)
    )
    return int(connection.execute(wanted).scalar_one())


def headers(connection: Connection, *, schema: Schema, ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return the packs with these ids that are not deleted."""
    found = fetch_rows(connection, table=schema.rows[PACKS], column="id", values=list(dict.fromkeys(ids)))
    return {row_id: row for row_id, row in found.items() if not row["is_deleted"]}


def row_counts(connection: Connection, *, schema: Schema, packs: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many rows of each pack are here, by id."""
    table = schema.rows[ROWS]
    counts: dict[str, int] = {}
    by_owner: dict[tuple[Any, Any], list[str]] = {}
    for pack in packs:
        by_owner.setdefault((pack["fiscal_year"], pack["mof_div_code"]), []).append(str(pack["id"]))
    for (year, region), ids in by_owner.items():
        for part in chunks(ids):
            wanted = (
                select(table.c.pack, func.count())
                .where(
                    table.c.fiscal_year == year,
                    table.c.mof_div_code == region,
                    table.c.pack.in_(part),
                    table.c.is_deleted.is_(False),
                )
                .group_by(table.c.pack)
            )
            counts.update({str(found[0]): int(found[1]) for found in connection.execute(wanted)})
    return counts


def pack_rows(connection: Connection, *, schema: Schema, pack: Mapping[str, Any]) -> dict[int, PackRow]:
    """Return the rows of a pack by their place."""
    table = schema.rows[ROWS]
    wanted = (
        select(table.c.place, table.c.row_key, table.c.content)
        .where(
            table.c.fiscal_year == pack["fiscal_year"],
            table.c.mof_div_code == pack["mof_div_code"],
            table.c.pack == pack["id"],
            table.c.is_deleted.is_(False),
        )
        .order_by(table.c.place)
    )
    return {place: PackRow(key=key, content=content) for place, key, content in connection.execute(wanted)}


def is_whole(connection: Connection, *, schema: Schema, pack: Mapping[str, Any]) -> bool:
    """Say whether all rows of a pack are here."""
    return row_counts(connection, schema=schema, packs=[pack]).get(str(pack["id"]), 0) == int(pack["row_count"])


def taken_packs(connection: Connection, *, schema: Schema, receiver: str) -> dict[str, Mapping[str, Any]]:
    """Return the receipts of a region by the pack that it has taken."""
    table = schema.rows[RECEIPTS]
    found = connection.execute(select(table).where(table.c.receiver == receiver, table.c.is_deleted.is_(False)))
    return {str(row["pack"]): dict(row) for row in found.mappings()}


def series(connection: Connection, *, schema: Schema, pack: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return all packs of the same region, year, direction and table, by number."""
    table = schema.rows[PACKS]
    given = ("fiscal_year", "mof_div_code", "direction", "table_name")
    wanted = (
        select(table)
        .where(*(table.c[name] == pack[name] for name in given), table.c.is_deleted.is_(False))
        .order_by(table.c.number)
    )
    return [dict(row) for row in connection.execute(wanted).mappings()]
