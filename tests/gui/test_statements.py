"""Bank statements in the window: import with the account chosen, findings that lead to the line, pairs, marks (1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.excel import Verdict
from app.rows import Query, read_rows
from tests.gui.window_support import Hands, open_window
from tests.statement_files import ACCOUNT, BANK, ROWS, put_accounts, write_csv
from tests.support import COUNTY, YEAR, put_rows
from ui.statements.import_dialog import StatementImportDialog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.page.catalog_page import CatalogPage

LEFT = Qt.MouseButton.LeftButton
SPENDING = "9999330203000330004"


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with open_window(qtbot, tmp_path) as made:
        store = made.bench.desk.store
        put_accounts(store)
        second = {"account_no": SPENDING, "account_name": "海曙社保支出户", "bank_name": BANK, "account_type": "33"}
        put_rows(store, "fund_account", {**second, "mof_div_code": COUNTY})
        made.bench.open_page("statement_line")
        made.quiet()
        yield made


def lines(hands: Hands) -> list[Mapping[str, object]]:
    store = hands.bench.desk.store
    with store.read() as connection:
        query = Query(catalog="statement_line", fiscal_year=YEAR, region=COUNTY)
        return list(read_rows(connection, schema=store.schema, query=query))


def bring_in(hands: Hands, path: Path, *, account: str) -> StatementImportDialog:
    dialog = hands.bench.exchange.start_import(hands.page)
    assert isinstance(dialog, StatementImportDialog)
    hands.bot.waitUntil(lambda: dialog.account.count() == 3, timeout=10_000)
    place = next(n for n in range(dialog.account.count()) if dialog.account.itemData(n)[0] == account)
    dialog.account.setCurrentIndex(place)
    with hands.bot.waitSignal(dialog.planned, timeout=20_000, check_params_cb=lambda: dialog.plan is not None):
        dialog.open_file(path)
    return dialog


def apply(hands: Hands, dialog: StatementImportDialog) -> None:
    with hands.bot.waitSignal(dialog.imported, timeout=20_000):
        QTest.mouseClick(dialog.apply_button, LEFT)
    hands.quiet()


def test_a_statement_comes_in_and_the_check_leads_to_its_break(hands: Hands, tmp_path: Path) -> None:
    broken = [list(row) for row in ROWS]
    broken[2][4] = "1,350,000.01"
    apply(hands, bring_in(hands, write_csv(tmp_path / "流水.csv", rows=broken), account=ACCOUNT))
    assert [row["serial_no"] for row in lines(hands)] == ["A001", "A002", "A003", "A004"]
    dialog = hands.bench.statements.open()
    assert dialog is not None
    hands.bot.waitUntil(lambda: dialog.tabs.tabText(0) == "余额核对 1", timeout=20_000)
    dialog.findings.choose([0])
    assert dialog.go.isEnabled()
    QTest.mouseClick(dialog.go, LEFT)
    hands.quiet()
    page: CatalogPage = hands.page
    row_id, field = page.history_target()
    found = {row["id"]: row["serial_no"] for row in lines(hands)}
    assert (found[row_id], field) == ("A003", "balance")
    dialog.close()


def test_pairs_are_marked_and_selected_lines_too(hands: Hands, tmp_path: Path) -> None:
    apply(hands, bring_in(hands, write_csv(tmp_path / "一.csv"), account=ACCOUNT))
    second = [(f"{YEAR}-01-06", "B1", "", "200000", "200000", "海曙区财政专户", ACCOUNT, "拨付待遇")]
    apply(hands, bring_in(hands, write_csv(tmp_path / "二.csv", rows=second), account=SPENDING))
    dialog = hands.bench.statements.open()
    assert dialog is not None
    hands.bot.waitUntil(lambda: dialog.tabs.tabText(1) == "可配对 1", timeout=20_000)
    dialog.tabs.setCurrentWidget(dialog.pairs)
    dialog.pairs.choose([0])
    QTest.mouseClick(dialog.mark, LEFT)
    hands.bot.waitUntil(lambda: dialog.tabs.tabText(1) == "可配对 0", timeout=20_000)
    assert {row["serial_no"] for row in lines(hands) if row["is_reconciled"]} == {"A002", "B1"}
    dialog.close()
    hands.bot.waitUntil(lambda: hands.page.model.rowCount() >= 5, timeout=10_000)
    hands.page.grid.selectAll()
    hands.bench.statements.mark(reconciled=True)
    hands.bot.waitUntil(lambda: all(row["is_reconciled"] for row in lines(hands)), timeout=20_000)
    hands.bench.undoing.undo()
    hands.quiet()
    assert sum(bool(row["is_reconciled"]) for row in lines(hands)) == 2


def test_a_doubtful_line_comes_in_only_when_it_is_wanted(hands: Hands, tmp_path: Path) -> None:
    apply(hands, bring_in(hands, write_csv(tmp_path / "一.csv"), account=ACCOUNT))
    other = [(*ROWS[0][:2], "", "5.00", "7.00", *ROWS[0][5:])]
    dialog = bring_in(hands, write_csv(tmp_path / "二.csv", rows=other), account=ACCOUNT)
    assert dialog.plan is not None
    assert "疑似重复" in dialog.plan.of(Verdict.REFUSED)[0].problems[0].sentence
    assert not dialog.apply_button.isEnabled()
    with hands.bot.waitSignal(dialog.planned, timeout=20_000, check_params_cb=lambda: dialog.plan is not None):
        dialog.with_doubtful.setChecked(True)
    apply(hands, dialog)
    assert len(lines(hands)) == 5


def test_elsewhere_marking_says_where_to_go(hands: Hands) -> None:
    hands.bench.open_page("fund_account")
    hands.quiet()
    hands.bench.statements.mark(reconciled=True)
    assert "请先打开“银行流水”" in hands.window.status.currentMessage()
