"""Reconciliation on the command line: marks and undo, open lines, pairs, 余额调节; who may not (clause 1.6)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.store import open_store
from tests.command_line import CommandLine, sign_in_by_hand
from tests.statement_files import ACCOUNT, BANK, put_accounts_of, write_csv
from tests.support import COUNTY, REVIEWER, YEAR, put_rows

if TYPE_CHECKING:
    from pathlib import Path

SECOND = "9999330203000330004"


@pytest.fixture
def shebao(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    folder = tmp_path / "desk"
    sign_in_by_hand(folder)
    put_accounts_of(folder)
    (path,) = folder.glob("**/*.db")
    store = open_store(path, catalogs=CATALOGS)
    spending = {"account_no": SECOND, "account_name": "海曙社保支出户", "bank_name": BANK, "account_type": "33"}
    put_rows(store, "fund_account", {**spending, "mof_div_code": COUNTY})
    store.close()
    desk = CommandLine(folder, capsys)
    desk.json("statement", "import", str(write_csv(tmp_path / "一.csv")), "--account", ACCOUNT)
    rows = [
        (f"{YEAR}-01-06", "B001", "", "200000", "200000", "海曙区财政专户", ACCOUNT, "拨付待遇"),
        (f"{YEAR}-01-08", "B002", "900", "", "199100", "某银行", "1", "代发"),
        (f"{YEAR}-01-09", "B003", "", "900", "200000", "某银行", "1", "代发退回"),
    ]
    first = ("9999330203000330004",)
    path = write_csv(tmp_path / "二.csv", rows=[(*row, *first) for row in rows], head=(*HEAD, "账号"))
    desk.json("statement", "import", str(path))
    return desk


HEAD = ("交易日期", "交易流水号", "借方发生额", "贷方发生额", "余额", "对方户名", "对方账号", "摘要")


def test_marks_are_set_taken_off_and_undone(shebao: CommandLine) -> None:
    assert len(shebao.json("statement", "open")["rows"]) == 7
    done = shebao.json("statement", "mark", "--account", ACCOUNT, "--to", f"{YEAR}-01-31")
    assert len(done["written"]) == 3
    marked = shebao.json("query", "银行流水", "--where", "对账标记=已对")["rows"]
    assert {one["reconciled_by"] for one in marked} == {"hs_jb"}
    assert all(one["reconciled_on"] for one in marked)
    # marked lines keep who marked them first
    again = shebao.json("statement", "mark", *(one["id"] for one in marked))
    assert again["written"] == []
    shebao.json("statement", "unmark", marked[0]["id"])
    assert len(shebao.json("statement", "open")["rows"]) == 5
    assert "取消对账 1 行（银行流水）" in shebao("undo").out
    assert len(shebao.json("statement", "open")["rows"]) == 4


def test_pairs_are_transfers_and_entries_taken_back(shebao: CommandLine) -> None:
    found = shebao.json("statement", "pairs")["pairs"]
    told = [(one["kind"], one["first"]["serial_no"], one["second"]["serial_no"]) for one in found]
    assert told == [("transfer", "A002", "B001"), ("reversal", "B002", "B003")]
    ids = [side["id"] for one in found for side in (one["first"], one["second"])]
    assert len(shebao.json("statement", "mark", *ids)["written"]) == 4
    assert shebao.json("statement", "pairs")["pairs"] == []


def test_the_bank_without_open_lines_is_the_book(shebao: CommandLine) -> None:
    shebao("statement", "mark", "--account", ACCOUNT, "--to", f"{YEAR}-01-31")
    (one,) = shebao.json("statement", "adjust", "--account", ACCOUNT, status=1)["accounts"]
    told = [one[name] for name in ("bank", "open_income", "open_spending", "adjusted", "book", "difference")]
    assert told == [1_320_000, 0, 30_000, 1_350_000, 1_320_000, 30_000]
    shebao("statement", "mark", "--account", ACCOUNT)
    assert "相符" in shebao("statement", "adjust", "--account", ACCOUNT).out


def test_who_may_not_and_what_is_missing(
    shebao: CommandLine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "请写要标记的行标识" in shebao("statement", "mark").err
    assert shebao("statement", "mark", "no-such-line").status != 0
    folder = tmp_path / "sh"
    sign_in_by_hand(folder, user=REVIEWER)
    put_accounts_of(folder)
    (path,) = folder.glob("**/*.db")
    store = open_store(path, catalogs=CATALOGS)
    line = {"account_no": ACCOUNT, "bank_name": BANK, "serial_no": "A1", "income": 1, "balance": 1}

    (row_id,) = put_rows(
        store, "statement_line", {**line, "mof_div_code": COUNTY, "booked_on": date(YEAR, 1, 5), "sequence": 10}
    )
    store.close()
    reviewer = CommandLine(folder, capsys)
    done = reviewer("statement", "mark", row_id)
    assert done.status != 0
    assert "审核岗不能修改数据" in done.out + done.err
