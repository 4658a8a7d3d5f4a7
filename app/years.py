"""The fiscal years that a store holds, and the one a person works in unless they choose another (SPEC section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from app.tables import Schema


def fiscal_years(connection: Connection, *, schema: Schema) -> list[int]:
    """Return the years for which the store holds fiscal regions, ascending."""
    regions = schema.rows["region"]
    wanted = select(regions.c.fiscal_year).where(regions.c.is_deleted.is_(False)).distinct()
    return sorted(connection.execute(wanted.order_by(regions.c.fiscal_year)).scalars())


def working_year(connection: Connection, *, schema: Schema, today: date) -> int:
    """Return this calendar year where the store holds it, else the latest year it holds, else this year."""
    years = fiscal_years(connection, schema=schema)
    return today.year if today.year in years or not years else years[-1]
