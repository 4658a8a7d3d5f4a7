"""One page of changes after a cursor, catalog by catalog, of what the person may see (SYNC point 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import and_, func, literal, select, union_all

from app.scope import visible
from sync.central.blocks import blocks, selected
from sync.central.cursor import Cursor, read_cursor, write_cursor
from sync.central.database import central_id, present_version
from sync.wire import Block, ChangesPage

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from app.catalog import Catalog
    from app.people import User
    from app.tables import Schema
    from sync.central.database import Database


def pull(database: Database, *, cursor: str, limit: int, user: User) -> ChangesPage:
    """Return the page; raise RequestError for a cursor that cannot be read.

    The bound is fixed by the first page and travels in the cursor: a row that changes meanwhile comes in the next
    round, with its new version.
    """
    with database.read() as connection:
        present = present_version(connection, schema=database.schema)
        central = central_id(connection, schema=database.schema)
        at = read_cursor(cursor, central=central, region=user.mof_div_code, present=present)
        if not at.upper:
            left = _count(connection, schema=database.schema, user=user, since=at.since, upper=present)
            at = msgspec.structs.replace(at, upper=present, left=left)
        return _Page(connection, schema=database.schema, user=user, limit=limit).fill(at)


class _Page:
    """A page while it is filled."""

    def __init__(self, connection: Connection, *, schema: Schema, user: User, limit: int) -> None:
        self._connection = connection
        self._schema = schema
        self._user = user
        self._limit = limit
        self._room = limit
        self._blocks: list[Block] = []

    def fill(self, at: Cursor) -> ChangesPage:
        """Take rows from where the cursor stands until the page is full or the bound is reached."""
        names = [catalog.name for catalog in self._schema.catalogs]
        first = names.index(at.catalog) if at.catalog in names else 0
        for catalog in self._schema.catalogs[first:]:
            if at.left <= 0 and not at.catalog:
                break
            last = self._take(catalog, after=at.after if catalog.name == at.catalog else at.since, upper=at.upper)
            if self._room == 0:
                left = max(at.left - self._limit, 0)
                return self._page(msgspec.structs.replace(at, catalog=catalog.name, after=last, left=left), more=True)
        return self._page(Cursor(central=at.central, region=at.region, since=at.upper), more=False)

    def _take(self, catalog: Catalog, *, after: int, upper: int) -> int:
        table = self._schema.rows[catalog.name]
        wanted = _wanted(self._schema, catalog=catalog, user=self._user, since=after, upper=upper)
        columns = selected(table, catalog=catalog)
        rows = self._connection.execute(
            select(*columns).where(wanted).order_by(table.c.version).limit(self._room)
        ).fetchall()
        self._room -= len(rows)
        self._blocks += blocks(catalog, rows=rows)
        return int(rows[-1].version) if rows else after

    def _page(self, cursor: Cursor, *, more: bool) -> ChangesPage:
        return ChangesPage(cursor=write_cursor(cursor), more=more, blocks=self._blocks, remaining=cursor.left)


def _wanted(schema: Schema, *, catalog: Catalog, user: User, since: int, upper: int) -> ColumnElement[bool]:
    table = schema.rows[catalog.name]
    scope = visible(table, schema=schema, catalog=catalog, region=user.mof_div_code)
    return and_(table.c.version > since, table.c.version <= upper, scope)


def _count(connection: Connection, *, schema: Schema, user: User, since: int, upper: int) -> int:
    if since == upper:
        return 0
    counts = [
        select(func.count().label("rows"), literal(catalog.name))
        .select_from(schema.rows[catalog.name])
        .where(_wanted(schema, catalog=catalog, user=user, since=since, upper=upper))
        for catalog in schema.catalogs
    ]
    return sum(row.rows for row in connection.execute(union_all(*counts)))
