"""Statements of banks on the command line: plan, import, the same again, doubtful lines, wrong files (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.command_line import CommandLine, sign_in_by_hand
from tests.statement_files import ACCOUNT, BANK, OTHER, ROWS, put_accounts_of, write_csv
from tests.support import OPERATOR, PROVINCE_OPERATOR, REVIEWER, YEAR

if TYPE_CHECKING:
    from pathlib import Path

    from app.people import User


def desk_of(folder: Path, capsys: pytest.CaptureFixture[str], *, user: User = OPERATOR) -> CommandLine:
    sign_in_by_hand(folder, user=user)
    put_accounts_of(folder)
    return CommandLine(folder, capsys)


@pytest.fixture
def shebao(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return desk_of(tmp_path / "desk", capsys)


def test_a_statement_is_planned_imported_and_harmless_the_second_time(shebao: CommandLine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "工行.csv", above=[f"账号：{ACCOUNT} 户名：海曙区财政局", "币种：人民币"])
    plan = shebao.json("statement", "import", str(path), "--plan")
    assert plan["counts"] == {"new": 4, "changed": 0, "same": 0, "refused": 0}
    assert "期初 500,000.00，期末 1,320,000.00，收入 1,050,000.00，支出 230,000.00" in " ".join(plan["notes"])
    assert shebao.json("query", "银行流水")["rows"] == []
    assert len(shebao.json("statement", "import", str(path))["written"]) == 4
    rows = shebao.json("query", "银行流水")["rows"]
    assert [(one["serial_no"], one["sequence"], one["balance"]) for one in rows] == [
        ("A001", 10, 1_500_000),
        ("A002", 20, 1_300_000),
        ("A003", 10, 1_350_000),
        ("A004", 10, 1_320_000),
    ]
    assert {(one["account_no"], one["bank_name"], one["insurance_type"]) for one in rows} == {(ACCOUNT, BANK, "1102")}
    again = shebao.json("statement", "import", str(path))
    assert (again["counts"]["same"], again["written"]) == (4, [])
    assert shebao("undo").status == 0
    assert shebao.json("query", "银行流水")["rows"] == []


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "gb18030"), ("\t", "gb18030"), (";", "utf-8"), ("|", "utf-8-sig")]
)
def test_any_delimiter_and_encoding_give_the_same_lines(
    shebao: CommandLine, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = write_csv(tmp_path / "流水.txt", delimiter=delimiter, encoding=encoding)
    plan = shebao.json("statement", "import", str(path), "--account", ACCOUNT, "--plan")
    assert plan["counts"]["new"] == 4


def test_a_workbook_of_newest_first_with_one_amount_and_a_flag(shebao: CommandLine, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["交易明细查询"])
    sheet.append(["查询账号", ACCOUNT])
    sheet.append([])
    sheet.append(["交易时间", "借贷标志", "交易金额", "账户余额", "对方单位名称", "用途", "附言"])
    sheet.append([f"{YEAR}-02-03 15:20:01", "借", 300.5, 1200.25, "支出户", "待遇", "二月"])
    sheet.append([f"{YEAR}0105 091500", "贷", "1,500.75", "1,500.75", "税务局", "保费", "保费"])
    sheet.append(["合计", None, 1801.25])
    book.save(tmp_path / "农行.xlsx")
    answer = shebao.json("statement", "import", str(tmp_path / "农行.xlsx"))
    assert answer["counts"]["new"] == 2
    assert any("合计" in note for note in answer["notes"])
    first, second = shebao.json("query", "银行流水")["rows"]
    assert (first["income"], first["spending"], first["purpose"]) == (1500.75, None, "保费")
    assert (second["income"], second["spending"], second["purpose"]) == (None, 300.5, "待遇；二月")
    assert first["serial_no"].startswith("BH-")
    assert shebao.json("statement", "import", str(tmp_path / "农行.xlsx"))["counts"]["same"] == 2
    assert shebao.json("statement", "check", "--account", ACCOUNT, "--to", f"{YEAR}-12-31")["findings"] == []


def test_a_later_statement_that_overlaps_adds_only_what_is_new(shebao: CommandLine, tmp_path: Path) -> None:
    write = write_csv(tmp_path / "一.csv", rows=ROWS[:1])
    shebao.json("statement", "import", str(write), "--account", ACCOUNT)
    whole = shebao.json("statement", "import", str(write_csv(tmp_path / "二.csv")), "--account", ACCOUNT)
    assert (whole["counts"]["same"], whole["counts"]["new"]) == (1, 3)
    assert shebao.json("statement", "check", "--to", f"{YEAR}-12-31")["findings"] == []


def test_an_unreadable_or_doubtful_line_keeps_the_file_out(shebao: CommandLine, tmp_path: Path) -> None:
    shebao.json("statement", "import", str(write_csv(tmp_path / "好.csv")), "--account", ACCOUNT)
    other = (*ROWS[0][:2], "", "1,000,000.01", "1,500,000.01", *ROWS[0][5:])
    bad = (f"{YEAR}-13-40", "A009", "12.3.4", "", "1", "某人", "", "")
    path = write_csv(tmp_path / "坏.csv", rows=[other, bad])
    done = shebao("statement", "import", str(path), "--account", ACCOUNT)
    assert done.status == 2
    assert "第 2 行" in done.out
    assert "疑似重复" in done.out
    assert "A3 交易日期：应为日期" in done.out
    assert "C3 借方发生额：应填金额" in done.out
    assert len(shebao.json("query", "银行流水")["rows"]) == 4
    kept = shebao.json(
        "statement", "import", str(path), "--account", ACCOUNT, "--only-good", "--with-doubtful", status=1
    )
    assert len(kept["written"]) == 1


def test_wrong_account_wrong_state_wrong_person(
    shebao: CommandLine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "流水.csv")
    assert "请选择导入到哪个账户" in shebao("statement", "import", str(path)).err
    assert "已停用" in shebao("statement", "import", str(path), "--account", OTHER).err
    assert "中没有“12345”" in shebao("statement", "import", str(path), "--account", "12345").err
    other = write_csv(tmp_path / "他.csv", above=["账号：9999111100002222"])
    assert "与所选账户" in shebao("statement", "import", str(other), "--account", ACCOUNT).err
    plain = tmp_path / "无.csv"
    plain.write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert "认不出银行流水的日期、收入和支出" in shebao("statement", "import", str(plain), "--account", ACCOUNT).err
    reviewer = desk_of(tmp_path / "sh", capsys, user=REVIEWER)
    assert "审核岗不能修改数据" in reviewer("statement", "import", str(path), "--account", ACCOUNT).out
    province = desk_of(tmp_path / "zj", capsys, user=PROVINCE_OPERATOR)
    assert "应由下级修改" in province("statement", "import", str(path), "--account", ACCOUNT).out


def test_an_account_with_lines_cannot_be_deleted(shebao: CommandLine, tmp_path: Path) -> None:
    shebao.json("statement", "import", str(write_csv(tmp_path / "流水.csv")), "--account", ACCOUNT)
    done = shebao("delete", "基金账户", f"{ACCOUNT}/{BANK}")
    assert done.status != 0
    assert "“银行流水”中有 4 行正在使用它" in done.out + done.err


def test_the_check_names_the_line_that_breaks_and_the_gap(shebao: CommandLine, tmp_path: Path) -> None:
    shebao.json("statement", "import", str(write_csv(tmp_path / "流水.csv")), "--account", ACCOUNT)
    good = shebao("statement", "check")
    assert good.status == 0
    assert "逐笔相符" in good.out
    rows = {one["serial_no"]: one for one in shebao.json("query", "银行流水")["rows"]}
    assert shebao("set", "银行流水", rows["A002"]["id"], "余额(元)=1299999.99").status == 0
    assert shebao("delete", "银行流水", rows["A003"]["id"]).status == 0
    answer = shebao.json("statement", "check", status=1)
    found = [(one["fault"], one["serial_no"], one["expected"], one["found"]) for one in answer["findings"]]
    assert found == [("break", "A002", 1_300_000, 1_299_999.99), ("gap", "A004", 1_269_999.99, 1_320_000)]
    assert answer["accounts"][0]["opening"] == 500_000
    shebao("set", "基金账户", f"{ACCOUNT}/{BANK}", "账面余额(元)=1")
    assert "与账面不符" in shebao("statement", "check").out
    february = shebao.json("statement", "check", "--from", f"{YEAR}-02-01", "--to", f"{YEAR}-02-28", status=1)
    assert [one["serial_no"] for one in february["findings"]] == ["A004"]
