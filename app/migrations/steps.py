"""The numbered steps, oldest first; a released step is never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from app.migrations.declared import add_declared
from app.migrations.explanations import explanations_travel

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.tables import Schema

Step: TypeAlias = "Callable[[Connection, Schema], None]"


def create_all(connection: Connection, schema: Schema) -> None:
    """Step 1: every table and index of an empty store."""
    schema.metadata.create_all(connection)


def lines_by_range(connection: Connection, schema: Schema) -> None:
    """Step 2: a batch knows its lines by their range of numbers; what told it in each line goes."""
    names = connection.exec_driver_sql("SELECT name FROM pragma_table_info('outbox')").scalars().all()
    if "batch_id" not in names:
        return
    add_declared(connection, schema=schema)
    for column, which in (("first_n", "min"), ("last_n", "max")):
        connection.exec_driver_sql(
            f"UPDATE batch SET {column} ="  # noqa: S608 - names as written above
            f" coalesce((SELECT {which}(n) FROM outbox WHERE outbox.batch_id = batch.batch_id), 0)"
        )
    connection.exec_driver_sql("ALTER TABLE outbox RENAME TO outbox_before")
    for index in ("ix_outbox_row_id", "ix_outbox_batch_id", "ux_outbox_open", "ix_outbox_state"):
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {index}")
    outbox = schema.table("outbox")
    outbox.create(connection)
    kept = ", ".join(column.name for column in outbox.columns if column.name in names)
    connection.exec_driver_sql(f"INSERT INTO outbox ({kept}) SELECT {kept} FROM outbox_before ORDER BY n")  # noqa: S608
    connection.exec_driver_sql("DROP TABLE outbox_before")


STEPS: tuple[Step, ...] = (create_all, lines_by_range, explanations_travel)
