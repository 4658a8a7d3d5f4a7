"""Files from outside that are hostile, damaged or something else: one sentence each, and this process lives on."""

from __future__ import annotations

import contextlib
import io
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import WorkbookError
from app.foreign import DEFAULT_LIMITS, Mark, read_workbook
from app.foreign.archive import Kind, inspect_file

OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SMALL = replace(DEFAULT_LIMITS, memory_bytes=512 * 1024 * 1024, seconds=20)


def workbook_bytes() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet("数据")
        for number in range(200):
            sheet.write_row(number, 0, [f"代码{number:03d}", "名称", number * 1.5])
    return out.getvalue()


def rezipped(content: bytes, *, replaced: dict[str, bytes], repeated: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, replaced.get(name, source.read(name)))
        if repeated:
            target.writestr(repeated.upper(), b"twice")
    return out.getvalue()


def sheet_xml(rows: str, *, dimension: str = "A1") -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def refused(path: Path, content: bytes) -> WorkbookError:
    path.write_bytes(content)
    started = time.monotonic()
    with pytest.raises(WorkbookError) as caught:
        read_workbook(path, limits=SMALL)
    assert time.monotonic() - started < 25
    assert caught.value.sentence.endswith("。")
    assert path.name in caught.value.sentence
    return caught.value


SHEET = "xl/worksheets/sheet1.xml"
CORNERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.xlsx", b"", "empty"),
        ("网页.xlsx", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "html"),
        ("网页.xls", b"\xef\xbb\xbf<!DOCTYPE HTML><table>", "html"),
        ("表格.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "xml"),
        ("乱码.xlsx", bytes(range(256)) * 40, "foreign"),
        ("半个.xlsx", workbook_bytes()[:-900], "damaged"),
        ("缺头.xlsx", b"PK\x03\x04" + bytes(500), "damaged"),
        ("加密.xlsx", OLE_HEAD + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("文档.xls", OLE_HEAD + bytes(600) + "WordDocument".encode("utf-16-le"), "foreign"),
        ("坏.xls", OLE_HEAD + bytes(600) + "Workbook".encode("utf-16-le"), "damaged"),
        ("重复.xlsx", rezipped(workbook_bytes(), replaced={}, repeated=SHEET), "structure"),
        ("炸弹.xlsx", rezipped(workbook_bytes(), replaced={SHEET: b" " * 60_000_000}), "bomb"),
        ("对角.xlsx", rezipped(workbook_bytes(), replaced={SHEET: sheet_xml(CORNERS)}), "unsafe"),
        (
            "声明.xlsx",
            rezipped(workbook_bytes(), replaced={SHEET: sheet_xml(CORNERS, dimension="A1:XFD1048576")}),
            "extent",
        ),
        ("坏页.xlsx", rezipped(workbook_bytes(), replaced={SHEET: b"<worksheet><sheetData><row"}), "damaged"),
        ("坏目.xlsx", rezipped(workbook_bytes(), replaced={"xl/workbook.xml": b"<workbook"}), "damaged"),
        ("引号.csv", '代码,名称\n1,"没有结束'.encode() * 9000, "damaged"),
        ("零.csv", b"code,name\n1,\x00\x00", "foreign"),
        ("乱.csv", b"\x81\x20\xff\xff,\xff", "encoding"),
    ],
)
def test_a_bad_file_is_refused_with_one_sentence(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refused(tmp_path / name, content).code == f"workbook.{code}"


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert refused(tmp_path / "打包.xlsx", out.getvalue()).code == "workbook.foreign"


def test_a_member_longer_than_it_declares_does_not_reach_the_reader(tmp_path: Path) -> None:
    content = bytearray(rezipped(workbook_bytes(), replaced={SHEET: b" " * 900_000}))
    size = (900_000).to_bytes(4, "little")
    assert content.count(size) >= 1
    refused(tmp_path / "谎报.xlsx", bytes(content).replace(size, (90).to_bytes(4, "little")))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 100_000), noise=st.binary(min_size=1, max_size=40), cut=st.booleans())
def test_damage_anywhere_is_refused_or_harmless(tmp_path: Path, place: int, noise: bytes, cut: bool) -> None:  # noqa: FBT001
    content = workbook_bytes()
    at = place % len(content)
    path = tmp_path / "改动.xlsx"
    path.write_bytes(content[:at] if cut else content[:at] + noise + content[at + len(noise) :])
    with contextlib.suppress(WorkbookError):
        assert inspect_file(path, limits=SMALL) in set(Kind)


def test_missing_folder_and_slow_files(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="没有找到文件"):
        read_workbook(tmp_path / "没有.xlsx")
    with pytest.raises(WorkbookError, match="是文件夹"):
        read_workbook(tmp_path)
    path = tmp_path / "慢.xlsx"
    path.write_bytes(workbook_bytes())
    with pytest.raises(WorkbookError, match="用时过长"):
        read_workbook(path, limits=replace(SMALL, seconds=0))


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "停.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number in range(60_000):
            sheet.write_row(number, 0, ["文字", number])
    with pytest.raises(WorkbookError, match="已停止读取"):
        read_workbook(path, stopped=lambda: True)


def test_a_frozen_program_reads_by_starting_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, program = tmp_path / "好.xlsx", tmp_path / "program"
    path.write_bytes(workbook_bytes())
    start = Path(__file__).parents[2] / "packaging" / "start.py"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{start}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert len(read_workbook(path).sheets[0].rows) == 200


def test_a_reading_process_that_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "好.xlsx"
    path.write_bytes(workbook_bytes())
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(WorkbookError, match="没有启动"):
        read_workbook(path)


def test_cells_come_as_given_and_keep_their_place(tmp_path: Path) -> None:
    path = tmp_path / "好.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("页")
        sheet.write("B3", "0012")
        sheet.write("C3", 12.5)
        sheet.write("D3", True)  # noqa: FBT003 - a cell's content
        sheet.write_datetime("E3", date(2026, 1, 31), workbook.add_format({"num_format": "yyyy-mm-dd"}))
        workbook.add_worksheet("藏").hide()
    book = read_workbook(path)
    assert [sheet.visible for sheet in book.sheets] == [True, False]
    assert book.sheets[0].rows == [[], [], [None, "0012", 12.5, True, date(2026, 1, 31)]]


def with_empty_result(path: Path) -> bytes:
    """Return the sheet with a formula that Excel calculated to an empty text, which is no damage."""
    with zipfile.ZipFile(path) as archive:
        found = archive.read(SHEET)
    return found.replace(b"</row>", b'<c r="D1" t="str"><f>IF(1,"")</f><v></v></c></row>', 1)


def test_a_text_merged_over_rows_is_said_of_each(tmp_path: Path) -> None:
    path = tmp_path / "合并.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:A3", "企业养老")
        sheet.merge_range("B1:B3", 7)
        sheet.write_column("C1", [1, 2, 3])
    assert read_workbook(path).sheets[0].rows == [
        ["企业养老", 7.0, 1.0],
        ["企业养老", None, 2.0],
        ["企业养老", None, 3.0],
    ]


def test_what_cells_hide_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "标记.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["C1"] = "=1+1", "#N/A", 0.05
    sheet["C1"].number_format = "0.00%"
    book.save(path)
    content = rezipped(path.read_bytes(), replaced={SHEET: with_empty_result(path)})
    path.write_bytes(content)
    assert read_workbook(path).sheets[0].marks == {
        (0, 0): Mark.NOT_CALCULATED,
        (0, 1): Mark.ERROR,
        (0, 2): Mark.PERCENT,
    }


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_within_a_cell_are_those_of_a_workbook(tmp_path: Path, end: str) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(end.join(["代码,名称", f'0012,"宁波{end}市"', ""]).encode())
    assert read_workbook(path).sheets[0].rows == [["代码", "名称"], ["0012", "宁波\n市"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_files_in_every_usual_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "表.csv"
    lines = [separator.join(["代码", "名称"]), separator.join(["0012", '"宁波\n市"']), ""]
    path.write_text("\n".join(lines), encoding=encoding)
    assert read_workbook(path).sheets[0].rows == [["代码", "名称"], ["0012", "宁波\n市"]]
