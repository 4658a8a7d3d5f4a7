"""Which filling-in sheets of a region hold anything: what an export of all of them writes (clauses 1.8, 1.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.sheet import sheet_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.sheet import SheetContext
    from app.tables import Schema


def filled_sheets(connection: Connection, *, schema: Schema, context: SheetContext) -> list[SheetContext]:
    """Return the sheets of the context's year and region that hold values, in order; the given one if none does."""
    table = schema.rows[context.catalog]
    names = sheet_of(schema.catalog(context.catalog)).pages
    columns = [table.c[name] for name in names]
    wanted = (
        select(*columns)
        .distinct()
        .where(
            table.c.fiscal_year == context.fiscal_year,
            table.c.mof_div_code == context.region,
            table.c.is_deleted.is_(False),
        )
        .order_by(*columns)
    )
    found = [tuple(zip(names, row, strict=True)) for row in connection.execute(wanted)]
    return [replace(context, pages=pages) for pages in found] or [context]
