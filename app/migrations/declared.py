"""What declarations added since the store was written: new catalogs become tables, new fields become columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect
from sqlalchemy.schema import CreateColumn

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection

    from app.tables import Schema


def declared_changes(connection: Connection, *, schema: Schema) -> list[Column[object]]:
    """Return the declared columns that the store lacks; for a missing table, all of its columns."""
    inspector = inspect(connection)
    present = {name: {column["name"] for column in inspector.get_columns(name)} for name in inspector.get_table_names()}
    return [
        column
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if column.name not in present.get(table.name, set())
    ]


def add_declared(connection: Connection, *, schema: Schema) -> None:
    """Create missing tables and add missing columns; nothing is ever dropped."""
    missing = declared_changes(connection, schema=schema)
    present = set(inspect(connection).get_table_names())
    schema.metadata.create_all(connection)
    for column in missing:
        if column.table.name in present:
            words = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f'ALTER TABLE "{column.table.name}" ADD COLUMN {words}')
