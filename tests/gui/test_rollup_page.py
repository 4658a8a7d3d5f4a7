"""参数汇总 in the window: totals, groups, who is missing; the way to what the lower level filled in; the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.grid_support import texts
from tests.support import CITY, COUNTY, OTHER_COUNTY, PROVINCE, YEAR, put_rows
from ui.rollup.page import RollUpPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk
    from ui.tools.base import SheetPlace

    Settle = Callable[[], None]

LEFT = Qt.MouseButton.LeftButton
UNIT = 10_000
SUMS, PARTS, REGIONS = range(3)


def put(store: Store, region: str, code: str, value: int) -> None:
    row = {"mof_div_code": region, "insurance_type": "1101", "parameter": code, "basis": "estimate", "period": "q1"}
    put_rows(store, "management_value", {**row, "value": value * UNIT})


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> RollUpPage:
    for region, value in ((COUNTY, 500), (OTHER_COUNTY, 300), (CITY, 900)):
        put(desk.store, region, "GL0101", value)
    area = {"insurance_type": "1101", "pooling_area_code": CITY, "mof_div_code": COUNTY}
    put_rows(desk.store, "pooling_area", area)
    made = RollUpPage("roll-up", desk=desk)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    qtbot.waitExposed(made)
    made.set_context(fiscal_year=YEAR, region=CITY, insurance_type="1101")
    settle()
    made.column.setCurrentIndex(made.column.findData("q1"))
    made.column.activated.emit(made.column.currentIndex())
    settle()
    return made


def turn(page: RollUpPage, view: int, settle: Settle) -> None:
    QTest.mouseClick(page.views.button(view), LEFT)
    settle()


def row(page: RollUpPage, text: str, column: int = 0) -> list[str]:
    place = texts(page.grid.grid, column).index(text)
    return [texts(page.grid.grid, n)[place] for n in range(page.grid.grid.columnCount())]


def double_click(page: RollUpPage, *, key: str, column: int, settle: Settle) -> None:
    grid = page.grid
    place = texts(grid.grid, 0).index(key)
    grid.go_to(place, column)
    at = QPoint(grid.columnViewportPosition(column) + 8, grid.rowViewportPosition(place) + 6)
    QTest.mouseClick(grid.viewport(), LEFT, pos=at)
    QTest.mouseDClick(grid.viewport(), LEFT, pos=at)
    settle()


def test_totals_stand_beside_what_the_level_itself_filled_in(page: RollUpPage) -> None:
    assert row(page, "GL0101")[3:8] == ["合计", "800", "900", "100", "2/2"]
    assert page.told.text().endswith("2 个填报地区，2 个未填全或未审核，1 项与本级填报数不一致")
    assert "由下级填报数计算得出" in page.grid.grid.lock_at(0, 4)


def test_totals_lead_to_groups_and_to_the_sheet_that_was_filled_in(page: RollUpPage, settle: Settle) -> None:
    asked: list[SheetPlace] = []
    page.sheet_requested.connect(asked.append)
    double_click(page, key="GL0101", column=4, settle=settle)
    assert page.views.checkedId() == PARTS
    heads = [column.label for column in page.grid.grid.columns]
    assert row(page, "GL0101")[3:] == ["800", "500", "300"]
    double_click(page, key="GL0101", column=4, settle=settle)
    (place,) = asked
    assert (place.catalog, place.context.region) == ("management_value", COUNTY)
    assert dict(place.pages) == {"insurance_type": "1101", "basis": "estimate"}
    assert len(heads) == 6
    told: list[str] = []
    page.status_message.connect(told.append)
    page.grid.go_to(0, 1)
    QTest.mouseClick(page.go_in, LEFT)
    assert told == ["请选中一个地区或统筹区的列，再查看它的填报数"]


def test_the_province_goes_down_to_a_city_and_comes_back(page: RollUpPage, settle: Settle) -> None:
    page.set_context(fiscal_year=YEAR, region=PROVINCE, insurance_type="1101")
    settle()
    assert not page.back.isEnabled()
    turn(page, PARTS, settle)
    column = next(n for n, one in enumerate(page.grid.grid.columns) if one.label == "宁波市")
    double_click(page, key="GL0101", column=column, settle=settle)
    assert page.found is not None
    assert page.found.asked.region == CITY
    assert page.told.text().startswith(f"{CITY} 宁波市")
    QTest.mouseClick(page.back, LEFT)
    settle()
    assert page.found.asked.region == PROVINCE
    assert not page.back.isEnabled()


def test_pooling_areas_and_only_what_was_reviewed(page: RollUpPage, settle: Settle) -> None:
    turn(page, PARTS, settle)
    QTest.mouseClick(page.by_area, LEFT)
    settle()
    assert [column.label for column in page.grid.grid.columns][4:] == ["宁波市", "未划入统筹区"]
    assert row(page, "GL0101")[4:] == ["500", "300"]
    QTest.mouseClick(page.reviewed, LEFT)
    settle()
    assert row(page, "GL0101")[3:] == ["", "", ""]


def test_how_complete_each_region_is(page: RollUpPage, settle: Settle) -> None:
    turn(page, REGIONS, settle)
    assert row(page, COUNTY)[2:] == ["1", "3", "33%", "填报中", "是"]
    asked: list[SheetPlace] = []
    page.sheet_requested.connect(asked.append)
    page.grid.setFocus()
    page.grid.go_to(texts(page.grid.grid, 0).index(OTHER_COUNTY), 1)
    QTest.keyClick(page.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert [one.context.region for one in asked] == [OTHER_COUNTY]


def test_a_county_sees_its_own_and_goes_to_its_sheet(page: RollUpPage, settle: Settle) -> None:
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="1101")
    settle()
    assert row(page, "GL0101")[4] == "500"
    asked: list[SheetPlace] = []
    page.sheet_requested.connect(asked.append)
    double_click(page, key="GL0101", column=4, settle=settle)
    assert [one.context.region for one in asked] == [COUNTY]


def test_figures_that_change_are_rolled_up_anew(page: RollUpPage, settle: Settle) -> None:
    assert page.depends_on(frozenset({"management_value"}))
    put(page.desk.store, COUNTY, "GL0201", 400)
    page.refresh()
    settle()
    assert row(page, "GL0201")[4] == "400"


def test_the_workbook_and_nothing_to_roll_up(page: RollUpPage, settle: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    with qtbot.waitSignal(page.status_message):
        page.output.save(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["汇总", "按地区", "填报完整度"]
    page.set_context(fiscal_year=1999, region=CITY, insurance_type="1101")
    settle()
    assert page.empty.isVisible()
    told: list[str] = []
    page.status_message.connect(told.append)
    page.answers["export"]()
    assert told == ["没有可汇总的参数"]
