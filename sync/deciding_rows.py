"""Settling what is in dispute as a whole row: deleted here or there, or two new rows of one key (SYNC points 1, 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from app.clashes import DELETED, OTHER, Clash, clash_of
from app.lookup import fetch_rows
from app.unit_of_work import Edit, apply_edits
from sync.decisions import Choice, refuse_broken, typed_values, where
from sync.errors import SettleError
from sync.folding import write_open
from sync.keeping import keep_line
from sync.lines import delete_lines
from sync.restoring import refuse_orphans, restore_line
from sync.settle import audit_settled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.people import User
    from app.tables import Schema
    from sync.decisions import Decision
    from sync.lines import Changes, Line


def settle_rows(
    connection: Connection,
    *,
    schema: Schema,
    user: User,
    lines: Mapping[int, Line],
    decisions: Sequence[Decision],
) -> list[str]:
    """Carry out decisions about whole rows; return the ids of the rows that may show something else now."""
    given_up = [lines[one.n] for one in decisions if one.choice is Choice.THEIRS]
    refuse_orphans(connection, schema=schema, lines=given_up)
    touched: list[str] = []
    for one in {one.n: one for one in decisions}.values():
        line = lines[one.n]
        changes: Changes
        if one.choice is Choice.MINE:
            changes = keep_line(connection, schema, line)
        elif one.choice is Choice.THEIRS:
            delete_lines(connection, numbers=[line.n])
            changes = restore_line(connection, schema=schema, line=line)
        else:
            changes = _rename(connection, schema=schema, user=user, line=line, decision=one)
        audit_settled(connection, schema=schema, user=user, line=line, changes=changes)
        touched += dict.fromkeys((line.row_id, line.theirs.get(OTHER, line.row_id)))
    return touched


def _rename(connection: Connection, *, schema: Schema, user: User, line: Line, decision: Decision) -> Changes:
    """Let my new row stand beside theirs, under another key."""
    catalog, table = schema.catalog(line.catalog), schema.rows[line.catalog]
    rows = fetch_rows(connection, table=table, column="id", values=[line.row_id])
    row, name = rows[line.row_id], decision.field
    is_twin = clash_of(kind=line.kind, rule=line.rule, theirs=line.theirs) is Clash.SAME_KEY
    if not is_twin or name not in catalog.key:
        raise SettleError(f"{where(catalog, row=row)}只能保留我的或采用对方。", code="settle.field")
    values = typed_values(catalog, name=name, given=decision.given, row=row)
    if values[name] == row[name]:
        label = catalog.by_name[name].label
        raise SettleError(f"{where(catalog, row=row)}没有改动：请填一个不同的{label}。", code="settle.value")
    connection.execute(update(table).where(table.c.id == line.row_id).values({DELETED: False}))
    write_open(connection, n=line.n, kind="insert", base_version=0, changes=line.changes)
    edit = Edit(catalog=catalog.name, kind="update", row_id=line.row_id, values=values)
    outcome = apply_edits(connection, schema=schema, user=user, edits=[edit], source="settle", verb=None)
    refuse_broken(catalog, outcome=outcome, rows=rows)
    field = catalog.by_name[name]
    return {name: [field.send(row[name]), field.send(values[name])]}
