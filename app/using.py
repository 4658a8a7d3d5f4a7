"""Which rows name a row: found by the declared references, for the rules and for whoever asks (clauses 1.1, 1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, literal, or_

from app.fields import References
from app.scope import below

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Table

    from app.catalog import Catalog
    from app.fields import Reference, Value
    from app.tables import Schema


def referring(schema: Schema, *, catalog: Catalog) -> Iterator[tuple[Catalog, list[Reference]]]:
    """Yield the catalogs whose fields name rows of this one (also this one itself), with these fields."""
    for other in schema.catalogs:
        fields = [field for field in other.references if field.to == catalog.name]
        if fields:
            yield other, fields


def names_row(
    table: Table, fields: Sequence[Reference], *, catalog: Catalog, row: Mapping[str, Value], schema: Schema
) -> ColumnElement[bool]:
    """Return the condition that another row of `table` means this row (with its `id`): it lies in its reach."""
    code = str(row[catalog.code])
    return and_(
        or_(*(_names_code(table, field, code) for field in fields)),
        table.c.fiscal_year == row["fiscal_year"],
        table.c.is_deleted.is_(False),
        below(table, schema=schema, region=str(row["mof_div_code"])),
        table.c.id != row["id"],
    )


def _names_code(table: Table, field: Reference, code: str) -> ColumnElement[bool]:
    column = table.c[field.name]
    if isinstance(field, References):
        return (literal(",") + column + literal(",")).like(f"%,{code},%")
    return column == code
