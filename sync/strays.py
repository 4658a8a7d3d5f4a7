"""Rows that the person does not see any more: they go, but for those with edits that still wait (SYNC point 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.scope import rebuild_scope
from sync.lines import encode, ids_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.wire import Gone, Leave

_OF = (
    "(coalesce(fiscal_year, 0), mof_div_code) IN"
    " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
)
_OLDER = """id IN (
    SELECT json_extract(value, '$[0]') FROM json_each(?1) WHERE json_extract(value, '$[1]') > "{table}".version
)"""
_WAITING = "id IN (SELECT row_id FROM outbox)"


def carry_out(connection: Connection, *, schema: Schema, leaves: Iterable[Leave]) -> None:
    """Remove what leaves, in the caller's writing transaction; the region closure follows."""
    places: dict[str, list[tuple[int, str]]] = {}
    for leave in leaves:
        if leave.catalog in schema.rows:
            places.setdefault(leave.catalog, []).append((leave.fiscal_year, leave.mof_div_code))
    for catalog, found in places.items():
        given = encode(found).decode()
        stay = f'SELECT ?, id FROM "{catalog}" WHERE {_OF} AND version > 0 AND {_WAITING}'  # noqa: S608 - declared name
        connection.exec_driver_sql(f"INSERT OR IGNORE INTO stray (catalog, row_id) {stay}", (catalog, given))
        go = f'DELETE FROM "{catalog}" WHERE {_OF} AND version > 0 AND NOT {_WAITING}'  # noqa: S608
        connection.exec_driver_sql(go, (given,))
    for year in {year for year, _ in places.get("region", ())}:
        rebuild_scope(connection, schema=schema, fiscal_year=year)


def depart(connection: Connection, *, schema: Schema, gone: Iterable[Gone]) -> None:
    """Remove rows that moved out of sight, unless what is here is newer than the move; those with edits stay."""
    rows: dict[str, list[tuple[str, int]]] = {}
    for one in gone:
        if one.catalog in schema.rows:
            rows.setdefault(one.catalog, []).append((one.row_id, one.version))
    for catalog, found in rows.items():
        given = (encode(found).decode(),)
        older = f"version > 0 AND {_OLDER.format(table=catalog)}"
        stay = f"SELECT '{catalog}', id FROM \"{catalog}\" WHERE {older} AND {_WAITING}"  # noqa: S608 - declared name
        connection.exec_driver_sql(f"INSERT OR IGNORE INTO stray (catalog, row_id) {stay}", given)
        connection.exec_driver_sql(f'DELETE FROM "{catalog}" WHERE {older} AND NOT {_WAITING}', given)  # noqa: S608
    if "region" in rows:
        years = connection.exec_driver_sql("SELECT DISTINCT fiscal_year FROM region_scope").scalars().all()
        for year in years:
            rebuild_scope(connection, schema=schema, fiscal_year=year)


def are_settled(connection: Connection) -> bool:
    """Say whether strays have no edits any more."""
    settled = "SELECT 1 FROM stray WHERE row_id NOT IN (SELECT row_id FROM outbox) LIMIT 1"
    return connection.exec_driver_sql(settled).first() is not None


def sweep(connection: Connection, *, schema: Schema) -> int:
    """Remove strays whose edits are settled; return how many."""
    gone = 0
    for catalog in _catalogs(connection):
        settled = "(SELECT row_id FROM stray WHERE catalog = ? AND row_id NOT IN (SELECT row_id FROM outbox))"
        if catalog in schema.rows:
            done = connection.exec_driver_sql(f'DELETE FROM "{catalog}" WHERE id IN {settled}', (catalog,))  # noqa: S608
            gone += done.rowcount
        connection.exec_driver_sql(f"DELETE FROM stray WHERE catalog = ? AND row_id IN {settled}", (catalog, catalog))  # noqa: S608
    return gone


def keep_stray(connection: Connection, *, catalog: str, row_ids: Sequence[str]) -> None:
    """Let rows stay for the sake of their edits although the central does not show them."""
    rows = [(catalog, row_id) for row_id in row_ids]
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO stray (catalog, row_id) VALUES (?, ?)", rows)


def no_strays(connection: Connection, *, row_ids: Sequence[str]) -> None:
    """Note that the central shows these rows (again)."""
    if row_ids and _catalogs(connection):
        given = (ids_json(row_ids),)
        connection.exec_driver_sql("DELETE FROM stray WHERE row_id IN (SELECT value FROM json_each(?))", given)


def stray_ids(connection: Connection, *, catalog: str) -> set[str]:
    """Return the strays of a catalog."""
    return set(connection.exec_driver_sql("SELECT row_id FROM stray WHERE catalog = ?", (catalog,)).scalars())


def _catalogs(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql("SELECT DISTINCT catalog FROM stray").scalars())
