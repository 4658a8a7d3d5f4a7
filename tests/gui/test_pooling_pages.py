"""Pooling areas checked, assigned and listed in the window: plans first, one undo, and who may not (clause 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from app.errors import RightsError
from app.pooling.assigning import Rule, assign
from app.pooling.facts import read_facts
from app.pooling.reporting import report_overview
from app.undo.carry import undo
from tests.gui.grid_support import texts
from tests.support import CITY, COUNTY, OTHER_COUNTY, PROVINCE, PROVINCE_OPERATOR, YEAR, put_rows
from ui.desk import Desk
from ui.flow.opinion_dialog import OpinionDialog
from ui.pooling.check_page import FINDINGS, PLAN, CheckPage
from ui.pooling.rule_bar import TO_AREA, WITHIN
from ui.pooling.table_page import LINES, TablePage
from ui.printing.preview import PreviewDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.people import User
    from app.store import Store
    from ui.operations import Operations
    from ui.tools.base import ToolPage

    Settle = Callable[[], None]

PENSION, RESIDENTS, INJURY = "1101", "1102", "1106"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def levels(store: Store) -> Store:
    """Give a store with the levels of two types, and one county placed wrongly."""
    for code, level in ((PENSION, "2"), (RESIDENTS, "4")):
        put_rows(store, "pooling_level", {"mof_div_code": PROVINCE, "insurance_type": code, "pooling_level": level})
    put_rows(
        store,
        "pooling_area",
        {"insurance_type": RESIDENTS, "mof_div_code": COUNTY, "pooling_area_code": OTHER_COUNTY},
    )
    return store


@pytest.fixture
def province_desk(levels: Store, operations: Operations, tmp_path: Path) -> Desk:
    settings = QSettings(str(tmp_path / "province.ini"), QSettings.Format.IniFormat)
    return Desk(store=levels, user=PROVINCE_OPERATOR, operations=operations, settings=settings, folder=tmp_path)


def show(qtbot: QtBot, page: ToolPage, settle: Settle, *, region: str = PROVINCE, kind: str = "") -> None:
    qtbot.addWidget(page)
    page.desk.rows_changed.connect(lambda names: page.refresh() if page.depends_on(names) else None)
    page.resize(1200, 600)
    page.show()
    qtbot.waitExposed(page)
    page.set_context(fiscal_year=YEAR, region=region, insurance_type=kind)
    settle()


@pytest.fixture
def check(qtbot: QtBot, province_desk: Desk, settle: Settle) -> CheckPage:
    made = CheckPage("pooling-check", desk=province_desk)
    show(qtbot, made, settle)
    return made


def found(page: CheckPage) -> list[tuple[str, str]]:
    model = page.findings.model()
    return [(str(model.index(row, 0).data()), str(model.index(row, 2).data())) for row in range(model.rowCount())]


def areas(store: Store, kind: str, *, user: User = PROVINCE_OPERATOR) -> dict[str, str]:
    with store.read() as connection:
        facts = read_facts(connection, schema=store.schema, fiscal_year=YEAR, region=user.mof_div_code)
    return {one.region: one.area for one in facts.placements if one.insurance_type == kind}


def test_faults_are_listed_and_lead_to_their_rows(check: CheckPage, qtbot: QtBot) -> None:
    kinds = [kind for kind, _ in found(check)]
    assert kinds.count("未划入统筹区") == 3 * 4 - 1
    assert kinds.count("统筹区不是上级") == 1
    assert kinds.count("未设统筹级次") == 1
    assert "13 处问题" in check.told.text()
    assert not check.go.isEnabled()
    assert "请先选中一个问题" in check.go.toolTip()
    check.findings.choose([kinds.index("统筹区不是上级")])
    with qtbot.waitSignal(check.jump_requested) as jumped:
        QTest.keyClick(check.findings, Qt.Key.Key_Return)
    place = jumped.args[0]
    assert (place.catalog, place.mof_div_code, place.insurance_type) == ("pooling_area", COUNTY, RESIDENTS)
    check.findings.choose([kinds.index("未设统筹级次")])
    with qtbot.waitSignal(check.page_requested) as opened:
        QTest.mouseClick(check.go, LEFT)
    assert opened.args == ["pooling-matrix"]


def test_a_gap_is_made_ready_to_be_closed(check: CheckPage) -> None:
    gap = next(n for n, (kind, words) in enumerate(found(check)) if kind == "未划入统筹区" and OTHER_COUNTY in words)
    check.findings.choose([gap])
    QTest.mouseClick(check.go, LEFT)
    assert check.regions.ticked == (OTHER_COUNTY,)
    assert check.bar.type.currentData() == PENSION
    assert check.make.isEnabled()


def test_ticked_regions_go_to_an_area_after_a_plan_and_back_by_one_undo(check: CheckPage, settle: Settle) -> None:
    assert "勾选要划分的区划" in check.make.toolTip()
    tree = check.regions.tree
    top = tree.topLevelItem(0)
    assert top is not None
    city = top.child(0)
    assert city is not None
    tree.setCurrentItem(city)
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert check.regions.ticked == (CITY, COUNTY, OTHER_COUNTY)
    check.bar.choose_type(RESIDENTS)
    check.bar.way.setCurrentIndex(check.bar.way.findData(TO_AREA))
    check.bar.area.setCurrentIndex(check.bar.area.findData(CITY))
    assert not check.take.isEnabled()
    assert "先生成计划" in check.take.toolTip()
    QTest.mouseClick(check.make, LEFT)
    settle()
    assert check.tabs.currentIndex() == PLAN
    assert check.planned.text() == "新划入 2 行，改划 1 行，不变 0 行。"
    assert areas(check.desk.store, RESIDENTS) == {COUNTY: OTHER_COUNTY}
    QTest.mouseClick(check.take, LEFT)
    settle()
    assert areas(check.desk.store, RESIDENTS) == dict.fromkeys((CITY, COUNTY, OTHER_COUNTY), CITY)
    assert check.tabs.currentIndex() == FINDINGS
    undo(check.desk.store, user=PROVINCE_OPERATOR)
    assert areas(check.desk.store, RESIDENTS) == {COUNTY: OTHER_COUNTY}


def test_the_whole_province_is_assigned_by_level(check: CheckPage, settle: Settle) -> None:
    check.bar.extent.setCurrentIndex(check.bar.extent.findData(WITHIN))
    QTest.mouseClick(check.make, LEFT)
    settle()
    assert check.planned.text().startswith("新划入 7 行，改划 1 行")
    check.bar.keep.click()
    assert "请重新生成计划" in check.planned.text()
    assert not check.take.isEnabled()
    check.bar.keep.click()
    QTest.mouseClick(check.make, LEFT)
    settle()
    QTest.mouseClick(check.take, LEFT)
    settle()
    assert set(areas(check.desk.store, PENSION).values()) == {PROVINCE}
    assert [kind for kind, _ in found(check)] == ["未设统筹级次"] + ["未划入统筹区"] * 4


def test_a_county_sees_its_own_faults_and_may_not_assign(
    qtbot: QtBot, levels: Store, desk: Desk, settle: Settle
) -> None:
    page = CheckPage("pooling-check", desk=desk)
    show(qtbot, page, settle, region=COUNTY)
    assert {COUNTY in words for kind, words in found(page) if kind != "未设统筹级次"} == {True}
    page.regions.tick([COUNTY])
    for button in (page.make, page.take):
        assert not button.isEnabled()
        assert "由省级维护，县级只能查询" in button.toolTip()
    page.make_plan()
    page.carry_out()
    settle()
    assert areas(levels, RESIDENTS) == {COUNTY: OTHER_COUNTY}


def test_the_table_shows_sums_and_lines_and_goes_out(
    qtbot: QtBot, province_desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    page = TablePage("pooling-table", desk=province_desk)
    show(qtbot, page, settle)
    assert texts(page.grid.grid, 0) == [PENSION, RESIDENTS, INJURY]
    assert texts(page.grid.grid, 2) == ["省级", "县级", ""]
    assert texts(page.grid.grid, 5) == ["4", "3", "4"]
    assert "处问题" in page.told.text()
    assert "由统筹级次和统筹区汇总而成" in page.grid.grid.lock_at(0, 3)
    QTest.mouseClick(page.views.button(LINES), LEFT)
    settle()
    assert texts(page.grid.grid, 5) == [COUNTY]
    path = tmp_path / "信息表.xlsx"
    with qtbot.waitSignal(page.status_message) as told:
        page.output.save(path)
    assert str(path) in told.args[0]
    assert openpyxl.load_workbook(path).sheetnames[:2] == ["汇总", "明细"]
    page.answers["print"]()
    dialogs = page.window().findChildren(PreviewDialog)
    qtbot.waitUntil(lambda: dialogs[0].plan is not None, timeout=20_000)
    assert "全省基金统筹区划信息表" in dialogs[0].choices.title.text()
    dialogs[0].reject()


def test_an_empty_table_says_who_fills_it(qtbot: QtBot, desk: Desk, settle: Settle) -> None:
    page = TablePage("pooling-table", desk=desk)
    show(qtbot, page, settle, region=COUNTY)
    assert page.empty.isVisible()
    assert "同步接收" in page.empty.texts[1]


def place_all(store: Store) -> None:
    """Give every type a level and every region its area, so that nothing is left to find."""
    put_rows(store, "pooling_level", {"mof_div_code": PROVINCE, "insurance_type": INJURY, "pooling_level": "3"})
    _, outcome = assign(store, user=PROVINCE_OPERATOR, fiscal_year=YEAR, rule=Rule())
    assert outcome.refusals == []


def test_a_sound_table_is_reported_and_the_county_may_not(
    qtbot: QtBot, province_desk: Desk, desk: Desk, settle: Settle
) -> None:
    page = TablePage("pooling-table", desk=province_desk)
    show(qtbot, page, settle)
    assert not page.report.isEnabled()
    assert "处问题" in page.report.toolTip()
    place_all(province_desk.store)
    page.refresh()
    settle()
    assert page.report.isEnabled()
    QTest.mouseClick(page.report, LEFT)
    dialog = page.findChildren(OpinionDialog)[-1]
    assert "共 12 行" in dialog.findChildren(QLabel)[0].text()
    dialog.text.setPlainText("本年度首次")
    dialog.take.click()
    settle()
    assert page.reported.text().startswith("第 1 次上报（12 行 zj_jb")
    assert page.reported.text().endswith("财政部还没有接收")
    with province_desk.store.read() as connection:
        (pack,) = connection.execute(select(province_desk.schema.rows["pack"])).mappings()
    assert (pack["direction"], pack["note"], pack["row_count"]) == ("up", "本年度首次", 12)
    page.set_context(fiscal_year=YEAR, region=CITY, insurance_type="")
    settle()
    assert "请在上方选择本级" in page.report.toolTip()
    county = TablePage("pooling-table", desk=desk)
    show(qtbot, county, settle, region=COUNTY)
    assert not county.report.isEnabled()
    assert "由省级上报财政部，县级只能查询和导出" in county.report.toolTip()
    with pytest.raises(RightsError, match="由省级上报"):
        report_overview(desk.store, user=desk.user, fiscal_year=YEAR)
