"""What an exported workbook looks like inside, and that a failed export leaves the old file as it was."""

from __future__ import annotations

import errno
import os
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.errors import WorkbookError
from app.excel import export_rows
from app.excel.splice import splice
from app.fields.number import LARGEST
from app.people import MINISTRY_DIV
from app.rows import Query
from tests.excel_support import Desk
from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from app.store import Store


class Stop(Exception):  # noqa: N818 - a wish, no error
    """What a window raises in its report of progress when the person wants no more."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = small_store(tmp_path)
    account = {"mof_div_code": COUNTY, "bank_name": "农行&<海曙>", "account_type": "31", "insurance_types": "all"}
    put_rows(
        found,
        "fund_account",
        {
            **account,
            "account_no": "003901010400012345",
            "account_name": "=1+1",
            "is_received": True,
            "balance": 123_456_789,
            "time_deposit": LARGEST,
            "interest_rate": 15_000,
            "opened_on": date(2020, 2, 29),
            "remark": "第一行\n_x0041_ 第二行",
        },
        {**account, "account_no": "003901010400012346", "account_name": "自建"},
    )
    return found


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store=store, folder=tmp_path)


def by_heading(sheet: Worksheet, row: int) -> dict[str, object]:
    return {str(head.value): sheet.cell(row=row, column=place).value for place, head in enumerate(sheet[3], start=1)}


def test_title_line_and_headings(desk: Desk) -> None:
    sheet = openpyxl.load_workbook(desk.export("fund_account")).worksheets[0]
    assert sheet["A1"].value == "基金账户"
    assert str(sheet["A2"].value).startswith("单位：海曙区（330203000）　年度：2026")
    heads = [str(cell.value) for cell in sheet[3]]
    assert heads[:6] == ["*年度", "*财政区划", "*银行账号", "*账户名称", "*开户银行", "*账户类别"]
    assert heads[-1] == "行标识"
    assert sheet.column_dimensions["R"].hidden
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("E4", "A3:R5")


def test_every_kind_of_value_keeps_its_kind(desk: Desk) -> None:
    sheet = openpyxl.load_workbook(desk.export("fund_account")).worksheets[0]
    found = by_heading(sheet, 4)
    assert found["*银行账号"] == "003901010400012345"
    assert found["*账户名称"] == "=1+1"
    assert sheet["D4"].data_type in {"s", "inlineStr"}
    assert found["*开户银行"] == "农行&<海曙>"
    assert found["*账户类别"] == "31-财政专户"
    assert found["*财政区划"] == "330203000-海曙区"
    assert found["核算险种"] == "全部"
    assert found["账面余额(元)"] == 1_234_567.89
    assert found["其中:定期存款(元)"] == "92,233,720,368,547,758.07"
    assert found["协议利率(%)"] == 1.5
    assert str(found["开户日期"])[:10] == "2020-02-29"
    assert sheet["C4"].number_format == "@"
    assert sheet["J4"].number_format == "#,##0.00" or sheet["K4"].number_format == "#,##0.00"


def test_received_cells_and_foreign_rows_are_grey(desk: Desk) -> None:
    sheet = openpyxl.load_workbook(desk.export("fund_account")).worksheets[0]
    assert (sheet["C4"].fill.fgColor.rgb, sheet["C5"].fill.fgColor.rgb) == ("FFEDEDED", "00000000")
    ministry = openpyxl.load_workbook(desk.export("accounting_subject", "科目.xlsx")).worksheets[0]
    assert ministry["C4"].fill.fgColor.rgb == "FFEDEDED"


def test_drop_downs_offer_code_and_name(desk: Desk) -> None:
    book = openpyxl.load_workbook(desk.export("fund_account"))
    rules = {str(rule.sqref)[0]: rule for rule in book.worksheets[0].data_validations.dataValidation}
    source = str(rules["F"].formula1)
    column = source.split("$")[1]
    offered = [cell.value for cell in book["_list"][column] if cell.value]
    assert offered == ["31-财政专户", "32-收入户", "33-支出户", "34-国库待划转分户"]
    regions = str(rules["B"].formula1).split("$")[1]
    assert "330203000-海曙区" in [cell.value for cell in book["_list"][regions]]
    assert {book["_list"].sheet_state, book["_shebao"].sheet_state} == {"veryHidden"}


def test_an_empty_catalog_gives_a_template_to_fill_in(desk: Desk) -> None:
    sheet = openpyxl.load_workbook(desk.export("pooling_level")).worksheets[0]
    assert sheet.max_row == 3
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    assert sheet.column_dimensions["D"].width > sheet.column_dimensions["A"].width


def test_progress_is_told_and_may_stop_the_export(desk: Desk, store: Store) -> None:
    put_rows(
        store,
        "accounting_subject",
        *({"mof_div_code": MINISTRY_DIV, "code": f"9{n:05d}", "name": "行", "category": "1"} for n in range(2500)),
    )
    told: list[tuple[int, int]] = []
    query = Query(catalog="accounting_subject", fiscal_year=YEAR, region=COUNTY)
    path = desk.folder / "科目.xlsx"
    path.write_bytes(b"old")

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 2000:
            raise Stop

    with store.read() as connection, pytest.raises(Stop):
        export_rows(connection, schema=store.schema, query=query, user=OPERATOR, path=path, progress=stop)
    assert told == [(0, 2502), (1000, 2502), (2000, 2502)]
    assert (path.read_bytes(), leftovers(desk.folder)) == (b"old", [])


def leftovers(folder: Path) -> list[str]:
    return [found.name for found in folder.iterdir() if found.name.endswith(".part")]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "可能正在 Excel 中打开"), (errno.EIO, "原有文件未动")],
)
def test_a_failed_export_leaves_the_old_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = desk.folder / "导出.xlsx"
    path.write_bytes(b"old")

    def fail(*_given: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(WorkbookError, match=words):
        desk.export("fund_account")
    assert (path.read_bytes(), leftovers(desk.folder)) == (b"old", [])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs the device that is always full")  # noqa: PTH110
def test_a_full_disk_while_writing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def onto_full(*given: object, **named: object) -> None:
        named["path"] = "/dev/full"
        splice(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("app.excel.table.splice", onto_full)
    with pytest.raises(WorkbookError, match="磁盘已满"):
        desk.export("fund_account")
    assert not (desk.folder / "导出.xlsx").exists()


def test_names_and_folders_that_do_not_do(desk: Desk) -> None:
    for name, words in (("导出.xls", "应以 .xlsx 结尾"), ("没有/导出.xlsx", "不存在")):
        with pytest.raises(WorkbookError, match=words):
            desk.export("fund_account", name)
    (desk.folder / "夹.xlsx").mkdir()
    with pytest.raises(WorkbookError, match="是文件夹"):
        desk.export("fund_account", "夹.xlsx")


def test_the_file_is_sound(desk: Desk) -> None:
    with zipfile.ZipFile(desk.export("fund_account")) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
