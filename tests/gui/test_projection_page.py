"""基金收支测算 in the window: every figure explained, assumptions changed, scenarios kept and compared (clause 1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from app.projection.scenarios import read_scenarios
from tests.gui.grid_support import text, texts
from tests.support import COUNTY, YEAR, put_rows
from ui.projection.name_dialog import NameDialog
from ui.projection.page import ProjectionPage
from ui.tour.hands import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.projection.scenarios import Scenario
    from ui.desk import Desk

    Settle = Callable[[], None]

LEFT = Qt.MouseButton.LeftButton
VALUE = 1


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> ProjectionPage:
    place = {"mof_div_code": COUNTY, "insurance_type": "1101", "basis": "actual", "period": "year"}
    for code, value in (("GL0101", 1_000), ("GL0201", 800)):
        put_rows(desk.store, "management_value", {**place, "parameter": code, "value": value * 10_000})
    made = ProjectionPage("projection", desk=desk)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    qtbot.waitExposed(made)
    made.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    return made


def scenarios(page: ProjectionPage) -> list[Scenario]:
    store = page.desk.store
    with store.read() as connection:
        return read_scenarios(connection, schema=store.schema, region=COUNTY, insurance_type="1101")


def row_of(page: ProjectionPage, label: str) -> int:
    return texts(page.assumptions.grid, 0).index(label)


def add(page: ProjectionPage, name: str, settle: Settle) -> None:
    QTest.mouseClick(page.bar.buttons["add"], LEFT)
    dialog = page.findChildren(NameDialog)[-1]
    assert not dialog.take.isEnabled()
    write(dialog.line, name)
    dialog.take.click()
    settle()


def test_years_stand_with_their_formulas_and_the_line_is_drawn(page: ProjectionPage) -> None:
    labels = [column.label for column in page.results.grid.columns]
    assert labels[:4] == ["项目", "单位", f"{YEAR + 1}年", f"{YEAR + 2}年"]
    assert len(labels) == 12
    assert texts(page.results.grid, 0)[-2:] == ["年末累计结余", "可支付月数"]
    assert page.explained.text().startswith(f"{YEAR + 1}年 年末累计结余 ＝ 上年末累计结余")
    assert "年末累计结余" in page.chart.words
    page.results.setFocus()
    page.results.go_to(2, 3)
    assert page.explained.text().startswith(f"{YEAR + 2}年 缴费人数 ＝ 1,000 × 缴费占参保 80%")
    assert "缴费人数" in page.chart.words
    assert "由程序算出" in page.results.grid.lock_at(2, 3)


def test_every_assumption_tells_where_it_comes_from(page: ProjectionPage) -> None:
    origins = texts(page.assumptions.grid, 3)
    assert origins[row_of(page, "参保人数")] == f"参数填报 {YEAR} 年实际 GL0101"
    assert origins[row_of(page, "工资增长率")] == "没有填报数，用预设值"
    assert "请先新建方案" in page.assumptions.grid.lock_at(row_of(page, "工资增长率"), VALUE)
    assert not page.bar.buttons["rename"].isEnabled()
    assert "不能改名、删除" in page.bar.buttons["remove"].toolTip()


def test_a_new_scenario_is_changed_by_typing_and_kept(page: ProjectionPage, settle: Settle) -> None:
    before = text(page.results.grid, 3, 2)
    add(page, "提前退休", settle)
    assert page.bar.scenario.currentText() == "提前退休"
    row = row_of(page, "缴费人数")
    page.assumptions.setFocus()
    page.assumptions.go_to(row, VALUE)
    for digit in "500":
        QTest.keyClicks(page.assumptions.opener.editor or page.assumptions.viewport(), digit)
    QTest.keyClick(page.assumptions.opener.editor, Qt.Key.Key_Return)  # type: ignore[arg-type]
    settle()
    assert next(one for one in scenarios(page) if one.name == "提前退休").changed == {"payers": "500"}
    assert text(page.assumptions.grid, row, 3).startswith("本方案设定，原为 800")
    assert text(page.results.grid, 2, 2) == "500"
    page.assumptions.go_to(row, VALUE)
    QTest.keyClick(page.assumptions, Qt.Key.Key_Delete)
    settle()
    assert next(one for one in scenarios(page) if one.name == "提前退休").changed == {}
    assert text(page.results.grid, 3, 2) == before


def test_a_wrong_assumption_stays_red_and_changes_nothing(page: ProjectionPage, settle: Settle) -> None:
    add(page, "错", settle)
    row = row_of(page, "征缴率")
    page.assumptions.grid.set_cells([(row, VALUE, "250")])
    settle()
    assert "应在 0 到 200" in text(page.assumptions.grid, row, VALUE, Qt.ItemDataRole.ToolTipRole)
    assert next(one for one in scenarios(page) if one.name == "错").changed == {}


def test_scenarios_are_renamed_compared_and_removed(page: ProjectionPage, settle: Settle) -> None:
    page.bar.scenario.setCurrentText("高方案")
    page.bar.scenario.activated.emit(page.bar.scenario.currentIndex())
    settle()
    QTest.mouseClick(page.bar.buttons["rename"], LEFT)
    dialog = page.findChildren(NameDialog)[-1]
    dialog.line.setText("低方案")
    assert not dialog.take.isEnabled()
    assert "已有名为" in dialog.hint.text()
    dialog.line.setText("乐观")
    dialog.take.click()
    settle()
    assert [one.name for one in scenarios(page)] == ["基准", "乐观", "低方案"]
    page.bar.turn(compared=True)
    settle()
    assert texts(page.results.grid, 1)[:3] == ["基准", "乐观", "低方案"]
    assert [column.label for column in page.results.grid.columns][-1] == f"{YEAR + 10}年与“基准”相差"
    assert text(page.results.grid, 0, page.results.grid.columnCount() - 1) == "—"
    QTest.mouseClick(page.bar.buttons["remove"], LEFT)
    box = page.findChildren(QMessageBox)[-1]
    next(one for one in box.buttons() if one.text() == "删除").click()
    settle()
    assert [one.name for one in scenarios(page)] == ["基准", "低方案"]
    assert page.bar.scenario.currentText() == "基准"


def test_other_years_and_the_workbook(page: ProjectionPage, settle: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    page.bar.years.setValue(3)
    settle()
    assert page.results.grid.columnCount() == 5
    path = tmp_path / "测算.xlsx"
    with qtbot.waitSignal(page.status_message):
        page.output.save(path)
    assert openpyxl.load_workbook(path).sheetnames[:4] == ["测算假设", "基准", "高方案", "低方案"]


def test_without_types_it_says_what_to_do(page: ProjectionPage, settle: Settle) -> None:
    page.set_context(fiscal_year=1999, region=COUNTY, insurance_type="")
    settle()
    assert page.empty.isVisible()
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="1101")
    settle()
    assert not page.bar.fund.isVisible()
    assert page.results.isVisible()


def test_its_choices_give_way_in_a_narrow_window(page: ProjectionPage) -> None:
    page.bar.offer_funds([("1101", "企业职工基本养老保险")], wanted="", is_above=False)
    room = page.bar.commands.sizeHint().width()
    assert page.bar.minimumSizeHint().width() < 780  # what 1920 x 1080 at 200 % leaves beside the modules
    page.bar.commands.resize(room - 1, page.bar.commands.height())
    assert page.bar.commands.hidden_parts == [page.bar.buttons["remove"]]
    page.bar.commands.resize(room, page.bar.commands.height())
    assert page.bar.commands.hidden_parts == []
