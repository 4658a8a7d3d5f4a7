"""Workbooks on the command line: export, change, plan, import; refused rows keep the file out, or are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.command_line import CommandLine, sign_in_by_hand

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = "accounting_subject"
PAGE = ("--page", "险种=1101", "--page", "口径=预计")


@pytest.fixture
def shebao(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    sign_in_by_hand(tmp_path / "desk")
    desk = CommandLine(tmp_path / "desk", capsys)
    for code, name in (("100301", "农行专户"), ("100302", "工行专户")):
        fields = (f"代码={code}", f"名称={name}", "上级科目=1003", "科目类别=资产", "余额方向=借")
        assert desk("add", SUBJECT, *fields).status == 0
    return desk


def change_cell(path: Path, *, row: str, column: str, value: str | int) -> None:
    """Type a value into the line that has `row` in any cell, below the heading `column`."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    lines = list(sheet.iter_rows())
    place = next(n for line in lines for n, cell in enumerate(line) if _is(cell.value, column))
    line = next(line for line in lines if any(cell.value == row for cell in line))
    line[place].value = value
    book.save(path)
    book.close()


def _is(content: object, label: str) -> bool:
    return str(content).strip("* ") == label


@pytest.fixture
def book(shebao: CommandLine, tmp_path: Path) -> Path:
    """Return the exported detail subjects of the county."""
    path = tmp_path / "科目.xlsx"
    assert shebao.json("export", SUBJECT, str(path), "--where", "上级科目=1003")["rows"] == 2
    return path


def test_an_exported_workbook_comes_back_the_same(shebao: CommandLine, book: Path) -> None:
    answer = shebao.json("import", SUBJECT, str(book), "--plan")
    assert (answer["counts"], answer["applied"]) == ({"new": 0, "changed": 0, "same": 2, "refused": 0}, False)


def test_export_adds_the_ending_and_names_the_file(shebao: CommandLine, tmp_path: Path) -> None:
    done = shebao("export", "社会保险险种", str(tmp_path / "险种"))
    assert done.out == f"“社会保险险种”已导出 3 行：{tmp_path / '险种.xlsx'}\n"
    assert (tmp_path / "险种.xlsx").exists()


def test_a_plan_changes_nothing_and_an_import_does(shebao: CommandLine, book: Path) -> None:
    change_cell(book, row="100301", column="名称", value="建行专户")
    done = shebao("import", SUBJECT, str(book), "--plan")
    assert done.status == 0
    assert "新增 0、修改 1、相同 1、不能导入 0" in done.out
    assert "名称 农行专户 → 建行专户" in done.out
    assert name_of(shebao, "100301") == "农行专户"
    answer = shebao.json("import", SUBJECT, str(book))
    assert (answer["applied"], len(answer["written"])) == (True, 1)
    assert name_of(shebao, "100301") == "建行专户"


def name_of(shebao: CommandLine, code: str) -> str:
    return str(shebao.json("query", SUBJECT, "--where", f"code={code}")["rows"][0]["name"])


def test_one_refused_row_keeps_the_whole_file_out(shebao: CommandLine, book: Path, tmp_path: Path) -> None:
    change_cell(book, row="100301", column="名称", value="建行专户")
    change_cell(book, row="100302", column="余额方向", value="左")
    refusals = tmp_path / "退回.xlsx"
    assert shebao("import", SUBJECT, str(book), "--plan").status == 1
    answer = shebao.json("import", SUBJECT, str(book), "--refusals", str(refusals), status=2)
    assert (answer["error"]["code"], answer["applied"]) == ("import.refused", False)
    (refused,) = [row for row in answer["rows"] if row["verdict"] == "refused"]
    (problem,) = refused["problems"]
    assert problem["column"] == "余额方向"
    assert "余额方向应为：借、贷；现为“左”" in problem["text"]
    assert refusals.exists()
    done = shebao("import", SUBJECT, str(book))
    assert (done.status, done.err) == (
        2,
        "有 1 处不能导入，没有导入任何内容；请改正后再导入，或加 --only-good 只导入其余的行。\n",
    )
    assert problem["cell"] in done.out
    assert name_of(shebao, "100301") == "农行专户"


def test_the_good_rows_are_imported_when_the_person_says_so(shebao: CommandLine, book: Path) -> None:
    change_cell(book, row="100301", column="名称", value="建行专户")
    change_cell(book, row="100302", column="余额方向", value="左")
    answer = shebao.json("import", SUBJECT, str(book), "--only-good", status=1)
    assert (answer["applied"], len(answer["written"])) == (True, 1)
    assert name_of(shebao, "100301") == "建行专户"


def test_a_filled_in_sheet_goes_out_and_comes_back(shebao: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "填报.xlsx"
    assert shebao.json("export", "参数填报", str(path), *PAGE)["sheets"] == 1
    change_cell(path, row="GL0101", column="全年", value=120000)
    answer = shebao.json("import", "参数填报", str(path))
    assert answer["counts"]["new"] == 1
    rows = {row["parameter"]: row["values"] for row in shebao.json("sheet", *PAGE)["rows"]}
    assert rows["GL0101"]["year"] == 120000


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("没有.xlsx", None, "workbook.missing"),
        ("坏.xlsx", b"PK\x03\x04 half a file", "workbook"),
        ("空.csv", b"", "workbook"),
        ("别人的.csv", "甲,乙\n1,2\n".encode(), "workbook"),
    ],
)
def test_a_file_that_is_no_workbook_of_ours_is_one_sentence(
    shebao: CommandLine, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    error = shebao.json("import", SUBJECT, str(tmp_path / name), status=2)["error"]
    assert error["code"].startswith(code)
    done = shebao("import", SUBJECT, str(tmp_path / name))
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert name in done.err


def test_an_export_into_nowhere_is_one_sentence(shebao: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    done = shebao("export", SUBJECT, str(tmp_path / "file" / "x.xlsx"))
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert str(tmp_path / "file") in done.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "nosuch", "x.xlsx"), "catalog.unknown"),
        (("export", "nosuch", "x.xlsx"), "catalog.unknown"),
        (("export", "region", "x.xlsx", "--page", "口径=预计"), "sheet.unknown"),
        (("export", "参数填报", "x.xlsx", "--page", "险种=9999"), "workbook.no-rows"),
    ],
)
def test_bad_words_are_one_sentence(shebao: CommandLine, arguments: tuple[str, ...], code: str) -> None:
    assert shebao.json(*arguments, status=2)["error"]["code"] == code


@pytest.mark.usefixtures("qapp")
def test_rows_and_sheets_are_laid_out_as_a_pdf(shebao: CommandLine, tmp_path: Path) -> None:
    answer = shebao.json("print", SUBJECT, str(tmp_path / "科目"), "--where", "上级科目=1003", "--paper", "A3")
    assert (answer["rows"], answer["pages"]) == (2, 1)
    assert (tmp_path / "科目.pdf").read_bytes().startswith(b"%PDF")
    sheet = shebao.json("print", "参数填报", str(tmp_path / "填报.pdf"), *PAGE, "--turn", "横向", "--unsigned")
    assert (sheet["rows"], sheet["pages"]) == (3, 1)


@pytest.mark.usefixtures("qapp")
def test_a_pdf_in_a_folder_that_is_not_there_is_one_sentence(shebao: CommandLine, tmp_path: Path) -> None:
    done = shebao("print", SUBJECT, str(tmp_path / "没有" / "科目.pdf"))
    assert done.status == 2
    assert "不存在" in done.err


def test_rows_go_out_in_groups_with_subtotals_and_a_sheet_does_not(shebao: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "分组.xlsx"
    assert shebao.json("export", SUBJECT, str(path), "--where", "上级科目=1003", "--group", "余额方向")["rows"] == 2
    grid = openpyxl.load_workbook(path).worksheets[0]
    head = [str(cell.value).strip("* ") for cell in grid[3]]
    code, name = head.index("代码"), head.index("名称")
    lines = [(line[code].value, line[name].value) for line in grid.iter_rows(min_row=4)]
    assert lines == [("借", "2 行"), ("100301", "农行专户"), ("100302", "工行专户"), ("总计", "2 行")]
    sheet = shebao("export", "参数填报", str(path), *PAGE, "--group", "险种")
    assert (sheet.status, "只用于目录的行" in sheet.err) == (2, True)
    wrong = shebao("export", SUBJECT, str(path), "--group", "名称")
    assert (wrong.status, "“名称”不能用来分组" in wrong.err) == (2, True)
