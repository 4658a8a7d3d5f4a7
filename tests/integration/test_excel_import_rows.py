"""Importing lists: what a plan says of every kind of row and mistake, and that applying it is all or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.errors import RowsError, WorkbookError
from app.excel import ImportContext, Verdict, write_refusals
from app.rows import Query, count_rows, read_rows
from tests.excel_support import Desk, reasons, retouch, verdicts
from tests.support import CITY, COUNTY, OTHER_COUNTY, PROVINCE, PROVINCE_OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import Store

HEAD = ["年度", "财政区划", "*代码", "*名称", "上级科目", "科目类别", "余额方向"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = small_store(tmp_path)
    own = {"mof_div_code": COUNTY, "category": "1", "balance_side": "1", "parent_code": "1003"}
    put_rows(found, "accounting_subject", *({**own, "code": f"1003{n:02d}", "name": f"明细{n}"} for n in range(1, 4)))
    account = {"mof_div_code": COUNTY, "bank_name": "中国农业银行", "account_type": "31", "is_received": True}
    put_rows(
        found,
        "fund_account",
        {**account, "account_no": "622200000000000001", "account_name": "财政专户", "balance": 123_450},
        {**account, "account_no": "622200000000000002", "account_name": "支出户", "is_received": False},
    )
    return found


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store=store, folder=tmp_path)


def line(*cells: object) -> list[object]:
    return [YEAR, COUNTY, *cells]


def names(store: Store) -> list[object]:
    with store.read() as connection:
        query = Query(catalog="accounting_subject", fiscal_year=YEAR, region=COUNTY, own_only=True)
        return [row["name"] for row in read_rows(connection, schema=store.schema, query=query)]


def test_a_changed_cell_is_a_change_and_applying_keeps_it(desk: Desk, store: Store) -> None:
    path = desk.export("accounting_subject")
    retouch(path, {"D5": "改过的名称"})
    plan = desk.plan("accounting_subject", path)
    assert plan.summary == "新增 0、修改 1、相同 4、不能导入 0"
    changed = plan.of(Verdict.CHANGED)[0]
    assert (changed.row, changed.title) == (5, "100301 改过的名称")
    assert [(one.label, one.old, one.new) for one in changed.changes] == [("名称", "明细1", "改过的名称")]
    assert len(desk.apply(plan).written) == 1
    assert names(store) == ["改过的名称", "明细2", "明细3"]


def test_a_new_code_on_a_known_row_is_a_change_and_not_a_new_row(desk: Desk) -> None:
    path = desk.export("accounting_subject")
    retouch(path, {"C5": "100309"})
    plan = desk.plan("accounting_subject", path)
    assert verdicts(plan).count("changed") == 1
    assert [(one.label, one.old, one.new) for one in plan.of(Verdict.CHANGED)[0].changes] == [
        ("代码", "100301", "100309")
    ]


def test_a_line_copied_in_excel_becomes_a_new_row(desk: Desk, store: Store) -> None:
    path = desk.export("accounting_subject")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    copied = [cell.value for cell in page[5]]
    copied[2] = "100310"
    for column, content in enumerate(copied, start=1):
        page.cell(row=9, column=column, value=content)
    book.save(path)
    plan = desk.plan("accounting_subject", path)
    assert verdicts(plan) == ["same"] * 5 + ["new"]
    desk.apply(plan)
    assert names(store) == ["明细1", "明细2", "明细3", "明细1"]


def test_a_row_left_out_is_not_deleted(desk: Desk, store: Store) -> None:
    path = desk.export("accounting_subject")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].delete_rows(5, 3)
    book.save(path)
    plan = desk.plan("accounting_subject", path)
    assert verdicts(plan) == ["same", "same"]
    desk.apply(plan)
    assert len(names(store)) == 3


def test_a_file_of_somebody_else_with_its_own_order_of_columns(desk: Desk, store: Store) -> None:
    plan = desk.plan_table(
        "accounting_subject",
        [
            ["海曙区财政专户会计科目表"],
            [],
            ["序号", "科目类别", "名 称", "代码：", "上级科目代码", "上级科目名称", "余额方向", "备注说明"],
            [1, "资产", "明细4", "100304", "1003", "财政专户存款", "借", "x"],
            [2, "1-资产", "明细1", "100301", "1003-财政专户存款", "", "1-借", ""],
            [],
            ["合计", "", "", "", "", "", "", ""],
            ["填表人：", "", "审核人：", "", "", "", "", ""],
            ["注：本表由区县填报", "", "", "", "", "", "", ""],
        ],
    )
    assert verdicts(plan) == ["new", "same"]
    assert any("备注说明" in note for note in plan.notes)
    assert any("第 7 行" in note and "合计" in note for note in plan.notes)
    assert any("第 8、9 行" in note and "表尾" in note for note in plan.notes)
    assert desk.apply(plan).refusals == []
    assert names(store)[-1] == "明细4"


def test_names_in_place_of_codes_are_understood(desk: Desk) -> None:
    plan = desk.plan_table(
        "accounting_subject", [HEAD, [YEAR, "海曙区", "100304", "明细4", "财政专户存款", "资产", "借"]]
    )
    assert verdicts(plan) == ["new"]
    assert plan.entries[0].edit is not None
    assert plan.entries[0].edit.values["parent_code"] == "1003"
    assert plan.entries[0].edit.values["mof_div_code"] == COUNTY


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (line("", "没有代码", "1003", "资产", "借"), "C2 代码：代码必须填写"),
        (line("100304", "", "1003", "资产", "借"), "D2 名称：名称必须填写"),
        (line("100304", "名" * 101, "1003", "资产", "借"), "D2 名称：名称最多 100 个字，现有 101 个"),
        (line("1003#4", "坏代码", "1003", "资产", "借"), "C2 代码：代码应由数字、字母或短横线组成，现为“1003#4”"),
        (
            line("100304", "坏类别", "1003", "房产", "借"),
            "F2 科目类别：科目类别应为：资产、负债、净资产、收入、支出；现为“房产”",
        ),
        (
            line("100304", "没有上级", "1999", "资产", "借"),
            "E2 上级科目：上级科目“1999”不存在，请先增加它，或改正上级代码",
        ),
        (line("200304", "不延长", "1003", "资产", "借"), "C2 代码：代码“200304”应以上级代码“1003”开头，并比它长"),
        (line("100304", "没挂上级", "", "资产", "借"), "E2 上级科目：本级只能在上级下发的行之下增设明细，请先选择上级"),
        ([YEAR, OTHER_COUNTY, "100304", "别区", "1003", "资产", "借"], "这是其他财政区划（330212000）的数据，不能修改"),
        ([YEAR, PROVINCE, "100304", "上级", "1003", "资产", "借"], "这是上级（330000000）下发的数据，本级不能修改"),
        (
            [YEAR, "999999999", "100304", "无此区划", "1003", "资产", "借"],
            "这是其他财政区划（999999999）的数据，不能修改",
        ),
        (
            [YEAR - 1, COUNTY, "100304", "去年", "1003", "资产", "借"],
            "A2 年度：这一行是 2025 年度的，当前导入 2026 年度；请改正年度或切换年度后导入",
        ),
        (["二〇二六", COUNTY, "100304", "年", "1003", "资产", "借"], "A2 年度：年度应填整数，现为“二〇二六”"),
        (line(1.0030412345678901e17, "代码成了数", "1003", "资产", "借"), "C2 代码：代码已被 Excel 当成数字"),
        (line("1.00304E+17", "科学计数", "1003", "资产", "借"), "C2 代码：代码已被 Excel 当成数字"),
    ],
)
def test_each_mistake_names_cell_and_remedy(desk: Desk, cells: list[object], expected: str) -> None:
    plan = desk.plan_table("accounting_subject", [HEAD, cells])
    assert verdicts(plan) == ["refused"]
    assert any(reason.startswith(expected) for reason in reasons(plan)), reasons(plan)


def test_all_mistakes_of_a_file_are_told_at_once(desk: Desk) -> None:
    plan = desk.plan_table(
        "accounting_subject",
        [
            HEAD,
            line("100304", "名" * 101, "1003", "房产", "左"),
            line("100305", "", "1999", "资产", "借"),
            line("100306", "好的", "1003", "资产", "借"),
        ],
    )
    told = " / ".join(reasons(plan))
    assert verdicts(plan) == ["refused", "refused", "new"]
    for place in ("D2", "F2", "G2", "D3"):
        assert place in told


def test_the_same_key_twice_names_both_lines(desk: Desk) -> None:
    plan = desk.plan_table(
        "accounting_subject",
        [HEAD, line("100304", "一", "1003", "资产", "借"), line("100304", "二", "1003", "资产", "借")],
    )
    assert verdicts(plan) == ["refused", "refused"]
    assert all("第 2 行与第 3 行逻辑主键重复" in reason for reason in reasons(plan))


def test_a_circle_of_parents_is_found(desk: Desk) -> None:
    plan = desk.plan_table(
        "accounting_subject",
        [HEAD, line("100304", "甲", "100305", "资产", "借"), line("100305", "乙", "100304", "资产", "借")],
    )
    assert verdicts(plan) == ["refused", "refused"]
    assert any("循环" in reason or "开头" in reason for reason in reasons(plan))


def test_a_child_of_a_refused_parent_is_refused_with_it(desk: Desk) -> None:
    plan = desk.plan_table(
        "accounting_subject",
        [
            HEAD,
            line("100304", "", "1003", "资产", "借"),
            line("10030401", "子", "100304", "资产", "借"),
            line("1003040101", "孙", "10030401", "资产", "借"),
        ],
    )
    assert verdicts(plan) == ["refused"] * 3


def test_a_child_may_stand_above_its_parent(desk: Desk, store: Store) -> None:
    plan = desk.plan_table(
        "accounting_subject",
        [HEAD, line("10030401", "子", "100304", "资产", "借"), line("100304", "父", "1003", "资产", "借")],
    )
    assert verdicts(plan) == ["new", "new"]
    desk.apply(plan)
    assert len(names(store)) == 5


def test_a_disabled_reference_is_refused(desk: Desk, store: Store) -> None:
    put_rows(
        store,
        "insurance_type",
        {"mof_div_code": "109900000", "code": "1199", "name": "停用险种", "category": "9", "is_enabled": False},
    )
    plan = desk.plan_table(
        "fund_account",
        [
            ["银行账号", "账户名称", "开户银行", "账户类别", "核算险种"],
            ["12345678", "新户", "工行", "财政专户", "1199"],
        ],
    )
    assert any("已停用" in reason for reason in reasons(plan))


def test_ministry_rows_and_received_columns_are_refused_when_changed(desk: Desk) -> None:
    path = desk.export("accounting_subject")
    retouch(path, {"D4": "改部定"})
    assert any("部定标准行只读" in reason for reason in reasons(desk.plan("accounting_subject", path)))
    path = desk.export("fund_account")
    heads = {cell.value: cell.coordinate[:-1] for cell in openpyxl.load_workbook(path).worksheets[0][3]}
    retouch(path, {f"{heads['*开户银行']}4": "换银行", f"{heads['账面余额(元)']}4": "（1,234.50）"})
    plan = desk.plan("fund_account", path)
    assert reasons(plan) == ["E4 开户银行：“开户银行”由一体化系统接收填写，不能修改"]


def test_numbers_as_people_type_them(desk: Desk) -> None:
    head = ["银行账号", "账户名称", "开户银行", "账户类别", "账面余额(元)", "协议利率(%)", "开户日期"]
    typed = [
        ("1,234.50", "1.5%", "2026年1月31日"),
        ("（123）", "1.5", "2026/1/31"),
        ("１２３．５", "１．５％", "20260131"),
        ("￥12", "1.5", "2026.1.31"),
    ]
    rows = [[f"1234567{n}", "户", "工行", "财政专户", *cells] for n, cells in enumerate(typed)]
    plan = desk.plan_table("fund_account", [head, *rows])
    values = [entry.edit.values for entry in plan.entries if entry.edit]
    assert [value["balance"] for value in values] == [123_450, -12_300, 12_350, 1_200]
    assert [value["interest_rate"] for value in values] == [15_000] * 4
    assert [value["opened_on"] for value in values] == [date(2026, 1, 31)] * 4
    wrong = [["12345678", "户", "工行", "财政专户", "12元"], ["12345679", "户", "工行", "财政专户", "12%"]]
    told = reasons(desk.plan_table("fund_account", [head[:5], *wrong]))
    assert told == [
        "E2 账面余额(元)：账面余额(元)应填数字，现为“12元”",
        "E3 账面余额(元)：账面余额(元)的单位不是百分数，请填普通数字，现为“12%”",
    ]


def test_what_a_cell_hides_is_told(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["银行账号", "账户名称", "开户银行", "账户类别", "账面余额(元)", "协议利率(%)"])
    page.append(["12345678", "户", "工行", "财政专户", "#N/A", 0.015])
    page.append(["12345679", "户", "工行", "财政专户", "=1+1", 1.5])
    page.append(["12345670", "户", "工行", "财政专户", 0.5, 1.5])
    page["F2"].number_format = page["E4"].number_format = "0.00%"
    book.save(tmp_path / "藏.xlsx")
    plan = desk.plan("fund_account", tmp_path / "藏.xlsx")
    assert [reason[:16] for reason in reasons(plan)] == [
        "E2 账面余额(元)：单元格是公",
        "E3 账面余额(元)：单元格的公",
        "E4 账面余额(元)：账面余额(",
    ]


def test_an_import_is_all_or_nothing_unless_the_person_says_otherwise(desk: Desk, store: Store) -> None:
    good, bad = line("100304", "好", "1003", "资产", "借"), line("100305", "", "1003", "资产", "借")
    plan = desk.plan_table("accounting_subject", [HEAD, good, bad])
    with pytest.raises(RowsError, match="第 3 行 D3 名称：名称必须填写"):
        desk.apply(plan)
    assert len(names(store)) == 3
    assert len(desk.apply(plan, only_good=True).written) == 1
    assert names(store)[-1] == "好"


def test_rows_changed_after_the_plan_keep_the_import_out(desk: Desk, store: Store) -> None:
    path = desk.export("accounting_subject")
    retouch(path, {"D5": "表里改的", "D6": "也改"})
    plan = desk.plan("accounting_subject", path)
    table = store.schema.rows["accounting_subject"]
    with store.write() as connection:
        connection.execute(table.update().where(table.c.code == "100301").values(name="同步来的"))
    outcome = desk.apply(plan)
    assert (outcome.written, len(outcome.refusals)) == ([], 1)
    assert "预览之后又被修改" in outcome.sentence
    assert names(store) == ["同步来的", "明细2", "明细3"]
    assert len(desk.apply(plan, only_good=True).written) == 1
    assert names(store) == ["同步来的", "也改", "明细3"]


def test_refused_rows_are_written_back_corrected_and_imported(desk: Desk, store: Store, tmp_path: Path) -> None:
    path = desk.export("accounting_subject")
    retouch(path, {"C5": "坏 代码", "D6": None, "D7": "好的修改"})
    plan = desk.plan("accounting_subject", path)
    assert write_refusals(plan, tmp_path / "有误.xlsx") == 2
    page = openpyxl.load_workbook(tmp_path / "有误.xlsx").worksheets[0]
    heads = [cell.value for cell in page[3]]
    assert heads[-1] == "不能导入的原因"
    assert str(page.cell(row=4, column=len(heads)).value).startswith("代码：代码应由")
    assert page["C4"].fill.fgColor.rgb == "FFFFD9D6"
    assert page["D4"].fill.fgColor.rgb != "FFFFD9D6"
    retouch(tmp_path / "有误.xlsx", {"C4": "100301", "D5": "补上名称"})
    again = desk.plan("accounting_subject", tmp_path / "有误.xlsx")
    assert sorted(verdicts(again)) == ["changed", "same"]
    desk.apply(again)
    assert "补上名称" in names(store)
    with pytest.raises(WorkbookError, match="没有不能导入的行"):
        write_refusals(again, tmp_path / "无误.xlsx")


def test_workbooks_that_belong_elsewhere(desk: Desk) -> None:
    path = desk.export("accounting_subject")
    with pytest.raises(WorkbookError, match="是“财政专户会计科目”的工作簿，不能导入“基金账户”") as caught:
        desk.plan("fund_account", path)
    assert caught.value.title == "工作簿不属于这里"
    with pytest.raises(WorkbookError, match="是 2026 年度的工作簿，当前是 2025 年度"):
        desk.plan("accounting_subject", path, context=ImportContext(fiscal_year=YEAR - 1, region=COUNTY))
    with pytest.raises(WorkbookError, match=r"是海曙区（330203000）的工作簿，当前是鄞州区"):
        desk.plan("accounting_subject", path, context=ImportContext(fiscal_year=YEAR, region=OTHER_COUNTY))
    desk.plan("accounting_subject", path, context=ImportContext(fiscal_year=YEAR, region=CITY))
    for cell, content, words in (("B5", "0", "模板版本"), ("B2", "99", "更新版本"), ("B2", "x", "隐藏信息页被改动")):
        other = desk.export("accounting_subject", name=f"{words}.xlsx")
        retouch(other, {cell: content}, sheet="_shebao")
        with pytest.raises(WorkbookError, match=words):
            desk.plan("accounting_subject", other)


def test_files_without_the_headings_or_the_key(desk: Desk) -> None:
    with pytest.raises(WorkbookError, match="找不到“财政专户会计科目”的表头"):
        desk.plan_table("accounting_subject", [["甲", "乙"], [1, 2]])
    with pytest.raises(WorkbookError, match="缺少关键列：代码"):
        desk.plan_table("accounting_subject", [["名称", "上级科目", "科目类别"], ["x", "1003", "资产"]])
    with pytest.raises(WorkbookError, match="没有内容"):
        desk.plan_table("accounting_subject", [])


def test_text_files_are_imported_too(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "科目.csv"
    path.write_text("代码,名称,上级科目,科目类别,余额方向\n100304,文本来的,1003,资产,借\n", encoding="gb18030")
    assert verdicts(desk.plan("accounting_subject", path)) == ["new"]


def test_another_level_is_judged_by_its_own_rights(store: Store, tmp_path: Path) -> None:
    desk = Desk(store=store, folder=tmp_path, user=PROVINCE_OPERATOR)
    path = desk.export("accounting_subject")
    retouch(path, {"D5": "省改县"})
    assert any("应由下级修改" in reason for reason in reasons(desk.plan("accounting_subject", path)))
    reader = replace(PROVINCE_OPERATOR, role=type(PROVINCE_OPERATOR.role).REVIEWER)
    looked = Desk(store=store, folder=tmp_path, user=reader).plan("accounting_subject", path)
    assert any("审核岗不能修改数据" in reason for reason in reasons(looked))


def test_nothing_of_a_plan_is_written_before_it_is_applied(desk: Desk, store: Store) -> None:
    with store.read() as connection:
        query = Query(catalog="accounting_subject", fiscal_year=YEAR, region=COUNTY)
        before = count_rows(connection, schema=store.schema, query=query)
    desk.plan_table("accounting_subject", [HEAD, line("100304", "好", "1003", "资产", "借")])
    with store.read() as connection:
        assert count_rows(connection, schema=store.schema, query=query) == before
