"""One user action, one transaction: rows, audit lines and outbox lines are written together or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from app import rights
from app.candidate import Candidate, Problem
from app.check import check_rows
from app.errors import RowsError
from app.flow.judging import judge_edit, opinion_of
from app.flow.locks import place_names
from app.flow.record import is_filled_in
from app.frame import MOVES
from app.ids import new_id
from app.in_use import use_problem
from app.inheriting import inherit
from app.lookup import Lookup, fetch_rows
from app.packs.documents import TAKING
from app.packs.judging import Document, fixed, judge_documents
from app.people import MINISTRY_DIV
from app.posting import stamped
from app.recording import Recorded, record
from app.scope import rebuild_scope
from app.store import now_text
from app.undo.actions import keep_action, last_line
from app.undo.labels import Part, action_label, sheet_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.tables import Schema

REASON_LIMIT = 1_000
"""Characters of the reason that a person gives; it goes into the audit of every row, here and at the central."""


MOVING = "flow"
"""What the audit calls a move of a record; from no other source does a record's state change."""
FEW = 4
"""Deletions whose use is asked for one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One wanted change: `kind` insert, update or delete; `values` holds what is set (an insert: all but defaults).

    Kind restore takes back a deletion that was not sent yet.
    """

    catalog: str
    kind: str
    row_id: str = field(default_factory=new_id)
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why one edit was not kept; `edit` is its place in the action."""

    edit: int
    catalog: str
    row_id: str
    problem: Problem


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What an action did: ids written, in order, and what was refused."""

    written: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Return one Chinese sentence about the refusals ('' when there are none)."""
        if not self.refusals:
            return ""
        more = f"（另有 {len(self.refusals) - 1} 处）" if len(self.refusals) > 1 else ""
        return f"{self.refusals[0].problem.text}{more}。"


def apply_edits(
    connection: Connection,
    *,
    schema: Schema,
    user: User,
    edits: Sequence[Edit],
    source: str = "hand",
    reason: str = "",
    all_or_none: bool = True,
    verb: str | None = "",
    by_cell: bool = False,
) -> Outcome:
    """Check and keep edits in the caller's transaction. `all_or_none`: one refusal keeps the others out too.

    `by_cell`: of a changed row, only the cells that are wrong are refused and the others kept.

    Edits of one catalog that stand next to each other are judged together (a child may come before its parent).
    RowsError for a `reason` that the central would refuse.
    What is kept can be taken back as one action; `verb` is the word for it, '' the usual one for such edits, None when
    the caller keeps the action (the edits are a part of it).
    """
    check_reason(reason)
    judged = list(_judge_in_turn(connection, schema=schema, user=user, edits=edits, by_cell=by_cell, source=source))
    outcome = Outcome(refusals=[refusal for _, group in judged for one in group for refusal in one.refusals()])
    if all_or_none and outcome.refusals:
        return outcome
    before = last_line(connection, schema=schema)
    for catalog, group in judged:
        good = [one.recorded() for one in group if not one.candidate.problems]
        record(connection, schema=schema, catalog=catalog, changes=good, user=user, source=source, reason=reason)
        outcome.written += [one.row_id for one in good]
        if catalog.name == "region":
            for year in {int(str(one.after["fiscal_year"])) for one in good}:
                rebuild_scope(connection, schema=schema, fiscal_year=year)
    if verb is not None and last_line(connection, schema=schema) > before:
        label, first = _label(connection, schema=schema, judged=judged, verb=verb), judged[0][0].name
        keep_action(connection, schema=schema, user=user, label=label, catalog=first, after=before)
    return outcome


def check_reason(reason: str) -> None:
    """Raise RowsError for a reason that is too long to be kept with every row of the action."""
    if len(reason) > REASON_LIMIT:
        sentence = f"说明最多 {REASON_LIMIT:,} 个字，现有 {len(reason):,} 个，请缩短后再保存；这次的修改还没有保存。"
        raise RowsError(sentence, code="field.length")


def _label(
    connection: Connection, *, schema: Schema, judged: Sequence[tuple[Catalog, Sequence[_Judged]]], verb: str
) -> str:
    parts = [
        Part(kind=one.edit.kind, values=one.candidate.values, changed=one.candidate.changed or ())
        for catalog, group in judged
        for one in group
        if not one.candidate.problems and (one.edit.kind != "update" or one.candidate.changed)
    ]
    catalog = judged[0][0]
    cell = sheet_cell(connection, schema=schema, catalog=catalog, values=parts[0].values) if len(parts) == 1 else ""
    return action_label([catalog for catalog, _ in judged], parts=parts, verb=verb, cell=cell)


def check_edits(connection: Connection, *, schema: Schema, user: User, edits: Sequence[Edit]) -> list[Refusal]:
    """Return what `apply_edits` would refuse, and why; nothing is written."""
    judged = _judge_in_turn(connection, schema=schema, user=user, edits=edits)
    return [refusal for _, group in judged for one in group for refusal in one.refusals()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    place: int
    catalog: str
    edit: Edit
    before: Mapping[str, Value] | None
    candidate: Candidate
    withheld: Sequence[Problem] = ()

    def refusals(self) -> list[Refusal]:
        return [
            Refusal(edit=self.place, catalog=self.catalog, row_id=self.edit.row_id, problem=problem)
            for problem in (*self.withheld, *self.candidate.problems)
        ]

    def recorded(self) -> Recorded:
        return Recorded(row_id=self.edit.row_id, kind=self.edit.kind, before=self.before, after=self.candidate.values)


def _judge_in_turn(
    connection: Connection,
    *,
    schema: Schema,
    user: User,
    edits: Sequence[Edit],
    by_cell: bool = False,
    source: str = "hand",
) -> Iterable[tuple[Catalog, list[_Judged]]]:
    lookup = Lookup(connection, schema=schema)
    numbered = list(enumerate(edits))
    for name, run in groupby(numbered, key=lambda pair: pair[1].catalog):
        catalog = schema.catalog(name)
        judged = _judge(catalog, run=list(run), user=user, lookup=lookup, source=source)
        yield catalog, _without_wrong_cells(catalog, judged=judged, lookup=lookup) if by_cell else judged


def _judge(
    catalog: Catalog, *, run: Sequence[tuple[int, Edit]], user: User, lookup: Lookup, source: str
) -> list[_Judged]:
    ids = [edit.row_id for _, edit in run if edit.kind != "insert"]
    table = lookup.schema.rows[catalog.name]
    stored = fetch_rows(lookup.connection, table=table, column="id", values=ids)
    going = [stored[edit.row_id] for _, edit in run if edit.kind == "delete" and edit.row_id in stored]
    if len(going) > FEW:
        lookup.look_for_use(catalog, rows=going)
    judged = [_one(catalog, place=place, edit=edit, before=stored.get(edit.row_id)) for place, edit in run]
    for one in judged if catalog.posted else ():
        if one.edit.kind == "insert":
            stamps = stamped(user, row_id=one.edit.row_id, now=now_text())
            one.candidate.values = {**one.candidate.values, **stamps}
    inherit(catalog, new=(one.candidate for one in judged if one.edit.kind == "insert"), lookup=lookup)
    _look_for_locks(catalog, judged=judged, lookup=lookup)
    if catalog.is_document:
        _judge_documents(catalog, judged=judged, user=user, lookup=lookup, by_taking=source == TAKING)
    for one in () if catalog.is_document else judged:
        if catalog.record_of:
            _judge_record(catalog, one=one, user=user, lookup=lookup, by_move=source == MOVING)
        else:
            one.candidate.problems += _rights_problems(catalog, one=one, user=user, lookup=lookup)
    kept = [one.candidate for one in judged if not one.candidate.problems and one.edit.kind != "delete"]
    check_rows(catalog, candidates=kept, lookup=lookup)
    return judged


def _look_for_locks(catalog: Catalog, *, judged: Sequence[_Judged], lookup: Lookup) -> None:
    if is_filled_in(catalog):
        names = place_names(catalog)
        rows = [row for one in judged for row in (one.before, one.candidate.values) if row is not None]
        lookup.locks.look(catalog, places={tuple(row[name] for name in names) for row in rows})


def _judge_documents(
    catalog: Catalog, *, judged: Sequence[_Judged], user: User, lookup: Lookup, by_taking: bool
) -> None:
    """Judge packs and receipts, which only issuing and taking write."""
    new: list[tuple[_Judged, Document]] = []
    for one in judged:
        if not by_taking or one.edit.kind != "insert":
            one.candidate.problems[:] = [fixed(catalog)]
        else:
            new.append((one, Document(row_id=one.edit.row_id, values=dict(one.candidate.values))))
    judge_documents(catalog, documents=[document for _, document in new], user=user, lookup=lookup)
    for one, document in new:
        one.candidate.values = document.values
        one.candidate.problems += [document.problem] if document.problem else []


def _judge_record(catalog: Catalog, *, one: _Judged, user: User, lookup: Lookup, by_move: bool) -> None:
    """Judge an edit of a 填报单 by its flow, and let who and when be what the flow says."""
    if one.candidate.problems:
        return
    verdict = judge_edit(
        catalog,
        user=user,
        kind=one.edit.kind,
        before=one.before,
        after=one.candidate.values,
        opinion=opinion_of(one.edit.values),
        by_move=by_move,
        lookup=lookup,
    )
    if verdict.problem:
        one.candidate.problems.append(verdict.problem)
    else:
        one.candidate.values = {**one.candidate.values, **verdict.values}


def _without_wrong_cells(catalog: Catalog, *, judged: Sequence[_Judged], lookup: Lookup) -> list[_Judged]:
    """Judge rows in which single cells are wrong again without these; a row that is still wrong is left as it was."""
    again: dict[int, _Judged] = {}
    for n, one in enumerate(judged):
        wrong = {problem.field for problem in one.candidate.problems}
        rest = {name: value for name, value in one.edit.values.items() if name not in wrong}
        if rest and one.edit.kind == "update" and one.before is not None and wrong.intersection(one.edit.values):
            spared = _one(catalog, place=one.place, edit=replace(one.edit, values=rest), before=one.before)
            again[n] = replace(spared, withheld=one.candidate.problems)
    check_rows(catalog, candidates=[one.candidate for one in again.values()], lookup=lookup)
    good = {n: one for n, one in again.items() if not one.candidate.problems}
    return [good.get(n, one) for n, one in enumerate(judged)]


def _one(catalog: Catalog, *, place: int, edit: Edit, before: Mapping[str, Value] | None) -> _Judged:
    base = before if before is not None else catalog.blank()
    values: dict[str, Value] = {**base, **edit.values, "id": edit.row_id}
    if edit.kind == "insert":
        values["is_standard"] = values.get("mof_div_code") == MINISTRY_DIV
    changed = _changed(catalog, edit=edit, base=base)
    candidate = Candidate(row_id=edit.row_id, values=values, changed=changed)
    if edit.kind == "restore":
        return _Judged(place=place, catalog=catalog.name, edit=edit, before=before, candidate=candidate)
    if edit.kind != "insert" and (before is None or before["is_deleted"]):
        candidate.problems.append(Problem("row.gone", "", "这一行已被删除，请刷新后再操作"))
    return _Judged(place=place, catalog=catalog.name, edit=edit, before=before, candidate=candidate)


def _changed(catalog: Catalog, *, edit: Edit, base: Mapping[str, Value]) -> frozenset[str] | None:
    """Return the fields that the rules look at, None for all; what comes back must find its key free and its parent."""
    if edit.kind == "insert":
        return None
    if edit.kind == "restore":
        parent = (catalog.parent.name,) if catalog.parent else ()
        return frozenset((*catalog.key, *parent)).difference(MOVES) or frozenset(catalog.key)
    return frozenset(n for n in edit.values if edit.values[n] != base.get(n))


def _rights_problems(catalog: Catalog, *, one: _Judged, user: User, lookup: Lookup) -> list[Problem]:
    if one.candidate.problems:
        return []
    row, tree, columns = one.before or one.candidate.values, lookup.scope, one.candidate.changed or ()
    if one.edit.kind == "restore":
        columns = ()
    is_deletion = one.edit.kind == "delete"
    if is_deletion:
        reason = rights.may_delete(user, catalog=catalog, row=row, tree=tree)
    elif one.before is None:
        reason = rights.may_touch(user, catalog=catalog, row=row, tree=tree)
    else:
        reason = rights.may_touch(user, catalog=catalog, row=row, tree=tree)
        reason = reason or rights.may_touch(user, catalog=catalog, row=one.candidate.values, tree=tree)
        locks = ((name, rights.column_lock(catalog, row=row, name=name)) for name in columns)
        if reason is None and (locked := [Problem("rights", name, text) for name, text in locks if text]):
            return locked
    if reason:
        return [Problem("rights", "", reason)]
    for place in (one.before, one.candidate.values):
        if place is not None and (closed := lookup.locks.problem(catalog, row=place)):
            return [closed]
    if one.before is None:
        return []
    after = None if is_deletion else one.candidate.values
    used = use_problem(catalog, before=row, after=after, changed=columns, lookup=lookup)
    return [used] if used else []
