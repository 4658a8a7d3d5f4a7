"""Reading rows for grids and reports: ids in order, pages by id, counts; everything is pushed down to the store."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import func, literal, or_, select

from app.fields import NO_NAMES, References, Value
from app.filters import blank_condition
from app.lookup import chunks
from app.queries import Query, conditions
from app.scope import below, visible
from app.search import words_condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Table

    from app.catalog import Catalog
    from app.tables import Schema

__all__ = [
    "Query",
    "all_names",
    "conditions",
    "count_rows",
    "names_of",
    "offered",
    "page",
    "read_rows",
    "row_ids",
]


READ_MOST = 50_000
"""Rows of a table up to which names are sorted by a function of this program: some four microseconds a row."""


def row_ids(
    connection: Connection, *, schema: Schema, query: Query, limit: int | None = None, offset: int = 0
) -> array[int]:
    """Return local row numbers (`rid`) in the query's order."""
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    wanted = select(table.c.rid).where(*conditions(query, schema=schema))
    is_read = reads_names(connection, table=table)
    wanted = wanted.order_by(*ordering(query, catalog=catalog, table=table, is_read=is_read))
    found = connection.execute(wanted.limit(limit).offset(offset))
    # the driver's own cursor: a million row objects would take most of the time
    return array("q", chain.from_iterable(cast("Iterable[tuple[int]]", found.cursor)))


def reads_names(connection: Connection, *, table: Table) -> bool:
    """Say whether a table is small enough for its names to be sorted as they are read, not by code point."""
    return (connection.execute(select(func.max(table.c.rid))).scalar() or 0) <= READ_MOST


def ordering(query: Query, *, catalog: Catalog, table: Table, is_read: bool) -> list[ColumnElement[Any]]:
    """Return what rows are ordered by: the columns asked for, blank cells last; the natural order; the row number.

    `is_read`: names stand as they are read (拼音), names of the same reading by code point.
    """
    found: list[ColumnElement[Any]] = []
    for name, descending in query.order:
        column, field = table.c[name], catalog.by_name[name]
        if not field.required and field.empty is not False:
            found.append(blank_condition(column, field=field))
        keys = [func.reading_order(column), column] if is_read and field.is_a_name() else [column]
        found += [key.desc() if descending else key for key in keys]
    return [*found, *(table.c[name] for name in catalog.order), table.c.rid]


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
        names = tuple(rows.keys())
        place = names.index("rid")
        # the rows as tuples: a mapping of each would take twice the time
        found.update({row[place]: dict(zip(names, row, strict=True)) for row in rows})
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

    `search`: words that code or name contain, or the initials of the name; `limit`: at most so many.
    """
    table = schema.rows[catalog.name]
    query = Query(catalog=catalog.name, fiscal_year=fiscal_year, enabled_only=True)
    scope = visible(table, schema=schema, catalog=catalog, region=region)
    named = [table.c[field.name] for field in catalog.columns if field.is_a_name()]
    texts = [table.c[catalog.code], table.c[catalog.title]]
    wanted = (
        select(table.c[catalog.code], table.c[catalog.title])
        .where(*conditions(query, schema=schema), or_(scope, below(table, schema=schema, region=region)))
        .where(words_condition(search, schema=schema, texts=texts, names=named))
        .order_by(*(table.c[name] for name in catalog.order))
        .limit(limit)
    )
    return [(code, name) for code, name in connection.execute(wanted)]
