"""What a person of a region should have: the stored sums added up over what they see (SYNC point 9)."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, text

from app.catalog import Sees
from app.people import MINISTRY_DIV
from app.rights import may_read
from sync.wire import Sum

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.people import User
    from app.tables import Schema

KEPT = 256
"""Regions whose sums are remembered."""

# The places of app.scope.visible, in the order in which both databases can go by index; the years one by one, for a
# scan of all places would be the rest. Clock and sums in one statement: a busy PostgreSQL may show the next one more.
_SEEN = text("""
WITH RECURSIVE years (y) AS (
    SELECT min(fiscal_year) FROM region_scope
    UNION ALL
    SELECT (SELECT min(fiscal_year) FROM region_scope WHERE fiscal_year > y) FROM years WHERE y IS NOT NULL
), seen AS (
    SELECT * FROM central_sum WHERE mof_div_code = :region
    UNION
    SELECT s.* FROM years CROSS JOIN region_scope t CROSS JOIN central_sum s
    WHERE t.fiscal_year = y AND t.ancestor = :region AND s.mof_div_code = t.code AND s.fiscal_year = y
    UNION
    SELECT * FROM central_sum WHERE mof_div_code = :ministry AND catalog IN :inherited
    UNION
    SELECT s.* FROM region_scope t CROSS JOIN central_sum s
    WHERE t.code = :region AND s.mof_div_code = t.ancestor AND s.fiscal_year = t.fiscal_year AND s.catalog IN :inherited
)
SELECT c.version, seen.catalog, seen."count", seen."xor" FROM central_clock c LEFT JOIN seen ON 1 = 1
""").bindparams(bindparam("inherited", expanding=True))


class SumBook:
    """Adds up and remembers; one per process, for all connections."""

    def __init__(self, *, schema: Schema) -> None:
        self._schema = schema
        self._kept: dict[str, tuple[int, tuple[Sum, ...]]] = {}
        self._inherited = [one.name for one in schema.catalogs if one.sees is Sees.CHAIN]

    def sums(self, connection: Connection, *, user: User) -> tuple[int, tuple[Sum, ...]]:
        """Return the number of the last committed change, and the sums as of it, a `Sum` for every catalog in order.

        Of a catalog that is not for the person's role, nothing. Takes time by the regions that a person sees, not by
        their rows, and next to none while nothing changes.
        """
        version, sums = self._of_region(connection, region=user.mof_div_code)
        if not user.role.is_outside:
            return version, sums
        read = {one.name for one in self._schema.catalogs if may_read(user, catalog=one) is None}
        return version, tuple(one if one.catalog in read else Sum(one.catalog, 0, 0) for one in sums)

    def _of_region(self, connection: Connection, *, region: str) -> tuple[int, tuple[Sum, ...]]:
        clock = self._schema.table("central_clock")
        present = int(connection.execute(select(clock.c.version)).scalar_one())
        kept = self._kept.get(region)
        if kept is None or kept[0] != present:
            kept = self._add_up(connection, region=region)
            self._kept.pop(region, None)
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[region] = kept
        return kept

    def _add_up(self, connection: Connection, *, region: str) -> tuple[int, tuple[Sum, ...]]:
        given = {"region": region, "ministry": MINISTRY_DIV, "inherited": self._inherited}
        rows = connection.execute(_SEEN, given).all()
        found: dict[str, list[tuple[int, int]]] = {one.name: [] for one in self._schema.catalogs}
        for _, catalog, count, part in rows:
            if catalog in found:
                found[catalog].append((count, part))
        sums = (
            Sum(name, sum(count for count, _ in parts), reduce(xor, (part for _, part in parts), 0))
            for name, parts in found.items()
        )
        return int(rows[0][0]), tuple(sums)
