"""Staged moves: never a circle or an orphan; applied is what the list said; discarded is the start."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.commands import CellEdit, edit_cells, set_enabled
from app.people import MINISTRY_DIV
from app.restructuring.move import Move
from app.restructuring.rules import levels_of, why_not_movable, why_not_there
from app.restructuring.staging import Staging
from app.rows import Query, all_names, read_rows
from app.store import open_store
from app.tree import Node, children
from app.undo.carry import undo
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, PROVINCE, PROVINCE_OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.people import User
    from app.store import Store

TOP = Node(label="全部")
DISTRICT, ZONE = "330206000", "330298000"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def nodes(store: Store, catalog: str, *, region: str, below: Node | None = None) -> dict[str, tuple[Node, Node]]:
    """Return (node, the node above it) by code or label, of the whole tree as it is stored."""
    found: dict[str, tuple[Node, Node]] = {}
    query = Query(catalog=catalog, fiscal_year=YEAR, region=region)
    with store.read() as connection:
        names = all_names(connection, schema=store.schema, catalog=store.schema.catalog(catalog), fiscal_year=YEAR)
        level = children(connection, schema=store.schema, query=query, node=below, names=names)
    for node in level:
        found["/".join([*(value for _, value in node.groups), node.code])] = (node, below or TOP)
        if node.has_children:
            found.update(nodes(store, catalog, region=region, below=node))
    return found


def staging(store: Store, catalog: str, *, user: User) -> Staging:
    return Staging(store=store, user=user, catalog=store.schema.catalog(catalog), fiscal_year=YEAR)


def stored(store: Store, catalog: str, *names: str) -> dict[str, tuple[object, ...]]:
    query = Query(catalog=catalog, fiscal_year=YEAR)
    code = store.schema.catalog(catalog).code
    with store.read() as connection:
        rows = list(read_rows(connection, schema=store.schema, query=query))
    return {str(row[code]): tuple(row[name] for name in names) for row in rows}


def more_regions(store: Store) -> None:
    put_rows(
        store,
        "region",
        {"mof_div_code": "330300000", "name": "温州市", "parent_code": PROVINCE, "level_no": "3"},
        {"mof_div_code": DISTRICT, "name": "北仑区", "parent_code": CITY, "level_no": "4"},
        {"mof_div_code": ZONE, "name": "开发区", "parent_code": CITY, "level_no": "4", "mof_div_type": "2"},
    )


def test_moves_are_listed_kept_and_applied_in_one_action(store: Store) -> None:
    more_regions(store)
    desk = staging(store, "region", user=PROVINCE_OPERATOR)
    there = nodes(store, "region", region=PROVINCE)
    wenzhou = there["330300000"][0]
    staged = desk.stage([Move(node=there[code][0], origin=there[code][1], target=wenzhou) for code in (ZONE, DISTRICT)])
    assert staged.told == ""
    assert [effect.words for effect in staged.plan.effects] == ["只移动这一行"] * 2
    assert stored(store, "region", "parent_code")[ZONE] == (CITY,)
    again = staging(store, "region", user=PROVINCE_OPERATOR).read()  # as after a crash
    assert [move.node.code for move in again.moves] == [ZONE, DISTRICT]
    outcome, left = desk.apply()
    assert len(outcome.written) == 2
    assert left.moves == desk.read().moves == []
    found = stored(store, "region", "parent_code")
    assert found[ZONE] == found[DISTRICT] == ("330300000",)
    undone = undo(store, user=PROVINCE_OPERATOR)
    assert "调整目录树" in undone.action.label
    found = stored(store, "region", "parent_code")
    assert found[ZONE] == found[DISTRICT] == (CITY,)


def test_a_city_takes_its_counties_along_and_coming_back_is_no_move(store: Store) -> None:
    more_regions(store)
    put_rows(store, "region", {"mof_div_code": "340000000", "name": "别省", "parent_code": PROVINCE, "level_no": "2"})
    there = nodes(store, "region", region=PROVINCE)
    desk = staging(store, "region", user=PROVINCE_OPERATOR)
    city, above = there[CITY]
    other = there["340000000"][0]
    staged = desk.stage([Move(node=city, origin=above, target=other)])
    assert [effect.words for effect in staged.plan.effects] == ["连同下级 4 行"]
    assert desk.stage([Move(node=city, origin=other, target=above)]).moves == []


def test_what_changed_meanwhile_forbids_the_whole(store: Store) -> None:
    more_regions(store)
    there = nodes(store, "region", region=PROVINCE)
    desk = staging(store, "region", user=PROVINCE_OPERATOR)
    wenzhou = there["330300000"][0]
    desk.stage([Move(node=there[code][0], origin=there[code][1], target=wenzhou) for code in (ZONE, DISTRICT)])
    cell = CellEdit(row_id=there[ZONE][0].row_id, field="parent_code", given=PROVINCE)
    edit_cells(store, user=PROVINCE_OPERATOR, catalog=desk.catalog, cells=[cell])
    outcome, left = desk.apply()
    assert outcome.written == []
    assert "已被改为" in left.told
    assert stored(store, "region", "parent_code")[DISTRICT] == (CITY,)
    assert len(desk.take_back({there[ZONE][0].row_id}).moves) == 1
    assert len(desk.apply()[0].written) == 1


def test_a_disabled_target_is_refused_when_applied(store: Store) -> None:
    more_regions(store)
    there = nodes(store, "region", region=PROVINCE)
    desk = staging(store, "region", user=PROVINCE_OPERATOR)
    wenzhou = there["330300000"][0]
    desk.stage([Move(node=there[ZONE][0], origin=there[ZONE][1], target=wenzhou)])
    set_enabled(store, user=PROVINCE_OPERATOR, catalog=desk.catalog, row_ids=[wenzhou.row_id], enabled=False)
    assert "已停用" in desk.apply()[1].told
    assert desk.discard().moves == desk.read().moves == []


def test_a_subject_takes_a_code_that_follows_its_parent(store: Store) -> None:
    put_rows(
        store,
        "accounting_subject",
        *(
            {"mof_div_code": COUNTY, "code": code, "name": name, "parent_code": above, "category": "1"}
            for code, name, above in (
                ("100301", "农行", "1003"),
                ("10030101", "活期", "100301"),
                ("100401", "工行", "1004"),
            )
        ),
    )
    there = nodes(store, "accounting_subject", region=COUNTY)
    desk = staging(store, "accounting_subject", user=OPERATOR)
    leaf, above = there["1/10030101"]
    to = there["1/1004"][0]
    staged = desk.stage([Move(node=leaf, origin=above, target=to)])
    assert "已有" in staged.told  # 100401 stands there already
    staged = desk.stage([Move(node=leaf, origin=above, target=there["1/100401"][0])])
    assert [effect.words for effect in staged.plan.effects] == ["代码 10030101 → 10040101"]
    assert desk.apply()[1].told == ""
    assert stored(store, "accounting_subject", "parent_code")["10040101"] == ("100401",)


def put_subjects(store: Store, *rows: tuple[str, str, str]) -> None:
    put_rows(
        store,
        "accounting_subject",
        *(
            {
                "mof_div_code": COUNTY,
                "code": code,
                "name": name,
                "parent_code": above,
                "category": "1",
                "balance_side": "1",
                "remark": f"备注 {name}",
            }
            for code, name, above in rows
        ),
    )


BRANCH = (("100302", "工行", "1003"), ("10030201", "活期", "100302"), ("1003020101", "一年", "10030201"))


def test_a_branch_of_subjects_gets_new_codes_all_the_way_down(store: Store) -> None:
    put_subjects(store, *BRANCH)
    before = stored(store, "accounting_subject", "parent_code", "remark")
    there = nodes(store, "accounting_subject", region=COUNTY)
    desk = staging(store, "accounting_subject", user=OPERATOR)
    branch, above = there["1/100302"]
    staged = desk.stage([Move(node=branch, origin=above, target=there["1/1004"][0])])
    assert staged.told == ""
    assert staged.plan.effects[0].codes == (
        ("100302", "100402"),
        ("10030201", "10040201"),
        ("1003020101", "1004020101"),
    )
    leaf, leaf_above = there["1/1003020101"]
    entangled = desk.stage([Move(node=leaf, origin=leaf_above, target=there["1/1004"][0])])
    assert "请先应用" in entangled.told
    outcome, left = desk.apply()
    assert left.told == ""
    assert len(outcome.written) == 6
    after = stored(store, "accounting_subject", "parent_code", "remark")
    assert after["1004020101"] == ("10040201", "备注 一年")
    assert after["100402"] == ("1004", "备注 工行")
    assert not {"100302", "10030201", "1003020101"} & after.keys()
    undo(store, user=OPERATOR)
    assert stored(store, "accounting_subject", "parent_code", "remark") == before


def test_a_branch_with_details_of_others_keeps_its_codes(store: Store) -> None:
    put_subjects(store, *BRANCH)
    put_rows(
        store,
        "accounting_subject",
        {"mof_div_code": OTHER_COUNTY, "code": "10030202", "name": "别县", "parent_code": "100302", "category": "1"},
    )
    there = nodes(store, "accounting_subject", region=COUNTY)
    desk = staging(store, "accounting_subject", user=OPERATOR)
    branch, above = there["1/100302"]
    told = desk.stage([Move(node=branch, origin=above, target=there["1/1004"][0])]).told
    assert "代码不能改变" in told
    assert OTHER_COUNTY in told


def test_regions_are_assigned_to_pooling_areas(store: Store) -> None:
    put_rows(
        store,
        "pooling_area",
        *(
            {"insurance_type": "1101", "pooling_area_code": area, "mof_div_code": code}
            for area, code in ((PROVINCE, PROVINCE), (CITY, CITY), (CITY, COUNTY))
        ),
    )
    there = nodes(store, "pooling_area", region=PROVINCE)
    desk = staging(store, "pooling_area", user=PROVINCE_OPERATOR)
    missing, missing_in = there[f"1101//{OTHER_COUNTY}/{OTHER_COUNTY}"]
    county, county_in = there[f"1101/{CITY}/{COUNTY}"]
    city_area, province_area, kind = there[f"1101/{CITY}/"][0], there[f"1101/{PROVINCE}/"][0], there["1101/"][0]
    staged = desk.stage(
        [
            Move(node=missing, origin=missing_in, target=city_area),
            Move(node=county, origin=county_in, target=kind),
        ]
    )
    assert staged.told == ""
    assert staged.plan.effects[0].words == "新归入"
    refused = why_not_there(desk.catalog, node=county, origin=county_in, target=missing_in, way=(), moves=staged.moves)
    assert "必须归入一个统筹区" in refused
    outcome, _ = desk.apply()
    assert len(outcome.written) == 2
    assert stored(store, "pooling_area", "pooling_area_code") == {
        PROVINCE: (PROVINCE,),
        CITY: (CITY,),
        COUNTY: (COUNTY,),
        OTHER_COUNTY: (CITY,),
    }
    assert province_area.has_children


def test_what_may_not_be_dropped_says_why(store: Store) -> None:
    more_regions(store)
    there = nodes(store, "region", region=PROVINCE)
    catalog = store.schema.catalog("region")

    def why(code: str, target: Node, *way: str) -> str:
        node, origin = there[code]
        ids = [there[one][0].identity for one in way]
        return why_not_there(catalog, node=node, origin=origin, target=target, way=ids, moves=[])

    assert "循环" in why(CITY, there[COUNTY][0], COUNTY, CITY, PROVINCE)
    assert "已经在" in why(ZONE, there[CITY][0], CITY)
    assert "不能作为市级的上级" in why(CITY, there["330300000"][0], "330300000", PROVINCE)
    assert "已停用" in why(ZONE, replace(there["330300000"][0], is_enabled=False))
    assert "必须有上级" in why(ZONE, TOP)
    assert "由财政部、省级维护" in why_not_movable(catalog, node=there[ZONE][0], user=OPERATOR, moves=[])
    ministry = there[MINISTRY_DIV][0]
    assert "部定标准行" in why_not_movable(catalog, node=ministry, user=PROVINCE_OPERATOR, moves=[])
    own = there[PROVINCE][0]
    assert "由上级财政部门调整" in why_not_movable(catalog, node=own, user=PROVINCE_OPERATOR, moves=[])
    assert levels_of(catalog) == ["财政部", "省级", "市级", "县级", "乡级"]


CODES = [f"33{n:02}00000" for n in range(1, 9)]
MOVES = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from([*CODES, PROVINCE])), min_size=1, max_size=12)


@given(moves=MOVES, discards=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_moves_leave_a_tree(moves: list[tuple[str, str]], discards: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever is dropped where: no circle, no orphan; applied equals the model, discarded equals the start."""
    with tempfile.TemporaryDirectory() as folder:
        store = small_store(Path(folder))
        try:
            _walk(store, moves=moves, discards=discards)
        finally:
            store.close()


def _walk(store: Store, *, moves: list[tuple[str, str]], discards: bool) -> None:
    put_rows(
        store,
        "region",
        *(
            {"mof_div_code": code, "name": code, "parent_code": PROVINCE, "level_no": str(3 + (n > 2))}
            for n, code in enumerate(CODES)
        ),
    )
    start = stored(store, "region", "parent_code", "level_no")
    model = {code: str(parent) for code, (parent, _) in start.items()}
    there = nodes(store, "region", region=PROVINCE)
    desk = staging(store, "region", user=PROVINCE_OPERATOR)
    for code, to in moves:
        moved = there[code][0]
        staged = desk.stage([Move(node=moved, origin=there[code][1], target=there[to][0])])
        may = code != to and not _is_below(to, top=code, parents=model) and _level(start, to) < _level(start, code)
        assert bool(staged.told) is not may
        if may:
            model[code] = to
        assert {move.node.code: move.target.code for move in staged.moves} == {
            one: parent for one, parent in model.items() if parent != start[one][0]
        }
    if discards:
        desk.discard()
    else:
        assert desk.apply()[1].told == ""
    found = {code: str(parent) for code, (parent, _) in stored(store, "region", "parent_code", "level_no").items()}
    assert found == ({code: str(parent) for code, (parent, _) in start.items()} if discards else model)
    assert all(_is_below(code, top=MINISTRY_DIV, parents=found) for code in found)


def _level(rows: dict[str, tuple[object, ...]], code: str) -> str:
    return str(rows[code][1])


def _is_below(code: str, *, top: str, parents: dict[str, str]) -> bool:
    way: list[str] = []
    while code and code not in way:
        way.append(code)
        code = parents.get(code, "")
    return not code and top in way


def test_the_journal_outlives_the_store(tmp_path: Path) -> None:
    store = small_store(tmp_path)
    more_regions(store)
    there = nodes(store, "region", region=PROVINCE)
    target = there["330300000"][0]
    staging(store, "region", user=PROVINCE_OPERATOR).stage(
        [Move(node=there[ZONE][0], origin=there[ZONE][1], target=target)]
    )
    store.close()
    again = open_store(tmp_path / "store.db", catalogs=store.schema.catalogs)
    moves = staging(again, "region", user=PROVINCE_OPERATOR).read().moves
    again.close()
    assert [(move.node.code, move.target.code) for move in moves] == [(ZONE, "330300000")]
