"""Moves of 填报单 at the desk: what is open to a person and why the rest is not, and taking a move (SPEC section 1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.candidate import Problem
from app.flow.fields import STATE
from app.flow.judging import level_problem, mover_of, place_rows, submission_problem
from app.flow.record import RECORDS, Place, place_of_record, read_log
from app.flow.rules import ERRORS, MOVE, standing, taken, why_not
from app.lookup import Lookup, fetch_rows
from app.problems.explained import told_on
from app.row_state import LineState, RowState
from app.store import now_text
from app.unit_of_work import MOVING, Edit, apply_edits
from app.workflow import FILL_IN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.flow.record import Taken
    from app.people import User
    from app.problems.found import Told
    from app.store import Store
    from app.tables import Schema
    from app.workflow import Move

UNSENT = (LineState.OPEN, LineState.REFUSED)
"""States of lines that the next edit of their row folds into."""
HELD = (RowState.REFUSED, RowState.CONFLICT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One move by name: '' for `why_not` where it can be taken; `needs_opinion`: only with an opinion."""

    name: str
    label: str
    why_not: str
    needs_opinion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a record stands, in words too; what is offered to the person, what was done, oldest first.

    `told`: why what the cross checks noticed is right.
    """

    place: Place
    state: str
    words: str
    opinion: str
    row: Mapping[str, Any]
    is_waiting: bool
    offers: tuple[Offer, ...]
    log: tuple[Taken, ...]
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A record that was not moved, and why."""

    place: Place
    problem: Problem


@dataclass(slots=True, kw_only=True)
class Moved:
    """What became of a move of one or more records."""

    label: str
    done: list[Place] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Return it as one sentence."""
        told = f"已{self.label} {len(self.done):,} 张填报单" if self.done else ""
        if not self.refused:
            return f"{told}，等待上传。"
        reason = self.refused[0].problem.text
        more = f"（另有 {len(self.refused) - 1:,} 张）" if len(self.refused) > 1 else ""
        return f"{told + '；' if told else ''}有 {len(self.refused):,} 张没有{self.label}：{reason}{more}。"


def read_standing(connection: Connection, *, schema: Schema, user: User, place: Place) -> Standing:
    """Return where a record stands and what the person may do; figures are not looked at yet."""
    row = _record(connection, schema=schema, place=place)
    lookup = Lookup(connection, schema=schema)
    offers = tuple(
        _offer(name, label, connection=connection, row=row, user=user, lookup=lookup)
        for name, label in FILL_IN.verbs.items()
    )
    return Standing(
        place=place,
        state=str(row[STATE]),
        words=standing(FILL_IN, row=row),
        opinion=str(row["opinion"]),
        row=row,
        is_waiting=row.get("state", 0) != RowState.SYNCED,
        offers=offers,
        log=read_log(row["move_log"]),
        told=told_on(
            connection,
            schema=schema,
            fiscal_year=place.fiscal_year,
            region=place.region,
            catalog=place.catalog,
            pages=dict(place.pages),
        ),
    )


def take_move(store: Store, *, user: User, places: Sequence[Place], name: str, opinion: str = "") -> Moved:
    """Take a move of these records, each for itself: one that is refused holds no other back."""
    moved = Moved(label=FILL_IN.verbs[name])
    with store.write() as connection:
        for place in places:
            problem = _take(connection, schema=store.schema, user=user, place=place, name=name, opinion=opinion)
            if problem:
                moved.refused.append(Refused(place=place, problem=problem))
            else:
                moved.done.append(place)
    return moved


def _record(connection: Connection, *, schema: Schema, place: Place) -> Mapping[str, Any]:
    """Return a record's row; a blank one where none was made yet."""
    rows = fetch_rows(connection, table=schema.rows[RECORDS], column="id", values=[place.row_id])
    return rows.get(place.row_id) or {**schema.catalog(RECORDS).blank(), **place.key}


def _offer(
    name: str, label: str, *, connection: Connection, row: Mapping[str, Any], user: User, lookup: Lookup
) -> Offer:
    found = _choose(name, row=row, user=user, lookup=lookup, opinion=None)
    if isinstance(found, Problem):
        return Offer(name=name, label=label, why_not=found.text)
    held = _held_problem(connection, schema=lookup.schema, row=row, move=found)
    return Offer(name=name, label=label, why_not=held.text if held else "", needs_opinion=found.reason_required)


def _choose(name: str, *, row: Mapping[str, Any], user: User, lookup: Lookup, opinion: str | None) -> Move | Problem:
    """Return which move of this name the person means, or why there is none."""
    mover = mover_of(user, row=row, lookup=lookup)
    problems: list[Problem] = []
    for move in FILL_IN.moves_from(str(row[STATE]), name=name):
        problem = why_not(FILL_IN, move=move, row=row, mover=mover, opinion=opinion)
        if problem is None and move.is_checked:
            problem = level_problem(user, catalog=lookup.schema.catalog(str(row["value_catalog"])))
        if problem is None:
            return move
        problems.append(problem)
    if problems:
        return next((one for one in problems if one.rule != "rights"), problems[0])
    return Problem(MOVE, STATE, f"{standing(FILL_IN, row=row)}，不能{FILL_IN.verbs[name]}")


def _held_problem(connection: Connection, *, schema: Schema, row: Mapping[str, Any], move: Move) -> Problem | None:
    """Return what of this desk's own earlier work stands in the way of a move."""
    if row.get("state") == RowState.CONFLICT:
        return Problem(MOVE, STATE, "这张填报单有冲突，请先在“冲突”中处理")
    if not move.is_checked or "id" not in row:
        return None
    outbox = schema.table("outbox")
    wanted = select(outbox.c.changes).where(
        outbox.c.row_id == row["id"], outbox.c.state == LineState.OPEN, outbox.c.kind == "update"
    )
    changes = msgspec.json.decode(connection.execute(wanted).scalar() or "{}")
    if STATE in changes and changes[STATE][0] != move.source:  # sent together, the values between would find it closed
        return Problem(MOVE, STATE, "撤回还在等待上传，请先同步，再送审")
    return None


def _take(
    connection: Connection, *, schema: Schema, user: User, place: Place, name: str, opinion: str
) -> Problem | None:
    lookup = Lookup(connection, schema=schema)
    row = _record(connection, schema=schema, place=place)
    move = _choose(name, row=row, user=user, lookup=lookup, opinion=opinion)
    if isinstance(move, Problem):
        return move
    problem = _held_problem(connection, schema=schema, row=row, move=move)
    if problem is None and move.is_checked:
        problem = _figures_problem(connection, schema=schema, user=user, place=place, lookup=lookup)
    if problem:
        return problem
    values = taken(FILL_IN, move=move, row=row, user=user, opinion=opinion, now=now_text())
    edit = _edit(connection, schema=schema, place=place, row=row, move=move, values=values)
    reason = " ".join(opinion.split())
    outcome = apply_edits(connection, schema=schema, user=user, edits=[edit], source=MOVING, reason=reason, verb=None)
    return outcome.refusals[0].problem if outcome.refusals else None


def _edit(
    connection: Connection,
    *,
    schema: Schema,
    place: Place,
    row: Mapping[str, Any],
    move: Move,
    values: Mapping[str, Any],
) -> Edit:
    """Return a move as an edit: a record is made by its first one, and is none when that is taken back unsent."""
    if "id" not in row or row["is_deleted"]:
        return Edit(catalog=RECORDS, kind="insert", row_id=place.row_id, values={**place.key, **values})
    outbox = schema.table("outbox")
    lines = connection.execute(select(outbox.c.kind, outbox.c.state).where(outbox.c.row_id == place.row_id)).all()
    is_only_here = all(kind == "insert" and state in UNSENT for kind, state in lines) and bool(lines)
    if move.target == FILL_IN.start and not move.reason_required and is_only_here:
        return Edit(catalog=RECORDS, kind="delete", row_id=place.row_id)
    return Edit(catalog=RECORDS, kind="update", row_id=place.row_id, values=values)


def _figures_problem(
    connection: Connection, *, schema: Schema, user: User, place: Place, lookup: Lookup
) -> Problem | None:
    if problem := submission_problem(place, user=user, lookup=lookup):
        return problem
    rows = place_rows(connection, schema=schema, place=place)
    if held := sum(row["state"] in HELD for row in rows):
        return Problem(ERRORS, "", f"有 {held:,} 处修改被中心端退回或有冲突，请先处理")
    return None


def places_of(connection: Connection, *, schema: Schema, row_ids: Sequence[str]) -> list[Place]:
    """Return what the records with these ids are about, in the order of the ids."""
    rows = fetch_rows(connection, table=schema.rows[RECORDS], column="id", values=list(row_ids))
    return [place_of_record(rows[row_id]) for row_id in row_ids if row_id in rows]
