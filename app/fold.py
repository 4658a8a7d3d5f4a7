"""Folding: several edits of one row become one operation until it is put in a batch (SYNC point 2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Changes: TypeAlias = "Mapping[str, list[object]]"
"""{field: [value before, value after]} in wire form; an insert's values before are null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What an open line becomes; `gone` when nothing is left to send."""

    kind: str
    changes: dict[str, list[object]]

    @property
    def gone(self) -> bool:
        """Say whether the line has nothing to send any more."""
        return self.kind == "update" and not self.changes


def fold(*, kind: str, changes: Changes, next_kind: str, next_changes: Changes) -> Folded | None:
    """Fold a later edit into an earlier one; None when a row made here was deleted before it was ever sent.

    A "restore" takes a deletion back that was never sent: what was changed before it waits again.
    """
    merged = {name: list(pair) for name, pair in changes.items()}
    if kind == "insert" and next_kind == "delete":
        return None
    for name, (old, new) in next_changes.items():
        first = merged[name][0] if name in merged else old
        merged[name] = [first, new]
        if kind != "insert" and first == new:
            del merged[name]
    if kind == "insert":
        return Folded(kind="insert", changes=merged)
    return Folded(kind="delete" if next_kind == "delete" else "update", changes=merged)
