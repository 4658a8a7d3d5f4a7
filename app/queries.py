"""Which rows of a catalog are wanted, and the conditions that say so to the store; written here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import UnaryExpression, false, literal, or_, select
from sqlalchemy.sql.operators import custom_op

from app.filters import filter_condition
from app.scope import visible
from app.search import search_condition

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, Table

    from app.catalog import Catalog
    from app.fields import Value
    from app.filters import Filter
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which rows of a catalog are wanted, and in which order.

    `region`: rows of it and below, with what it inherits. `under`: a tree row's code; its row and its children, or with
    `deep` everything below. `groups`: values of grouping fields. `filters`: exact values by field name. `where`: what
    columns are filtered by, at most one Filter for each. `order`: (field, descending) pairs before the catalog's own
    order. `states`: row states, () for all.
    """

    catalog: str
    fiscal_year: int | None = None
    region: str = ""
    own_only: bool = False
    insurance_type: str = ""
    under: str = ""
    deep: bool = False
    groups: tuple[tuple[str, str], ...] = ()
    filters: tuple[tuple[str, Value], ...] = ()
    where: tuple[Filter, ...] = ()
    search: str = ""
    enabled_only: bool = False
    states: tuple[int, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()


def conditions(query: Query, *, schema: Schema, whole: bool = False) -> list[ColumnElement[bool]]:
    """Return the conditions of a query; whose rows a person sees is decided here for every reader.

    `whole`: the table is read from end to end, so no index of the year is to be used.
    """
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    base = _context(query, schema=schema, catalog=catalog, table=table, whole=whole)
    # the store judges a row in this order, so what leaves most rows out comes first
    found = [*(filter_condition(one, catalog=catalog, table=table, among=base) for one in query.where), *base]
    if query.search:
        found.append(search_condition(query.search, schema=schema, catalog=catalog, fiscal_year=query.fiscal_year))
    if query.enabled_only:
        found.append(table.c.is_enabled.is_(True))
    if query.states:
        found.append(table.c.state.in_(query.states))
    return found


def _context(query: Query, *, schema: Schema, catalog: Catalog, table: Table, whole: bool) -> list[ColumnElement[bool]]:
    """Return the conditions that say where the person is: year, region, insurance type, place in the tree."""
    found: list[ColumnElement[bool]] = [table.c.is_deleted.is_(False)]

    def plain(name: str) -> ColumnElement[Any]:
        # with a plus before it the store does not look for an index of the column
        return UnaryExpression(table.c[name], operator=custom_op("+")) if whole else table.c[name]

    if query.fiscal_year is not None:
        found.append(plain("fiscal_year") == query.fiscal_year)
    if query.region:
        found.append(
            plain("mof_div_code") == query.region
            if query.own_only
            else visible(table, schema=schema, catalog=catalog, region=query.region)
        )
    if query.insurance_type:
        found.append(_of_insurance_type(catalog, table, query.insurance_type))
    if query.under and catalog.tree:
        found.append(_under(catalog, table, query))
    return [*found, *(plain(name) == value for name, value in (*query.groups, *query.filters))]


def _of_insurance_type(catalog: Catalog, table: Table, code: str) -> ColumnElement[bool]:
    if catalog.name == "insurance_type":
        return table.c.code == code
    if catalog.by_name.get("insurance_type"):
        return table.c.insurance_type.in_((code, ""))
    if catalog.by_name.get("insurance_types"):
        column = table.c.insurance_types
        return or_(column.in_(("", "all")), (literal(",") + column + literal(",")).like(f"%,{code},%"))
    return literal(value=True)


def _under(catalog: Catalog, table: Table, query: Query) -> ColumnElement[bool]:
    tree, code = catalog.tree, table.c[catalog.code]
    if tree is None or not tree.parent:
        return code == query.under
    parent = table.c[tree.parent]
    if not query.deep:
        return or_(code == query.under, parent == query.under)
    return or_(code == query.under, parent == query.under, code.in_(_descendants(catalog, table, query)))


def _descendants(catalog: Catalog, table: Table, query: Query) -> Select[tuple[str]]:
    if catalog.tree is None:
        return select(table.c[catalog.code]).where(false())
    inner = table.alias()
    walk = select(literal(query.under).label("code")).cte("walk", recursive=True)
    step = (
        select(inner.c[catalog.code])
        .join(walk, inner.c[catalog.tree.parent] == walk.c.code)
        .where(inner.c.is_deleted.is_(False), inner.c.fiscal_year == query.fiscal_year)
    )
    walk = walk.union(step)
    return select(walk.c.code)
