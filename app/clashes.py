"""What is in dispute in a line of the outbox: single fields, or the row as a whole (SYNC points 1 and 6). Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DELETED, OTHER = "is_deleted", "id"
"""Members of a line's `theirs` that say: the row is deleted there; another row (this one) has the same key."""
SAME_KEY = "key.same"


class Clash(StrEnum):
    """What the two sides did."""

    FIELD = "field"
    THEY_DELETED = "deleted-by-them"
    I_DELETED = "deleted-by-me"
    SAME_KEY = "same-key"

    @property
    def is_whole_row(self) -> bool:
        """Say whether the decision is about the row, not about single fields."""
        return self is not Clash.FIELD


def clash_of(*, kind: str, rule: str, theirs: Mapping[str, Any]) -> Clash:
    """Return what a line in conflict is about."""
    if kind == "delete":
        return Clash.I_DELETED
    if OTHER in theirs or rule == SAME_KEY:
        return Clash.SAME_KEY
    return Clash.THEY_DELETED if theirs.get(DELETED) else Clash.FIELD


def clashing_fields(changes: Mapping[str, Sequence[Any]], *, theirs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields whose two values differ from each other and from what was seen; all when none does.

    A line whose clash has gone by itself still waits for a person, who then decides about all of its fields.
    """
    found = tuple(name for name, (_, mine) in changes.items() if name in theirs and theirs[name] != mine)
    return found or tuple(changes)
