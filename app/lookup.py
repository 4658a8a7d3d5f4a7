"""What the row rules ask of a store, fetched in bulk and remembered within one action; the same on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, literal, or_, select, tuple_

from app.fields import References, Value
from app.scope import Scope, below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Table

    from app.catalog import Catalog
    from app.fields import Reference
    from app.tables import Schema

CHUNK = 400
"""Values in one IN list; SQLite's limit is far higher, its planner is best with short lists."""

REFERENCE_COLUMNS = ("precision", "minimum", "maximum", "insurance_types", "name", "short_name")
"""Columns of a referenced row that rules and sheets read, where the catalog has them."""


def chunks(values: Iterable[object], *, size: int = CHUNK) -> Iterator[list[object]]:
    """Cut values into lists of at most `size`."""
    part: list[object] = []
    for value in values:
        part.append(value)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


class Lookup:
    """References, keys and use of rows, by catalog and year."""

    def __init__(self, connection: Connection, *, schema: Schema) -> None:
        self.connection = connection
        self.schema = schema
        self.scope = Scope(connection, schema=schema)
        self._known: dict[tuple[str, int], dict[str, list[Mapping[str, Value]]]] = {}

    def by_code(self, name: str, *, fiscal_year: int, codes: Iterable[str]) -> dict[str, list[Mapping[str, Value]]]:
        """Return, for each code of catalog `name`, the rows that bear it in that year (several regions may)."""
        known = self._known.setdefault((name, fiscal_year), {})
        missing = [code for code in codes if code not in known]
        if missing:
            known.update({code: [] for code in missing})
            for row in self._fetch(self.schema.catalog(name), fiscal_year=fiscal_year, codes=dict.fromkeys(missing)):
                known[str(row["code"])].append(row)
        return known

    def _fetch(self, catalog: Catalog, *, fiscal_year: int, codes: Iterable[str]) -> Iterator[Mapping[str, Value]]:
        table = self.schema.rows[catalog.name]
        parent = table.c[catalog.parent.name] if catalog.parent else literal("")
        extra = [table.c[name] for name in REFERENCE_COLUMNS if name in catalog.by_name]
        columns = [
            table.c.id,
            table.c[catalog.code].label("code"),
            parent.label("parent"),
            table.c.mof_div_code,
            table.c.is_enabled,
            table.c.is_standard,
            *extra,
        ]
        for part in chunks(codes):
            found = self.connection.execute(
                select(*columns).where(
                    table.c[catalog.code].in_(part), table.c.fiscal_year == fiscal_year, table.c.is_deleted.is_(False)
                )
            )
            yield from (dict(row) for row in found.mappings())

    def ids_by_key(self, catalog: Catalog, *, keys: Iterable[tuple[Value, ...]]) -> dict[tuple[Value, ...], list[str]]:
        """Return the ids of the rows that are not deleted and bear these natural keys."""
        table = self.schema.rows[catalog.name]
        key = [table.c[name] for name in catalog.key]
        found: dict[tuple[Value, ...], list[str]] = {}
        for part in chunks(keys):
            rows = self.connection.execute(
                select(table.c.id, *key).where(tuple_(*key).in_(part), table.c.is_deleted.is_(False))
            )
            for row in rows:
                found.setdefault(tuple(row[1:]), []).append(row[0])
        return found

    def users_of(self, catalog: Catalog, *, row: Mapping[str, Value]) -> str | None:
        """Return, in Chinese, what refers to this row (its children first), or None."""
        code, year, owner = row[catalog.code], row["fiscal_year"], str(row["mof_div_code"])
        for other in self.schema.catalogs:
            table = self.schema.rows[other.name]
            fields = [field for field in other.references if field.to == catalog.name]
            if not fields or (other is not catalog and catalog.code != "code" and catalog.name != "region"):
                continue
            condition = and_(
                or_(*(_names_code(table, field, str(code)) for field in fields)),
                table.c.fiscal_year == year,
                table.c.is_deleted.is_(False),
                below(table, schema=self.schema, region=owner),
                table.c.id != row["id"],
            )
            count = self.connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()
            if count:
                return f"“{other.label}”中有 {count} 行正在使用它"
        return None


def _names_code(table: Table, field: Reference, code: str) -> ColumnElement[bool]:
    column = table.c[field.name]
    if isinstance(field, References):
        return (literal(",") + column + literal(",")).like(f"%,{code},%")
    return column == code


def fetch_rows(
    connection: Connection, *, table: Table, column: str, values: Sequence[object]
) -> dict[str, dict[str, Value]]:
    """Return whole rows by id, for those whose `column` is among `values`."""
    found: dict[str, dict[str, Value]] = {}
    for part in chunks(values):
        rows = connection.execute(select(table).where(table.c[column].in_(part)))
        found.update({row["id"]: dict(row) for row in rows.mappings()})
    return found
