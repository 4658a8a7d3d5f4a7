"""Whose rows a person sees: own region and below, kept as the closure of the reporting tree (SPEC section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, exists, false, insert, or_, select

from app.catalog import Catalog, Sees
from app.people import MINISTRY_DIV
from app.rights import may_read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, Table

    from app.people import User
    from app.tables import Schema


def rebuild_scope(connection: Connection, *, schema: Schema, fiscal_year: int) -> set[tuple[str, str]]:
    """Bring the closure of one year's region tree up to date, in the transaction that changed a region.

    Return the pairs (ancestor, code) that came or went.
    """
    regions, scope = schema.rows["region"], schema.table("region_scope")
    found = connection.execute(
        select(regions.c.mof_div_code, regions.c.parent_code).where(
            regions.c.fiscal_year == fiscal_year, regions.c.is_deleted.is_(False)
        )
    )
    parents = {code: parent for code, parent in found}  # noqa: C416 - rows are not pairs to a type checker
    wanted = {(ancestor, code) for code in parents for ancestor in chain_of(code, parents=parents)}
    of_year = scope.c.fiscal_year == fiscal_year
    stored = {(row[0], row[1]) for row in connection.execute(select(scope.c.ancestor, scope.c.code).where(of_year))}
    gone, come = stored - wanted, wanted - stored
    if gone:
        one = delete(scope).where(of_year, scope.c.ancestor == bindparam("above"), scope.c.code == bindparam("was"))
        connection.execute(one, [{"above": ancestor, "was": code} for ancestor, code in sorted(gone)])
    if come:
        rows = [{"fiscal_year": fiscal_year, "ancestor": above, "code": code} for above, code in sorted(come)]
        connection.execute(insert(scope), rows)
    return gone | come


def chain_of(code: str, *, parents: Mapping[str, str]) -> list[str]:
    """Return `code` and its ancestors, nearest first; a circle ends where it closes; all hang below the ministry."""
    chain: list[str] = []
    while code and code not in chain:
        chain.append(code)
        code = parents.get(code, "")
    return chain if MINISTRY_DIV in chain else [*chain, MINISTRY_DIV]


def below(table: Table, *, schema: Schema, region: str) -> ColumnElement[bool]:
    """Return the condition that a row belongs to `region` or to a region below it, in the row's year."""
    scope = schema.table("region_scope")
    return or_(
        table.c.mof_div_code == region,
        exists().where(
            scope.c.fiscal_year == table.c.fiscal_year,
            scope.c.ancestor == region,
            scope.c.code == table.c.mof_div_code,
        ),
    )


def above(table: Table, *, schema: Schema, region: str) -> ColumnElement[bool]:
    """Return the condition that a row belongs to the ministry or to a region above `region`, in the row's year."""
    scope = schema.table("region_scope")
    return or_(
        table.c.mof_div_code == MINISTRY_DIV,
        exists().where(
            scope.c.fiscal_year == table.c.fiscal_year,
            scope.c.code == region,
            scope.c.ancestor == table.c.mof_div_code,
        ),
    )


def visible(table: Table, *, schema: Schema, catalog: Catalog, region: str) -> ColumnElement[bool]:
    """Return the condition for the rows that a person of `region` sees in `catalog`."""
    own = below(table, schema=schema, region=region)
    return own if catalog.sees is Sees.BELOW else or_(own, above(table, schema=schema, region=region))


def seen_by(table: Table, *, schema: Schema, catalog: Catalog, user: User) -> ColumnElement[bool]:
    """Return the condition for the rows that a person sees: those of their region's, in catalogs of their role."""
    if may_read(user, catalog=catalog):
        return false()
    return visible(table, schema=schema, catalog=catalog, region=user.mof_div_code)


def own_only(table: Table, *, catalog: Catalog, schema: Schema, region: str) -> ColumnElement[bool]:
    """Return the condition for the rows that apply to `region` itself (its own, and inherited ones)."""
    own = table.c.mof_div_code == region
    return and_(own) if catalog.sees is Sees.BELOW else or_(own, above(table, schema=schema, region=region))


class Scope:
    """The region closure asked row by row, remembered within one action."""

    def __init__(self, connection: Connection, *, schema: Schema) -> None:
        self._connection = connection
        self._table = schema.table("region_scope")
        self._chains: dict[tuple[int, str], frozenset[str]] = {}

    def chain(self, *, fiscal_year: int, region: str) -> frozenset[str]:
        """Return `region`, its ancestors and the ministry."""
        key = (fiscal_year, region)
        if key not in self._chains:
            table = self._table
            found = self._connection.execute(
                select(table.c.ancestor).where(table.c.code == region, table.c.fiscal_year == fiscal_year)
            ).scalars()
            self._chains[key] = frozenset({*found, region, MINISTRY_DIV})
        return self._chains[key]

    def is_below(self, *, fiscal_year: int, region: str, top: str) -> bool:
        """Say whether `region` is `top` or lies below it."""
        return top in self.chain(fiscal_year=fiscal_year, region=region)
