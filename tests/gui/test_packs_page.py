"""下发与接收 in the window: a pack is previewed and taken, issued with a plan first, and says why it cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.commands import CellEdit, edit_cells
from app.packs.issuing import issue
from app.packs.taking import take
from app.people import MINISTRY_DIV, Level, Role
from tests.gui.shell_support import open_desk
from tests.support import COUNTY, OPERATOR, YEAR, put_rows
from ui.packs.issue_dialog import IssueDialog
from ui.packs.page import PackPage
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.people import User
    from ui.desk import Desk

NAME = "management_parameter"
MINISTRY = replace(OPERATOR, code="bu_jb", mof_div_code=MINISTRY_DIV, mof_div_name="财政部", level=Level.MINISTRY)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:  # noqa: ARG001 - an application must exist
    with open_desk(tmp_path) as made:
        yield made


def sent(desk: Desk) -> None:
    """Let everything have been sent and accepted."""
    with desk.store.write() as connection:
        for name in desk.schema.rows:
            connection.exec_driver_sql(f'UPDATE "{name}" SET state = 0, version = max(version, 1)')  # noqa: S608
        connection.exec_driver_sql("DELETE FROM outbox")


def two_packs(desk: Desk) -> None:
    """Let the ministry have issued twice and the county have taken the first."""
    catalog = desk.schema.catalog(NAME)
    take(desk.store, user=OPERATOR, pack_id=issue(desk.store, user=MINISTRY, catalog=catalog, fiscal_year=YEAR))
    sent(desk)
    value = {"mof_div_code": COUNTY, "insurance_type": "1101", "parameter": "GL0101", "basis": "actual"}
    put_rows(desk.store, "management_value", {**value, "period": "year", "value": 10_000})
    with desk.store.read() as connection:
        table = desk.schema.rows[NAME]
        row_id = str(connection.execute(table.select().where(table.c.code == "GL0101")).mappings().one()["id"])
    cell = CellEdit(row_id=row_id, field="unit", given="万人")
    edit_cells(desk.store, user=MINISTRY, catalog=catalog, cells=[cell])
    sent(desk)
    issue(desk.store, user=MINISTRY, catalog=catalog, fiscal_year=YEAR, note="改单位")
    sent(desk)


def opened(qtbot: QtBot, desk: Desk, user: User = OPERATOR) -> PackPage:
    desk.user = user
    page = PackPage("packs", desk=desk)
    qtbot.addWidget(page)
    desk.rows_changed.connect(lambda _names: page.refresh())
    page.resize(1100, 700)
    page.show()
    with qtbot.waitSignal(page.shown, timeout=10_000):
        page.set_context(fiscal_year=YEAR, region=user.mof_div_code, insurance_type="")
    return page


def states(page: PackPage) -> list[str]:
    return [page.model.face.texts(page.model.item(row))[0] for row in range(page.model.rowCount())]


def tabs(page: PackPage) -> list[str]:
    return [page.details.tabText(n) for n in range(page.details.count())]


def press(page: PackPage, name: str) -> None:
    QTest.mouseClick(page.buttons[name], Qt.MouseButton.LeftButton)


def test_the_newest_pack_is_previewed_and_taken(qtbot: QtBot, desk: Desk) -> None:
    two_packs(desk)
    page = opened(qtbot, desk)
    assert states(page) == ["未接收", "已接收"]
    assert page.told.text() == "有 1 包等待接收"
    qtbot.waitUntil(lambda: "对本级的影响 1" in tabs(page), timeout=10_000)
    assert "变更 1" in tabs(page)
    assert "第 1 号相比：变更 1 行；影响本级 1 处" in page.why.text()
    with qtbot.waitSignal(page.jump_requested, timeout=5_000) as asked:
        page.details.tables["effects"].opened.emit(0)
    assert (asked.args[0].catalog, asked.args[1]) == ("management_value", "")
    with qtbot.waitSignal(page.status_message, timeout=10_000) as told:
        press(page, "take")
    assert told.args[0].startswith("已接收基金管理参数 2026 年度第 2 号")
    qtbot.waitUntil(lambda: states(page) == ["已接收", "已接收"], timeout=10_000)
    qtbot.waitUntil(lambda: "已经接收" in page.buttons["take"].defaultAction().toolTip(), timeout=10_000)
    assert not page.buttons["take"].isEnabled()
    page.table.choose([1])
    qtbot.waitUntil(lambda: "新增 4" in tabs(page), timeout=10_000)


def test_what_cannot_be_done_says_why(qtbot: QtBot, desk: Desk) -> None:
    two_packs(desk)
    page = opened(qtbot, desk)
    assert page.buttons["issue"].defaultAction().toolTip() == "不能下发：县级没有要下发的目录"
    assert "本级的一包" in page.buttons["take-back"].defaultAction().toolTip()
    reviewer = opened(qtbot, desk, replace(OPERATOR, role=Role.REVIEWER))
    assert "审核岗不能办理" in reviewer.buttons["take"].defaultAction().toolTip()
    ministry = opened(qtbot, desk, MINISTRY)
    assert states(ministry) == ["已下发，0/4 已接收", "已下发，1/4 已接收"]
    qtbot.waitUntil(lambda: "接收情况 4" in tabs(ministry), timeout=10_000)
    has_taken = [bool(one.taken_at) for one in ministry.details.items("takers")]
    assert has_taken == sorted(has_taken)
    assert "由下级接收" in ministry.buttons["take"].defaultAction().toolTip()


def test_a_catalogs_own_page_issues_too(qtbot: QtBot, desk: Desk) -> None:
    desk.user = MINISTRY
    page = CatalogPage(desk.schema.catalog(NAME), desk=desk)
    qtbot.addWidget(page)
    page.show()
    page.set_context(fiscal_year=YEAR, region=MINISTRY_DIV, insurance_type="")
    page.toolbar.actions_by_name["issue"].trigger()
    (dialog,) = page.findChildren(IssueDialog)
    assert dialog.catalogs.currentData() == NAME
    qtbot.waitUntil(dialog.button.isEnabled, timeout=10_000)
    with qtbot.waitSignal(page.status_message, timeout=10_000):
        dialog.button.click()
    qtbot.waitUntil(lambda: desk.operations.is_idle, timeout=10_000)
    with desk.store.read() as connection:
        (pack,) = connection.execute(desk.schema.rows["pack"].select()).mappings()
    assert (pack["table_name"], pack["number"]) == (NAME, 1)


def test_nothing_there_says_what_to_do(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    assert page.empty.isVisible()
    assert page.empty.texts[0] == "还没有下发包"
    assert "请先选中" in page.buttons["take"].defaultAction().toolTip()


def test_a_pack_is_issued_after_its_plan_and_taken_back_while_it_waits(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk, MINISTRY)
    page.issue()
    (dialog,) = page.findChildren(IssueDialog)
    dialog.catalogs.setCurrentIndex(dialog.catalogs.findData("performance_indicator"))
    qtbot.waitUntil(lambda: "没有自己的" in dialog.why.text(), timeout=10_000)
    assert not dialog.button.isEnabled()
    dialog.catalogs.setCurrentIndex(dialog.catalogs.findData(NAME))
    qtbot.waitUntil(dialog.button.isEnabled, timeout=10_000)
    assert dialog.said.text() == "“基金管理参数”2026 年度第 1 号，共 4 行；首次下发：新增 4 行。"
    dialog.note.setText("本年首次")
    with qtbot.waitSignal(page.status_message, timeout=10_000) as told:
        QTest.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert told.args[0] == "已下发“基金管理参数”第 1 号，4 行，等待上传。"
    qtbot.waitUntil(lambda: states(page) == ["等待上传"], timeout=10_000)
    qtbot.waitUntil(page.buttons["take-back"].isEnabled, timeout=10_000)
    press(page, "take-back")
    qtbot.waitUntil(lambda: states(page) == [], timeout=10_000)
