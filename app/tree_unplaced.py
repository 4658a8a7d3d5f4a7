"""Which regions stand in no pooling area of a type and year: each has to stand in exactly one (clause 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, select

from app.people import Level
from app.scope import below

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from app.rows import Query
    from app.tables import Schema

PLACED_LEVELS = tuple(str(int(level)) for level in (Level.PROVINCE, Level.CITY, Level.COUNTY))
"""Levels whose regions are pooled; a township goes with its county."""


def unplaced(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    groups: tuple[tuple[str, str], ...],
    limit: int | None = None,
) -> list[str]:
    """Return the codes, in order, of the enabled regions in view that have no row with these grouping values."""
    each = schema.rows["region"]
    wanted = select(each.c.mof_div_code).where(_missing(query, schema=schema, groups=groups))
    return list(connection.execute(wanted.order_by(each.c.mof_div_code).limit(limit)).scalars())


def count_unplaced(connection: Connection, *, schema: Schema, query: Query, groups: tuple[tuple[str, str], ...]) -> int:
    """Count the regions that `unplaced` returns."""
    each = schema.rows["region"]
    wanted = select(func.count()).select_from(each).where(_missing(query, schema=schema, groups=groups))
    return connection.execute(wanted).scalar_one()


def _missing(query: Query, *, schema: Schema, groups: tuple[tuple[str, str], ...]) -> ColumnElement[bool]:
    catalog = schema.catalog(query.catalog)
    name = catalog.tree.each if catalog.tree else ""
    table, each = schema.rows[catalog.name].alias("placed"), schema.rows["region"]
    placed = exists().where(
        table.c[name] == each.c.mof_div_code,
        table.c.fiscal_year == each.c.fiscal_year,
        table.c.is_deleted.is_(False),
        *(table.c[one] == value for one, value in groups),
    )
    return and_(
        each.c.fiscal_year == query.fiscal_year,
        each.c.is_deleted.is_(False),
        each.c.is_enabled.is_(True),
        each.c.level_no.in_(PLACED_LEVELS),
        below(each, schema=schema, region=query.region) if query.region else each.c.mof_div_code != "",
        ~placed,
    )
