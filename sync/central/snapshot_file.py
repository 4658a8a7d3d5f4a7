"""Writing a snapshot: all that readers of one region see as an SQLite file, packed with zstd (SYNC point 8)."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import zstandard
from sqlalchemy import Date, select

from app.scope import seen_by
from sync.central.blocks import selected, sent_columns
from sync.central.cursor import resting_cursor
from sync.central.database import central_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.people import User
    from app.tables import Schema
    from sync.central.database import Database

    Told = Callable[[int], None]
    """Told how many rows are written."""

READ_AT_A_TIME = 5_000
PIECE = 1 << 20
LEVEL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a file holds: rows as of change `version`, which `cursor` names."""

    rows: int
    version: int
    cursor: str


def write_rows(database: Database, *, user: User, path: Path, told: Told) -> Written:
    """Write the SQLite file at `path`, all rows as of one moment; memory does not grow with their number."""
    schema, done = database.schema, 0
    with database.read() as connection, closing(sqlite3.connect(path, isolation_level=None)) as target:
        # nobody reads the file before it is whole
        target.execute("PRAGMA journal_mode=OFF")
        target.execute("PRAGMA synchronous=OFF")
        version, _ = database.book.sums(connection, user=user)
        cursor = resting_cursor(central=central_id(connection, schema=schema), region=user.mof_div_code, since=version)
        target.execute("BEGIN")
        for catalog in schema.catalogs:
            done = _write_catalog(
                connection, schema=schema, catalog=catalog, user=user, target=target, done=done, told=told
            )
        target.execute("COMMIT")
    return Written(rows=done, version=version, cursor=cursor)


def _write_catalog(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    user: User,
    target: sqlite3.Connection,
    done: int,
    told: Told,
) -> int:
    table, names = schema.rows[catalog.name], (*sent_columns(catalog), "extra")
    columns = ", ".join(f'"{name}"' for name in names)
    target.execute(f'CREATE TABLE "{catalog.name}" ({columns})')
    insert = f'INSERT INTO "{catalog.name}" VALUES ({", ".join("?" * len(names))})'  # noqa: S608 - declared names
    dates = [n for n, name in enumerate(names) if isinstance(table.c[name].type, Date)]
    scope = seen_by(table, schema=schema, catalog=catalog, user=user)
    wanted = select(*selected(table, catalog=catalog)).where(scope)
    sql = str(wanted.compile(connection.engine, compile_kwargs={"literal_binds": True}))
    with closing(_cursor(connection)) as found:
        found.execute(sql)
        while rows := found.fetchmany(READ_AT_A_TIME):
            target.executemany(insert, [_plain(row, dates) for row in rows] if dates else rows)
            done += len(rows)
            told(done)
    return done


def _cursor(connection: Connection) -> Any:  # noqa: ANN401 - of one driver or the other
    """Return a cursor of the driver that reads as it goes; what SQLAlchemy makes of each value costs twice the rest."""
    driver: Any = connection.connection.driver_connection
    return driver.cursor("snapshot") if connection.dialect.name == "postgresql" else driver.cursor()


def _plain(row: Sequence[Any], dates: Sequence[int]) -> list[Any]:
    cells = list(row)
    for n in dates:
        cells[n] = str(cells[n]) if cells[n] else None
    return cells


def pack_file(path: Path, *, packed: Path, told: Callable[[], None]) -> str:
    """Pack a file with zstd and return the SHA-256 of the packed one in hex."""
    digest, packer = hashlib.sha256(), zstandard.ZstdCompressor(level=LEVEL).compressobj(size=path.stat().st_size)
    with path.open("rb") as source, packed.open("wb") as target:
        while piece := source.read(PIECE):
            out = packer.compress(piece)
            digest.update(out)
            target.write(out)
            told()
        out = packer.flush()
        digest.update(out)
        target.write(out)
    return digest.hexdigest()
