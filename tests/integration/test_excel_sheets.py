"""Filled-in sheets out and back: every cell finds its value row; blank, nought and × stay three things."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from app.errors import WorkbookError
from app.excel import ImportContext, Verdict, export_sheet, plan_import, read_workbook, write_refusals
from app.people import MINISTRY_DIV
from app.sheet import SheetContext, read_sheet
from tests.excel_support import Desk, reasons, retouch, verdicts
from tests.support import CITY, COUNTY, OTHER_COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import Store

VALUES = {("GL0101", "year"): 12_345_0000, ("GL0101", "q1"): 0, ("GL0207", "year"): 16_0000}


def page(insurance_type: str = "1101", basis: str = "estimate", region: str = COUNTY) -> SheetContext:
    pages = (("insurance_type", insurance_type), ("basis", basis))
    return SheetContext(catalog="management_value", fiscal_year=YEAR, region=region, pages=pages)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = small_store(tmp_path)
    own = {"mof_div_code": COUNTY, "insurance_type": "1101", "basis": "estimate"}
    put_rows(
        found,
        "management_value",
        *({**own, "parameter": code, "period": period, "value": value} for (code, period), value in VALUES.items()),
        {**own, "parameter": "GL0201", "period": "year", "is_not_applicable": True},
    )
    return found


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store=store, folder=tmp_path)


def exported(desk: Desk, *pages: SheetContext) -> Path:
    path = desk.folder / "填报.xlsx"
    with desk.store.read() as connection:
        export_sheet(connection, schema=desk.store.schema, pages=pages or (page(),), user=desk.user, path=path)
    return path


def shown(store: Store, wanted: SheetContext) -> dict[str, str]:
    with store.read() as connection:
        data = read_sheet(connection, schema=store.schema, context=wanted)
    return {
        f"{row.code} {column}": cell.show(scale=data.scale, precision=row.precision)
        for row in data.rows
        for column, cell in row.cells.items()
    }


def test_an_untouched_sheet_changes_nothing(desk: Desk) -> None:
    plan = desk.plan("management_value", exported(desk, page(), page("1102"), page("1101", "actual")))
    assert verdicts(plan) == ["same"] * 4


def test_the_sheet_looks_as_it_should(desk: Desk) -> None:
    book = openpyxl.load_workbook(exported(desk, page(), page("1102")))
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] == [
        "企业养老-预计",
        "居民养老-预计",
    ]
    first = book.worksheets[0]
    assert [cell.value for cell in first[3]] == [
        "分组",
        "代码",
        "名称",
        "计量单位",
        "全年",
        "一季度",
        "二季度",
        "三季度",
        "四季度",
    ]
    assert first["E4"].value == 12345
    assert (first["E4"].number_format, first["E6"].number_format) == ("#,##0", "#,##0.0000")
    assert (first["F4"].value, first["G4"].value, first["E5"].value) == (0, None, "×")
    assert first.freeze_panes == "E4"


def test_blank_nought_and_cross_are_three_things(desk: Desk, store: Store) -> None:
    path = exported(desk)
    retouch(path, {"E4": None, "F4": "×", "G4": 0, "E5": 7, "E6": "8.5%", "H4": "  "})
    plan = desk.plan("management_value", path)
    changes = {entry.title: (entry.verdict.value, entry.changes[0].old, entry.changes[0].new) for entry in plan.entries}
    assert changes == {
        "GL0101 参保人数(年末) 全年": ("changed", "12,345", "（清空）"),
        "GL0101 参保人数(年末) 一季度": ("changed", "0", "×"),
        "GL0101 参保人数(年末) 二季度": ("new", "", "0"),
        "GL0201 缴费人数 全年": ("changed", "×", "7"),
        "GL0207 单位缴费率 全年": ("changed", "16", "8.5"),
    }
    assert desk.apply(plan).refusals == []
    assert shown(store, page()) == {
        "GL0101 year": "",
        "GL0101 q1": "×",
        "GL0101 q2": "0",
        "GL0201 year": "7",
        "GL0207 year": "8.5000",
    }


def test_each_mistake_names_its_cell(desk: Desk) -> None:
    path = exported(desk)
    retouch(path, {"E4": "很多", "F4": 1.5, "G4": "5%", "H4": -1, "E6": 200, "B7": "GL9999", "E7": 3, "E8": 4})
    told = reasons(desk.plan("management_value", path))
    assert told == [
        "E4 全年：数值应填数字，现为“很多”",
        "F4 一季度：“参保人数(年末)”应填整数",
        "G4 二季度：数值的单位不是百分数，请填普通数字，现为“5%”",
        "H4 三季度：“参保人数(年末)”不能小于 0",
        "E6 全年：“单位缴费率”不能大于 100",
        "B7 代码：本页没有代码为“GL9999”的参数，请改正代码，或到“企业养老-预计”以外的险种填报",
        "B8 代码：这一行填了数却没有参数代码，请补上代码",
    ]


def test_the_same_parameter_twice_is_refused(desk: Desk) -> None:
    path = exported(desk)
    retouch(path, {"B7": "GL0101", "E7": 5})
    assert reasons(desk.plan("management_value", path)) == ["B7 代码：第 4 行与第 7 行逻辑主键重复（代码），请删去一行"]


def test_a_percent_cell_typed_in_excel_is_taken_at_its_shown_value(desk: Desk, store: Store) -> None:
    path = exported(desk)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E6"] = 0.0725
    book.worksheets[0]["E6"].number_format = "0.00%"
    book.save(path)
    desk.apply(desk.plan("management_value", path))
    assert shown(store, page())["GL0207 year"] == "7.2500"


def test_a_foreign_sheet_is_taken_for_the_chosen_page_and_clears_nothing(desk: Desk, store: Store) -> None:
    path = desk.folder / "手工.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("表一")
        sheet.write_row(0, 0, ["海曙区参数"])
        sheet.write_row(1, 0, ["参数代码", "参数名称", "全 年", "一季度"])
        sheet.write_row(2, 0, ["GL0101", "参保人数", None, 9])
    context = ImportContext(fiscal_year=YEAR, region=COUNTY, pages=page().pages)
    plan = desk.plan("management_value", path, context=context)
    assert [(entry.title, entry.verdict) for entry in plan.entries] == [
        ("GL0101 参保人数(年末) 一季度", Verdict.CHANGED)
    ]
    desk.apply(plan)
    assert shown(store, page())["GL0101 year"] == "12,345"


def test_blanks_of_other_formats_clear_nothing_because_they_may_be_errors(desk: Desk, store: Store) -> None:
    path = exported(desk)
    retouch(path, {"E4": None, "F4": 3})
    with store.read() as connection:
        plan = plan_import(
            connection,
            schema=store.schema,
            catalog=store.schema.catalog("management_value"),
            raw=replace(read_workbook(path), kind="xls"),
            user=desk.user,
            context=desk.context,
        )
    assert [entry.title for entry in plan.of(Verdict.CHANGED)] == ["GL0101 参保人数(年末) 一季度"]
    assert any("空白的格没有当作清空" in note for note in plan.notes)


def test_sheets_of_another_region_and_renamed_sheets(desk: Desk) -> None:
    path = exported(desk)
    with pytest.raises(WorkbookError, match="的工作簿，当前是"):
        desk.plan("management_value", path, context=ImportContext(fiscal_year=YEAR, region=CITY))
    path = exported(desk, page(), page("1102"))
    for title, sheet in (("改名", 0), ("都改", 1)):
        book = openpyxl.load_workbook(path)
        book.worksheets[sheet].title = title
        book.save(path)
        if sheet == 0:
            assert any("“改名”不是导出时的表" in note for note in desk.plan("management_value", path).notes)
    with pytest.raises(WorkbookError, match="请把工作表改回原名（企业养老-预计、居民养老-预计）"):
        desk.plan("management_value", path)


def test_nothing_to_fill_in_is_said_and_not_written(desk: Desk) -> None:
    with pytest.raises(WorkbookError, match="没有可填的参数"):
        exported(desk, page("1106"))
    assert not (desk.folder / "填报.xlsx").exists()


def test_a_sheet_of_a_region_below_is_shaded_and_refused(store: Store, tmp_path: Path) -> None:
    desk = Desk(store=store, folder=tmp_path)
    path = exported(desk, page(region=OTHER_COUNTY))
    assert openpyxl.load_workbook(path).worksheets[0]["E4"].fill.fgColor.rgb == "FFEDEDED"
    retouch(path, {"E4": 3})
    plan = desk.plan("management_value", path, context=ImportContext(fiscal_year=YEAR, region=OTHER_COUNTY))
    assert reasons(plan) == ["E4 全年：这是其他财政区划（330212000）的数据，不能修改"]


def test_refused_cells_are_written_back_by_page_and_imported(desk: Desk, store: Store) -> None:
    path = exported(desk, page(), page("1101", "actual"))
    retouch(path, {"E4": "很多", "F4": 5})
    retouch(path, {"E4": 1.5}, sheet="企业养老-实际")
    target = desk.folder / "有误.xlsx"
    assert write_refusals(desk.plan("management_value", path), target) == 2
    book = openpyxl.load_workbook(target)
    assert [sheet.title for sheet in book.worksheets][:2] == ["企业养老-预计", "企业养老-实际"]
    assert book.worksheets[0]["E4"].fill.fgColor.rgb == "FFFFD9D6"
    retouch(target, {"E4": 20})
    retouch(target, {"E4": 30}, sheet="企业养老-实际")
    plan = desk.plan("management_value", target)
    assert plan.counts[Verdict.REFUSED] == 0
    desk.apply(plan)
    assert shown(store, page())["GL0101 year"] == "20"
    assert shown(store, page())["GL0101 q1"] == "5"
    assert shown(store, page("1101", "actual"))["GL0101 year"] == "30"


def test_years_across_the_columns(desk: Desk, store: Store) -> None:
    ministry = {"mof_div_code": MINISTRY_DIV, "is_standard": True, "category": "1", "insurance_types": ""}
    put_rows(store, "actuarial_parameter", {**ministry, "code": "JS01", "name": "生产总值", "unit": "亿元"})
    wanted = SheetContext(catalog="actuarial_value", fiscal_year=YEAR, region=COUNTY, pages=(("insurance_type", ""),))
    path = exported(desk, wanted)
    assert [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][3]][4:6] == ["2021年", "2022年"]
    retouch(path, {"E4": "1,234.56"})
    plan = desk.plan("actuarial_value", path)
    assert plan.summary.startswith("新增 1")
    desk.apply(plan)
    assert shown(store, wanted) == {"JS01 2021": "1,234.56"}
