"""Slows down guessing: after a few wrong passwords a name must wait, longer each time (SYNC point 11).

Counted in the database, so that several worker processes count together and a restart forgets nothing.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema

FREE_TRIES = 5
LONGEST_WAIT = 300
REMEMBERED = 24 * 3600
"""Seconds after which wrong tries are forgotten."""


def wait(connection: Connection, *, schema: Schema, name: str, now: float) -> int:
    """Return how many seconds this name has to wait before the next try (0: none)."""
    table = schema.table("central_throttle")
    found = connection.execute(select(table).where(table.c.name == _key(name))).first()
    left = found.until - now if found and found.wrong >= FREE_TRIES else 0
    return int(left) + 1 if left > 0 else 0


def wrong(connection: Connection, *, schema: Schema, name: str, now: float) -> None:
    """Note a wrong try: five are free, then 2, 4, 8 ... at most 300 seconds between two."""
    table = schema.table("central_throttle")
    connection.execute(delete(table).where(table.c.until <= int(now) - REMEMBERED))
    mine = table.c.name == _key(name)
    if connection.execute(update(table).where(mine).values(wrong=table.c.wrong + 1)).rowcount == 0:
        connection.execute(insert(table).values(name=_key(name), wrong=1, until=0))
    count: int = connection.execute(select(table.c.wrong).where(mine)).scalar_one()
    pause = min(2 ** min(max(count - FREE_TRIES + 1, 0), 20), LONGEST_WAIT)
    connection.execute(update(table).where(mine).values(until=int(now) + pause))


def right(connection: Connection, *, schema: Schema, name: str) -> None:
    """Forget a name's wrong tries."""
    table = schema.table("central_throttle")
    connection.execute(delete(table).where(table.c.name == _key(name)))


def _key(name: str) -> str:
    """Return a name of any length and any signs as 64 hex digits."""
    return hashlib.sha256(name.casefold().encode(errors="surrogatepass")).hexdigest()
