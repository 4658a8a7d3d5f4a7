"""Groups in a workbook: subtotals as numbers, rows that fold below them, a total (clause 2, 导出)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import load_workbook

from app.excel.export_groups import export_groups
from app.rows import Query
from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from pathlib import Path


def test_groups_fold_and_carry_their_sums(tmp_path: Path) -> None:
    store = small_store(tmp_path)
    account = {"mof_div_code": COUNTY, "bank_name": "工商银行"}
    rows = [
        {**account, "account_no": f"1000{n}", "account_name": f"户{n}", "account_type": kind, "balance": n * 12_345}
        for n, kind in enumerate(("31", "32", "31"))
    ]
    put_rows(store, "fund_account", *rows)
    path = tmp_path / "分组.xlsx"
    query = Query(catalog="fund_account", fiscal_year=YEAR, region=COUNTY)
    done: list[tuple[int, int]] = []
    with store.read() as connection:
        count = export_groups(
            connection,
            schema=store.schema,
            query=query,
            field="account_type",
            user=OPERATOR,
            path=path,
            progress=lambda *told: done.append(told),
        )
    store.close()
    sheet = load_workbook(path).worksheets[0]
    head = [cell.value for cell in sheet[3]]
    no, name, balance = (head.index(label) for label in ("银行账号", "账户名称", "账面余额(元)"))
    lines = [[row[place].value for place in (no, name, balance)] for row in sheet.iter_rows(min_row=4)]
    assert (count, done[-1]) == (3, (3, 3))
    assert lines == [
        ["财政专户", "2 行", 246.9],
        ["10000", "户0", 0],
        ["10002", "户2", 246.9],
        ["收入户", "1 行", 123.45],
        ["10001", "户1", 123.45],
        ["总计", "3 行", 370.35],
    ]
    assert [sheet.row_dimensions[row].outline_level for row in range(4, 10)] == [0, 1, 1, 0, 1, 0]
    assert sheet.sheet_format.outlineLevelRow == 1
    assert sheet.sheet_properties.outlinePr is not None
    assert sheet.sheet_properties.outlinePr.summaryBelow is False
    assert sheet["A4"].font.b
