"""Settling conflicts, one or many in one transaction: mine, theirs, or another value, field by field (SYNC point 6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.clashes import OTHER, Clash, clash_of
from app.flow.fields import STATE, follow_from_state
from app.lookup import fetch_rows
from app.row_state import LineState
from app.undo.actions import last_line
from sync.deciding_fields import settle_fields
from sync.deciding_rows import settle_rows
from sync.decisions import Choice, Decision
from sync.errors import SettleError
from sync.lines import COLUMNS, Line, line_of, numbers_json, rows_with_lines, write_states
from sync.settle import Settled, bring_regions_along, keep_settled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.people import User
    from app.store import Store
    from app.tables import Schema

__all__ = ["Choice", "Decision", "decide"]


def decide(store: Store, *, user: User, decisions: Sequence[Decision]) -> Settled:
    """Carry out decisions, all or none; fields of a line that nobody decided about stay in conflict.

    Fields of the line that do not clash go on with the first decision about it. What is given up is in the audit
    trail. Raise SettleError, naming the place: a value breaks a rule, the central has changed the row since the
    person looked, the conflict is settled already, or a change of the row is on its way.
    """
    schema = store.schema
    with store.write() as connection:
        before = last_line(connection, schema=schema)
        lines = _lines(connection, decisions=decisions)
        _refuse_moving(connection, schema=schema, lines=lines, decisions=decisions)
        whole = {n for n, line in lines.items() if clash_of_line(line).is_whole_row}
        rows = [one for one in decisions if one.n in whole]
        fields = [
            each
            for one in decisions
            if one.n not in whole
            for each in _with_what_follows(one, line=lines[one.n], catalog=schema.catalog(lines[one.n].catalog))
        ]
        touched = settle_rows(connection, schema=schema, user=user, lines=lines, decisions=rows)
        touched += settle_fields(connection, schema=schema, user=user, lines=lines, decisions=fields)
        catalogs = {line.catalog: None for line in lines.values()}
        for catalog in catalogs:
            write_states(connection, catalog=catalog, row_ids=touched)
        bring_regions_along(connection, schema=schema, catalogs=catalogs)
        if fields and not rows:  # a row made, dropped or replaced at the central's word does not come back by itself
            what = f"处理 {len(decisions):,} 处冲突"
            keep_settled(connection, schema=schema, user=user, what=what, of=catalogs, after=before)
    return Settled(lines=len(lines), row_ids=tuple(dict.fromkeys(touched)), fields=len(decisions))


def _with_what_follows(decision: Decision, *, line: Line, catalog: Catalog) -> list[Decision]:
    """Return a decision about a record's state with those about what follows from it: one move is one thing."""
    follows = follow_from_state(catalog.record_of)
    if decision.field != STATE or not follows or decision.choice is Choice.OTHER:
        return [decision]
    return [decision, *(replace(decision, field=name) for name in line.changes if name in follows)]


def clash_of_line(line: Line) -> Clash:
    """Return what a line in conflict is about."""
    return clash_of(kind=line.kind, rule=line.rule, theirs=line.theirs)


def _lines(connection: Connection, *, decisions: Sequence[Decision]) -> dict[int, Line]:
    wanted = {one.n for one in decisions}
    query = f"SELECT {COLUMNS} FROM outbox WHERE state = ? AND n IN (SELECT value FROM json_each(?)) ORDER BY n"  # noqa: S608
    rows = connection.exec_driver_sql(query, (LineState.CONFLICT, numbers_json(wanted)))
    found = {line.n: line for line in map(line_of, rows)}
    if wanted - set(found):
        raise SettleError("所选的冲突中有已经处理过的，没有做任何改动，请刷新列表后重新选择。", code="settle.gone")
    return found


def _refuse_moving(
    connection: Connection, *, schema: Schema, lines: Mapping[int, Line], decisions: Sequence[Decision]
) -> None:
    """Refuse rows of which something is on its way, and rows that are not any more as the person saw them."""
    targets = {line.n: line.theirs.get(OTHER, line.row_id) for line in lines.values()}
    ids = {*targets.values(), *(line.row_id for line in lines.values())}
    if rows_with_lines(connection, row_ids=ids, state=LineState.SENT):
        raise SettleError("所选的行有修改正在上传，还没有得到中心端的答复，请先同步一次再处理。", code="settle.sent")
    versions: dict[str, object] = {}
    for catalog in {line.catalog for line in lines.values()}:
        wanted = [targets[line.n] for line in lines.values() if line.catalog == catalog]
        rows = fetch_rows(connection, table=schema.rows[catalog], column="id", values=wanted)
        versions.update({row_id: row["version"] for row_id, row in rows.items()})
    if any(one.version and versions.get(targets[one.n], 0) != one.version for one in decisions):
        raise SettleError(
            "对方在您查看之后又改了其中的行，没有做任何改动，请看过列表中的新值再决定。", code="settle.overtaken"
        )
