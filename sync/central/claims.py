"""What part of the province a batch has to itself on PostgreSQL, so that regions are judged beside each other (SYNC 5).

A batch holds its person's region alone, every region above it together with others, and the region tree together with
others; a batch that changes the tree itself holds that alone, and so everything. docs/decisions/0011 says why that is
enough. The locks are PostgreSQL's advisory ones: they end with the transaction, whatever becomes of the process.
"""

from __future__ import annotations

import sqlite3
import zlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.people import MINISTRY_DIV

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema

TREE = 7_420_212
REGION = 7_420_213
"""First keys of the advisory locks; the second is 0 for the tree, the code for a region."""


UNIQUE = "23505"
"""SQLSTATE unique_violation."""
IN_THE_WAY = (UNIQUE, "40001", "40P01")
"""Beside it serialization_failure and deadlock_detected."""
IN_SQLITE = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE")


class CrowdedError(Exception):
    """A batch met a row of another region that its answer depends on; it has to be judged again, alone."""


def is_crowded(error: Exception) -> bool:
    """Say whether an error means that two batches came into each other's way: a key or an id taken, a deadlock."""
    found = getattr(error, "orig", error)
    return isinstance(error, CrowdedError) or getattr(found, "sqlstate", None) in IN_THE_WAY


def is_taken(error: Exception) -> bool:
    """Say whether an error of either database means that an id or a key is there already."""
    found = getattr(error, "orig", error)
    return getattr(found, "sqlstate", None) == UNIQUE or (
        isinstance(found, sqlite3.IntegrityError) and found.sqlite_errorname in IN_SQLITE
    )


def claim(connection: Connection, *, schema: Schema, region: str | None) -> None:
    """Wait until nobody else judges by what a batch of `region` may change; None: anything, by anybody.

    Always in the same order (tree, then regions by their keys), so that two batches never wait for each other.
    """
    if region is None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TREE}, 0)")
        return
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({TREE}, 0)")
    locks = {_key(one): "_shared" for one in _above(connection, schema=schema, region=region)}
    locks[_key(region)] = ""
    for key in sorted(locks):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock{locks[key]}({REGION}, {key})")


def _above(connection: Connection, *, schema: Schema, region: str) -> list[str]:
    """Return the regions above in any year, and the ministry, which is above those of no tree too."""
    scope = schema.table("region_scope")
    found = connection.execute(select(scope.c.ancestor).where(scope.c.code == region).distinct()).scalars()
    return [*found, MINISTRY_DIV]


def _key(region: str) -> int:
    """Return the lock's number; two regions with the same one would only wait for each other."""
    return int(region) if region.isascii() and region.isdigit() else zlib.crc32(region.encode()) >> 1
