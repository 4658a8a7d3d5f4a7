"""What staged moves would do: the edits, how many rows go with each, which codes change, and what forbids it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.lookup import fetch_rows
from app.restructuring.move import changes_of, group_values, new_code
from app.restructuring.recoding import recode
from app.restructuring.rules import level_problem
from app.rows import Query, count_rows, read_rows
from app.unit_of_work import Edit, check_edits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.restructuring.move import Move
    from app.tables import Schema
    from app.unit_of_work import Refusal


@dataclass(slots=True, kw_only=True)
class Effect:
    """What one move does: rows below that go with it, its new code, and why it cannot be ('': it can).

    `codes`: (old, new) of all rows that get new codes with it.
    """

    move: Move
    below: int = 0
    code: str = ""
    refusal: str = ""
    codes: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """Return the effect as an officer reads it."""
        parts = []
        if not self.move.node.row_id:
            parts.append("新归入")
        if self.below:
            parts.append(f"连同下级 {self.below:,} 行")
        if self.code != self.move.node.code:
            parts.append(f"代码 {self.move.node.code} → {self.code}")
        if self.codes:
            parts.append(f"按新代码增加 {len(self.codes):,} 行、删除原来的")
        return "，".join(parts) or "只移动这一行"


@dataclass(slots=True, kw_only=True)
class Plan:
    """The effects of all moves and the edits that carry them out: `edits` first, then `leaving`, one after another."""

    effects: list[Effect] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    leaving: list[Sequence[Edit]] = field(default_factory=list)

    @property
    def refusal(self) -> str:
        """Return the first thing that forbids the plan, as one sentence; '' when nothing does."""
        found = [one for one in self.effects if one.refusal]
        if not found:
            return ""
        more = f"（另有 {len(found) - 1} 处）" if len(found) > 1 else ""
        return f"“{found[0].move.node.label}”：{found[0].refusal}{more}。"


def make_plan(
    connection: Connection, *, schema: Schema, user: User, catalog: Catalog, fiscal_year: int, moves: Sequence[Move]
) -> Plan:
    """Return what the moves would do by now, judged by all rules; nothing is written."""
    plan = Plan()
    ids = {row_id for move in moves for row_id in (move.node.row_id, move.target.row_id) if row_id}
    stored = fetch_rows(connection, table=schema.rows[catalog.name], column="id", values=sorted(ids))
    owners: list[Effect] = []
    for move in moves:
        effect = Effect(move=move, code=new_code(catalog, move))
        plan.effects.append(effect)
        row = stored.get(move.node.row_id)
        target = stored.get(move.target.row_id)
        effect.refusal = _moved_meanwhile(catalog, move=move, row=row) or _level_problem(
            catalog, row=row, target=target
        )
        if row is not None and catalog.parent is not None:
            below = Query(catalog=catalog.name, fiscal_year=fiscal_year, under=move.node.code, deep=True)
            effect.below = max(0, count_rows(connection, schema=schema, query=below) - 1)
        effect.refusal = effect.refusal or _entangled(catalog, move=move, moves=moves)
        if effect.refusal:
            continue
        if catalog.code_extends_parent and effect.below and effect.code != move.node.code:
            recoding = recode(connection, schema=schema, user=user, catalog=catalog, fiscal_year=fiscal_year, move=move)
            effect.refusal, effect.codes, edits = recoding.refusal, recoding.codes, list(recoding.coming)
            plan.leaving += recoding.leaving
        else:
            edits = _edits(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, effect=effect)
        plan.edits += edits
        owners += [effect] * len(edits)
    _judge(plan, owners, refusals=check_edits(connection, schema=schema, user=user, edits=plan.edits))
    return plan


def _judge(plan: Plan, owners: Sequence[Effect], *, refusals: Sequence[Refusal]) -> None:
    for refusal in refusals:
        owner = owners[refusal.edit]
        edit = plan.edits[refusal.edit]
        is_own = edit.row_id == owner.move.node.row_id or edit.kind == "insert"
        told = refusal.problem.text if is_own else f"下级行：{refusal.problem.text}"
        owner.refusal = owner.refusal or told


def _moved_meanwhile(catalog: Catalog, *, move: Move, row: Mapping[str, Value] | None) -> str:
    """Say why the row is no longer where it was taken from."""
    if not move.node.row_id:
        return ""
    if row is None or row["is_deleted"]:
        return "这一行已被删除，请撤销这条调整"
    if row[catalog.code] != move.node.code:
        return f"代码已变为“{row[catalog.code]}”，请撤销这条调整后重新移动"
    parent = catalog.parent
    if parent is not None and move.origin.row_id and row[parent.name] != move.origin.code:
        return f"{parent.label}已被改为“{row[parent.name] or '无'}”，请撤销这条调整后重新移动"
    last = catalog.tree.groups[-1:] if catalog.tree else ()
    if parent is None and last and row[last[0]] != dict(move.origin.groups).get(last[0]):
        return f"{catalog.by_name[last[0]].label}已被改变，请撤销这条调整后重新移动"
    return ""


def _entangled(catalog: Catalog, *, move: Move, moves: Sequence[Move]) -> str:
    """Say that another move changes codes above or below this one."""
    if not catalog.code_extends_parent:
        return ""
    for other in moves:
        ours, theirs = move.node.code, other.node.code
        is_near = ours.startswith(theirs) or theirs.startswith(ours) or move.target.code.startswith(theirs)
        if other.node.identity != move.node.identity and is_near:
            return f"“{other.node.label}”也在待应用的调整中，代码还会改变；请先应用"
    return ""


def _level_problem(catalog: Catalog, *, row: Mapping[str, Value] | None, target: Mapping[str, Value] | None) -> str:
    """Compare the levels as they are by now."""
    name = catalog.tree.level if catalog.tree else ""
    if not name or row is None or target is None:
        return ""
    return level_problem(catalog, level=str(row[name]), above=str(target[name]), label=str(target[catalog.title]))


def _edits(connection: Connection, *, schema: Schema, catalog: Catalog, fiscal_year: int, effect: Effect) -> list[Edit]:
    move = effect.move
    own = changes_of(catalog, move)
    if not move.node.row_id:
        each = catalog.tree.each if catalog.tree else ""
        values = {"fiscal_year": fiscal_year, **own, each: move.node.code}
        return [Edit(catalog=catalog.name, kind="insert", values=values)]
    edits = [Edit(catalog=catalog.name, kind="update", row_id=move.node.row_id, values=own)]
    groups = {
        name: value for name, value in group_values(catalog, move).items() if dict(move.node.groups)[name] != value
    }
    if groups and effect.below:
        query = Query(catalog=catalog.name, fiscal_year=fiscal_year, under=move.node.code, deep=True)
        rows = read_rows(connection, schema=schema, query=query)
        ids = (str(row["id"]) for row in rows if row["id"] != move.node.row_id)
        edits += [Edit(catalog=catalog.name, kind="update", row_id=row_id, values=groups) for row_id in ids]
    return edits
