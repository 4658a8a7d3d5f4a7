"""Settling single fields of rows in conflict: they go on or are given up, others stay as they are (SYNC point 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from app.clashes import clashing_fields
from app.lookup import fetch_rows
from app.recording import Recorded, record
from app.row_state import LineState
from app.store import now_text
from app.unit_of_work import Edit, apply_edits
from sync.decisions import Choice, refuse_broken, typed_values, where
from sync.errors import SettleError
from sync.lines import Changes, Line, delete_lines, encode, lines_of_rows, write_line
from sync.restoring import stored_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.tables import Schema
    from sync.decisions import Decision

    Row = Mapping[str, Value]


ON_SCREEN = (LineState.OPEN, LineState.REFUSED)
"""States of a line beside the conflict whose values hide the central's."""


@dataclass(slots=True, kw_only=True)
class _Plan:
    """What becomes of one row.

    `wishes`: my values that go on; `typed`: values given instead; `given_up`: {field: [mine, theirs]}; `shown`: what
    the central has of fields that a later edit hid; `dropped`: fields that leave each line.
    """

    row: Row
    wishes: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, Value] = field(default_factory=dict)
    given_up: Changes = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    dropped: dict[int, tuple[Line, set[str]]] = field(default_factory=dict)

    def drop(self, line: Line, name: str) -> None:
        """Let a field leave a line."""
        self.dropped.setdefault(line.n, (line, set()))[1].add(name)


def settle_fields(
    connection: Connection,
    *,
    schema: Schema,
    user: User,
    lines: Mapping[int, Line],
    decisions: Sequence[Decision],
) -> list[str]:
    """Carry out decisions about fields; return the ids of the rows that may show something else now."""
    by_catalog: dict[str, dict[str, list[Decision]]] = {}
    for one in sorted(decisions, key=lambda one: one.n):
        line = lines[one.n]
        by_catalog.setdefault(line.catalog, {}).setdefault(line.row_id, []).append(one)
    touched: list[str] = []
    for name, by_row in by_catalog.items():
        catalog, table = schema.catalog(name), schema.rows[name]
        rows = fetch_rows(connection, table=table, column="id", values=list(by_row))
        beside = lines_of_rows(connection, row_ids=by_row)
        plans = {
            row_id: _plan(catalog, row=rows[row_id], lines=beside[row_id], decisions=wanted)
            for row_id, wanted in by_row.items()
        }
        _carry_out(connection, schema=schema, catalog=catalog, user=user, plans=plans)
        touched += by_row
    return touched


def _plan(catalog: Catalog, *, row: Row, lines: Sequence[Line], decisions: Sequence[Decision]) -> _Plan:
    """Decide what becomes of a row; pure. A later decision about a field that stands in two lines counts."""
    plan = _Plan(row=row)
    held = {line.n: line for line in lines if line.state == LineState.CONFLICT}
    newer = next((line for line in lines if line.state in ON_SCREEN), None)
    for one in decisions:
        _put(plan, catalog=catalog, line=held[one.n], decision=one)
    decided = set(plan.given_up) | set(plan.wishes) | set(plan.typed)
    for line in held.values():
        names = decided.intersection(line.changes)
        for name in names:
            plan.drop(line, name)
        if names:
            _let_beside_go(plan, line=line, newer=newer)
    if newer is not None and newer.kind == "delete" and (plan.wishes or plan.typed):
        raise SettleError(
            f"{where(catalog, row=row)}已在本机删除，没有做任何改动，请先撤回这次删除再处理冲突。",
            code="settle.deleted",
        )
    for name in decided.intersection(newer.changes) if newer is not None and newer.kind != "delete" else ():
        plan.shown[name] = newer.now(name) if newer else None
        if newer is not None:
            plan.drop(newer, name)
    return plan


def _put(plan: _Plan, *, catalog: Catalog, line: Line, decision: Decision) -> None:
    name = decision.field
    if name not in line.changes:
        raise SettleError(f"{where(catalog, row=plan.row)}没有这处冲突，请刷新后重新选择。", code="settle.field")
    plan.wishes.pop(name, None)
    plan.given_up.pop(name, None)
    if decision.choice is Choice.MINE:
        plan.wishes[name] = line.changes[name][1]
        return
    plan.given_up[name] = [line.changes[name][1], line.now(name)]
    if decision.choice is Choice.OTHER:
        plan.typed.update(typed_values(catalog, name=name, given=decision.given, row=plan.row))


def _let_beside_go(plan: _Plan, *, line: Line, newer: Line | None) -> None:
    """Let what does not clash go on with the decision; a newer wish for it stays."""
    disputed = clashing_fields(line.changes, theirs=line.theirs)
    for name in set(line.changes).difference(disputed):
        plan.drop(line, name)
        if name not in {*plan.typed, *plan.given_up} and (newer is None or name not in newer.changes):
            plan.wishes.setdefault(name, line.changes[name][1])


def _carry_out(
    connection: Connection, *, schema: Schema, catalog: Catalog, user: User, plans: Mapping[str, _Plan]
) -> None:
    for line, names in [pair for plan in plans.values() for pair in plan.dropped.values()]:
        _leave(connection, line=line, names=names)
    _audit(connection, schema=schema, catalog=catalog, user=user, plans=plans)
    changes = [
        _recorded(connection, schema=schema, catalog=catalog, row_id=row_id, plan=plan)
        for row_id, plan in plans.items()
        if plan.wishes or plan.shown
    ]
    record(connection, schema=schema, catalog=catalog, changes=changes, user=user, source="settle", reason="")
    edits = [
        Edit(catalog=catalog.name, kind="update", row_id=row_id, values=plan.typed)
        for row_id, plan in plans.items()
        if plan.typed
    ]
    outcome = apply_edits(connection, schema=schema, user=user, edits=edits, source="settle", verb=None)
    refuse_broken(catalog, outcome=outcome, rows={row_id: plan.row for row_id, plan in plans.items()})


def _leave(connection: Connection, *, line: Line, names: set[str]) -> None:
    changes = {name: pair for name, pair in line.changes.items() if name not in names}
    if changes or (line.kind != "update" and line.state in ON_SCREEN):
        theirs = {name: value for name, value in line.theirs.items() if name not in names}
        write_line(connection, n=line.n, changes=changes, theirs=theirs)
    else:
        delete_lines(connection, numbers=[line.n])


def _recorded(connection: Connection, *, schema: Schema, catalog: Catalog, row_id: str, plan: _Plan) -> Recorded:
    """Return the change that my values are, seen from what the central has now."""
    shown = stored_values(schema, catalog.name, plan.shown)
    if shown:
        table = schema.rows[catalog.name]
        connection.execute(update(table).where(table.c.id == row_id).values(shown))
    before = {**plan.row, **shown}
    after = {**before, **stored_values(schema, catalog.name, plan.wishes)}
    return Recorded(row_id=row_id, kind="update", before=before, after=after)


def _audit(connection: Connection, *, schema: Schema, catalog: Catalog, user: User, plans: Mapping[str, _Plan]) -> None:
    """Write down what was given up: {field: [mine, theirs]}."""
    at = now_text()
    given_up = [
        {
            "catalog": catalog.name,
            "row_id": row_id,
            "action": "give-up",
            "changes": encode(plan.given_up).decode(),
            "author": user.code,
            "at": at,
            "source": "settle",
        }
        for row_id, plan in plans.items()
        if plan.given_up
    ]
    if given_up:
        connection.execute(insert(schema.table("audit")), given_up)
