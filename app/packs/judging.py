"""Documents judged with the store at hand, all of an action at once: the same at the desk and at the central."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.candidate import Problem
from app.packs.content import content_problems
from app.packs.documents import DOWN, PACKS, ROWS, PackRow, digest_of, is_canonical, pack_name, receipt_id
from app.packs.facts import headers, is_whole, last_number, pack_rows, series, taken_packs
from app.packs.rules import (
    CONTENT,
    FIXED,
    MISSING,
    STALE,
    header_problem,
    issue_problem,
    person_problem,
    report_problem,
    take_problem,
)
from app.store import now_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.catalog import Catalog
    from app.lookup import Lookup
    from app.people import User

NO_PACK = Problem(MISSING, "pack", "没有这一号下发包，可能还没有传到，请先同步")
STAMPS = {"pack": ("issued_by", "issued_at"), "pack_receipt": ("taken_by", "taken_at")}
"""What the writing side itself says of a document: who and when."""


@dataclass(slots=True, kw_only=True)
class Document:
    """A new row of a document catalog; `problem` says why it is refused, else `values` holds the stamps as well."""

    row_id: str
    values: dict[str, Any]
    problem: Problem | None = field(default=None)


def fixed(catalog: Catalog) -> Problem:
    """Return why a document is neither changed nor deleted."""
    return Problem(FIXED, "", f"“{catalog.label}”一经写入不能修改或删除，有变化请重新下发")


def judge_documents(catalog: Catalog, *, documents: Sequence[Document], user: User, lookup: Lookup) -> None:
    """Judge new documents of one catalog, in order; who and when are the judging side's own."""
    if catalog.name == ROWS:
        _judge_rows(documents, user=user, lookup=lookup)
    else:
        judge = _pack_problem if catalog.name == PACKS else _receipt_problem
        for one in documents:
            one.problem = judge(one, user=user, lookup=lookup)
    who, when = STAMPS.get(catalog.name, ("", ""))
    for one in documents:
        if who and one.problem is None:
            one.values |= {who: user.code, when: now_text()}


def is_same(catalog: Catalog, *, wanted: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Say whether a document that is there already is the one that is sent again."""
    own = {*STAMPS.get(catalog.name, ()), "is_standard", "is_enabled"}
    return all(stored[name] == wanted[name] for name in catalog.names if name in wanted and name not in own)


def _pack_problem(one: Document, *, user: User, lookup: Lookup) -> Problem | None:
    pack = one.values
    if pack["direction"] == DOWN:
        known = {catalog.name: catalog for catalog in lookup.schema.catalogs}
        problem = issue_problem(user, catalog=known.get(str(pack["table_name"])))
    else:
        problem = report_problem(user)
    expected = last_number(lookup.connection, schema=lookup.schema, pack=pack) + 1
    return problem or header_problem(pack, user=user, expected=expected)


def _judge_rows(documents: Sequence[Document], *, user: User, lookup: Lookup) -> None:
    by_pack: dict[str, list[Document]] = {}
    for one in documents:
        by_pack.setdefault(str(one.values["pack"]), []).append(one)
    known = headers(lookup.connection, schema=lookup.schema, ids=by_pack)
    for name, members in by_pack.items():
        pack = known.get(name)
        for one in members:
            one.problem = NO_PACK if pack is None else _place_problem(one.values, pack=pack, user=user)
        if pack is not None:
            _judge_content(members, pack=pack, lookup=lookup)
            _judge_whole(members, pack=pack, lookup=lookup)


def _place_problem(row: Mapping[str, Any], *, pack: Mapping[str, Any], user: User) -> Problem | None:
    if problem := person_problem(user, verb="下发"):
        return problem
    owner = (pack["fiscal_year"], pack["mof_div_code"])
    if (row["fiscal_year"], row["mof_div_code"]) != owner or pack["mof_div_code"] != user.mof_div_code:
        return Problem("rights", "mof_div_code", "只能写入本地区的下发包")
    if not 1 <= (row["place"] or 0) <= pack["row_count"]:
        return Problem(CONTENT, "place", f"序号应在 1 到 {pack['row_count']} 之间，请重新办理")
    if not is_canonical(str(row["content"])):
        return Problem(CONTENT, "content", f"第 {row['place']} 行的内容不合规范，请重新办理")
    return None


def _judge_content(members: Sequence[Document], *, pack: Mapping[str, Any], lookup: Lookup) -> None:
    good = [one for one in members if one.problem is None]
    catalog = next((one for one in lookup.schema.catalogs if one.name == pack["table_name"]), None)
    if pack["direction"] != DOWN or catalog is None:
        return
    rows = [PackRow(key=one.values["row_key"], content=one.values["content"]) for one in good]
    found = content_problems(rows, pack=pack, catalog=catalog, lookup=lookup)
    for one, problem in zip(good, found, strict=True):
        one.problem = problem


def _judge_whole(members: Sequence[Document], *, pack: Mapping[str, Any], lookup: Lookup) -> None:
    """Refuse the rows that would make a pack whole with other content than its hash says, or a place twice."""
    there = pack_rows(lookup.connection, schema=lookup.schema, pack=pack)
    good = [one for one in members if one.problem is None]
    places = Counter(one.values["place"] for one in good)
    for one in good:
        if one.values["place"] in there or places[one.values["place"]] > 1:
            one.problem = Problem(CONTENT, "place", f"第 {one.values['place']} 行已在包中，不能再写")
    good = [one for one in good if one.problem is None]
    there |= {one.values["place"]: PackRow(key=one.values["row_key"], content=one.values["content"]) for one in good}
    if len(there) < pack["row_count"]:
        return
    if digest_of((there[place].key, there[place].content) for place in sorted(there)) != pack["digest"]:
        for one in good:
            one.problem = Problem(CONTENT, "content", "内容与校验值不符，可能在途中被改动，请重新办理")


def _receipt_problem(one: Document, *, user: User, lookup: Lookup) -> Problem | None:
    receipt = one.values
    pack = headers(lookup.connection, schema=lookup.schema, ids=[str(receipt["pack"])]).get(str(receipt["pack"]))
    if pack is None:
        return NO_PACK
    year, region, own = int(pack["fiscal_year"]), str(pack["mof_div_code"]), user.mof_div_code
    problem = take_problem(
        user,
        pack=pack,
        is_above=lookup.scope.is_below(fiscal_year=year, region=own, top=region),
        is_below=lookup.scope.is_below(fiscal_year=year, region=region, top=own),
    )
    if problem:
        return problem
    place = (year, own if pack["direction"] == DOWN else region, own)
    if (receipt["fiscal_year"], receipt["mof_div_code"], receipt["receiver"]) != place:
        return Problem("rights", "receiver", "只能以本地区的名义接收")
    if one.row_id != receipt_id(pack=str(pack["id"]), receiver=own):
        return Problem(FIXED, "", "接收回执由“接收”写入，不能手工增加")
    if not is_whole(lookup.connection, schema=lookup.schema, pack=pack):
        return Problem(MISSING, "pack", f"{pack_name(pack)}还没有传完整，请先同步再接收")
    return _newer_problem(pack, receiver=own, lookup=lookup)


def _newer_problem(pack: Mapping[str, Any], *, receiver: str, lookup: Lookup) -> Problem | None:
    taken = taken_packs(lookup.connection, schema=lookup.schema, receiver=receiver)
    newest = max(
        (one["number"] for one in series(lookup.connection, schema=lookup.schema, pack=pack) if one["id"] in taken),
        default=0,
    )
    if newest > pack["number"]:
        return Problem(STALE, "pack", f"本地区已接收更新的第 {newest} 号，第 {pack['number']} 号不再接收")
    return None
