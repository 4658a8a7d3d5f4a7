"""A scope that changed: which rows a reader sees anew, and which no more (SYNC point 7; contract, changes)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import and_, exists, not_, or_, select

from app.catalog import Sees
from app.people import MINISTRY_DIV
from app.scope import visible
from sync.wire import Leave

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Table

    from app.catalog import Catalog
    from app.tables import Schema
    from sync.central.cursor import Cursor

    Owners: TypeAlias = "set[tuple[int, str]]"
    """Owners of rows as (fiscal year, region)."""


class Turn:
    """What changed in the reader's scope between a cursor's `since` and its `upper`.

    Pairs of the closure that were touched since count as unknown: the rows of those that are seen now are sent again,
    the others leave. So it does not matter how often, or during which page, a region came and went.
    """

    def __init__(self, connection: Connection, *, schema: Schema, at: Cursor) -> None:
        self._connection = connection
        self._schema = schema
        self._region = at.region
        self._past = at.past
        self._log = schema.table("central_scope_log")
        # what moves after `upper` is for the next run
        self._span = and_(self._log.c.version > at.since, self._log.c.version <= at.upper)
        self.is_any = bool(at.past) or (at.since > 0 and self._is_touched())

    def _is_touched(self) -> bool:
        log = self._log
        mine = or_(log.c.ancestor == self._region, log.c.code == self._region)
        return self._connection.execute(select(log.c.version).where(self._span, mine).limit(1)).first() is not None

    def enters(self, table: Table, *, catalog: Catalog) -> ColumnElement[bool]:
        """Return the condition that a row that is seen now may not have been seen at `since`."""
        strangers = [not_(visible(table, schema=self._schema, catalog=catalog, region=region)) for region in self._past]
        return or_(self._touched(table, catalog=catalog), *strangers)

    def _touched(self, table: Table, *, catalog: Catalog) -> ColumnElement[bool]:
        log = self._log
        regions = (self._region, *self._past)
        same_year = and_(self._span, log.c.fiscal_year == table.c.fiscal_year)
        below = exists().where(same_year, log.c.ancestor.in_(regions), log.c.code == table.c.mof_div_code)
        if catalog.sees is Sees.BELOW:
            return below
        return or_(below, exists().where(same_year, log.c.code.in_(regions), log.c.ancestor == table.c.mof_div_code))

    def leaves(self) -> list[Leave]:
        """Return what the reader saw, or may have seen, and does not see any more."""
        gone = {sees: self._gone(sees) for sees in Sees}
        return [
            Leave(catalog.name, year, region)
            for catalog in self._schema.catalogs
            for year, region in sorted(gone[catalog.sees])
        ]

    def _gone(self, sees: Sees) -> Owners:
        years = self._years()
        before = self._pairs(self._log, regions=(self._region, *self._past), sees=sees, within=self._span)
        for region in self._past:
            before |= self._seen(region, sees=sees, years=years)
        return before - self._seen(self._region, sees=sees, years=years)

    def _seen(self, region: str, *, sees: Sees, years: Sequence[int]) -> Owners:
        """Return whose rows a reader of `region` sees, as `app.scope.visible` says it for a query."""
        scope = self._schema.table("region_scope")
        found = self._pairs(scope, regions=(region,), sees=sees, within=scope.c.fiscal_year > 0)
        own = {region} if sees is Sees.BELOW else {region, MINISTRY_DIV}
        return found | {(year, one) for year in years for one in own}

    def _pairs(self, table: Table, *, regions: Sequence[str], sees: Sees, within: ColumnElement[bool]) -> Owners:
        year, ancestor, code = (table.c[name] for name in ("fiscal_year", "ancestor", "code"))
        wanted = [select(year, code).where(within, ancestor.in_(regions))]
        if sees is Sees.CHAIN:
            wanted.append(select(year, ancestor).where(within, code.in_(regions)))
        return {(int(row[0]), str(row[1])) for one in wanted for row in self._connection.execute(one)}

    def _years(self) -> list[int]:
        scope = self._schema.table("region_scope")
        return [int(year) for year in self._connection.execute(select(scope.c.fiscal_year).distinct()).scalars()]
