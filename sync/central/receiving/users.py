"""Who uses a row's code, leaving out rows that change together with it (数据接收, clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.scope import below

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.tables import Schema


class Users:
    """Looks into every field that names rows of one catalog."""

    def __init__(self, connection: Connection, *, schema: Schema, catalog: Catalog) -> None:
        self._connection = connection
        self._schema = schema
        self._catalog = catalog
        self._fields = [
            (other, field)
            for other in schema.catalogs
            for field in other.references
            if field.to == catalog.name and (other is catalog or catalog.code in {"code", "mof_div_code"})
        ]

    def of(self, row: Mapping[str, Any], *, but: Mapping[str, Collection[str]]) -> str:
        """Return in Chinese what uses the row's code; `but` are rows whose named fields are about to change."""
        code, year, owner = row[self._catalog.code], row["fiscal_year"], str(row["mof_div_code"])
        for other, field in self._fields:
            table = self._schema.rows[other.name]
            column = table.c[field.name]
            wanted = select(table.c.id, column).where(
                column.like(f"%{code}%") if field.many else column == code,
                table.c.fiscal_year == year,
                table.c.is_deleted.is_(False),
                below(table, schema=self._schema, region=owner),
                table.c.id != row["id"],
            )
            found = [
                one
                for one, value in self._connection.execute(wanted)
                if code in field.codes(value) and not (other is self._catalog and field.name in but.get(one, ()))
            ]
            if found:
                return f"“{other.label}”中有 {len(found)} 行正在使用它"
        return ""
