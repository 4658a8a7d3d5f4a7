"""Pooling as a whole: every fault is found once, rules put right what they can, nothing is written by halves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import RowsError
from app.excel.export_pooling import export_pooling
from app.people import MINISTRY_DIV, Level
from app.pooling.assigning import Rule, assign, plan_assignment
from app.pooling.checking import Fault, check_pooling
from app.pooling.facts import read_facts
from app.pooling.overview import overview
from app.undo.carry import undo
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, PROVINCE, PROVINCE_OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.pooling.assigning import AssignPlan
    from app.pooling.checking import Finding
    from app.pooling.facts import PoolingFacts
    from app.store import Store

PENSION, RESIDENTS, INJURY = "1101", "1102", "1106"
MEDICAL, OTHER_PROVINCE = "1104", "350000000"
REGIONS = {PROVINCE, CITY, COUNTY, OTHER_COUNTY}


def _levels(store: Store) -> None:
    put_rows(
        store,
        "pooling_level",
        {"mof_div_code": PROVINCE, "insurance_type": PENSION, "pooling_level": "2"},
        {"mof_div_code": PROVINCE, "insurance_type": RESIDENTS, "pooling_level": "4"},
        {"mof_div_code": PROVINCE, "insurance_type": INJURY, "pooling_level": "3"},
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    _levels(opened)
    yield opened
    opened.close()


def facts(store: Store) -> PoolingFacts:
    with store.read() as connection:
        return read_facts(connection, schema=store.schema, fiscal_year=YEAR, region=PROVINCE)


def findings(store: Store) -> list[Finding]:
    return check_pooling(facts(store))


def place(store: Store, insurance_type: str, **areas: str) -> None:
    rows = ({"insurance_type": insurance_type, "mof_div_code": r[1:], "pooling_area_code": a} for r, a in areas.items())
    if areas:
        put_rows(store, "pooling_area", *rows)


def areas(store: Store, insurance_type: str) -> dict[str, str]:
    return {one.region: one.area for one in facts(store).placements if one.insurance_type == insurance_type}


def carry_out(store: Store, rule: Rule) -> AssignPlan:
    plan, outcome = assign(store, user=PROVINCE_OPERATOR, fiscal_year=YEAR, rule=rule)
    assert outcome.refusals == []
    return plan


def test_by_level_every_region_comes_into_its_area_and_nothing_is_left_to_find(store: Store) -> None:
    assert {one.fault for one in findings(store)} == {Fault.GAP}
    plan = carry_out(store, Rule())
    assert len(plan.changes) == 3 * len(REGIONS)
    assert areas(store, PENSION) == dict.fromkeys(REGIONS, PROVINCE)
    assert areas(store, RESIDENTS) == {code: code for code in REGIONS}
    assert areas(store, INJURY) == {PROVINCE: PROVINCE, CITY: CITY, COUNTY: CITY, OTHER_COUNTY: CITY}
    assert findings(store) == []
    again = carry_out(store, Rule())
    assert again.changes == ()


@pytest.mark.parametrize("region", [PROVINCE, CITY, COUNTY])
def test_the_levels_of_another_province_do_not_count(store: Store, region: str) -> None:
    put_rows(
        store,
        "pooling_level",
        {"mof_div_code": OTHER_PROVINCE, "insurance_type": PENSION, "pooling_level": "4"},
        {"mof_div_code": OTHER_PROVINCE, "insurance_type": MEDICAL, "pooling_level": "3"},
    )
    with store.read() as connection:
        found = read_facts(connection, schema=store.schema, fiscal_year=YEAR, region=region)
    assert found.levels == {PENSION: Level.PROVINCE, RESIDENTS: Level.COUNTY, INJURY: Level.CITY}


def test_a_plan_writes_nothing_and_undo_takes_all_back(store: Store) -> None:
    with store.read() as connection:
        plan = plan_assignment(
            connection, schema=store.schema, user=PROVINCE_OPERATOR, fiscal_year=YEAR, rule=Rule(types=(INJURY,))
        )
    assert len(plan.changes) == len(REGIONS)
    assert areas(store, INJURY) == {}
    carry_out(store, Rule(types=(INJURY,)))
    undo(store, user=PROVINCE_OPERATOR)
    assert areas(store, INJURY) == {}


def test_all_counties_of_a_city_go_to_one_area(store: Store) -> None:
    carry_out(store, Rule(types=(RESIDENTS,), area=CITY))
    assert areas(store, RESIDENTS) == dict.fromkeys((CITY, COUNTY, OTHER_COUNTY), CITY)
    carry_out(store, Rule(types=(RESIDENTS,), area=PROVINCE, keep=True))
    assert areas(store, RESIDENTS)[COUNTY] == CITY
    assert areas(store, RESIDENTS)[PROVINCE] == PROVINCE


@pytest.mark.parametrize(
    ("placed", "fault", "words"),
    [
        ({COUNTY: OTHER_COUNTY, OTHER_COUNTY: OTHER_COUNTY}, Fault.NOT_ABOVE, "既不是该区划本身"),
        ({COUNTY: CITY, CITY: PROVINCE, PROVINCE: PROVINCE}, Fault.AREA_ELSEWHERE, "自身划在"),
        ({COUNTY: COUNTY}, Fault.OTHER_LEVEL, "按市级统筹应为 330200000 宁波市"),
        ({COUNTY: "330299000"}, Fault.STRAY, "已停用或不存在"),
    ],
)
def test_wrong_areas_are_named(store: Store, placed: dict[str, str], fault: Fault, words: str) -> None:
    place(store, INJURY, **{f"r{region}": area for region, area in placed.items()})
    found = [one for one in findings(store) if one.fault is not Fault.GAP and one.region == COUNTY]
    assert [one.fault for one in found] == [fault]
    assert words in found[0].text
    assert found[0].row_id


def test_two_rows_for_one_region_are_an_overlap(store: Store) -> None:
    place(store, INJURY, **{f"r{COUNTY}": CITY})
    place(store, INJURY, **{f"r{COUNTY}": COUNTY})
    found = [one for one in findings(store) if one.region == COUNTY and one.insurance_type == INJURY]
    assert [one.fault for one in found] == [Fault.OVERLAP, Fault.OVERLAP]


def test_a_type_without_level_and_a_region_without_area_are_found(store: Store) -> None:
    put_rows(store, "insurance_type", {"mof_div_code": MINISTRY_DIV, "code": "1107", "name": "失业保险"})
    found = [one for one in findings(store) if one.insurance_type == "1107"]
    assert [one.fault for one in found].count(Fault.NO_LEVEL) == 1
    assert {one.region for one in found if one.fault is Fault.GAP} == REGIONS
    with pytest.raises(RowsError, match="没有设置统筹级次"):
        carry_out(store, Rule(types=("1107",)))


def test_a_county_may_not_assign(store: Store) -> None:
    plan, outcome = assign(store, user=OPERATOR, fiscal_year=YEAR, rule=Rule(types=(INJURY,)))
    assert outcome.written == []
    assert "由省级维护" in plan.refusals[0]
    assert areas(store, INJURY) == {}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(types=("9999",)), "险种“9999”"),
        (Rule(types=(INJURY,), area="330999000"), "财政区划“330999000”"),
        (Rule(area=CITY), "哪些险种"),
    ],
)
def test_what_is_not_there_is_named(store: Store, rule: Rule, words: str) -> None:
    with pytest.raises(RowsError, match=words):
        carry_out(store, rule)


def test_the_table_counts_and_lists_and_its_workbook_keeps_codes_as_text(store: Store, tmp_path: Path) -> None:
    carry_out(store, Rule())
    found = overview(facts(store))
    sums = {one.insurance_type: (one.level, one.areas, one.regions, one.gaps, one.faults) for one in found.sums}
    assert sums == {PENSION: ("省级", 1, 4, 0, 0), RESIDENTS: ("县级", 4, 4, 0, 0), INJURY: ("市级", 2, 4, 0, 0)}
    path = tmp_path / "统筹区划.xlsx"
    export_pooling(path, found=found, place="330000000 浙江省")
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in book["明细"].iter_rows()]
    assert [INJURY, "工伤保险", "市级", CITY, "宁波市", COUNTY, "海曙区"] in rows


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(REGIONS)), st.sampled_from([*sorted(REGIONS), ""]), max_size=4))
def test_whatever_stood_there_the_rule_by_level_leaves_no_fault(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, str]
) -> None:
    store = small_store(tmp_path_factory.mktemp("pooling"))
    try:
        _levels(store)
        for code in (PENSION, RESIDENTS, INJURY):
            place(store, code, **{f"r{region}": area for region, area in before.items() if area})
        carry_out(store, Rule())
        assert findings(store) == []
    finally:
        store.close()
