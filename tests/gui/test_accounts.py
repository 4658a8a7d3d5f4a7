"""账户查询 in the window: accounts, balance by month, lines with sums, receipts, export and PDF (clause 1.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.excel import apply_plan
from app.excel.plan import ImportContext
from app.foreign import read_workbook
from app.people import Role
from app.statements.planning import StatementChoice, plan_statement
from resources.statement_headings import OWN_FILE, read_headings
from tests.receipt_files import png_bytes, write_pdf
from tests.statement_files import ACCOUNT, put_accounts, write_csv
from tests.support import COUNTY, OPERATOR, REVIEWER, YEAR, put_rows
from ui.accounts.page import AccountsPage
from ui.accounts.receipts_tab import Target

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.people import User
    from app.report_pages.layout import Plan
    from app.store import Store
    from ui.desk import Desk
    from ui.list_table import ListTable

    Settle = Callable[[], None]

LEFT = Qt.MouseButton.LeftButton
LINES_TAB, RECEIPTS_TAB = 2, 3
DAY = date(YEAR, 1, 20)


def bring_in(store: Store, folder: Path, *, user: User = OPERATOR) -> None:
    with store.read() as connection:
        plan = plan_statement(
            connection,
            schema=store.schema,
            raw=read_workbook(write_csv(folder / "流水.csv")),
            user=user,
            context=ImportContext(fiscal_year=YEAR, region=COUNTY),
            headings=read_headings(own=folder / OWN_FILE),
            choice=StatementChoice(account=ACCOUNT),
        )
    assert len(apply_plan(store, plan=plan, user=user).written) == 4


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle, tmp_path: Path) -> AccountsPage:
    put_accounts(desk.store)
    second = {"account_no": "9999330203000330004", "account_name": "海曙社保支出户", "bank_name": "农行"}
    put_rows(desk.store, "fund_account", {**second, "account_type": "33", "mof_div_code": COUNTY})
    bring_in(desk.store, tmp_path)
    return shown(qtbot, desk, settle)


def shown(qtbot: QtBot, desk: Desk, settle: Settle) -> AccountsPage:
    made = AccountsPage("accounts", desk=desk)
    qtbot.addWidget(made)
    made.resize(1240, 640)
    made.show()
    qtbot.waitExposed(made)
    desk.rows_changed.connect(lambda _: made.refresh())
    made.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    return made


def texts(table: ListTable, column: int) -> list[str]:
    model = table.model()
    return [str(model.index(row, column).data() or "") for row in range(model.rowCount())]


def choose(page: AccountsPage, row: int, settle: Settle) -> None:
    page.accounts.choose([row])
    settle()


def test_an_agency_sees_accounts_and_is_told_why_no_lines(
    page: AccountsPage, desk: Desk, settle: Settle, qtbot: QtBot
) -> None:
    assert [page.tabs.isTabEnabled(n) for n in range(page.tabs.count())] == [True] * 5
    desk.user = replace(desk.user, role=Role.AGENCY)
    seen = shown(qtbot, desk, settle)
    assert [seen.tabs.isTabEnabled(n) for n in range(seen.tabs.count())] == [True, False, False, False, True]
    assert "“银行流水”由财政部门管理" in seen.tabs.tabToolTip(LINES_TAB)
    assert seen.tabs.tabToolTip(0) == ""


def test_accounts_months_lines_and_totals_follow_the_choice(page: AccountsPage, settle: Settle) -> None:
    assert texts(page.accounts, 0) == [
        "全部账户（3）",
        "海曙区财政专户（居民养老）",
        "海曙区收入户",
        "海曙社保支出户",
    ]
    assert texts(page.by_type, 1) == ["2", "1"]
    choose(page, 1, settle)
    assert texts(page.months, 0) == [f"{YEAR}-01", f"{YEAR}-02"]
    assert texts(page.months, 5) == ["1,350,000.00", "1,320,000.00"]
    assert texts(page.months, 6) == ["", ""]
    assert page.chart is not None
    assert "月末余额" in page.chart.accessibleDescription()
    assert page.sums.text().startswith("4 笔，收入 1,050,000.00 元，支出 230,000.00 元")
    page.line_bar.text.setText("拨付")
    page.line_bar.least.setText("100000")
    page.line_bar.changed.emit()
    settle()
    page.tabs.setCurrentIndex(LINES_TAB)
    settle()
    assert page.sums.text().startswith("1 笔，收入 0.00 元，支出 200,000.00 元")
    assert texts(page.lines, 8) == ["A002"]
    choose(page, 3, settle)
    assert page.sums.text().startswith("没有符合条件的流水")


def test_the_chosen_account_leads_to_its_row(page: AccountsPage, qtbot: QtBot, settle: Settle) -> None:
    choose(page, 1, settle)
    with qtbot.waitSignal(page.jump_requested) as asked:
        page.accounts.opened.emit(1)
    assert asked.args is not None
    assert asked.args[0].catalog == "fund_account"


def test_a_receipt_is_added_to_a_day_and_to_a_line_seen_and_taken_off(
    page: AccountsPage, settle: Settle, tmp_path: Path
) -> None:
    tab = page.receipts
    assert tab.add.toolTip() == "请先在左侧选中一个账户"
    choose(page, 1, settle)
    page.tabs.setCurrentIndex(RECEIPTS_TAB)
    assert tab.add.toolTip() == "请先填写回单的日期"
    tab.day.setText(f"{YEAR}-01-20")
    assert tab.add.isEnabled()
    picture = tmp_path / "扫描.png"
    picture.write_bytes(png_bytes())
    tab.attach_files([picture], target=Target(account=page.account, day=DAY))
    settle()
    assert texts(tab.table, 1) == ["扫描.png"]
    page.tabs.setCurrentIndex(LINES_TAB)
    settle()
    page.lines.choose([0])
    settle()
    assert page.attach.isEnabled()
    line = page._line()
    assert line is not None
    tab.attach_files([write_pdf(tmp_path / "回单.pdf", pages=2)], target=Target(line=line.id))
    settle()
    assert texts(page.lines, 7)[0] == "1"
    assert texts(tab.table, 4) == ["等待上传", "等待上传"]
    tab.table.choose([0])
    QTest.mouseClick(tab.open, LEFT)
    settle()
    viewer = tab.viewer
    assert viewer is not None
    assert (viewer.page, viewer.pages) == (0, 2)
    width = viewer.sheet.pixmap().width()
    assert viewer.before.toolTip() == "已是第一页"
    QTest.mouseClick(viewer.after, LEFT)
    QTest.mouseClick(viewer.larger, LEFT)
    settle()
    assert viewer.page == 1
    assert viewer.sheet.pixmap().width() > width
    copy = tmp_path / "另存.pdf"
    viewer.save_as(copy)
    settle()
    assert copy.read_bytes() == (tmp_path / "回单.pdf").read_bytes()
    viewer.close()
    tab.table.choose([0])
    QTest.mouseClick(tab.remove, LEFT)
    settle()
    assert texts(tab.table, 1) == ["扫描.png"]
    assert texts(page.lines, 7)[0] == ""


def test_a_file_that_is_no_receipt_is_told(page: AccountsPage, settle: Settle, tmp_path: Path) -> None:
    choose(page, 1, settle)
    wrong = tmp_path / "表.pdf"
    wrong.write_bytes(b"PK\x03\x04")
    told: list[object] = []
    page.desk.operations.failed.connect(told.append)
    line = page._line()
    assert line is None
    page.receipts.attach_files([wrong], target=Target(account=page.account, day=DAY))
    settle()
    assert any("不是 PDF、PNG 或 JPEG" in str(getattr(one, "sentence", one)) for one in told)


def test_everything_found_goes_into_a_workbook_and_a_pdf(page: AccountsPage, settle: Settle, tmp_path: Path) -> None:
    choose(page, 1, settle)
    path = tmp_path / "账户.xlsx"
    page.paper.write_workbook(path, query=page.query(), limits=page.line_bar.limits(), line="海曙区")
    settle()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["账户", "按账户类别", "按核算险种", "按月余额", "流水", "_list"]
    assert {cell.value for row in book["流水"].iter_rows() for cell in row} >= {"A001", 1_500_000}
    plans: list[Plan] = []
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        page.paper._plan(page._listed(), then=plans.append)
        settle()
        assert len(plans) == place + 1
    page.paper.write_pdf(plans[0], tmp_path / "账户.pdf")
    settle()
    assert (tmp_path / "账户.pdf").read_bytes().startswith(b"%PDF-")


def test_a_reviewer_sees_and_learns_why_nothing_is_added(page: AccountsPage, settle: Settle) -> None:
    page.desk.user = replace(REVIEWER)
    choose(page, 1, settle)
    page.receipts.day.setText(f"{YEAR}-01-20")
    page.receipts.offer()
    assert not page.receipts.add.isEnabled()
    assert "审核岗不能修改数据" in page.receipts.add.toolTip()
