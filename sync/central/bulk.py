"""Many rows in one statement: plain tuples to the driver, converted only where a column's type needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Boolean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Table


def insert_rows(connection: Connection, *, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose cells stand in the order of `columns`."""
    if not rows:
        return
    quote, mark = connection.dialect.identifier_preparer.quote, _mark(connection)
    names = ", ".join(quote(name) for name in columns)
    driver = connection.connection.driver_connection
    if connection.dialect.name == "postgresql" and driver is not None:  # twice as fast as INSERT there
        with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join([mark] * len(columns))
    sql = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})"  # noqa: S608 - names are quoted
    connection.exec_driver_sql(sql, _converted(connection, table=table, columns=columns, rows=rows))


def update_rows(connection: Connection, *, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Set `columns` by id; a row's last cell is its id."""
    if not rows:
        return
    quote, mark = connection.dialect.identifier_preparer.quote, _mark(connection)
    sets = ", ".join(f"{quote(name)} = {mark}" for name in columns)
    sql = f"UPDATE {quote(table.name)} SET {sets} WHERE id = {mark}"  # noqa: S608 - names are quoted
    connection.exec_driver_sql(sql, _converted(connection, table=table, columns=[*columns, "id"], rows=rows))


def fetch_rows(
    connection: Connection, *, table: Table, columns: Sequence[str], ids: Sequence[str]
) -> Sequence[Sequence[Any]]:
    """Return some columns of the rows with these ids, in any order; ids that no row has are left out."""
    dialect = connection.dialect
    quote = dialect.identifier_preparer.quote
    wanted, name = ", ".join(f"t.{quote(column)}" for column in columns), quote(table.name)
    given: Any = list(ids)
    if dialect.name == "sqlite":  # a list in JSON is one value: nothing to compile, and the ids lead
        sql = f"SELECT {wanted} FROM json_each(?) AS k CROSS JOIN {name} AS t ON t.id = k.value"  # noqa: S608 - names are quoted
        given = msgspec.json.encode(given).decode()
    else:
        sql = f"SELECT {wanted} FROM {name} AS t WHERE t.id = ANY(%s)"  # noqa: S608 - names are quoted
    found = connection.exec_driver_sql(sql, (given,)).fetchall()
    kinds = (table.c[column].type.dialect_impl(dialect) for column in columns)
    readers = {n: read for n, kind in enumerate(kinds) if (read := kind.result_processor(dialect, None))}
    if not readers or not found:
        return found
    cells: list[Sequence[Any]] = list(zip(*found, strict=True))
    for n, read in readers.items():
        cells[n] = [read(cell) for cell in cells[n]]
    return list(zip(*cells, strict=True))


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def _converted(
    connection: Connection, *, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[tuple[Any, ...]]:
    converters = {n: found for n, name in enumerate(columns) if (found := _converter(connection, table, name))}
    if not converters:
        return [tuple(row) for row in rows]
    cells: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for n, convert in converters.items():
        cells[n] = [convert(cell) for cell in cells[n]]
    return list(zip(*cells, strict=True))


def _converter(connection: Connection, table: Table, name: str) -> Callable[[Any], Any] | None:
    kind = table.c[name].type
    if isinstance(kind, Boolean):  # both drivers take True and False
        return None
    return kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
