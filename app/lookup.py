"""What the row rules ask of a store, fetched in bulk and remembered within one action; the same on both sides."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, literal, select

from app.fields import References, Value
from app.flow.locks import Locks
from app.scope import Scope
from app.using import names_row, referring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Dialect, Table
    from sqlalchemy.types import TypeEngine

    from app.catalog import Catalog
    from app.fields import Reference
    from app.tables import Schema

T = TypeVar("T")

CHUNK = 400
"""Values in one IN list; SQLite's limit is far higher, its planner is best with short lists."""

KEY_CELLS = 4_000
"""Values in one list of keys; both drivers take several times more."""

REFERENCE_COLUMNS = (
    *("precision", "minimum", "maximum", "insurance_types"),
    *("name", "short_name", "start_date", "end_date", "indicator_level"),
)
"""Columns of a referenced row that rules and sheets read, where the catalog has them."""


def chunks(values: Iterable[T], *, size: int = CHUNK) -> Iterator[list[T]]:
    """Cut values into lists of at most `size`."""
    part: list[T] = []
    for value in values:
        part.append(value)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


class Lookup:
    """References, keys, use and locks of rows, by catalog and year."""

    def __init__(self, connection: Connection, *, schema: Schema) -> None:
        self.connection = connection
        self.schema = schema
        self.scope = Scope(connection, schema=schema)
        self.locks = Locks(connection, schema=schema)
        self._known: dict[tuple[str, int], dict[str, list[Mapping[str, Value]]]] = {}
        self._unused: dict[str, set[tuple[Value, str]]] = {}

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
        """Return the ids of the rows not deleted that bear these natural keys; a key with nothing in it is none."""
        table = self.schema.rows[catalog.name]
        found: dict[tuple[Value, ...], list[str]] = {}
        whole = (key for key in keys if None not in key)
        for part in chunks(whole, size=KEY_CELLS // (1 + len(catalog.key))):
            for n, row_id in self.connection.exec_driver_sql(*_key_query(self.connection, table, catalog.key, part)):
                found.setdefault(part[n], []).append(row_id)
        return found

    def look_for_use(self, catalog: Catalog, *, rows: Sequence[Mapping[str, Value]]) -> None:
        """Find in few queries which of many rows may be in use at all; `users_of` need not look at the others."""
        by_year: dict[Value, set[str]] = {}
        for row in rows:
            by_year.setdefault(row["fiscal_year"], set()).add(str(row[catalog.code]))
        found: set[tuple[Value, str]] = set()
        for other, fields in referring(self.schema, catalog=catalog):
            table = self.schema.rows[other.name]
            for year, codes in by_year.items():
                for field in fields:
                    used = _codes_named(self.connection, table, field, year=year, codes=codes)
                    found.update((year, code) for code in used & codes)
        asked = {(year, code) for year, codes in by_year.items() for code in codes}
        self._unused.setdefault(catalog.name, set()).update(asked - found)

    def users_of(self, catalog: Catalog, *, row: Mapping[str, Value]) -> str | None:
        """Return, in Chinese, what refers to this row (its children first), or None."""
        if (row["fiscal_year"], str(row[catalog.code])) in self._unused.get(catalog.name, ()):
            return None
        for other, fields in referring(self.schema, catalog=catalog):
            table = self.schema.rows[other.name]
            condition = names_row(table, fields, catalog=catalog, row=row, schema=self.schema)
            count = self.connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()
            if count:
                return f"“{other.label}”中有 {count} 行正在使用它"
        return None


def _key_query(
    connection: Connection, table: Table, key: Sequence[str], wanted: Sequence[tuple[Value, ...]]
) -> tuple[str, tuple[object, ...]]:
    """Return the query for (place in `wanted`, id) and its values.

    Written by hand: a row-value IN scans the table on SQLite, and building this from expressions takes 30 times longer.
    """
    dialect = connection.dialect
    quote, mark = dialect.identifier_preparer.quote, "?" if dialect.paramstyle == "qmark" else "%s"
    present = "IS 0" if dialect.name == "sqlite" else "IS FALSE"
    columns = range(len(key))
    rows = [f"({', '.join([mark] * (1 + len(key)))})"] * len(wanted)
    if dialect.name == "postgresql":  # a column in which only nothing is looked for would be text there
        rows[0] = f"({', '.join([mark, *(f'{mark}::{table.c[name].type.compile(dialect)}' for name in key)])})"
    on = " AND ".join(f"t.{quote(name)} = k.c{n}" for n, name in enumerate(key))
    sql = (
        f"WITH k (n, {', '.join(f'c{n}' for n in columns)}) AS (VALUES {', '.join(rows)}) "  # noqa: S608 - names are quoted
        f"SELECT k.n, t.id FROM k CROSS JOIN {quote(table.name)} t WHERE {on} AND t.is_deleted {present}"
    )
    convert = [_sent(table.c[name].type, dialect) for name in key]
    cells = ((n, *(to(value) for to, value in zip(convert, one, strict=True))) for n, one in enumerate(wanted))
    return sql, tuple(chain.from_iterable(cells))


def _sent(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], object]:
    return kind.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)


def _codes_named(connection: Connection, table: Table, field: Reference, *, year: Value, codes: set[str]) -> set[str]:
    """Return codes that rows of a year name in a field; of a field with single codes, only those asked for."""
    column = table.c[field.name]
    there = select(column).distinct().where(table.c.fiscal_year == year, table.c.is_deleted.is_(False))
    if isinstance(field, References):
        return {code for value in connection.execute(there).scalars() for code in field.codes(value)}
    return {code for part in chunks(codes) for code in connection.execute(there.where(column.in_(part))).scalars()}


def fetch_rows(
    connection: Connection, *, table: Table, column: str, values: Sequence[object]
) -> dict[str, dict[str, Value]]:
    """Return whole rows by id, for those whose `column` is among `values`."""
    found: dict[str, dict[str, Value]] = {}
    for part in chunks(values):
        rows = connection.execute(select(table).where(table.c[column].in_(part)))
        found.update({row["id"]: dict(row) for row in rows.mappings()})
    return found
