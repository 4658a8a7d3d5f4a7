"""One page of changes after a cursor, catalog by catalog, of what the person may see (SYNC point 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import and_, func, literal, select, union_all

from app.scope import visible
from sync.central.blocks import blocks, selected
from sync.central.cursor import read_cursor, resting_cursor, write_cursor
from sync.central.database import central_id, present_version
from sync.central.people import person_of
from sync.wire import CONTRACT, Block, ChangesPage

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

    from app.catalog import Catalog
    from app.people import User
    from app.tables import Schema
    from sync.central.cursor import Cursor
    from sync.central.database import Database


def pull(database: Database, *, cursor: str, limit: int, user: User) -> ChangesPage:
    """Return the page; raise RequestError for a cursor that cannot be read.

    The bound is fixed by the first page and travels in the cursor: a row that changes meanwhile comes in the next
    round, with its new version.
    """
    memory, schema = database.memory, database.schema
    with database.read() as connection:
        memory.central = central = memory.central or central_id(connection, schema=schema)
        present = present_version(connection, schema=schema)
        at = read_cursor(cursor, central=central, region=user.mof_div_code, present=present)
        page = _Page(connection, schema=schema, user=user, limit=limit)
        found = page.fill(at) if at.upper else page.begin(at, upper=present)
    if found.more:
        return found
    return replace(found, person=person_of(user), contract=CONTRACT, shapes=memory.shapes(schema))


class _Page:
    """A page while it is filled."""

    def __init__(self, connection: Connection, *, schema: Schema, user: User, limit: int) -> None:
        self._connection = connection
        self._schema = schema
        self._user = user
        self._limit = limit
        self._taken = 0
        self._blocks: list[Block] = []

    def begin(self, at: Cursor, *, upper: int) -> ChangesPage:
        """Take the first rows after `at.since`, up to the bound that is fixed now."""
        if at.since == upper:
            return self._last(at, upper=upper)
        counts = self._count(since=at.since, upper=upper)
        first = replace(at, upper=upper, left=sum(counts.values()))
        return self.fill(first, only={name for name, count in counts.items() if count})

    def fill(self, at: Cursor, *, only: Collection[str] | None = None) -> ChangesPage:
        """Take rows from where the cursor stands until the page is full or the bound is reached.

        `only` names the catalogs that have something, where that is known.
        """
        reached = not at.catalog
        for catalog in self._schema.catalogs:
            reached = reached or catalog.name == at.catalog
            if not reached or (only is not None and catalog.name not in only):
                continue
            last = self._take(catalog, after=at.after if catalog.name == at.catalog else at.since, upper=at.upper)
            if self._taken == self._limit:
                left = max(at.left - self._taken, 0)
                cursor = write_cursor(replace(at, catalog=catalog.name, after=last, left=left))
                return ChangesPage(cursor=cursor, more=True, blocks=self._blocks, remaining=left)
        return self._last(at, upper=at.upper)

    def _last(self, at: Cursor, *, upper: int) -> ChangesPage:
        cursor = resting_cursor(central=at.central, region=at.region, since=upper)
        return ChangesPage(cursor=cursor, more=False, blocks=self._blocks)

    def _take(self, catalog: Catalog, *, after: int, upper: int) -> int:
        table = self._schema.rows[catalog.name]
        wanted = self._wanted(catalog, since=after, upper=upper)
        columns = selected(table, catalog=catalog)
        rows = self._connection.execute(
            select(*columns).where(wanted).order_by(table.c.version).limit(self._limit - self._taken)
        ).fetchall()
        self._taken += len(rows)
        self._blocks += blocks(catalog, rows=rows)
        return int(rows[-1].version) if rows else after

    def _wanted(self, catalog: Catalog, *, since: int, upper: int) -> ColumnElement[bool]:
        table = self._schema.rows[catalog.name]
        scope = visible(table, schema=self._schema, catalog=catalog, region=self._user.mof_div_code)
        return and_(table.c.version > since, table.c.version <= upper, scope)

    def _count(self, *, since: int, upper: int) -> dict[str, int]:
        counts = [
            select(literal(catalog.name), func.count())
            .select_from(self._schema.rows[catalog.name])
            .where(self._wanted(catalog, since=since, upper=upper))
            for catalog in self._schema.catalogs
        ]
        return {row[0]: row[1] for row in self._connection.execute(union_all(*counts))}
