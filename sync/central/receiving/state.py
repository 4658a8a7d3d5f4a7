"""Reads and writes what the central remembers of the platform, in the transaction of the rows (数据接收)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, select

from app.lookup import chunks
from sync.central.bulk import insert_rows
from sync.platform.dialect import FIRST_VERSION
from sync.platform.rows import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from app.tables import Schema

COLUMNS = ("source", "fiscal_year", "ele_id", "version", "raw", "row_id", "is_gone")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How far a table was received: from which platform, by which declaration, up to which version, and when.

    `invalid`: rows that wait because they could not be taken.
    """

    province: str = ""
    address: str = ""
    digest: str = ""
    version: int = FIRST_VERSION
    invalid: int = 0
    asked_at: str = ""


NOTHING = Known()


def read_known(connection: Connection, *, schema: Schema, source: str, year: int) -> Known:
    """Return how far a table of a year was received; `NOTHING` for never."""
    table = schema.table("platform_table")
    columns = [table.c[name] for name in Known.__slots__]
    wanted = select(*columns).where(table.c.source == source, table.c.fiscal_year == year)
    found = connection.execute(wanted).mappings().first()
    return Known(**found) if found else NOTHING


def write_known(connection: Connection, *, schema: Schema, source: str, year: int, known: Known) -> None:
    """Put down how far a table of a year was received."""
    table = schema.table("platform_table")
    connection.execute(delete(table).where(table.c.source == source, table.c.fiscal_year == year))
    values = {name: getattr(known, name) for name in Known.__slots__}
    connection.execute(table.insert().values(source=source, fiscal_year=year, **values))


def read_entries(connection: Connection, *, schema: Schema, source: str, year: int) -> dict[str, Entry]:
    """Return every platform row of a table and year as last seen, by its id."""
    table = schema.table("platform_row")
    columns = [table.c[name] for name in COLUMNS[2:]]
    wanted = select(*columns).where(table.c.source == source, table.c.fiscal_year == year)
    return {
        row[0]: Entry(ele_id=row[0], version=row[1], raw=_decode(row[2]), row_id=row[3], is_gone=row[4])
        for row in connection.execute(wanted)
    }


def write_entries(
    connection: Connection,
    *,
    schema: Schema,
    source: str,
    year: int,
    entries: Mapping[str, Entry],
    fresh: Collection[str],
) -> None:
    """Put down the entries with the ids `fresh`, in place of what stood there."""
    table = schema.table("platform_row")
    own = (table.c.source == source, table.c.fiscal_year == year)
    for part in chunks(fresh):
        connection.execute(delete(table).where(*own, table.c.ele_id.in_(part)))
    rows = [
        (source, year, one.ele_id, one.version, _encode(one.raw).decode(), one.row_id, one.is_gone)
        for one in (entries[key] for key in fresh)
    ]
    insert_rows(connection, table=table, columns=COLUMNS, rows=rows)
