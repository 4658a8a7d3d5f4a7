"""Lines of the outbox as values, and how they are found by row (SYNC points 2, 4, 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from app.row_state import LineState, RowState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

Changes: TypeAlias = "dict[str, list[Any]]"
"""{field: [value seen, value set]} in wire form."""

encode = msgspec.json.Encoder().encode
read_changes = msgspec.json.Decoder(dict[str, list[Any]]).decode
read_values = msgspec.json.Decoder(dict[str, Any]).decode

COLUMNS = "n, catalog, row_id, kind, base_version, changes, state, rule, field, theirs"
DELETED = "is_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; `theirs` holds the central's present values where they differ from the values seen."""

    n: int
    catalog: str
    row_id: str
    kind: str
    base_version: int
    changes: Changes
    state: str
    rule: str
    field: str
    theirs: dict[str, Any]

    @property
    def on_screen(self) -> bool:
        """Say whether the row shows this line's values: all but a conflict's, where the central's stand."""
        return self.state != LineState.CONFLICT

    def now(self, name: str) -> object:
        """Return the central's present value of a changed field, as far as this line knows."""
        return self.theirs.get(name, self.changes[name][0])


def line_of(row: Sequence[Any]) -> Line:
    """Build a line from its columns in the order of COLUMNS."""
    n, catalog, row_id, kind, base_version, changes, state, rule, field_name, theirs = row
    return Line(
        n=n,
        catalog=catalog,
        row_id=row_id,
        kind=kind,
        base_version=base_version,
        changes=read_changes(changes),
        state=state,
        rule=rule,
        field=field_name,
        theirs=read_values(theirs) if theirs else {},
    )


def ids_json(ids: Iterable[str]) -> str:
    """Return ids as the JSON list that `id IN (SELECT value FROM json_each(?))` takes, of any length."""
    return encode(list(ids)).decode()


def numbers_json(numbers: Iterable[int]) -> str:
    """Return line numbers as `ids_json` does ids."""
    return encode(list(numbers)).decode()


def lines_of_rows(connection: Connection, *, row_ids: Iterable[str]) -> dict[str, list[Line]]:
    """Return the lines of rows, oldest first, by row id."""
    found: dict[str, list[Line]] = {}
    query = f"SELECT {COLUMNS} FROM outbox WHERE row_id IN (SELECT value FROM json_each(?)) ORDER BY n"  # noqa: S608
    for row in connection.exec_driver_sql(query, (ids_json(row_ids),)):
        line = line_of(row)
        found.setdefault(line.row_id, []).append(line)
    return found


def rows_with_lines(connection: Connection, *, row_ids: Iterable[str], state: str = "") -> set[str]:
    """Return those rows that have lines (in one state, when given); quick where no line is left at all."""
    if connection.exec_driver_sql("SELECT 1 FROM outbox LIMIT 1").one_or_none() is None:
        return set()
    which, values = (" AND state = ?", (state,)) if state else ("", ())
    query = f"SELECT row_id FROM outbox WHERE row_id IN (SELECT value FROM json_each(?)){which}"  # noqa: S608
    return set(connection.exec_driver_sql(query, (ids_json(row_ids), *values)).scalars())


def state_of(states: Iterable[str], *, without: RowState = RowState.SYNCED) -> RowState:
    """Return what a row shows for the states of its lines; `without` when it has none."""
    known = set(states)
    if LineState.CONFLICT in known:
        return RowState.CONFLICT
    if LineState.REFUSED in known:
        return RowState.REFUSED
    return RowState.WAITING if known else without


def write_states(
    connection: Connection, *, catalog: str, row_ids: Sequence[str], without: Mapping[str, RowState] | None = None
) -> None:
    """Set the state of rows from the lines they have now; `without` names the state of those that have none."""
    found: dict[str, set[str]] = {}
    query = "SELECT row_id, state FROM outbox WHERE row_id IN (SELECT value FROM json_each(?))"
    for row_id, state in connection.exec_driver_sql(query, (ids_json(row_ids),)):
        found.setdefault(row_id, set()).add(state)
    otherwise = without or {}
    states = [
        (int(state_of(found.get(row_id, ()), without=otherwise.get(row_id, RowState.SYNCED))), row_id)
        for row_id in row_ids
    ]
    connection.exec_driver_sql(f'UPDATE "{catalog}" SET state = ? WHERE id = ?', states)  # noqa: S608


def write_line(connection: Connection, *, n: int, changes: Changes, theirs: Mapping[str, Any]) -> None:
    """Set what a line wants, and what the central has instead."""
    values = (encode(changes).decode(), encode(dict(theirs)).decode() if theirs else "", n)
    connection.exec_driver_sql("UPDATE outbox SET changes = ?, theirs = ? WHERE n = ?", values)


def delete_lines(connection: Connection, *, numbers: Sequence[int]) -> None:
    """Remove lines."""
    if numbers:
        connection.exec_driver_sql("DELETE FROM outbox WHERE n = ?", [(n,) for n in numbers])
