"""An edit of a 填报单 judged with the store at hand: as a move, as its making, or as a date set from above."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.candidate import Candidate, Problem
from app.check import check_rows
from app.flow.fields import LOG, OPINION, STATE, set_by_moves
from app.flow.record import KEY, PAGES, page_names, place_of_record, read_log
from app.flow.rules import ERRORS, MOVE, RECORD, UNEXPLAINED, Mover, find_way
from app.full_sum import sum_problem
from app.packs.stale import stale_problem
from app.problems.explained import explanations_of, given_text
from app.problems.found import Severity
from app.problems.reading import Where, warned_rows
from app.rights import WRITING_ROLES
from app.store import now_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.flow.record import Place
    from app.lookup import Lookup
    from app.people import User
    from app.problems.reading import WarnedRow
    from app.tables import Schema
    from app.workflow import Flow, Move

FROM_ABOVE = ("due_date", "remark")
"""What the levels above set by hand."""
NAMED = 3
"""Findings that a refusal names."""
NOT_BY_HAND = "状态、办理人、时间和意见由送审、审核等动作填写，不能直接修改"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of an edit: why it is refused, or what is to be written of the fields that only moves set."""

    problem: Problem | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def judge_record(
    catalog: Catalog,
    *,
    user: User,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    opinion: str,
    lookup: Lookup,
) -> Verdict:
    """Judge an edit of a record, None for `before` where it is new; who and when are never taken from the edit.

    `opinion`: the one that goes with a move.
    """
    flow = catalog.record_of
    if flow is None:
        raise TypeError(catalog.name)
    if problem := _shape_problem(before=before, after=after, lookup=lookup):
        return Verdict(problem=problem)
    stand = before or {**catalog.blank(), **{name: after[name] for name in KEY}}
    plain = [name for name in catalog.names if name not in set_by_moves(flow) and after[name] != stand[name]]
    mover = mover_of(user, row=stand, lookup=lookup)
    if plain and (problem := _plain_problem(catalog, names=plain, mover=mover)):
        return Verdict(problem=problem)
    if after[STATE] == stand[STATE]:
        return _unmoved(flow, is_new=before is None, is_plain=bool(plain), after=after, stand=stand)
    return _moved(flow, mover=mover, stand=stand, target=str(after[STATE]), opinion=opinion, lookup=lookup)


def judge_edit(
    catalog: Catalog,
    *,
    user: User,
    kind: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    opinion: str,
    by_move: bool,
    lookup: Lookup,
) -> Verdict:
    """Judge what is done to a record at the desk; without `by_move` its state stays as it is."""
    if kind == "delete" and by_move and before is not None and before["version"] == 0:
        return Verdict()  # made and taken back before anybody else knew of it
    if kind not in {"insert", "update"}:
        return Verdict(problem=Problem(RECORD, "", "填报单不能删除"))
    stand = before or catalog.blank()
    if not by_move and after[STATE] != stand[STATE]:
        return Verdict(problem=Problem(MOVE, STATE, NOT_BY_HAND))
    return judge_record(catalog, user=user, before=before, after=after, opinion=opinion, lookup=lookup)


def opinion_of(given: Mapping[str, Any]) -> str:
    """Return the opinion that goes with a move: an edit that leaves it as it was still has it in its log."""
    if OPINION in given:
        return str(given[OPINION] or "")
    log = read_log(given.get(LOG))
    return log[-1].opinion if log else ""


def mover_of(user: User, *, row: Mapping[str, Any], lookup: Lookup) -> Mover:
    """Return how a person stands to a record's region."""
    region, year = str(row["mof_div_code"]), int(row["fiscal_year"] or 0)
    is_own = region == user.mof_div_code
    is_below = lookup.scope.is_below(fiscal_year=year, region=region, top=user.mof_div_code)
    return Mover(user=user, is_own=is_own, is_above=is_below and not is_own)


def _shape_problem(*, before: Mapping[str, Any] | None, after: Mapping[str, Any], lookup: Lookup) -> Problem | None:
    if before is not None:
        changed = next((name for name in KEY if before[name] != after[name]), "")
        return Problem(RECORD, changed, "填报单所属的地区、年度、填报表和险种不能修改") if changed else None
    place = place_of_record(after)
    known = {one.name: one for one in lookup.schema.catalogs}
    if place.catalog not in known:
        return Problem(RECORD, "value_catalog", f"没有填报表“{place.catalog}”")
    pages = page_names(known[place.catalog])
    if stray := next((name for name in PAGES if name not in pages and after[name]), ""):
        return Problem(RECORD, stray, "这张填报表不按这一项分页")
    if "basis" in pages and not place.basis:
        return Problem(RECORD, "basis", "口径必须填写")
    if after.get("id", place.row_id) != place.row_id:
        return Problem(RECORD, "", "填报单由系统在送审时建立，不能手工增加")
    return None


def _plain_problem(catalog: Catalog, *, names: list[str], mover: Mover) -> Problem | None:
    if other := next((name for name in names if name not in FROM_ABOVE), ""):
        return Problem("column.locked", other, f"“{catalog.by_name[other].label}”由系统填写，不能修改")
    if not mover.is_above or mover.user.role not in WRITING_ROLES or mover.user.is_revoked:
        return Problem("rights", names[0], "截止日期和备注由上级财政部门的经办岗设定")
    return None


def _unmoved(
    flow: Flow, *, is_new: bool, is_plain: bool, after: Mapping[str, Any], stand: Mapping[str, Any]
) -> Verdict:
    if is_new and not is_plain:
        return Verdict(problem=Problem(RECORD, "", "填报单由系统在送审时建立，不能手工增加"))
    stray = next((name for name in set_by_moves(flow) if after[name] != stand[name]), "")
    if stray:
        return Verdict(problem=Problem(MOVE, stray, NOT_BY_HAND))
    return Verdict()


def _moved(flow: Flow, *, mover: Mover, stand: Mapping[str, Any], target: str, opinion: str, lookup: Lookup) -> Verdict:
    place = place_of_record(stand)

    def check(move: Move, _row: Mapping[str, Any]) -> Problem | None:
        return submission_problem(place, user=mover.user, lookup=lookup) if move.is_checked else None

    way = find_way(
        flow,
        row=stand,
        target=target,
        mover=mover,
        opinion=opinion,
        now=now_text(),
        check=check,
    )
    return Verdict(problem=way.problem, values=way.values)


def level_problem(user: User, *, catalog: Catalog) -> Problem | None:
    """Return why this person's level has no figures of this catalog to submit, or None."""
    if user.level in catalog.authority.writers:
        return None
    return Problem("rights", "", f"{user.level.label}没有要填报的“{catalog.label}”")


def submission_problem(place: Place, *, user: User, lookup: Lookup) -> Problem | None:
    """Return why these figures cannot be submitted, the same at the desk and at the central.

    Another level fills them in, a pack was not taken, there are none, there are errors, or warnings that nobody
    explained as they stand now.
    """
    catalog = lookup.schema.catalog(place.catalog)
    if problem := level_problem(user, catalog=catalog):
        return problem
    if stale := stale_problem(lookup, catalog=catalog, fiscal_year=place.fiscal_year, region=place.region):
        return stale
    rows = place_rows(lookup.connection, schema=lookup.schema, place=place)
    if not rows:
        return Problem(ERRORS, "", "这张表还没有填写任何数值，请先填写再送审")
    candidates = [Candidate(row_id=str(row["id"]), values=row) for row in rows]
    check_rows(catalog, candidates=candidates, lookup=lookup)
    wrong = [problem.text for one in candidates for problem in one.problems[:1]]
    if wrong:
        return Problem(ERRORS, "", f"数值有错误{_count(wrong)}，须先改正：{_first(wrong)}")
    return sum_problem(catalog, rows=rows) or _figures_problem(place, catalog=catalog, lookup=lookup)


def _figures_problem(place: Place, *, catalog: Catalog, lookup: Lookup) -> Problem | None:
    """Return what the cross checks have against these figures."""
    connection, schema = lookup.connection, lookup.schema
    where = Where(fiscal_year=place.fiscal_year, region=place.region, pages=place.pages)
    noticed = warned_rows(connection, schema=schema, catalog=catalog, where=where)
    broken = [_told(one) for one in noticed if one.rule.severity is Severity.ERROR]
    if broken:
        return Problem(ERRORS, "", f"数值不满足审核公式{_count(broken)}，须先改正：{_first(broken)}")
    known = explanations_of(connection, schema=schema, row_ids=[one.row_id for one in noticed])
    left: list[str] = []
    for one in noticed:
        explained = known.get((one.row_id, one.rule.code))
        if explained is None or explained.given != given_text(one.warned):
            left.append(_told(one) + ("（数值已变，须重新说明）" if explained else ""))
    if not left:
        return None
    return Problem(UNEXPLAINED, "", f"有 {len(left):,} 处提示须说明，请在“问题”中写明：{_first(left)}")


def _told(one: WarnedRow) -> str:
    return f"{one.across}{one.warned.text}（{one.rule.code}）"


def _count(texts: Sequence[str]) -> str:
    return f"等 {len(texts):,} 处" if len(texts) > 1 else ""


def _first(texts: Sequence[str]) -> str:
    return "；".join(texts[:NAMED]) + ("……" if len(texts) > NAMED else "")


def place_rows(connection: Connection, *, schema: Schema, place: Place) -> list[Mapping[str, Any]]:
    """Return the values that were filled in under a record."""
    table = schema.rows[place.catalog]
    found = connection.execute(
        table.select().where(
            table.c.fiscal_year == place.fiscal_year,
            table.c.mof_div_code == place.region,
            table.c.is_deleted.is_(False),
            *(table.c[name] == value for name, value in place.pages),
        )
    )
    return [dict(row) for row in found.mappings()]
