"""One page of changes after a cursor, catalog by catalog, of what the person may see (SYNC point 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import and_, func, literal, or_, select, union_all

from app.people import MINISTRY_DIV
from app.rights import may_read
from app.scope import seen_by
from sync.central.blocks import blocks, selected
from sync.central.cursor import Cursor, read_cursor, write_cursor
from sync.central.database import central_id, present_version
from sync.central.leaving import Turn
from sync.central.moved import gone_rows
from sync.central.people import person_of
from sync.wire import CONTRACT, ChangesPage

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

    from app.catalog import Catalog
    from app.people import User
    from app.tables import Schema
    from sync.central.database import Database
    from sync.wire import Block, Gone, Leave

FEW_PLACES = 64


def pull(database: Database, *, cursor: str, limit: int, user: User) -> ChangesPage:
    """Return the page; raise RequestError for a cursor that cannot be read.

    The bound is fixed by the first page and travels in the cursor: a row that changes meanwhile comes with its new
    version after it, in this pull's last page if it still fits there, else in the next pull.
    """
    memory, schema = database.memory, database.schema
    with database.read() as connection:
        memory.central = central = memory.central or central_id(connection, schema=schema)
        present = present_version(connection, schema=schema)
        at = read_cursor(cursor, central=central, region=user.mof_div_code, present=present)
        page = _Page(connection, schema=schema, user=user, limit=limit, present=present)
        page.fill(at)
        if page.more:
            return page.found()
        version, sums = database.book.sums(connection, user=user)
    here = replace(page.found(), person=person_of(user), contract=CONTRACT, shapes=memory.shapes(schema))
    return replace(here, sums=list(sums)) if version == page.at.since else here


class _Page:
    """A page while it is filled: runs from one bound to the next, each catalog by catalog."""

    def __init__(self, connection: Connection, *, schema: Schema, user: User, limit: int, present: int) -> None:
        self._connection = connection
        self._schema = schema
        self._user = user
        self._room = limit
        self._present = present
        self._blocks: list[Block] = []
        self._leaves: list[Leave] = []
        self._gone: list[Gone] = []
        self._places: list[str] | None = None
        self.more = False

    def found(self) -> ChangesPage:
        """Return the page as it is now."""
        cursor = write_cursor(self.at)
        left = self.at.left
        return ChangesPage(
            cursor=cursor, more=self.more, blocks=self._blocks, remaining=left, leaves=self._leaves, gone=self._gone
        )

    def fill(self, at: Cursor) -> None:
        """Take rows from where the cursor stands until the page is full or the last change is reached."""
        self.at = self._run(at) if at.upper else at
        while not self.more and (self.at.since < self._present or self.at.past):
            first, counts = self._begin(self.at)
            if first.left > self._room and self._blocks:
                return
            turn = self._turn(first)
            self._leaves += turn.leaves() if turn.is_any else []
            gone = gone_rows(self._connection, schema=self._schema, at=first)
            self._gone += [one for one in gone if self._reads(one.catalog)]
            self.at = self._run(first, only={name for name, count in counts.items() if count})

    def _reads(self, name: str) -> bool:
        return may_read(self._user, catalog=self._schema.catalog(name)) is None

    def _begin(self, at: Cursor) -> tuple[Cursor, dict[str, int]]:
        """Fix the bound of a run; say how many rows it has in each catalog."""
        bound = replace(at, upper=self._present)
        counts = self._count(bound)
        return replace(bound, left=sum(counts.values())), counts

    def _run(self, at: Cursor, *, only: Collection[str] | None = None) -> Cursor:
        """Go on with a run and return where it stands; `only` names the catalogs that have something, where known."""
        turn = self._turn(at)
        reached = not at.catalog
        for catalog in self._schema.catalogs:
            reached = reached or catalog.name == at.catalog
            if not reached or (only is not None and catalog.name not in only):
                continue
            last = self._take(catalog, at=at, turn=turn)
            if not self._room:
                self.more = True
                taken = sum(len(block.rows) for block in self._blocks)
                return replace(at, catalog=catalog.name, after=last, left=max(at.left - taken, 0))
        return Cursor(central=at.central, region=at.region, since=at.upper)

    def _take(self, catalog: Catalog, *, at: Cursor, turn: Turn) -> int:
        table = self._schema.rows[catalog.name]
        after = at.after if catalog.name == at.catalog else 0
        rows = self._connection.execute(
            select(*selected(table, catalog=catalog))
            .where(self._wanted(catalog, at=at, turn=turn), table.c.version > after)
            .order_by(table.c.version)
            .limit(self._room)
        ).fetchall()
        self._room -= len(rows)
        self._blocks += blocks(catalog, rows=rows)
        return int(rows[-1].version) if rows else after

    def _wanted(self, catalog: Catalog, *, at: Cursor, turn: Turn) -> ColumnElement[bool]:
        table = self._schema.rows[catalog.name]
        scope = seen_by(table, schema=self._schema, catalog=catalog, user=self._user)
        if self._places is None:
            self._places = self._few_places()
        if self._places:
            scope = and_(table.c.mof_div_code.in_(self._places), scope)
        new = table.c.version > at.since
        fresh = or_(new, turn.enters(table, catalog=catalog)) if turn.is_any else new
        return and_(fresh, table.c.version <= at.upper, scope)

    def _few_places(self) -> list[str]:
        """Return the regions whose rows the person may see in any year; none where they are many, or it is no help.

        On PostgreSQL an index leads to their rows, past those that everybody else changed since the cursor.
        """
        if self._connection.dialect.name != "postgresql":
            return []
        table, own = self._schema.table("region_scope"), self._user.mof_div_code
        below = select(table.c.code).where(table.c.ancestor == own)
        above = select(table.c.ancestor).where(table.c.code == own)
        found = self._connection.execute(below.union(above).limit(FEW_PLACES + 1)).scalars().all()
        return [*found, own, MINISTRY_DIV] if len(found) <= FEW_PLACES else []

    def _turn(self, at: Cursor) -> Turn:
        return Turn(self._connection, schema=self._schema, at=at)

    def _count(self, at: Cursor) -> dict[str, int]:
        turn = self._turn(at)
        counts = [
            select(literal(catalog.name), func.count())
            .select_from(self._schema.rows[catalog.name])
            .where(self._wanted(catalog, at=at, turn=turn))
            for catalog in self._schema.catalogs
        ]
        return {row[0]: row[1] for row in self._connection.execute(union_all(*counts))}
