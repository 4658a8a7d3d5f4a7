"""What takes an action back, against the rows as they are now: edits, and places where others went on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.fields import Bad
from app.ids import new_id
from app.row_state import LineState
from app.unit_of_work import Edit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from app.catalog import Catalog
    from app.fields import Value
    from app.undo.changes import RowChange

    Row = Mapping[str, Value]

OVERTAKEN, LATER, GONE, SENT, CLASH = "overtaken", "later", "gone", "sent", "conflict"
REASONS = {
    OVERTAKEN: "已被他人修改",
    LATER: "之后又在本机修改过",
    GONE: "所在的行已不在本机",
    SENT: "删除正在上传，还没有得到中心端的答复，请先同步一次",
    CLASH: "有冲突待处理，请先处理冲突",
}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A place that stays as it is: the field ('' the row), and why; `text` replaces the usual words for that."""

    catalog: str
    row_id: str
    field: str
    why: str
    text: str = ""

    @property
    def may_come_right(self) -> bool:
        """Say whether it can be taken back later, once something else is settled."""
        return self.why not in {OVERTAKEN, LATER, GONE}

    @property
    def reason(self) -> str:
        """Return why, in Chinese."""
        return self.text or REASONS[self.why]


@dataclass(slots=True, kw_only=True)
class Plan:
    """Edits that take an action back; `renamed` maps rows that are made anew to their new ids."""

    edits: list[Edit] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of rows now: as stored, the state of the line of a deletion, last values of rows made here."""

    rows: Mapping[str, Row]
    deletions: Mapping[str, str]
    last: Mapping[str, Mapping[str, Any]]


def plan_inverse(catalog: Catalog, *, changes: Sequence[RowChange], facts: Facts, plan: Plan) -> None:
    """Add to `plan` what takes changes of one catalog back."""
    for change in changes:
        if not change.was_there and not change.is_there:
            continue
        if not change.was_there:
            _take_away(catalog, change=change, facts=facts, plan=plan)
        elif not change.is_there:
            _bring_back(catalog, change=change, facts=facts, plan=plan)
        else:
            _set_back(catalog, change=change, facts=facts, plan=plan)


def _set_back(catalog: Catalog, *, change: RowChange, facts: Facts, plan: Plan) -> None:
    row, fields = facts.rows.get(change.row_id), catalog.by_name
    names = [name for name, (old, new) in change.fields.items() if name in fields and old != new]
    if row is None or row["is_deleted"]:
        plan.skipped += [Skipped(catalog.name, change.row_id, name, GONE) for name in names]
        return
    values: dict[str, Value] = {}
    for name in names:
        old, new = change.fields[name]
        now = fields[name].send(row[name])
        if now == old:
            continue
        value = fields[name].receive(old)
        if now != new or isinstance(value, Bad):
            plan.skipped.append(Skipped(catalog.name, change.row_id, name, OVERTAKEN))
        else:
            values[name] = value
    if values:
        plan.edits.append(Edit(catalog=catalog.name, kind="update", row_id=change.row_id, values=values))


def _take_away(catalog: Catalog, *, change: RowChange, facts: Facts, plan: Plan) -> None:
    row, fields = facts.rows.get(change.row_id), catalog.by_name
    if row is None or row["is_deleted"]:
        return
    for name, (_, new) in change.fields.items():
        if name in fields and fields[name].send(row[name]) != new:
            plan.skipped.append(Skipped(catalog.name, change.row_id, "", OVERTAKEN))
            return
    plan.edits.append(Edit(catalog=catalog.name, kind="delete", row_id=change.row_id))


def _bring_back(catalog: Catalog, *, change: RowChange, facts: Facts, plan: Plan) -> None:
    row, line = facts.rows.get(change.row_id), facts.deletions.get(change.row_id, "")
    if row is not None and not row["is_deleted"]:
        if line == LineState.CONFLICT:
            plan.skipped.append(Skipped(catalog.name, change.row_id, "", CLASH))
    elif line == LineState.SENT:
        plan.skipped.append(Skipped(catalog.name, change.row_id, "", SENT))
    elif row is None:
        last = facts.last.get(change.row_id)
        if last is None:
            plan.skipped.append(Skipped(catalog.name, change.row_id, "", GONE))
        else:
            plan.edits.append(
                Edit(catalog=catalog.name, kind="insert", row_id=change.row_id, values=_received(catalog, last))
            )
    elif line:
        plan.edits.append(Edit(catalog=catalog.name, kind="restore", row_id=change.row_id))
    else:
        # the central knows the deletion, and an id that was deleted there does not come back
        values = {name: row[name] for name in catalog.names}
        fresh = plan.renamed[change.row_id] = new_id()
        plan.edits.append(Edit(catalog=catalog.name, kind="insert", row_id=fresh, values=values))


def _received(catalog: Catalog, wire: Mapping[str, Any]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name in catalog.names:
        value = catalog.by_name[name].receive(wire[name]) if name in wire else None
        if name in wire and not isinstance(value, Bad):
            values[name] = value
    return values


def told_apart(skipped: Sequence[Skipped], *, later: Mapping[str, Collection[str]]) -> list[Skipped]:
    """Say of places that were changed since whether this desk did it; `later` are the fields that it did, by row."""
    return [
        replace(one, why=LATER)
        if one.why == OVERTAKEN and (one.field in later.get(one.row_id, ()) or (not one.field and one.row_id in later))
        else one
        for one in skipped
    ]
