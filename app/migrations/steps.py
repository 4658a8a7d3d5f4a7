"""The numbered steps, oldest first; a released step is never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.tables import Schema

Step: TypeAlias = "Callable[[Connection, Schema], None]"


def create_all(connection: Connection, schema: Schema) -> None:
    """Step 1: every table and index of an empty store."""
    schema.metadata.create_all(connection)


STEPS: tuple[Step, ...] = (create_all,)
