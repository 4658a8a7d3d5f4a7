"""Clause 1.7: target values and weights by region, year and insurance type; what is submitted weighs 100 in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.flow.judging import submission_problem
from app.flow.record import Place
from app.lookup import Lookup
from app.people import MINISTRY_DIV
from app.problems.looking import find_problems
from app.problems.reading import Where
from app.sheet import SheetContext, read_sheet
from app.store import open_store
from tests.command_line import CommandLine, sign_in_by_hand
from tests.support import COUNTY, OPERATOR, PROVINCE, REVIEWER, YEAR, put_rows

if TYPE_CHECKING:
    from pathlib import Path

    from app.catalog import Catalog
    from app.store import Store

TARGETS = "绩效指标值"
PAGE = ("--catalog", TARGETS, "--page", "险种=1101")
STANDARD = {"mof_div_code": MINISTRY_DIV, "is_standard": True}


def indicators(store: Store) -> None:
    put_rows(
        store,
        "performance_indicator",
        {**STANDARD, "code": "03", "name": "产出", "indicator_level": "1"},
        {**STANDARD, "code": "0301", "name": "数量", "indicator_level": "2", "parent_code": "03"},
        *(
            {**STANDARD, "code": code, "name": name, "indicator_level": "3", "parent_code": "0301"}
            | {"insurance_types": types, "unit": "%", "nature": "1"}
            for code, name, types in (
                ("030101", "参保率", "all"),
                ("030102", "征缴率", "1101,1102"),
                ("030103", "工伤培训率", "1106"),
            )
        ),
        {"mof_div_code": PROVINCE, "code": "030151", "name": "省级细化", "indicator_level": "3"}
        | {"parent_code": "0301", "insurance_types": "1101", "nature": "2"},
    )


@pytest.fixture
def shebao(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    line = CommandLine(tmp_path / "desk", capsys)
    sign_in_by_hand(line.folder)
    prepare(line)
    return line


def prepare(line: CommandLine) -> None:
    with_store(line, indicators)


def with_store(line: CommandLine, do: object) -> None:
    from app.catalogs import CATALOGS  # noqa: PLC0415

    (path,) = line.folder.rglob("*.db")
    store = open_store(path, catalogs=CATALOGS)
    do(store)  # type: ignore[operator]
    store.close()


def fill(line: CommandLine, *cells: str) -> None:
    told = line("sheet", *PAGE, *cells)
    assert told.status == 0, told


def test_the_sheet_has_the_third_level_of_an_insurance_type_with_what_the_province_refined(
    shebao: CommandLine,
) -> None:
    shown = shebao("sheet", *PAGE).out
    assert [code for code in ("030101", "030102", "030151") if code in shown] == ["030101", "030102", "030151"]
    assert "030103" not in shown
    assert "0301 " not in shown
    assert "指标值" in shown
    assert "权重" in shown


def test_weights_that_do_not_come_to_a_hundred_are_told_and_not_submitted(shebao: CommandLine) -> None:
    fill(shebao, "030101.指标值=95", "030101.权重=60", "030102.指标值=98.5", "030102.权重=30", "030151.指标值=×")
    refused = shebao("flow", "submit", *PAGE)
    assert refused.status == 2
    assert "权重合计应为 100，现为 90，还差 10" in refused.err or "1 处错误须改正" in refused.err
    checked: list[str] = []

    def look(store: Store) -> None:
        with store.read() as connection:
            where = Where(fiscal_year=YEAR, region=COUNTY)
            found = find_problems(connection, schema=store.schema, where=where, catalogs=["indicator_target"])
            place = Place(fiscal_year=YEAR, region=COUNTY, catalog="indicator_target", insurance_type="1101")
            lookup = Lookup(connection, schema=store.schema)
            stopped = submission_problem(place, user=OPERATOR, lookup=lookup)
        assert stopped is not None
        checked.extend([*(one.text for one in found), stopped.text])

    with_store(shebao, look)
    assert checked == ["权重合计应为 100，现为 90，还差 10"] * 2
    fill(shebao, "030151.权重=10")
    done = shebao("flow", "submit", *PAGE)
    assert (done.status, done.err) == (0, "")
    closed = shebao("sheet", *PAGE, "030101.权重=50")
    assert "填报单已送审" in closed.err


def test_a_weight_outside_its_range_is_no_way_to_a_hundred(shebao: CommandLine) -> None:
    fill(shebao, "030101.权重=130", "030102.权重=-30")
    refused = shebao("flow", "submit", *PAGE)
    assert refused.status == 2


def test_indicators_of_upper_levels_and_of_other_types_take_no_value(shebao: CommandLine) -> None:
    pair = ("险种=1101", "项目=权重", "数值=10")
    for code, words in (("0301", "不在本表填报"), ("030103", "不适用于险种")):
        refused = shebao("add", TARGETS, f"绩效指标={code}", *pair)
        assert refused.status == 2
        assert words in refused.err, refused


def test_the_wrong_person_neither_fills_in_nor_submits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = CommandLine(tmp_path / "other", capsys)
    sign_in_by_hand(line.folder, user=REVIEWER)
    prepare(line)
    assert "审核岗不能修改数据" in line("sheet", *PAGE, "030101.权重=100").err
    assert line("flow", "submit", *PAGE).status == 2


def test_a_sheet_is_read_by_its_declaration(tmp_path: Path) -> None:
    from tests.support import small_store  # noqa: PLC0415

    store = small_store(tmp_path)
    indicators(store)
    catalog: Catalog = store.schema.catalog("indicator_target")
    context = SheetContext(catalog=catalog.name, fiscal_year=YEAR, region=COUNTY, pages=(("insurance_type", "1106"),))
    with store.read() as connection:
        data = read_sheet(connection, schema=store.schema, context=context)
    assert [row.code for row in data.rows] == ["030101", "030103"]
    assert [label for _, label in data.columns] == ["指标值", "权重"]
    store.close()
