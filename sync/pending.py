"""Rows with pending edits: what the person set stays on screen, everything beside it moves on (SYNC points 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sync.lines import DELETED, Line, delete_lines, encode, ids_json, write_line, write_states
from sync.merging import Beside, keep_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from sync.landing import Plan

    Row = tuple[Any, ...]

_NOTE = "UPDATE outbox SET base_version = ?, theirs = ?, theirs_by = ?, theirs_at = ? WHERE n = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A present row of the central: the tuple for the store, and its values in wire form by name."""

    row: Row
    wire: Mapping[str, Any]


def land_pending(
    connection: Connection, *, plan: Plan, arrivals: Sequence[Arrival], lines: Mapping[str, Sequence[Line]]
) -> int:
    """Land rows that have lines; return how many were not older than what is here."""
    ids = [str(one.wire["id"]) for one in arrivals]
    here = _rows_here(connection, plan=plan, ids=ids)
    version_at = plan.names.index("version")
    fresh = [one for one in arrivals if _not_older(one, here=here.get(one.wire["id"]), version_at=version_at)]
    for one in fresh:
        _note_merged(connection, plan=plan, one=one, here=here.get(one.wire["id"]), lines=lines[one.wire["id"]])
    landed = [_with_edits(plan, one.row, here=here.get(one.wire["id"]), lines=lines[one.wire["id"]]) for one in fresh]
    if landed:
        connection.exec_driver_sql(plan.present, landed)
    notes, done = [], []
    for one in fresh:
        for line in lines[one.wire["id"]]:
            if not line.on_screen and satisfied(line, wire=one.wire):
                done.append(line.n)
                continue
            known = line
            if line.kind == "delete" and not line.on_screen:
                known = _with_values_seen(connection, plan=plan, one=one, here=here.get(one.wire["id"]), line=line)
            notes.append(_note(plan.catalog, known, wire=one.wire))
    if notes:
        connection.exec_driver_sql(_NOTE, notes)
    delete_lines(connection, numbers=done)
    write_states(connection, catalog=plan.catalog.name, row_ids=ids)
    return len(fresh)


def _set_there(plan: Plan, one: Arrival, *, here: Row | None) -> Iterator[tuple[str, object, object]]:
    """Yield (field, value here, value there) in wire form where the two differ."""
    fresh = dict(zip(plan.names, one.row, strict=True))
    for name, value in zip(plan.names, here or (), strict=False):
        if name in plan.catalog.by_name and fresh[name] != value:
            # the driver gives 0 and 1 for booleans
            yield name, bool(value) if isinstance(one.wire[name], bool) else value, one.wire[name]


def _note_merged(connection: Connection, *, plan: Plan, one: Arrival, here: Row | None, lines: Sequence[Line]) -> None:
    """Note what somebody else set in a row that this desk is changing too, beside its own fields."""
    mine = {name for line in lines if line.on_screen and line.kind == "update" for name in line.changes}
    known = dict(zip(plan.names, here or (), strict=False))
    if not mine or one.wire.get(DELETED) or known.get(DELETED) or known.get("version") == one.wire["version"]:
        return
    found = (news for news in _set_there(plan, one, here=here) if news[0] not in mine)
    beside = Beside(mine, str(one.wire.get("updated_by", "")), str(one.wire.get("updated_at", "")))
    keep_notes(connection, catalog=plan.catalog.name, row_id=str(one.wire["id"]), found=found, beside=beside)


def _with_values_seen(connection: Connection, *, plan: Plan, one: Arrival, here: Row | None, line: Line) -> Line:
    """Let a deletion that clashes remember what the row held, where it holds something else by now."""
    seen = {name: [old, old] for name, old, _ in _set_there(plan, one, here=here) if name not in line.changes}
    if not seen or one.wire.get(DELETED):
        return line
    found = replace(line, changes={**line.changes, **seen})
    write_line(connection, n=line.n, changes=found.changes, theirs=line.theirs)
    return found


def _rows_here(connection: Connection, *, plan: Plan, ids: Sequence[str]) -> dict[str, Row]:
    columns = ", ".join(f'"{name}"' for name in plan.names)
    query = f'SELECT {columns} FROM "{plan.catalog.name}" WHERE id IN (SELECT value FROM json_each(?))'  # noqa: S608
    id_at = plan.names.index("id")
    return {row[id_at]: tuple(row) for row in connection.exec_driver_sql(query, (ids_json(ids),))}


def _not_older(one: Arrival, *, here: Row | None, version_at: int) -> bool:
    return here is None or bool(one.wire["version"] >= here[version_at])


def _with_edits(plan: Plan, row: Row, *, here: Row | None, lines: Sequence[Line]) -> Row:
    """Return the central's row with the person's pending values kept on screen."""
    shown = [line for line in lines if line.on_screen]
    if here is None or not shown:
        return row
    kept = {name for line in shown for name in line.changes} | {DELETED}
    return tuple(mine if name in kept else theirs for name, theirs, mine in zip(plan.names, row, here, strict=True))


def theirs_of(catalog: Catalog, line: Line, *, wire: Mapping[str, Any]) -> dict[str, Any]:
    """Return the central's values of a line's fields where they are not those that the person saw."""
    found = {
        name: value
        for name, (seen, _) in line.changes.items()
        if name in wire and (value := plain(catalog, name, wire[name])) != seen
    }
    return {**found, DELETED: True} if wire.get(DELETED) else found


def plain(catalog: Catalog, name: str, value: object) -> object:
    """Return a wire value in the one form that outbox lines use (an absent text is '')."""
    declared = catalog.by_name[name]
    return declared.send(declared.receive(value))  # type: ignore[arg-type]


def satisfied(line: Line, *, wire: Mapping[str, Any]) -> bool:
    """Say whether the central has by now what a line in conflict wanted."""
    if line.kind == "delete":
        return bool(wire.get(DELETED))
    return not wire.get(DELETED) and all(name in wire and wire[name] == new for name, (_, new) in line.changes.items())


def _note(catalog: Catalog, line: Line, *, wire: Mapping[str, Any]) -> tuple[object, ...]:
    theirs = theirs_of(catalog, line, wire=wire)
    # the base moves only past changes that cannot clash: the central must see what the person saw
    moved = line.kind == "update" and line.on_screen and not theirs
    version = wire["version"] if moved else line.base_version
    known = encode(theirs).decode() if theirs else ""
    return (version, known, str(wire.get("updated_by", "")), str(wire.get("updated_at", "")), line.n)
