"""Ordered copies of columns: a filter that few rows pass reads a few pages instead of a whole table (record 0035).

A copy lies in a temporary file of its own connection and is gone with it. It is of use only while nothing has been
written since, and it never says what a row has: the rows that it leads to are judged by the whole question again.
"""

from __future__ import annotations

import logging
from array import array
from collections import OrderedDict
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Column, Integer, MetaData, Table, func, insert, literal, select
from sqlalchemy.exc import DatabaseError

from app.filters import How, filter_condition
from app.queries import conditions
from app.rows import ordering, reads_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

    from app.filters import Filter
    from app.queries import Query
    from app.tables import Schema

LARGE = 100_000
"""Rows from which a copy is worth its file, some 30 MB for a million."""
MOST_ROWS = 5_000
"""Rows up to which going to each by its number is quicker than reading the table."""
MOST_COPIES = 2
COUNTED = frozenset({How.TOP, How.BOTTOM})
"""What depends on all other conditions: no copy answers it."""

log = logging.getLogger("shebao.copies")


class Interrupting(Protocol):
    """Ends questions that nobody waits for any more (app.finding.Interrupts)."""

    def of(self, connection: Connection) -> AbstractContextManager[None]:
        """Count in a connection while in the block."""


class OrderedCopies:
    """The copies of one store (any thread); whoever comes while one is made goes without."""

    def __init__(self, *, schema: Schema, connect: Callable[[], Engine]) -> None:
        self._schema, self._connect = schema, connect
        self._lock = Lock()
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._copies: OrderedDict[tuple[str, str], tuple[Table, int]] = OrderedDict()
        self._made = 0

    def make(self, *, catalog: str, field: str, interrupts: Interrupting) -> None:
        """Copy a column of a large table, unless that is done and nothing was written since; about a second."""
        with self._lock:
            try:
                with self._asking(interrupts) as connection:
                    self._make(connection, catalog=catalog, field=field)
            except DatabaseError as error:  # a full disk, or nobody waits: everything works without a copy
                log.info("没有建立筛选用的副本：%s", error.orig)

    def row_ids(self, query: Query, *, limit: int | None, interrupts: Interrupting) -> array[int] | None:
        """Return the row numbers of a query in its order, the first `limit` or all; None where no copy tells them."""
        wanted = [one for one in query.where if one.how not in COUNTED and (query.catalog, one.field) in self._copies]
        if not wanted or not self._lock.acquire(blocking=False):
            return None
        try:
            with self._asking(interrupts) as connection:
                found = (self._found(connection, one, query=query, limit=limit) for one in wanted)
                return next((rids for rids in found if rids is not None), None)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of all copies and of their file."""
        with self._lock:
            self._copies.clear()
            if self._connection is not None:
                self._connection.close()
            if self._engine is not None:
                self._engine.dispose()
            self._connection = self._engine = None

    @contextmanager
    def _asking(self, interrupts: Interrupting) -> Iterator[Connection]:
        """Give the connection in a transaction, which sees one state of the store."""
        if self._connection is None:
            self._engine = self._connect()
            self._connection = self._engine.connect()
            raw: Any = self._connection.connection.driver_connection
            raw.execute("PRAGMA temp_store=FILE")
            for kept in ("main", "temp"):
                raw.execute(f"PRAGMA {kept}.cache_size=-2000")
        with interrupts.of(self._connection), self._connection.begin():
            yield self._connection

    def _make(self, connection: Connection, *, catalog: str, field: str) -> None:
        table, place = self._schema.rows[catalog], (catalog, field)
        now = _version(connection)
        for known, (copy, version) in list(self._copies.items()):
            if version != now or (known != place and len(self._copies) >= MOST_COPIES):
                copy.drop(connection)
                del self._copies[known]
        if place in self._copies or (connection.execute(select(func.max(table.c.rid))).scalar() or 0) < LARGE:
            return
        self._made += 1
        copy = Table(
            f"copy_{self._made}",
            MetaData(),
            Column(field, table.c[field].type, primary_key=True, nullable=True),
            Column("rid", Integer, primary_key=True),
            prefixes=["TEMPORARY"],
        )
        copy.create(connection)
        rows = select(table.c[field], table.c.rid).order_by(table.c[field], table.c.rid)
        connection.execute(insert(copy).from_select([field, "rid"], rows))
        self._copies[place] = (copy, now)

    def _found(self, connection: Connection, one: Filter, *, query: Query, limit: int | None) -> array[int] | None:
        copy, version = self._copies[query.catalog, one.field]
        if version != _version(connection):
            return None
        catalog, table = self._schema.catalog(query.catalog), self._schema.rows[query.catalog]
        passing = filter_condition(one, catalog=catalog, table=copy, among=())
        some = select(literal(1)).select_from(copy).where(passing).limit(MOST_ROWS + 1).subquery()
        if connection.execute(select(func.count()).select_from(some)).scalar_one() > MOST_ROWS:
            return None
        is_read = reads_names(connection, table=table)
        wanted = (
            select(table.c.rid)
            .where(table.c.rid.in_(select(copy.c.rid).where(passing)))
            .where(*conditions(query, schema=self._schema, whole=True))
            .order_by(*ordering(query, catalog=catalog, table=table, is_read=is_read))
            .limit(limit)
        )
        return array("q", connection.execute(wanted).scalars())


def _version(connection: Connection) -> int:
    """Return what changes with every commit of any other connection or program (SQLite's data_version)."""
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())
