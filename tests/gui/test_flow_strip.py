"""The strip of moves: on a sheet for its own record, on the list for the selected ones; cells close and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.flow.moves import take_move
from app.flow.record import Place
from tests.gui.grid_support import text
from tests.support import COUNTY, OPERATOR, REVIEWER, YEAR
from ui.flow.opinion_dialog import OpinionDialog
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.desk import Desk
    from ui.flow.strip import FlowStrip

    Settle = Callable[[], None]

YEAR_CELL = 4
PLACE = Place(fiscal_year=YEAR, region=COUNTY, catalog="management_value", insurance_type="1101", basis="estimate")


def opened(qtbot: QtBot, desk: Desk, name: str) -> tuple[CatalogPage, FlowStrip]:
    page = CatalogPage(desk.schema.catalog(name), desk=desk)
    desk.rows_changed.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1240, 600)
    page.show()
    qtbot.waitExposed(page)
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="1101")
    assert page.flow is not None
    return page, page.flow


@pytest.fixture
def sheet(qtbot: QtBot, desk: Desk, settle: Settle) -> tuple[CatalogPage, FlowStrip]:
    page, flow = opened(qtbot, desk, "management_value")
    settle()
    qtbot.waitUntil(lambda: flow.told.text() == "填报单填报中")
    return page, flow


def press(qtbot: QtBot, flow: FlowStrip, name: str, opinion: str = "") -> None:
    flow.buttons[name].click()
    (dialog,) = flow.findChildren(OpinionDialog)
    if opinion:
        assert not dialog.take.isEnabled()
        dialog.text.setPlainText(opinion)
    dialog.take.click()
    qtbot.waitUntil(lambda: not flow.findChildren(OpinionDialog))


def test_a_sheet_is_submitted_closed_and_withdrawn(
    qtbot: QtBot, sheet: tuple[CatalogPage, FlowStrip], settle: Settle
) -> None:
    page, flow = sheet
    assert flow.buttons["submit"].isEnabled()
    assert flow.buttons["approve"].toolTip() == "不能审核：填报单填报中，不能审核"
    told: list[str] = []
    page.status_message.connect(told.append)
    press(qtbot, flow, "submit")
    qtbot.waitUntil(lambda: any("还没有填写任何数值" in one for one in told))
    page.model.set_cells([(0, YEAR_CELL, "576000")])
    settle()
    press(qtbot, flow, "submit")
    qtbot.waitUntil(lambda: flow.told.text().startswith("填报单已送审（hs_jb"))
    qtbot.waitUntil(lambda: "已送审（hs_jb" in page.model.lock_at(0, YEAR_CELL))
    assert [action.text().split("　")[1:] for action in flow.log.menu().actions()] == [["hs_jb", "送审 → 已送审"]]
    assert "由审核岗办理" in flow.buttons["approve"].toolTip()
    press(qtbot, flow, "withdraw")
    qtbot.waitUntil(lambda: page.model.lock_at(0, YEAR_CELL) == "")
    assert text(page.model, 0, YEAR_CELL) == "576,000"


def test_the_list_moves_what_is_selected_and_a_return_needs_words(
    qtbot: QtBot, desk: Desk, sheet: tuple[CatalogPage, FlowStrip], settle: Settle
) -> None:
    sheet[0].model.set_cells([(0, YEAR_CELL, "576000")])
    settle()
    assert take_move(desk.store, user=OPERATOR, places=[PLACE], name="submit").done
    desk.user = REVIEWER
    page, flow = opened(qtbot, desk, "filling")
    settle()
    assert not page.toolbar.actions_by_name["add"].isEnabled()
    page.grid.go_to(0, 0)
    qtbot.waitUntil(flow.buttons["return"].isEnabled)
    told: list[str] = []
    page.status_message.connect(told.append)
    press(qtbot, flow, "return", "请核实")
    qtbot.waitUntil(lambda: "已退回 1 张填报单，等待上传。" in told)
    qtbot.waitUntil(lambda: flow.buttons["return"].toolTip() == "不能退回：填报单填报中，不能退回")
