"""Reading rows for grids and reports: ids in order, pages by id, counts; everything is pushed down to the store."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, cast

from sqlalchemy import and_, false, func, literal, or_, select

from app.fields import NO_NAMES, References, Value
from app.lookup import chunks
from app.scope import below, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Select, Table

    from app.catalog import Catalog
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which rows of a catalog are wanted, and in which order.

    `region`: rows of it and below, with what it inherits. `under`: a tree row's code; its row and its children, or with
    `deep` everything below. `groups`: values of grouping fields. `filters`: exact values by field name.
    `order`: (field, descending) pairs before the catalog's own order. `states`: row states, () for all.
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
    search: str = ""
    enabled_only: bool = False
    states: tuple[int, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()


def conditions(query: Query, *, schema: Schema) -> list[ColumnElement[bool]]:
    """Return the conditions of a query; whose rows a person sees is decided here for every reader."""
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    found: list[ColumnElement[bool]] = [table.c.is_deleted.is_(False)]
    if query.fiscal_year is not None:
        found.append(table.c.fiscal_year == query.fiscal_year)
    if query.region:
        found.append(
            table.c.mof_div_code == query.region
            if query.own_only
            else visible(table, schema=schema, catalog=catalog, region=query.region)
        )
    if query.insurance_type:
        found.append(_of_insurance_type(catalog, table, query.insurance_type))
    if query.under and catalog.tree:
        found.append(_under(catalog, table, query))
    found += [table.c[name] == value for name, value in (*query.groups, *query.filters)]
    if query.search:
        found.append(_search(catalog, table, query.search))
    if query.enabled_only:
        found.append(table.c.is_enabled.is_(True))
    if query.states:
        found.append(table.c.state.in_(query.states))
    return found


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


def _search(catalog: Catalog, table: Table, words: str) -> ColumnElement[bool]:
    texts = [table.c[field.name] for field in catalog.columns if field.search_text() or field in catalog.references]
    return _contains(texts, words)


def _contains(texts: Sequence[ColumnElement[str]], words: str) -> ColumnElement[bool]:
    """Return the condition that each word stands in one of the columns."""
    escaped = [word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") for word in words.split()]
    return and_(
        literal(value=True), *(or_(*(column.like(f"%{word}%", escape="\\") for column in texts)) for word in escaped)
    )


def row_ids(
    connection: Connection, *, schema: Schema, query: Query, limit: int | None = None, offset: int = 0
) -> array[int]:
    """Return local row numbers (`rid`) in the query's order."""
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    wanted = select(table.c.rid).where(*conditions(query, schema=schema))
    for name, descending in (*query.order, *((name, False) for name in catalog.order)):
        column = table.c[name]
        wanted = wanted.order_by(column.desc() if descending else column)
    found = connection.execute(wanted.order_by(table.c.rid).limit(limit).offset(offset))
    # the driver's own cursor: a million row objects would take most of the time
    return array("q", chain.from_iterable(cast("Iterable[tuple[int]]", found.cursor)))


def count_rows(connection: Connection, *, schema: Schema, query: Query) -> int:
    """Return how many rows a query has."""
    table = schema.rows[query.catalog]
    wanted = select(func.count()).select_from(table).where(*conditions(query, schema=schema))
    return connection.execute(wanted).scalar_one()


def page(connection: Connection, *, schema: Schema, catalog: Catalog, rids: Sequence[int]) -> list[Mapping[str, Value]]:
    """Return whole rows (declared and system columns) in the order of `rids`; rows gone meanwhile are left out."""
    table = schema.rows[catalog.name]
    found: dict[int, Mapping[str, Value]] = {}
    for part in chunks(rids):
        rows = connection.execute(select(table).where(table.c.rid.in_(part)))
        found.update({row["rid"]: dict(row) for row in rows.mappings()})
    return [found[rid] for rid in rids if rid in found]


def read_rows(connection: Connection, *, schema: Schema, query: Query) -> Iterable[Mapping[str, Value]]:
    """Yield the rows of a query in order, a thousand at a time."""
    catalog = schema.catalog(query.catalog)
    rids = row_ids(connection, schema=schema, query=query)
    for start in range(0, len(rids), 1000):
        yield from page(connection, schema=schema, catalog=catalog, rids=rids[start : start + 1000])


def names_of(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    fiscal_year: int | None,
    codes: Iterable[str] | None = None,
) -> Mapping[str, str]:
    """Return the names of a catalog's rows by code (only of `codes`, when given); short names where there are some."""
    if isinstance(catalog.by_name[catalog.title], References) or catalog.title == catalog.code:
        return NO_NAMES
    table = schema.rows[catalog.name]
    short = table.c.short_name if "short_name" in catalog.by_name else literal("")
    wanted = select(table.c[catalog.code], table.c[catalog.title], short).where(table.c.is_deleted.is_(False))
    if fiscal_year is not None:
        wanted = wanted.where(table.c.fiscal_year == fiscal_year)
    parts = [wanted] if codes is None else [wanted.where(table.c[catalog.code].in_(part)) for part in chunks(codes)]
    found = (row for part in parts for row in connection.execute(part))
    return {code: short_name or name for code, name, short_name in found}


def all_names(
    connection: Connection, *, schema: Schema, catalog: Catalog, fiscal_year: int | None
) -> dict[str, Mapping[str, str]]:
    """Return, for each catalog that `catalog` refers to, the names by code."""
    return {
        name: names_of(connection, schema=schema, catalog=schema.catalog(name), fiscal_year=fiscal_year)
        for name in {field.to for field in catalog.references}
    }


def offered(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    fiscal_year: int,
    region: str,
    search: str = "",
    limit: int | None = None,
) -> list[tuple[str, str]]:
    """Return (code, name) of the enabled rows that a reference to `catalog` may name from `region`, in order.

    `search`: words that code or name contain, each of them; `limit`: at most so many.
    """
    table = schema.rows[catalog.name]
    query = Query(catalog=catalog.name, fiscal_year=fiscal_year, enabled_only=True)
    scope = visible(table, schema=schema, catalog=catalog, region=region)
    named = [catalog.code, catalog.title, *(["short_name"] if "short_name" in catalog.by_name else [])]
    wanted = (
        select(table.c[catalog.code], table.c[catalog.title])
        .where(*conditions(query, schema=schema), or_(scope, below(table, schema=schema, region=region)))
        .where(_contains([table.c[name] for name in named], search))
        .order_by(*(table.c[name] for name in catalog.order))
        .limit(limit)
    )
    return [(code, name) for code, name in connection.execute(wanted)]
