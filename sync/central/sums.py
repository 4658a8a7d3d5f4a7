"""Number and XOR of the row hashes per catalog, year and region, kept with every change (SYNC point 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, literal, select, union_all

from sync.row_hash import row_hash, xor_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.tables import Schema

Place = tuple[str, int, str]
"""Catalog, fiscal year (0: rows without a year) and region of rows that are summed up together."""

COLUMNS = ("catalog", "fiscal_year", "mof_div_code", "count", "xor", "version")
READ_AT_A_TIME = 5_000
_JOIN = """
INSERT INTO central_sum ({names}) VALUES ({marks})
ON CONFLICT (catalog, fiscal_year, mof_div_code) DO UPDATE SET
    "count" = central_sum."count" + excluded."count",
    "xor" = (central_sum."xor" | excluded."xor") - (central_sum."xor" & excluded."xor"),
    version = excluded.version
"""


class SumChanges:
    """What the rows written in one transaction do to the sums; `write` joins it to what is stored.

    Deleted rows count too: a deletion only gives the row another version.
    """

    def __init__(self) -> None:
        self._places: dict[Place, list[int]] = {}

    def _change(self, place: Place, *, count: int, xor: int, version: int) -> None:
        found = self._places.setdefault(place, [0, 0, 0])
        found[0] += count
        found[1] ^= xor
        found[2] = max(found[2], version)

    def enter(self, place: Place, *, versions: Sequence[int]) -> None:
        """Enter new rows of one place."""
        self._change(place, count=len(versions), xor=xor_of(versions), version=max(versions, default=0))

    def renew(self, place: Place, *, was: Sequence[int], versions: Sequence[int]) -> None:
        """Enter rows of one place that had the versions `was` and have `versions` now."""
        self._change(place, count=0, xor=xor_of(was) ^ xor_of(versions), version=max(versions, default=0))

    def move(self, before: Place, *, after: Place, was: int, version: int) -> None:
        """Enter a row that had version `was` at `before` and has `version` at `after` (mostly the same place) now."""
        if before == after:
            self._change(after, count=0, xor=row_hash(was) ^ row_hash(version), version=version)
        else:
            self._change(before, count=-1, xor=row_hash(was), version=version)
            self._change(after, count=1, xor=row_hash(version), version=version)

    def write(self, connection: Connection) -> None:
        """Join the changes to the stored sums, in the transaction that wrote the rows."""
        rows = [(*place, *found) for place, found in sorted(self._places.items())]
        self._places.clear()
        if rows:
            mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
            names = ", ".join(f'"{name}"' for name in COLUMNS)
            connection.exec_driver_sql(_JOIN.format(names=names, marks=", ".join([mark] * len(COLUMNS))), rows)


def place_of(catalog: str, *, year: Any, region: str) -> Place:  # noqa: ANN401 - a stored cell
    """Return where a row of this year (None: without one) and region is summed up."""
    return (catalog, year or 0, region)


def ensure_sums(connection: Connection, *, schema: Schema) -> bool:
    """Sum up all rows anew where the stored sums are not those of the present rows; say whether that was needed.

    That is a database of a central that did not keep sums yet, or was changed by one. The last version of a catalog
    tells: it is in its sums as soon as it is in a row.
    """
    if _last_in_rows(connection, schema=schema) == _last_in_sums(connection, schema=schema):
        return False
    connection.execute(delete(schema.table("central_sum")))
    changes = SumChanges()
    for catalog in schema.catalogs:
        table = schema.rows[catalog.name]
        wanted = select(table.c.fiscal_year, table.c.mof_div_code, table.c.version)
        read = connection.execute(wanted.execution_options(yield_per=READ_AT_A_TIME))
        for part in read.partitions():
            for year, region, version in part:
                changes.enter(place_of(catalog.name, year=year, region=region), versions=(version,))
    changes.write(connection)
    return True


def _last_in_rows(connection: Connection, *, schema: Schema) -> dict[str, int]:
    each = [select(literal(name), func.max(table.c.version)) for name, table in schema.rows.items()]
    return {row[0]: row[1] for row in connection.execute(union_all(*each)) if row[1]}


def _last_in_sums(connection: Connection, *, schema: Schema) -> dict[str, int]:
    table = schema.table("central_sum")
    found = connection.execute(select(table.c.catalog, func.max(table.c.version)).group_by(table.c.catalog))
    return {row[0]: row[1] for row in found}
