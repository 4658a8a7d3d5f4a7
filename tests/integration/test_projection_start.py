"""Where a projection starts: figures by preference, presets where there are none, scenarios that are kept (1.8)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.errors import RowsError
from app.excel.export_projection import export_projection
from app.projection.editing import MOST, adding, edit_scenarios, removing, renaming, setting
from app.projection.scenarios import PRESET, Scenario, project_scenario, read_scenarios, write_scenarios
from app.projection.starting import NO_FIGURE, read_start
from tests.command_line import CommandLine, sign_in_by_hand
from tests.support import COUNTY, OTHER_COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.projection.editing import Change
    from app.projection.starting import Start
    from app.store import Store

PENSION = "1101"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def fill(store: Store, parameter: str, value: str, *, basis: str = "estimate", region: str = COUNTY) -> None:
    shape = {"mof_div_code": region, "parameter": parameter, "basis": basis, "period": "year"}
    kind = "" if parameter == "GL0303" else PENSION
    put_rows(store, "management_value", {**shape, "insurance_type": kind, "value": int(Decimal(value) * 10_000)})


def start(store: Store) -> dict[str, Start]:
    with store.read() as connection:
        return read_start(connection, schema=store.schema, fiscal_year=YEAR, region=COUNTY, insurance_type=PENSION)


def test_actual_figures_go_before_estimates_and_name_their_origin(store: Store) -> None:
    fill(store, "GL0201", "1000")
    assert (start(store)["payers"].value, start(store)["payers"].origin) == (
        Decimal(1000),
        f"参数填报 {YEAR} 年预计 GL0201",
    )
    fill(store, "GL0201", "1100", basis="actual")
    assert (start(store)["payers"].value, start(store)["payers"].origin) == (
        Decimal(1100),
        f"参数填报 {YEAR} 年实际 GL0201",
    )


def test_another_regions_figures_are_not_taken_and_presets_say_so(store: Store) -> None:
    fill(store, "GL0201", "1000", region=OTHER_COUNTY)
    assert start(store)["payers"].origin == NO_FIGURE
    assert start(store)["wage_growth"].value == Decimal(5)


def test_a_zero_that_was_filled_in_is_a_figure(store: Store) -> None:
    fill(store, "GL0207", "0")
    assert (start(store)["unit_rate"].value, start(store)["unit_rate"].origin) == (
        Decimal(0),
        f"参数填报 {YEAR} 年预计 GL0207",
    )


def test_figures_without_type_and_sums_are_found(store: Store) -> None:
    fill(store, "GL0303", "500000")
    fill(store, "GL0701", "100.5")
    fill(store, "GL0702", "200.25")
    found = start(store)
    assert found["population"].value == Decimal(500_000)
    assert found["subsidy"].value == Decimal("300.75")
    assert "GL0701" in found["subsidy"].origin
    assert "GL0702" in found["subsidy"].origin


def test_actuarial_figures_come_where_there_are_no_others_newest_first(store: Store) -> None:
    shape = {"mof_div_code": COUNTY, "insurance_type": PENSION, "parameter": "JS12"}
    put_rows(store, "actuarial_value", {**shape, "data_year": YEAR - 1, "value": 900 * 10_000})
    assert start(store)["participants"].value == Decimal(900)
    put_rows(store, "actuarial_value", {**shape, "data_year": YEAR, "value": 950 * 10_000})
    assert start(store)["participants"].origin == f"精算参数填报 {YEAR} 年 JS12"
    fill(store, "GL0101", "990")
    assert start(store)["participants"].value == Decimal(990)


def test_scenarios_are_kept_by_region_and_type(store: Store) -> None:
    def read(region: str) -> list[Scenario]:
        with store.read() as connection:
            return read_scenarios(connection, schema=store.schema, region=region, insurance_type=PENSION)

    assert read(COUNTY) == list(PRESET)
    mine = [*PRESET, Scenario(name="加速老龄化", changed={"beneficiary_growth": "6.00"})]
    with store.write() as connection:
        write_scenarios(connection, schema=store.schema, region=COUNTY, insurance_type=PENSION, scenarios=mine)
    assert read(COUNTY) == mine
    assert read(OTHER_COUNTY) == list(PRESET)


@pytest.mark.parametrize(("name", "words"), [("", "1 到 20 个字"), ("长" * 21, "1 到 20 个字"), ("基准", "已有名为")])
def test_names_of_scenarios_are_checked(store: Store, name: str, words: str) -> None:
    with store.write() as connection, pytest.raises(RowsError, match=words):
        write_scenarios(
            connection,
            schema=store.schema,
            region=COUNTY,
            insurance_type=PENSION,
            scenarios=[*PRESET, Scenario(name=name)],
        )


def test_the_workbook_has_assumptions_and_a_sheet_for_each_scenario(store: Store, tmp_path: Path) -> None:
    fill(store, "GL0201", "1000")
    found = start(store)
    runs = [
        (one, project_scenario(one, start=found, insurance_type=PENSION, base_year=YEAR, years=3)) for one in PRESET
    ]
    path = tmp_path / "测算.xlsx"
    export_projection(path, heading="企业养老基金测算", line="地区：330203000 海曙区", start=found, runs=runs)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:4] == ["测算假设", "基准", "高方案", "低方案"]
    rows = [[cell.value for cell in row] for row in book["基准"].iter_rows()]
    assert any(f"{YEAR + 3}年" in row for row in rows)
    months = next(row for row in rows if row[0] == "可支付月数")
    assert months[2:5] == [None, None, None]


def names(store: Store) -> list[str]:
    with store.read() as connection:
        return [
            one.name for one in read_scenarios(connection, schema=store.schema, region=COUNTY, insurance_type=PENSION)
        ]


def test_scenarios_are_added_renamed_changed_and_removed_but_not_the_base(store: Store) -> None:
    def edit(change: Change) -> list[Scenario]:
        return edit_scenarios(store, region=COUNTY, insurance_type=PENSION, change=change)

    edit(adding("提前退休", like="高方案"))
    edit(setting("提前退休", insurance_type=PENSION, texts=[("工资增长率", "4"), ("beneficiary_growth", "")]))
    edit(renaming("提前退休", to="延迟退休"))
    edit(removing("高方案"))
    assert names(store) == ["基准", "延迟退休", "低方案"]
    with store.read() as connection:
        kept = read_scenarios(connection, schema=store.schema, region=COUNTY, insurance_type=PENSION)
    assert kept[1].changed == {"wage_growth": "4.00", "standard_growth": "4.00"}
    for change in (removing("基准"), renaming("基准", to="甲"), adding("低方案", like="基准"), removing("没有")):
        with pytest.raises(RowsError):
            edit(change)
    assert names(store) == ["基准", "延迟退休", "低方案"]
    for number in range(MOST - 3):
        edit(adding(f"方案{number}", like="基准"))
    with pytest.raises(RowsError, match=f"最多保存 {MOST} 个方案"):
        edit(adding("再一个", like="基准"))


def test_the_command_line_renames_and_removes_scenarios(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sign_in_by_hand(tmp_path / "desk")
    shebao = CommandLine(tmp_path / "desk", capsys)
    assert shebao("projection", "--scenario", "低方案", "--rename", "悲观", "--years", "2").status == 0
    assert [one["name"] for one in shebao.json("projection", "--years", "1")["scenarios"]] == ["基准", "高方案", "悲观"]
    assert shebao("projection", "--scenario", "悲观", "--remove", "--years", "1").status == 0
    assert [one["name"] for one in shebao.json("projection", "--years", "1")["scenarios"]] == ["基准", "高方案"]
    for words in (("--scenario", "基准", "--remove"), ("--scenario", "基准", "--set", "工资增长率=3", "--keep")):
        told = shebao.json("projection", *words, status=2)
        assert told["error"]["code"] == "projection.scenario"
