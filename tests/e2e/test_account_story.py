"""Clause 1.6 in windows: a county imports a statement offline, mends it, marks it, adds a receipt; others see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.excel import Verdict
from tests.e2e.story import choose_type, sync, texts
from tests.receipt_files import write_pdf
from tests.statement_files import ROWS, write_csv
from tests.sync.central_fixture import YEAR, RunningCentral
from ui.accounts.page import AccountsPage
from ui.list_model import ListModel
from ui.statements.import_dialog import StatementImportDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.command_line import CommandLine
    from tests.e2e.window import Window
    from ui.statements.dialog import StatementDialog

LINES = "statement_line"
ACCOUNT, BANK, COUNTY = "9999330203000310099", "中国银行海曙支行", "330203000"
NAME = "海曙区失业保险财政专户"
CLOSED = "9999330203000320098"
TAB_LINES, TAB_RECEIPTS = 2, 3


def add_accounts(county: CommandLine) -> None:
    """Put an account that is in use and one that is closed into the county's books."""
    common = (f"财政区划={COUNTY}", "核算险种=1102", f"开户银行={BANK}")
    for number, name, kind in ((ACCOUNT, NAME, "31"), (CLOSED, "海曙区旧收入户", "32")):
        told = county("add", "基金账户", *common, f"银行账号={number}", f"账户名称={name}", f"账户类别={kind}")
        assert told.status == 0, told
    closed = county("disable", "基金账户", CLOSED)
    assert closed.status == 0, closed


def ask_to_import(window: Window, path: Path, *, account: str = "") -> StatementImportDialog:
    """Press 导入, choose the account, open the file, and wait for its plan or its refusal."""
    window.open(LINES)
    window.act("import", wait=False)
    dialog = window.dialog(StatementImportDialog)
    window.wait(lambda: dialog.account.count() > 1, what="the accounts")
    numbers = [dialog.account.itemData(n)[0] for n in range(dialog.account.count())]
    assert CLOSED not in numbers
    dialog.account.setCurrentIndex(numbers.index(account))
    before = dialog.told.text()
    dialog.open_file(path)
    window.settle()
    window.wait(lambda: dialog.told.text() != before, what="the plan")
    return dialog


def accounts_page(window: Window) -> AccountsPage:
    """Show 账户查询 for every insurance type, and choose the county's account in it."""
    choose_type(window, "")
    window.show("accounts")
    page = window.bench.pages.view
    assert isinstance(page, AccountsPage)
    names = texts(page.accounts, 0)
    page.accounts.choose([names.index(NAME)])
    window.settle()
    return page


def bring_in_and_mend(county: Window, folder: Path) -> None:
    """Import a statement in which one balance is wrong, follow the check to it, type what the paper says."""
    rows = [list(row) for row in ROWS]
    rows[2][4] = "1,350,000.01"
    path = write_csv(folder / "一季度.csv", rows=rows)
    dialog = ask_to_import(county, path, account=ACCOUNT)
    assert dialog.plan is not None
    assert dialog.plan.counts[Verdict.NEW] == 4
    county.click(dialog.apply_button)
    county.settle()
    again = ask_to_import(county, path, account=ACCOUNT)
    assert again.plan is not None
    assert (again.plan.counts[Verdict.SAME], again.apply_button.isEnabled()) == (4, False)
    again.reject()

    check = county.bench.statements.open()
    assert check is not None
    county.wait(lambda: breaks(check) != [], what="the break")
    (broken,) = breaks(check)
    check.findings.choose([broken])
    county.click(check.go)
    county.settle()
    grid = county.page.grid
    assert "A003" in str(grid.model().index(grid.currentIndex().row(), column_of(county, "银行流水号")).data())
    county.write(grid, "1350000")
    county.end_cell()
    county.click(check.again)
    county.wait(lambda: breaks(check) == [], what="the balance to go on")
    check.close()


def breaks(check: StatementDialog) -> list[int]:
    """Return the rows of what was found in the county's account, beside what the demo has in others."""
    model = check.findings.model()
    assert isinstance(model, ListModel)
    return [row for row in range(model.rowCount()) if model.item(row).account_no == ACCOUNT]


def column_of(window: Window, heading: str) -> int:
    return [column.label for column in window.page.model.columns].index(heading)


def mark_and_attach(county: Window, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Mark every line as reconciled, and attach a receipt to the first one; return its content."""
    marks = county.column("银行流水号")
    for n in range(4):
        county.page.grid.go_to(marks.index(f"A00{n + 1}"), column_of(county, "银行流水号"))
        county.bench.statements.mark(reconciled=True)
        county.settle()
    done = dict(zip(county.column("银行流水号"), county.column("对账标记"), strict=True))
    assert {done[f"A00{n}"] for n in range(1, 5)} == {"已对"}
    page = accounts_page(county)
    page.tabs.setCurrentIndex(TAB_LINES)
    county.settle()
    page.lines.choose([0])
    county.settle()
    paper = write_pdf(folder / "回单A001.pdf", pages=2)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args, **_more: ([str(paper)], ""))
    county.wait(page.attach.isEnabled, what="a line that may have a receipt")
    county.click(page.attach)
    county.settle()
    assert texts(page.receipts.table, 4) == ["等待上传"]
    return paper.read_bytes()


def test_a_county_keeps_its_statement_offline_and_the_city_sees_balance_lines_and_receipt(
    seat: Callable[[str], CommandLine],
    opened: Callable[[str], Window],
    small_central: RunningCentral,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = seat("hs_jb")
    seat("nb_jb")
    small_central.kill()
    add_accounts(line)
    county = opened("hs_jb")
    bring_in_and_mend(county, tmp_path)
    paper = mark_and_attach(county, tmp_path, monkeypatch)
    assert county.status.waiting > 0
    small_central.start()
    sync(county)
    county.wait(lambda: county.status.waiting == 0, what="all to be sent")
    page = accounts_page(county)
    county.wait(lambda: texts(page.receipts.table, 4) == ["在本机"], what="the file to be sent")

    city = opened("nb_jb")
    sync(city)
    seen = accounts_page(city)
    assert texts(seen.months, 0) == [f"{YEAR}-01", f"{YEAR}-02"]
    assert texts(seen.months, 5) == ["1,350,000.00", "1,320,000.00"]
    assert seen.sums.text().startswith("4 笔，收入 1,050,000.00 元，支出 230,000.00 元")
    seen.tabs.setCurrentIndex(TAB_RECEIPTS)
    city.settle()
    assert texts(seen.receipts.table, 4) == ["在中心端"]
    seen.receipts.table.choose([0])
    assert not seen.receipts.remove.isEnabled()
    assert "这是下级的账户" in seen.receipts.remove.toolTip()
    city.click(seen.receipts.open)
    viewer = seen.receipts.viewer
    assert viewer is not None
    city.wait(lambda: viewer.pages == 2, what="the receipt")
    copy = tmp_path / "另存.pdf"
    viewer.save_as(copy)
    city.settle()
    assert copy.read_bytes() == paper
    viewer.close()
    city.wait(lambda: texts(seen.receipts.table, 4) == ["在本机"], what="the file to be kept")


def test_the_wrong_person_and_a_closed_account_are_told_why_not(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window], tmp_path: Path
) -> None:
    line = seat("hs_jb")
    add_accounts(line)
    path = write_csv(tmp_path / "流水.csv")
    assert line("statement", "import", str(path), "--account", ACCOUNT).status == 0
    paper = str(write_pdf(tmp_path / "一.pdf"))
    assert line("receipt", "add", paper, "--account", ACCOUNT, "--date", f"{YEAR}-01-05").status == 0
    assert line("sync").status == 0
    county = opened("hs_jb")
    named = write_csv(tmp_path / "旧户.csv", above=(f"账号：{CLOSED}",))
    dialog = ask_to_import(county, named)
    assert dialog.plan is None
    assert "已停用，不能导入新的流水" in dialog.told.text()
    dialog.reject()

    checker = seat("hs_sh")
    reviewer = opened("hs_sh")
    page = accounts_page(reviewer)
    assert page.sums.text().startswith("4 笔")
    page.receipts.day.setText(f"{YEAR}-01-20")
    assert not page.receipts.add.isEnabled()
    assert "审核岗不能修改数据" in page.receipts.add.toolTip()
    more = write_csv(
        tmp_path / "二季度.csv", rows=[(f"{YEAR}-04-01", "B001", "", "5.00", "1,320,005.00", "", "", "利息")]
    )
    reviewer.open(LINES)
    importing = reviewer.window.actions_by_name["import"]
    assert not importing.isEnabled()
    assert "审核岗不能修改数据" in importing.toolTip()
    refused = checker("statement", "import", str(more), "--account", ACCOUNT)
    assert refused.status != 0
    assert "审核岗不能修改数据" in refused.out + refused.err

    seat("yz_jb")
    neighbour = opened("yz_jb")
    neighbour.show("accounts")
    other = neighbour.bench.pages.view
    assert isinstance(other, AccountsPage)
    assert NAME not in texts(other.accounts, 0)
    assert "一.pdf" not in texts(other.receipts.table, 1)
