"""What a person did, kept by name: an action is the run of audit lines that one transaction wrote (SPEC section 2)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, insert, select, update

from app.store import now_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from app.people import User
    from app.tables import Schema

MOST_KEPT = 500
"""Actions that can be taken back; of older ones only the audit lines stay."""
CLOSED = -1
"""`undone_by` of an action of which nothing was left to take back."""
_renamed = msgspec.json.Decoder(dict[str, str]).decode


class Kind(StrEnum):
    """Whether a person did something, took it back, or did it again."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action; `at` is UTC by this computer's clock. See the table's declaration for the rest."""

    n: int
    kind: Kind
    label: str
    catalog: str
    author: str
    at: str
    first_n: int
    last_n: int
    undoes: int
    undone_by: int
    root: int
    renamed: Mapping[str, str]


def last_line(connection: Connection, *, schema: Schema) -> int:
    """Return the number of the newest audit line, 0 when there is none."""
    return int(connection.execute(select(func.max(schema.table("audit").c.n))).scalar() or 0)


@contextmanager
def acting(connection: Connection, *, schema: Schema, user: User, label: str, catalog: str) -> Iterator[None]:
    """Keep what the block writes to the audit as one action, when it writes anything."""
    before = last_line(connection, schema=schema)
    yield
    keep_action(connection, schema=schema, user=user, label=label, catalog=catalog, after=before)


def keep_action(
    connection: Connection,
    *,
    schema: Schema,
    user: User,
    label: str,
    catalog: str,
    after: int,
    undoes: Action | None = None,
    renamed: Mapping[str, str] | None = None,
) -> int:
    """Keep the audit lines written after line `after` as one action; return its number, 0 when there are none.

    `undoes`: what it takes back; it is then done with.
    """
    table = schema.table("action")
    last = last_line(connection, schema=schema)
    if last <= after:
        return 0
    kind = Kind.DO if undoes is None else Kind.REDO if undoes.kind is Kind.UNDO else Kind.UNDO
    values = {
        "kind": kind,
        "label": label,
        "catalog": catalog,
        "author": user.code,
        "at": now_text(),
        "first_n": after + 1,
        "last_n": last,
        "undoes": undoes.n if undoes else 0,
        "root": undoes.root if undoes else 0,
        "renamed": msgspec.json.encode(renamed).decode() if renamed else "",
    }
    n = int(connection.execute(insert(table).values(values)).lastrowid)
    if undoes is None:
        connection.execute(update(table).where(table.c.n == n).values(root=n))
    else:
        close_action(connection, schema=schema, n=undoes.n, undone_by=n)
    connection.execute(table.delete().where(table.c.n <= n - MOST_KEPT))
    return n


def close_action(connection: Connection, *, schema: Schema, n: int, undone_by: int = CLOSED) -> None:
    """Mark an action as taken back."""
    table = schema.table("action")
    connection.execute(update(table).where(table.c.n == n).values(undone_by=undone_by))


def read_actions(connection: Connection, *, schema: Schema) -> list[Action]:
    """Return every kept action, oldest first."""
    table = schema.table("action")
    return [_action(dict(row)) for row in connection.execute(select(table).order_by(table.c.n)).mappings()]


def _action(row: dict[str, Any]) -> Action:
    renamed = _renamed(row.pop("renamed") or "{}")
    return Action(**{**row, "kind": Kind(row["kind"])}, renamed=renamed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stacks:
    """What can be taken back and what can be done again, the next one first."""

    undo: tuple[Action, ...] = ()
    redo: tuple[Action, ...] = ()


def stacks(actions: list[Action]) -> Stacks:
    """Return what stands on the two stacks; something new done makes an end of what could be done again. Pure."""
    newest_done = max((one.n for one in actions if one.kind is Kind.DO), default=0)
    standing = [one for one in reversed(actions) if not one.undone_by]
    return Stacks(
        undo=tuple(one for one in standing if one.kind is not Kind.UNDO),
        redo=tuple(one for one in standing if one.kind is Kind.UNDO and one.n > newest_done),
    )


def read_stacks(connection: Connection, *, schema: Schema) -> Stacks:
    """Return what can be taken back and done again now."""
    return stacks(read_actions(connection, schema=schema))
