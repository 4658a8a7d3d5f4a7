"""The numbers beside the navigation's lines: changes that wait by catalog, and unread messages (SPEC section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.todo.messages import unread_count
from app.waiting_lines import count_by_catalog

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.people import User
    from app.tables import Schema

TODO = "todo"
"""The page of to-dos and messages."""


def count_lines(connection: Connection, *, schema: Schema, user: User) -> dict[str, int]:
    """Return a number by the name of a catalog or a tool; what has none is left out or 0."""
    waiting = count_by_catalog(connection, schema=schema)
    return {**waiting, TODO: unread_count(connection, schema=schema, user=user)}
