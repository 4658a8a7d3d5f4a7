"""Two years and two regions side by side, from the store and on the command line (clauses 1.1-1.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.comparing import Comparison, Side, compare
from tests.command_line import CommandLine, sign_in_by_hand
from tests.support import CITY, COUNTY, OTHER_COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.comparing import Compared
    from app.store import Store

VALUE = "management_value"
UNIT = 10_000
PAGES = (("insurance_type", "1101"), ("basis", "estimate"))
REGIONS = Comparison(
    catalog=VALUE,
    left=Side(fiscal_year=YEAR, region=OTHER_COUNTY),
    right=Side(fiscal_year=YEAR, region=COUNTY),
    pages=PAGES,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def put(
    store: Store, code: str, value: int | None, *, region: str = COUNTY, period: str = "year", **more: object
) -> str:
    row = {"mof_div_code": region, "insurance_type": "1101", "parameter": code, "basis": "estimate", "period": period}
    scaled = None if value is None else value * UNIT
    return put_rows(store, VALUE, {**row, "value": scaled, **more})[0]


def run(store: Store, comparison: Comparison) -> list[Compared]:
    with store.read() as connection:
        return compare(connection, schema=store.schema, comparison=comparison)


def told(found: list[Compared]) -> list[tuple[str, str, str, str, str, str]]:
    return [(one.code, one.what, one.left, one.right, one.difference_text, one.percent_text) for one in found]


def test_two_regions_of_a_sheet_stand_side_by_side_in_its_order(store: Store) -> None:
    mine = put(store, "GL0201", 60)
    theirs = put(store, "GL0201", 50, region=OTHER_COUNTY)
    put(store, "GL0101", 100)
    put(store, "GL0101", 100, region=OTHER_COUNTY)
    put(store, "GL0101", 7, period="q1")
    found = run(store, REGIONS)
    assert told(found) == [
        ("GL0101", "全年", "100", "100", "0", "0.0%"),
        ("GL0101", "一季度", "", "7", "", "—"),
        ("GL0201", "全年", "50", "60", "10", "20.0%"),
    ]
    assert found[-1].row_ids == (theirs, mine)
    assert [one.what for one in run(store, replace(REGIONS, only_differences=True))] == ["一季度", "全年"]


def test_blank_on_both_sides_is_no_line_and_crossed_is_one(store: Store) -> None:
    put(store, "GL0101", None)
    put(store, "GL0201", None, is_not_applicable=True)
    assert told(run(store, REGIONS)) == [("GL0201", "全年", "", "×", "", "—")]


def test_two_years_of_rows_tell_what_came_went_and_changed(store: Store) -> None:
    account = {"mof_div_code": COUNTY, "account_no": "62001", "bank_name": "农行", "account_type": "31"}
    put_rows(store, "fund_account", {**account, "account_name": "专户", "balance": 150_00})
    put_rows(store, "fund_account", {**account, "account_name": "老专户", "balance": 100_00, "fiscal_year": YEAR - 1})
    put_rows(store, "fund_account", {**account, "account_no": "62002", "account_name": "新户"})
    comparison = Comparison(
        catalog="fund_account",
        left=Side(fiscal_year=YEAR - 1, region=COUNTY),
        right=Side(fiscal_year=YEAR, region=COUNTY),
    )
    found = {(one.name, one.what): one for one in run(store, comparison)}
    balance = next(one for (_, what), one in found.items() if "余额" in what)
    assert (balance.left, balance.right, balance.difference_text) == ("100.00", "150.00", "50.00")
    assert balance.percent_text == "50.0%"
    assert (found["专户", "账户名称"].left, found["专户", "账户名称"].right) == ("老专户", "专户")
    assert (found["新户", "整行"].left, found["新户", "整行"].right) == ("无", "有")


def test_two_regions_of_rows_are_matched_without_their_region(store: Store) -> None:
    subject = {"code": "100301", "name": "农行", "parent_code": "1003", "category": "1", "balance_side": "1"}
    put_rows(store, "accounting_subject", {**subject, "mof_div_code": COUNTY})
    put_rows(store, "accounting_subject", {**subject, "mof_div_code": OTHER_COUNTY, "name": "工行"})
    put_rows(store, "accounting_subject", {**subject, "mof_div_code": CITY, "code": "100302"})
    left, right = Side(fiscal_year=YEAR, region=OTHER_COUNTY), Side(fiscal_year=YEAR, region=COUNTY)
    found = run(store, Comparison(catalog="accounting_subject", left=left, right=right))
    assert [(one.code, one.left, one.right) for one in found] == [("100301", "工行", "农行")]


def test_the_command_line_compares_with_the_same_function(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sign_in_by_hand(tmp_path / "desk")
    shebao = CommandLine(tmp_path / "desk", capsys)
    shebao("sheet", "--page", "险种=1101", "GL0101.全年=120")
    answer = shebao.json("compare", VALUE, "--page", "险种=1101", "--with-region", OTHER_COUNTY)
    (line,) = [one for one in answer["lines"] if one["code"] == "GL0101"]
    assert (line["left"], line["right"], line["percent"], line["differs"]) == ("", "120", "—", True)
    assert "项不同）" in shebao("compare", VALUE, "--page", "险种=1101", "--with-region", OTHER_COUNTY).out
    path = tmp_path / "对比.xlsx"
    assert shebao("compare", VALUE, "--page", "险种=1101", "--with-region", OTHER_COUNTY, "--to", str(path)).status == 0
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["GL0101", "参保人数(年末)（人）", "全年", None, 120, None, "—"] in cells
    assert shebao("compare", "accounting_subject", "--with-year", str(YEAR)).out.startswith("两边都没有数据")
