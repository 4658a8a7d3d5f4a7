"""Regions assigned to pooling areas by rule: by the declared level, or all at and below a region to one area (1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import RowsError
from app.pooling.facts import read_facts
from app.unit_of_work import Edit, Outcome, apply_edits, check_edits

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.people import User
    from app.pooling.facts import PoolingFacts
    from app.store import Store
    from app.tables import Schema

CATALOG = "pooling_area"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A bulk rule. `types`: insurance types ('' none: all that have a pooling level, or are named by the area's rule).

    `area` '': each region goes where the pooling level of the type says; otherwise all regions at and below `under`
    (default: the area itself) go to `area`. `only`: these regions and no others, wherever they stand below `under`.
    `keep`: regions that stand somewhere already stay there.
    """

    types: tuple[str, ...] = ()
    area: str = ""
    under: str = ""
    only: tuple[str, ...] = ()
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """What becomes of one region for one type: its area before ('' none) and after, and the edit ('' row: new)."""

    insurance_type: str
    region: str
    before: str
    after: str
    row_id: str

    @property
    def is_change(self) -> bool:
        """Say whether anything changes."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPlan:
    """What a rule would do, in order, and the sentences that forbid it (nothing is written while there is one)."""

    fiscal_year: int
    lines: tuple[Assigned, ...]
    refusals: tuple[str, ...]

    @property
    def changes(self) -> tuple[Assigned, ...]:
        """Return the lines that change something."""
        return tuple(one for one in self.lines if one.is_change)

    @property
    def sentence(self) -> str:
        """Return the plan in one Chinese sentence."""
        new = sum(not one.before for one in self.changes)
        moved = len(self.changes) - new
        return f"新划入 {new:,} 行，改划 {moved:,} 行，不变 {len(self.lines) - new - moved:,} 行"


def plan_assignment(connection: Connection, *, schema: Schema, user: User, fiscal_year: int, rule: Rule) -> AssignPlan:
    """Say what a rule would do; RowsError when it names what is not there."""
    facts = read_facts(connection, schema=schema, fiscal_year=fiscal_year, region=user.mof_div_code)
    lines = tuple(_lines(facts, rule=rule))
    edits = _edits(lines, fiscal_year=fiscal_year)
    found = check_edits(connection, schema=schema, user=user, edits=edits) if edits else []
    return AssignPlan(
        fiscal_year=fiscal_year, lines=lines, refusals=tuple(dict.fromkeys(one.problem.text for one in found))
    )


def assign(store: Store, *, user: User, fiscal_year: int, rule: Rule) -> tuple[AssignPlan, Outcome]:
    """Carry a rule out, all or nothing, as one action that can be taken back."""
    with store.write() as connection:
        plan = plan_assignment(connection, schema=store.schema, user=user, fiscal_year=fiscal_year, rule=rule)
        edits = _edits(plan.lines, fiscal_year=fiscal_year)
        if not edits:
            return plan, Outcome()
        return plan, apply_edits(connection, schema=store.schema, user=user, edits=edits, verb="批量划分")


def _lines(facts: PoolingFacts, *, rule: Rule) -> list[Assigned]:
    wanted = _types(facts, rule=rule)
    under = rule.under or ("" if rule.only else rule.area)
    for code in (rule.area, under, *rule.only):
        if code and code not in facts.regions:
            raise RowsError(
                f"{facts.fiscal_year} 年度没有启用的财政区划“{code}”，请核对代码。", code="reference.missing"
            )
    chosen = set(rule.only)
    regions = [
        one
        for one in facts.inside
        if (not under or under in facts.chain(one.code)) and (not chosen or one.code in chosen)
    ]
    if not regions:
        named = under or "、".join(rule.only)
        raise RowsError(f"“{named}”及其下级不在您的管辖范围内，请核对代码。", code="rights")
    stands = {(one.insurance_type, one.region): one for one in facts.placements}
    found = []
    for code in wanted:
        for region in regions:
            now = stands.get((code, region.code))
            before = now.area if now else ""
            after = rule.area or facts.area_at(region.code, level=facts.levels[code])
            found.append(
                Assigned(
                    insurance_type=code,
                    region=region.code,
                    before=before,
                    after=before if before and rule.keep else after,
                    row_id=now.row_id if now else "",
                )
            )
    return found


def _types(facts: PoolingFacts, *, rule: Rule) -> tuple[str, ...]:
    for code in rule.types:
        if code not in facts.types:
            raise RowsError(
                f"{facts.fiscal_year} 年度没有启用的末级险种“{code}”，请核对代码。", code="reference.missing"
            )
    if rule.area:
        if not rule.types:
            raise RowsError("划入指定的统筹区时，请写明是哪些险种。", code="pooling.no-type")
        return rule.types
    found = tuple(code for code in rule.types or facts.types if code in facts.levels)
    if missing := [facts.type_label(code) for code in rule.types if code not in facts.levels]:
        raise RowsError(f"{'、'.join(missing)} 没有设置统筹级次，请先在“险种统筹级次”中设置。", code="pooling.no-level")
    return found


def _edits(lines: tuple[Assigned, ...], *, fiscal_year: int) -> list[Edit]:
    return [
        Edit(catalog=CATALOG, kind="update", row_id=one.row_id, values={"pooling_area_code": one.after})
        if one.row_id
        else Edit(
            catalog=CATALOG,
            kind="insert",
            values={
                "fiscal_year": fiscal_year,
                "insurance_type": one.insurance_type,
                "mof_div_code": one.region,
                "pooling_area_code": one.after,
            },
        )
        for one in lines
        if one.is_change
    ]
