"""Headings are found wherever they stand and however they are written."""

from __future__ import annotations

import pytest

from app.catalogs.accounting_subject import ACCOUNTING_SUBJECT
from app.catalogs.fund_account import FUND_ACCOUNT
from app.errors import WorkbookError
from app.excel.heading import find_heading, is_total
from app.excel.meta import WorkbookMeta, digest_of, meta_rows, read_meta
from app.foreign import RawSheet, RawWorkbook


def sheet(*rows: list[str | float | None]) -> RawSheet:
    return RawSheet(title="页", rows=[list(row) for row in rows])


@pytest.mark.parametrize("before", [0, 1, 5, 9])
def test_the_heading_may_stand_in_any_of_the_first_ten_rows(before: int) -> None:
    rows: list[list[str | float | None]] = [["表", None]] * before
    found = find_heading(sheet(*rows, ["*代 码", "　名称：", "科目类别"]), catalog=ACCOUNTING_SUBJECT, file="x")
    assert (found.row, found.columns) == (before, {"code": 0, "name": 1, "category": 2})


def test_full_width_and_half_width_are_one() -> None:
    found = find_heading(sheet(["银行账号", "开户银行", "账面余额（元）"]), catalog=FUND_ACCOUNT, file="x")
    assert found.columns["balance"] == 2


def test_what_else_was_found_is_told() -> None:
    found = find_heading(
        sheet(["代码", "名称", "代码", "颜色", "序号", "行标识"]), catalog=ACCOUNTING_SUBJECT, file="x"
    )
    assert found.row_id == 5
    assert found.notes == (
        "列“代码”出现两次，只用左边的一列",
        "“财政专户会计科目”没有名为“颜色”的列，已忽略这一列",
    )


def test_no_heading_in_ten_rows() -> None:
    rows: list[list[str | float | None]] = [["表", None]] * 10
    with pytest.raises(WorkbookError, match="前 10 行里找不到"):
        find_heading(sheet(*rows, ["代码", "名称"]), catalog=ACCOUNTING_SUBJECT, file="x")


def test_totals() -> None:
    assert is_total([None, "合 计", 5.0])
    assert is_total(["", "", "总计："]) is True
    assert not is_total(["合计表说明很长的一句话不是合计行", 5.0])
    assert not is_total(["1", "2", "3", "合计"])


def test_a_workbook_says_again_what_was_said_of_it() -> None:
    meta = WorkbookMeta(
        kind="rows",
        catalog="region",
        digest=digest_of(ACCOUNTING_SUBJECT),
        fiscal_year=2026,
        region="330203000",
        exported_at="2026-01-01T00:00:00Z",
        pages={"页": {"insurance_type": "1101"}},
    )
    rows = [[name, text] for name, text in meta_rows(meta)]
    book = RawWorkbook(name="x", kind="xlsx", sheets=(RawSheet(title="_shebao", rows=[list(row) for row in rows]),))
    assert read_meta(book) == meta
    assert read_meta(RawWorkbook(name="x", kind="xlsx", sheets=())) is None
    assert digest_of(ACCOUNTING_SUBJECT) != digest_of(FUND_ACCOUNT)
