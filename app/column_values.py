"""The different values of a column with their numbers of rows, for the list that a filter offers (clause 2, 查询)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.fields import NO_NAMES, Bad, Reference
from app.filters import blank_condition, is_blank
from app.lookup import chunks
from app.queries import conditions
from app.rows import names_of
from app.search import search_condition_of
from app.spelling.order import reading_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Connection

    from app.fields import Field, Value
    from app.queries import Query
    from app.tables import Schema

MOST_VALUES = 1000


@dataclass(frozen=True, slots=True)
class ColumnValue:
    """One value: as it is stored ('' or None: blank), as it is shown, and how many rows have it."""

    value: Value
    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnValues:
    """Values in ascending order, blank ones first; `has_more`: only some are listed."""

    values: Sequence[ColumnValue]
    has_more: bool


def column_values(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    field: str,
    words: str = "",
    limit: int = MOST_VALUES,
    check: Callable[[], None] = lambda: None,
) -> ColumnValues:
    """Return the values of `field` among the rows of a query, whose own filter of that field is left out.

    `words`: only values that they find. `check` is called between questions; it may raise to end the work.
    """
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    declared, column = catalog.by_name[field], table.c[field]
    others = replace(query, where=tuple(one for one in query.where if one.field != field), order=())
    wanted = conditions(others, schema=schema)
    if words:
        wanted.append(_found(words, schema=schema, query=query, field=declared))
    # an index would only lead to each row again: these few columns are read from end to end
    found = list(connection.execute(select(column).where(*wanted).distinct().limit(limit + 1)).scalars())
    check()
    counts: dict[Value, int] = {}
    for part in chunks(value for value in found[:limit] if not is_blank(value)):
        counted = select(column, func.count()).where(*wanted, column.in_(part)).group_by(column)
        counts.update({row[0]: row[1] for row in connection.execute(counted)})
        check()
    names = _names(connection, schema=schema, query=query, field=declared, values=counts)
    key = _read if declared.is_a_name() else _key
    listed = [ColumnValue(value, declared.show(value, names=names), counts[value]) for value in sorted(counts, key=key)]
    if any(map(is_blank, found)):
        blank = select(func.count()).select_from(table).where(*wanted, blank_condition(column, field=declared))
        listed.insert(0, ColumnValue(declared.empty, "", connection.execute(blank).scalar_one()))
    return ColumnValues(values=listed, has_more=len(found) > limit)


def _key(value: Any) -> Any:  # noqa: ANN401 - the values of one column are of one type
    return value


def _read(value: Any) -> tuple[str | None, str]:  # noqa: ANN401 - as above
    return reading_order(str(value)), str(value)


def _found(words: str, *, schema: Schema, query: Query, field: Field) -> ColumnElement[bool]:
    """Return the condition that words find a value: its text or name, or the very number or date that was typed."""
    typed = field.read(words)
    column = schema.rows[query.catalog].c[field.name]
    if field.search_text() or isinstance(field, Reference):
        catalog = schema.catalog(query.catalog)
        return search_condition_of(field, words=words, schema=schema, catalog=catalog, fiscal_year=query.fiscal_year)
    return column.is_(None) if isinstance(typed, Bad) else column == typed


def _names(
    connection: Connection, *, schema: Schema, query: Query, field: Field, values: dict[Value, int]
) -> dict[str, str]:
    if not isinstance(field, Reference):
        return dict(NO_NAMES)
    codes = {code for value in values for code in field.codes(value)}
    target = schema.catalog(field.to)
    return dict(names_of(connection, schema=schema, catalog=target, fiscal_year=query.fiscal_year, codes=codes))
