"""What an action did to each row, read from its audit lines: the fields it set, whether the row came or went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from app.lookup import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.undo.actions import Action

CAME, WENT = frozenset({"insert", "restore"}), frozenset({"delete"})
SETTLED = "settle"
_LINES = "SELECT n, catalog, row_id, action, changes, source FROM audit WHERE n BETWEEN ? AND ? ORDER BY n"
_EARLIER = "SELECT row_id, action, changes, source FROM audit WHERE row_id IN ({marks}) AND n < ? ORDER BY n"
_LATER = "SELECT row_id, changes FROM audit WHERE row_id IN ({marks}) AND n > ?"
_changes = msgspec.json.Decoder(dict[str, list[Any]]).decode


@dataclass(slots=True)
class RowChange:
    """A row before and after an action; `fields` is {field: [before, after]} in wire form."""

    catalog: str
    row_id: str
    was_there: bool
    is_there: bool
    fields: dict[str, list[Any]] = field(default_factory=dict)

    def follow(self, *, is_there: bool, fields: Mapping[str, Sequence[Any]]) -> None:
        """Let a later line of the same action come after what is known."""
        self.is_there = is_there
        for name, (old, new) in fields.items():
            self.fields[name] = [self.fields[name][0] if name in self.fields else old, new]


def changes_of_action(connection: Connection, *, action: Action) -> list[RowChange]:
    """Return what an action did, row by row in the order in which it came to them."""
    found: dict[str, RowChange] = {}
    for _, catalog, row_id, kind, text, source in connection.exec_driver_sql(_LINES, (action.first_n, action.last_n)):
        was_there, is_there = _there(kind, source=source)
        fields = _changes(text)
        known = found.get(row_id)
        if known is None:
            found[row_id] = RowChange(catalog, row_id, was_there, is_there, fields)
        else:
            known.follow(is_there=is_there, fields=fields)
    return list(found.values())


def _there(kind: str, *, source: str) -> tuple[bool, bool]:
    """Return whether the row was there before a line and after it; settling takes back what the line's kind says."""
    came, went = kind in CAME, kind in WENT
    return (not went, not came) if source == SETTLED else (not came, not went)


def last_values(connection: Connection, *, row_ids: Iterable[str], before: int) -> dict[str, dict[str, Any]]:
    """Return, for rows made on this desk, all values in wire form as they were before audit line `before`."""
    found: dict[str, dict[str, Any]] = {}
    for row_id, kind, fields in _earlier(connection, row_ids=row_ids, before=before):
        if kind in CAME and fields:
            found[row_id] = {}
        if row_id in found:
            found[row_id].update({name: new for name, (_, new) in fields.items()})
    return found


def later_fields(connection: Connection, *, action: Action, row_ids: Iterable[str]) -> dict[str, set[str]]:
    """Return the fields of rows that this desk changed after an action."""
    found: dict[str, set[str]] = {}
    for part in chunks(row_ids):
        query = _LATER.format(marks=", ".join("?" * len(part)))
        for row_id, text in connection.exec_driver_sql(query, (*part, action.last_n)):
            found.setdefault(row_id, set()).update(_changes(text))
    return found


def _earlier(
    connection: Connection, *, row_ids: Iterable[str], before: int
) -> Iterator[tuple[str, str, dict[str, list[Any]]]]:
    for part in chunks(row_ids):
        query = _EARLIER.format(marks=", ".join("?" * len(part)))
        for row_id, kind, text, source in connection.exec_driver_sql(query, (*part, before)):
            if source != SETTLED or kind not in CAME:
                yield row_id, kind, _changes(text)
