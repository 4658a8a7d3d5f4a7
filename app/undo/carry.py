"""Taking actions back and doing them again, each in one transaction of its own (SPEC section 2; SYNC point 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import RowsError
from app.line_texts import LineTexts
from app.lookup import chunks, fetch_rows
from app.undo.actions import Action, Kind, close_action, keep_action, last_line, read_actions, stacks
from app.undo.changes import RowChange, changes_of_action, last_values, later_fields
from app.undo.plan import Facts, Plan, Skipped, plan_inverse, told_apart
from app.unit_of_work import Outcome, apply_edits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.fields import Value
    from app.line_texts import RowPlace
    from app.people import User
    from app.store import Store
    from app.tables import Schema
    from app.unit_of_work import Edit

IN_USE = "row.in-use"
SOURCES = {Kind.UNDO: "redo", Kind.DO: "undo", Kind.REDO: "undo"}
"""What the audit calls the taking back of an action of this kind."""


class UndoError(RowsError):
    """Nothing could be taken back; nothing was changed."""

    code = "undo"
    title = "不能撤销"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What became of taking an action back (or doing it again): rows written, places left as they are.

    `row_ids` are in the order of the action; `field` is the first field of the first row that was set back; `fields`
    are all of them by row, none for rows that came or went as a whole; `emptied` are cells of filling-in sheets whose
    rows went, as (row, column) of the sheet.
    """

    action: Action
    row_ids: tuple[str, ...]
    catalogs: tuple[str, ...]
    field: str
    fields: Mapping[str, tuple[str, ...]]
    emptied: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]

    @property
    def sentence(self) -> str:
        """Return what happened, in Chinese, with what was left alone and why."""
        word = "已重做" if self.action.kind is Kind.UNDO else "已撤销"
        if not self.row_ids and not self.skipped:
            return f"没有可以{word[1:]}的内容：{self.action.label}"
        if not self.row_ids:
            return f"没有{word[1:]}：{self.action.label}；{left_alone(self.skipped, word=word[1:])}"
        told = f"{word}：{self.action.label}"
        return f"{told}；{left_alone(self.skipped, word=word[1:])}" if self.skipped else told


def left_alone(skipped: Sequence[Skipped], *, word: str = "撤销") -> str:
    """Return '有 3 处已被他人修改，未撤销' for each reason, in order of first appearance."""
    counts: dict[str, int] = {}
    for one in skipped:
        counts[one.reason] = counts.get(one.reason, 0) + 1
    return "；".join(f"有 {count:,} 处{reason}，未{word}" for reason, count in counts.items())


def undo(store: Store, *, user: User, n: int = 0) -> Undone:
    """Take back the newest action that stands, or action `n` alone; raise UndoError when nothing can be taken back."""
    with store.write() as connection:
        actions = read_actions(connection, schema=store.schema)
        standing = stacks(actions).undo
        action = next((one for one in standing if n in (0, one.n)), None)
        if action is None:
            raise UndoError("没有可以撤销的操作。" if not n else "这项操作已经撤销，或已不在记录中，请刷新后再选。")
        return _invert(connection, schema=store.schema, user=user, action=action, actions=actions)


def redo(store: Store, *, user: User) -> Undone:
    """Do again what was taken back last; raise UndoError when there is nothing, or nothing of it can be done."""
    with store.write() as connection:
        actions = read_actions(connection, schema=store.schema)
        waiting = stacks(actions).redo
        if not waiting:
            raise UndoError("没有可以重做的操作；撤销之后又做了新的操作，撤销的内容就不能再重做。", title="不能重做")
        return _invert(connection, schema=store.schema, user=user, action=waiting[0], actions=actions)


def undo_down_to(store: Store, *, user: User, n: int) -> list[Undone]:
    """Take back every action that stands, from the newest down to action `n`; stop where one cannot be taken back."""
    with store.read() as connection:
        standing = stacks(read_actions(connection, schema=store.schema)).undo
    wanted = [one.n for one in standing]
    if n not in wanted:
        raise UndoError("这项操作已经撤销，或已不在记录中，请刷新后再选。")
    return [undo(store, user=user, n=one) for one in wanted[: wanted.index(n) + 1]]


def redo_up_to(store: Store, *, user: User, n: int) -> list[Undone]:
    """Do again what was taken back, up to the taking back `n`; stop where one cannot be done again."""
    with store.read() as connection:
        waiting = stacks(read_actions(connection, schema=store.schema)).redo
    wanted = [one.n for one in waiting]
    if n not in wanted:
        raise UndoError("这项操作已不能重做，请刷新后再选。", title="不能重做")
    return [redo(store, user=user) for _ in range(wanted.index(n) + 1)]


def first_place(connection: Connection, *, schema: Schema, undone: Undone) -> RowPlace | None:
    """Return where the first row that was set back stands; None when it is gone with what was taken back."""
    for name in undone.catalogs:
        table = schema.rows[name]
        found = select(table.c.id).where(table.c.id.in_(undone.row_ids[:1]), table.c.is_deleted.is_(False))
        if row_id := connection.execute(found).scalar():
            return LineTexts(connection, schema=schema, catalog=schema.catalog(name), row_ids=[row_id]).place(row_id)
    return None


def _invert(connection: Connection, *, schema: Schema, user: User, action: Action, actions: Sequence[Action]) -> Undone:
    before = last_line(connection, schema=schema)
    plan = _plan(connection, schema=schema, action=action, actions=actions)
    emptied = _emptied(connection, schema=schema, edits=plan.edits)
    outcome = _apply(connection, schema=schema, user=user, edits=plan.edits, source=SOURCES[action.kind])
    by_row = {one.row_id: one for one in plan.edits}
    plan.skipped += [
        Skipped(one.catalog, one.row_id, one.problem.field, "rule", text=f"不能恢复（{one.problem.text}）")
        for one in outcome.refusals
    ]
    if not outcome.written and any(one.may_come_right for one in plan.skipped):
        raise UndoError(f"不能{_word(action)}：{action.label}；{left_alone(plan.skipped, word=_word(action))}。")
    kept = keep_action(
        connection,
        schema=schema,
        user=user,
        label=action.label,
        catalog=action.catalog,
        after=before,
        undoes=action,
        renamed={old: new for old, new in plan.renamed.items() if new in set(outcome.written)},
    )
    if not kept:
        close_action(connection, schema=schema, n=action.n)
    first = by_row.get(outcome.written[0]) if outcome.written else None
    return Undone(
        action=action,
        row_ids=tuple(outcome.written),
        catalogs=tuple(dict.fromkeys(one.catalog for one in plan.edits)),
        field=next(iter(first.values), "") if first and first.kind == "update" else "",
        fields={
            row_id: tuple(by_row[row_id].values) if by_row[row_id].kind == "update" else ()
            for row_id in outcome.written
            if row_id in by_row
        },
        emptied=tuple(emptied[row_id] for row_id in outcome.written if row_id in emptied),
        skipped=tuple(plan.skipped),
    )


def _emptied(connection: Connection, *, schema: Schema, edits: Sequence[Edit]) -> dict[str, tuple[str, str]]:
    """Return for rows that are to go where their filling-in sheet shows them."""
    found: dict[str, tuple[str, str]] = {}
    for name in dict.fromkeys(one.catalog for one in edits):
        table, sheet = schema.rows[name], schema.catalog(name).sheet
        if sheet is not None:
            for part in chunks(one.row_id for one in edits if one.kind == "delete" and one.catalog == name):
                wanted = select(table.c.id, table.c[sheet.rows], table.c[sheet.across]).where(table.c.id.in_(part))
                found.update({row_id: (str(row), str(across)) for row_id, row, across in connection.execute(wanted)})
    return found


def _word(action: Action) -> str:
    return "重做" if action.kind is Kind.UNDO else "撤销"


def _apply(connection: Connection, *, schema: Schema, user: User, edits: Sequence[Edit], source: str) -> Outcome:
    """Apply what is good; rows that were in use are tried again after their users have gone, as long as that helps."""
    outcome = apply_edits(
        connection, schema=schema, user=user, edits=edits, source=source, all_or_none=False, verb=None
    )
    again = {one.row_id for one in outcome.refusals if one.problem.rule == IN_USE}
    if not again or not outcome.written:
        return outcome
    rest = [edit for edit in edits if edit.row_id in again]
    later = _apply(connection, schema=schema, user=user, edits=rest, source=source)
    others = [one for one in outcome.refusals if one.row_id not in again]
    return Outcome(written=[*outcome.written, *later.written], refusals=[*others, *later.refusals])


def _plan(connection: Connection, *, schema: Schema, action: Action, actions: Sequence[Action]) -> Plan:
    changes = changes_of_action(connection, action=action)
    _follow_names(changes, actions=actions)
    plan = Plan()
    for name in dict.fromkeys(one.catalog for one in changes):
        own = [one for one in changes if one.catalog == name]
        facts = _facts(connection, schema=schema, catalog=name, changes=own, action=action)
        plan_inverse(schema.catalog(name), changes=own, facts=facts, plan=plan)
    if plan.skipped:
        later = later_fields(connection, action=action, row_ids={one.row_id for one in plan.skipped})
        plan.skipped = told_apart(plan.skipped, later=later)
    return plan


def _follow_names(changes: Sequence[RowChange], *, actions: Sequence[Action]) -> None:
    """Let changes of rows that were made anew since speak of the rows that stand for them now."""
    renamed = {old: new for one in actions for old, new in one.renamed.items()}
    for change in changes:
        while change.row_id in renamed:
            change.row_id = renamed[change.row_id]


def _facts(
    connection: Connection, *, schema: Schema, catalog: str, changes: Sequence[RowChange], action: Action
) -> Facts:
    rows = _rows(connection, schema=schema, catalog=catalog, changes=changes)
    went = [one.row_id for one in changes if one.was_there and not one.is_there]
    outbox = schema.table("outbox")
    deletions: dict[str, str] = {}
    for part in chunks(went):
        wanted = select(outbox.c.row_id, outbox.c.state).where(outbox.c.row_id.in_(part), outbox.c.kind == "delete")
        deletions.update(map(tuple, connection.execute(wanted.order_by(outbox.c.n))))
    missing = [row_id for row_id in went if row_id not in rows]
    anew = [row_id for row_id in went if row_id in rows and row_id not in deletions]
    rows.update(fetch_rows(connection, table=schema.rows[catalog], column="id", values=anew))
    last = last_values(connection, row_ids=missing, before=action.first_n)
    return Facts(rows=rows, deletions=deletions, last=last)


def _rows(
    connection: Connection, *, schema: Schema, catalog: str, changes: Sequence[RowChange]
) -> dict[str, Mapping[str, Value]]:
    """Return the rows as they are now, of their fields those that were changed."""
    table = schema.rows[catalog]
    names = dict.fromkeys(name for one in changes for name in one.fields if name in table.c)
    columns = [table.c[name] for name in dict.fromkeys(("id", "is_deleted", *names))]
    found: dict[str, Mapping[str, Value]] = {}
    for part in chunks(one.row_id for one in changes):
        for row in connection.execute(select(*columns).where(table.c.id.in_(part))).mappings():
            found[row["id"]] = dict(row)
    return found
