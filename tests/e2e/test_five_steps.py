"""The main job of issue 2 with the real window: a central in another process, a county and its city (pytest-qt)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from app.excel import Verdict
from app.excel.retouch import retouch
from app.row_state import RowState
from app.rows import Query, count_rows
from sync.profile import Profile, Settings
from tests.e2e.window import Window
from tests.sync.central_fixture import PASSWORD, RunningCentral, demo_central, demo_data
from ui.dialogs.export import ExportDialog
from ui.dialogs.import_plan import ImportDialog
from ui.dialogs.sign_in import SignInDialog
from ui.tools.registry import tool_of
from ui.tour.moves import button

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

__all__ = ["demo_central", "demo_data"]

VALUES, SUBJECTS = "management_value", "accounting_subject"
COUNTY = "330203000"


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], Window]]:
    """Open windows on profile folders by name; all are closed in the end."""
    windows: list[Window] = []

    def open_one(name: str) -> Window:
        window = Window(tmp_path / name, qtbot=qtbot)
        windows.append(window)
        return window

    yield open_one
    for window in windows:
        window.close()


def sign_in(window: Window, *, central: RunningCentral, user: str) -> list[tuple[int, int]]:
    """Type server, user and password into the dialog; return the progress of the first sync that follows."""
    dialog = window.dialog(SignInDialog)
    dialog.server.setText(central.url)
    window.write(dialog.user, user)
    window.write(dialog.password, PASSWORD)
    window.click(dialog.accept_button)
    seen: list[tuple[int, int]] = []
    window.shell.ready.connect(
        lambda: window.bench.controller.progressed.connect(lambda done, total, _: seen.append((done, total)))
    )
    window.wait(lambda: window.has_page, what="the first page")
    window.settle()
    return seen


def prepared(folder: Path) -> None:
    """Choose the file for credentials: the machines that run tests have no keyring."""
    Profile(folder=folder).save(Settings(credentials="file"))


def test_the_five_steps(opened: Callable[[str], Window], demo_central: RunningCentral, tmp_path: Path) -> None:
    for name in ("county", "city", "colleague"):
        prepared(tmp_path / name)
    county = opened("county")
    receive(county, central=demo_central)
    look_round(county)
    details = add_details(county)
    demo_central.stop()
    work_offline(county, details=details)
    county = reopen(county, opened)
    demo_central.start()
    sync_again(county)
    city = opened("city")
    city_sees(city, central=demo_central)
    exchange(county, folder=tmp_path)
    colleague = opened("colleague")
    sign_in(colleague, central=demo_central, user="hs_jb")
    disagree(county, colleague=colleague)


def receive(county: Window, *, central: RunningCentral) -> None:
    """Step 1: signed in as the county's operator, first sync with progress."""
    seen = sign_in(county, central=central, user="hs_jb")
    store = county.bench.desk.store
    with store.read() as connection:
        received = sum(
            count_rows(connection, schema=store.schema, query=Query(catalog=one.name)) for one in store.schema.catalogs
        )
    assert received > 500
    assert (received, received) in seen
    assert county.status.line == "中心端可用"
    assert county.bench.home.is_shown
    assert county.bench.home.page.types.lines.rowCount() > 0


def look_round(county: Window) -> None:
    """Step 2: every module has rows; trees stand beside grids; the sheet is by parameter and period."""
    counts = {}
    for name in county.modules:
        if tool_of(name) is not None:
            county.show(name)
            continue
        page = county.open(name)
        county.wait(lambda page=page: page.model.rowCount() > 0, what=name)  # type: ignore[misc]
        counts[name] = page.model.rowCount()
        assert (page.tree is not None) == (page.catalog.tree is not None)
    assert counts["insurance_type"] == 21
    sheet = county.open(VALUES)
    assert [column.label for column in sheet.model.columns][-5:] == ["全年", "一季度", "二季度", "三季度", "四季度"]


def add_details(county: Window) -> list[str]:
    """Add two detail subjects below a standard one and send them, so that there is something to disable and delete."""
    county.choose_node(SUBJECTS, "资产", "1003")
    for code, name in (("100391", "待停用户"), ("100392", "待删除户")):
        county.add_row(code=code, name=name, balance_side="借")
    county.act("sync")
    county.wait(lambda: county.status.waiting == 0, what="the subjects to be sent")
    return ["100391", "100392"]


def work_offline(county: Window, *, details: list[str]) -> None:
    """Step 3: the central has stopped; values, a detail subject, a disabled and a deleted row are kept and counted."""
    county.open(VALUES)
    county.type_cell("参保人数(年末)", "全年", "512345")
    county.type_cell("缴费人数", "一季度", "×")
    assert county.status.waiting == 2
    county.choose_node(SUBJECTS, "资产", "1003")
    county.add_row(code="100301", name="工商银行活期存款", balance_side="借")
    county.select(details[0])
    county.press_button("disable")
    county.wait(lambda: county.status.waiting == 4, what="the disabled row to be counted")
    county.select(details[1])
    county.press_button("delete", wait=False)
    county.click(button(county.dialog(QMessageBox), "删除"))
    county.wait(lambda: county.status.waiting == 5, what="the deleted row to be counted")
    county.select("1003")
    county.press_button("delete", wait=False)
    assert not county.page.toolbar.actions_by_name["delete"].isEnabled()
    county.act("sync")
    county.wait(lambda: "连不上中心端" in county.window.notice.text, what="the quiet bar")
    assert county.status.waiting == 5
    assert county.status.line == "离线"


def reopen(county: Window, opened: Callable[[str], Window]) -> Window:
    """Close and start again: all still there, and said to be offline without a red bar."""
    county.close()
    again = opened("county")
    again.wait(lambda: again.has_page, what="the page that was open last")
    again.settle()
    assert again.page.catalog.name == SUBJECTS
    assert again.status.waiting == 5
    again.wait(lambda: again.status.line == "离线", what="the central to be found absent")
    assert again.window.notice.text == ""
    again.open(VALUES)
    assert again.cell("参保人数(年末)", "全年") == "512,345"
    assert again.cell("缴费人数", "一季度") == "×"
    assert again.state("参保人数(年末)", "全年") == RowState.WAITING
    return again


def sync_again(county: Window) -> None:
    """Step 4: the central is back; F9 sends what waited; every row is in step."""
    county.wait(lambda: county.status.line == "中心端可用", what="the central to be seen again")
    # the program may have begun by itself when the line was back
    county.act("sync")
    county.wait(lambda: county.status.waiting == 0, what="the waiting lines to be sent")
    county.settle()
    county.open(VALUES)
    assert county.state("参保人数(年末)", "全年") == RowState.SYNCED
    county.choose_node(SUBJECTS, "资产", "1003")
    assert county.column("代码") == ["1003", "100301", "100391"]


def city_sees(city: Window, *, central: RunningCentral) -> None:
    """Step 4: the city signs in and finds the county's values."""
    sign_in(city, central=central, user="nb_jb")
    city.open(VALUES)
    city.window.context_bar.pick_region(COUNTY)
    city.settle()
    assert city.cell("参保人数(年末)", "全年") == "512,345"
    assert city.cell("缴费人数", "一季度") == "×"


def exchange(county: Window, *, folder: Path) -> None:
    """Step 5: export the sheet, change cells in the workbook, see the plan, apply it, sync."""
    county.open(VALUES)
    county.act("export", wait=False)
    export = county.dialog(ExportDialog)
    path = folder / "参数填报.xlsx"
    export.path.setText(str(path))
    county.click(export.go)
    county.wait(lambda: export.open_folder.isVisible(), what="the export")  # noqa: PLW0108 - late binding is wanted
    export.accept()
    assert retouch(path, key="代码", column="全年", values={"GL0102": 380123, "GL0103": "三百"}) == 2
    plan = open_import(county, path)
    assert plan.plan is not None
    assert (plan.plan.counts[Verdict.CHANGED], plan.plan.counts[Verdict.REFUSED]) == (1, 1)
    assert not plan.apply_button.isEnabled()
    plan.reject()
    assert retouch(path, key="代码", column="全年", values={"GL0103": 125678}) == 1
    plan = open_import(county, path)
    assert plan.plan is not None
    assert (plan.plan.counts[Verdict.CHANGED], plan.plan.counts[Verdict.REFUSED]) == (2, 0)
    county.click(plan.apply_button)
    county.wait(lambda: county.status.waiting == 2, what="the imported values to wait")
    county.settle()
    assert county.cell("其中:在职职工", "全年") == "380,123"
    county.act("sync")
    county.wait(lambda: county.status.waiting == 0, what="the imported values to be sent")


def open_import(county: Window, path: Path) -> ImportDialog:
    county.act("import", wait=False)
    dialog = county.dialog(ImportDialog)
    dialog.open_file(path)
    county.wait(lambda: dialog.plan is not None, what="the plan")
    return dialog


def disagree(county: Window, *, colleague: Window) -> None:
    """Two desks of one county change one value: the second one is shown both, and decides."""
    for desk, text in ((colleague, "111"), (county, "222")):
        desk.open(VALUES)
        desk.type_cell("缴费人数", "全年", text)
        desk.act("sync")
    county.wait(lambda: "1 条有冲突" in county.window.notice.text, what="the conflict to be told")
    assert county.cell("缴费人数", "全年") == "111"
    assert county.state("缴费人数", "全年") == RowState.CONFLICT
    county.click(next(one for one in county.window.notice.findChildren(QPushButton) if one.text() == "查看"))
    part = county.bench.settling.panel.conflicts
    county.wait(lambda: part.model.rowCount() == 1, what="the panel to list the conflict")
    found = part.model.item(0)
    assert (found.label, found.mine, found.theirs) == ("数值（人）", "222", "111")
    part.table.selectRow(0)
    county.click(part.buttons["mine"])
    county.wait(lambda: county.status.waiting == 1, what="the decision to wait")
    county.settle()
    county.act("sync")
    county.wait(lambda: county.status.waiting == 0, what="the decision to be sent")
    colleague.act("sync")
    colleague.wait(lambda: colleague.cell("缴费人数", "全年") == "222", what="the decision to arrive")
