"""The first rows of a question, quickly, also in a table of a million rows (issue of the workbench: any size).

An order that an index has is followed as long as it finds rows soon; otherwise the table is read from end to end, in
parts beside each other, each keeping only its first rows.
"""

from __future__ import annotations

import os
import sqlite3
from array import array
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.queries import conditions
from app.rows import ordering, row_ids
from app.store import interrupter, reading_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from app.queries import Query
    from app.store import Store

LARGE = 100_000
"""Rows from which reading in parts is worth its threads; names of so many are sorted by code point (rows.READ_MOST)."""
EFFORT = 50_000
"""Steps of the store's machine, some three milliseconds, in which an index has to find the first rows."""
TICKS = 10
MOST_PARTS = 4


class Interrupts:
    """Ends the questions of several connections at once; later ones do not begin (InterruptedError)."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ends: list[Callable[[], None]] = []
        self.is_over = False

    @contextmanager
    def of(self, connection: Connection) -> Iterator[None]:
        """Count in a connection while in the block (any thread); afterwards others use it."""
        end = interrupter(connection)
        with self._lock:
            if self.is_over:
                raise InterruptedError
            self._ends.append(end)
        try:
            yield
        finally:
            with self._lock:
                self._ends.remove(end)

    def __call__(self) -> None:
        """End every question (any thread)."""
        with self._lock:
            self.is_over = True
            for end in self._ends:
                end()


def first_row_ids(store: Store, *, query: Query, limit: int, interrupts: Interrupts) -> array[int]:
    """Return the first `limit` local row numbers of a query in its order."""
    if (copied := store.copies.row_ids(query, limit=limit, interrupts=interrupts)) is not None:
        return copied
    with store.read() as connection, interrupts.of(connection):
        if not query.order and (found := _by_index(connection, store=store, query=query, limit=limit)) is not None:
            return found
        highest = connection.execute(select(func.max(store.schema.rows[query.catalog].c.rid))).scalar() or 0
        if highest < LARGE:
            return row_ids(connection, schema=store.schema, query=query, limit=limit)
    return _in_parts(store, query=query, limit=limit, highest=highest, interrupts=interrupts)


def _by_index(connection: Connection, *, store: Store, query: Query, limit: int) -> array[int] | None:
    """Return the first rows in the natural order; None when they are too far apart to be found soon."""
    raw: Any = connection.connection.driver_connection
    ticks = 0

    def tire() -> int:
        nonlocal ticks
        ticks += 1
        return int(ticks > TICKS)

    # a statement that the driver has kept goes on counting, so the first tick may come after any number of steps
    raw.set_progress_handler(tire, EFFORT // TICKS)
    try:
        return row_ids(connection, schema=store.schema, query=query, limit=limit)
    except (OperationalError, sqlite3.OperationalError):  # the second comes from the driver's own cursor
        if ticks <= TICKS:
            raise
        return None
    finally:
        raw.set_progress_handler(None, 0)


def _in_parts(store: Store, *, query: Query, limit: int, highest: int, interrupts: Interrupts) -> array[int]:
    parts = max(min(os.cpu_count() or 1, MOST_PARTS), 1)
    bounds = [*(highest * part // parts for part in range(parts)), None]

    def read(part: int) -> list[int]:
        after, upto = bounds[part] or 0, bounds[part + 1]
        return _part(store, query=query, limit=limit, after=after, upto=upto, interrupts=interrupts)

    with ThreadPoolExecutor(max_workers=parts, thread_name_prefix="shebao-part") as pool:
        found = [rid for rids in pool.map(read, range(parts)) for rid in rids]
    with store.read() as connection, interrupts.of(connection):
        catalog, table = store.schema.catalog(query.catalog), store.schema.rows[query.catalog]
        wanted = select(table.c.rid).where(table.c.rid.in_(found))
        in_order = wanted.order_by(*ordering(query, catalog=catalog, table=table, is_read=False)).limit(limit)
        return array("q", connection.execute(in_order).scalars())


def _part(store: Store, *, query: Query, limit: int, after: int, upto: int | None, interrupts: Interrupts) -> list[int]:
    """Return the first rows among those with numbers above `after`, up to `upto` (None: the last)."""
    catalog, table = store.schema.catalog(query.catalog), store.schema.rows[query.catalog]
    # the store compares an upper bound with every row: the last part goes without
    bounds = [table.c.rid > after, *([] if upto is None else [table.c.rid <= upto])]
    wanted = (
        select(table.c.rid)
        .where(*bounds, *conditions(query, schema=store.schema, whole=True))
        .order_by(*ordering(query, catalog=catalog, table=table, is_read=False))
        .limit(limit)
    )
    with store.read() as connection, interrupts.of(connection), reading_whole(connection):
        return list(connection.execute(wanted).scalars())
