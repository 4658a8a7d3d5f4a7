"""Roll-ups of a store: county, city, province; by pooling area; only what was reviewed; as a workbook (clause 1.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from app.excel.export_rollup import export_roll_up
from app.flow.moves import take_move
from app.flow.record import Place
from app.rollup.reading import Asked, RollUp, read_roll_up
from app.rollup.telling import sentence, sum_rows
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, PROVINCE, REVIEWER, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store

UNIT = 10_000
PAGES = (("insurance_type", "1101"), ("basis", "actual"))
ASKED = Asked(catalog="management_value", fiscal_year=YEAR, region=CITY, pages=PAGES, column="year")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def put(store: Store, region: str, code: str, value: int | None, *, crossed: bool = False) -> None:
    row = {"mof_div_code": region, "insurance_type": "1101", "parameter": code, "basis": "actual", "period": "year"}
    scaled = None if value is None else value * UNIT
    put_rows(store, "management_value", {**row, "value": scaled, "is_not_applicable": crossed})


def roll(store: Store, asked: Asked = ASKED) -> RollUp:
    with store.read() as connection:
        return read_roll_up(connection, schema=store.schema, asked=asked)


def total(found: RollUp, code: str) -> int | None:
    value = next(line.whole.total for line in found.lines if line.parameter.code == code)
    return None if value is None else value // UNIT


def test_the_counties_of_a_city_are_added_up_beside_its_own_figure(store: Store) -> None:
    put(store, COUNTY, "GL0101", 500)
    put(store, OTHER_COUNTY, "GL0101", 300)
    put(store, CITY, "GL0101", 900)
    put(store, COUNTY, "GL0201", 400)
    put(store, OTHER_COUNTY, "GL0201", None, crossed=True)
    found = roll(store)
    rows = {row[0]: row for row in sum_rows(found)}
    assert rows["GL0101"][3:] == ("合计", "800", "900", "100", "2/2", "")
    assert rows["GL0201"][3:] == ("合计", "400", "", "", "1/1", "")
    assert rows["GL0207"][3] == "不汇总"
    assert [(one.code, one.filled, one.due) for one in found.regions] == [(COUNTY, 2, 3), (OTHER_COUNTY, 2, 3)]
    assert sentence(found) == "2 个填报地区，2 个未填全或未审核，1 项与本级填报数不一致"
    assert [group.code for group in found.groups] == [COUNTY, OTHER_COUNTY]


def test_the_province_takes_counties_through_their_cities(store: Store) -> None:
    put(store, COUNTY, "GL0101", 500)
    put(store, OTHER_COUNTY, "GL0101", 300)
    put(store, CITY, "GL0101", 900)
    found = roll(store, replace(ASKED, region=PROVINCE))
    assert total(found, "GL0101") == 800
    (line,) = [line for line in found.lines if line.parameter.code == "GL0101"]
    city = next(cell for group, cell in zip(found.groups, line.parts, strict=True) if group.code == CITY)
    assert (city.total, city.own, city.difference) == (800 * UNIT, 900 * UNIT, 100 * UNIT)


def test_a_county_stands_for_itself(store: Store) -> None:
    put(store, COUNTY, "GL0101", 500)
    found = roll(store, replace(ASKED, region=COUNTY))
    assert (total(found, "GL0101"), len(found.regions), found.differing) == (500, 1, 0)


def test_only_reviewed_figures_count_when_that_is_wanted(store: Store) -> None:
    put(store, COUNTY, "GL0101", 500)
    put(store, OTHER_COUNTY, "GL0101", 300)
    page = Place(fiscal_year=YEAR, region=COUNTY, catalog="management_value", insurance_type="1101", basis="actual")
    assert take_move(store, user=OPERATOR, places=[page], name="submit").done
    wanted = replace(ASKED, reviewed_only=True)
    assert total(roll(store, wanted), "GL0101") is None
    assert take_move(store, user=REVIEWER, places=[page], name="approve").done
    found = roll(store, wanted)
    assert total(found, "GL0101") == 500
    assert {one.code: (one.state, one.counts) for one in found.regions} == {
        COUNTY: ("已审核", True),
        OTHER_COUNTY: ("填报中", False),
    }


def test_pooling_areas_take_the_regions_that_are_assigned_to_them(store: Store) -> None:
    put(store, COUNTY, "GL0101", 500)
    put(store, OTHER_COUNTY, "GL0101", 300)
    area = {"insurance_type": "1101", "pooling_area_code": CITY, "mof_div_code": COUNTY}
    put_rows(store, "pooling_area", area)
    found = roll(store, replace(ASKED, by_area=True))
    assert [(group.code, group.regions) for group in found.groups] == [(CITY, (COUNTY,)), ("", (OTHER_COUNTY,))]
    assert found.groups[1].name == "未划入统筹区"


def test_a_workbook_has_totals_groups_and_who_is_missing(store: Store, tmp_path: Path) -> None:
    put(store, COUNTY, "GL0101", 500)
    put(store, CITY, "GL0101", 900)
    path = tmp_path / "汇总.xlsx"
    export_roll_up(path, found=roll(store), line="宁波市 2026 年度")
    book = load_workbook(path)
    assert book.sheetnames[:3] == ["汇总", "按地区", "填报完整度"]
    sums = next(row for row in book["汇总"].iter_rows(values_only=True) if row[0] == "GL0101")
    assert sums[4:7] == (500, 900, 400)
