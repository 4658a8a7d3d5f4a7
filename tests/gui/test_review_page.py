"""Clause 1.8 in the window: the list of groups, the figure over the years, reviewing many sheets at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.people import MINISTRY_DIV
from tests.support import COUNTY, OPERATOR, REVIEWER, YEAR, put_rows
from ui.dashboard.chart import TrendChart
from ui.review.page import ReviewPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.people import User
    from app.store import Store
    from ui.desk import Desk

    Settle = Callable[[], None]
    Open = Callable[[User], ReviewPage]


@pytest.fixture
def open_page(qtbot: QtBot, desk: Desk, store: Store, settle: Settle) -> Open:
    standard = {"mof_div_code": MINISTRY_DIV, "is_standard": True, "precision": 0, "insurance_types": "all"}
    put_rows(
        store,
        "actuarial_parameter",
        {**standard, "code": "JS12", "name": "参保人数", "category": "2", "unit": "人"},
        {**standard, "code": "JS19", "name": "单位缴费率", "category": "3", "unit": "%"},
    )
    place = {"mof_div_code": COUNTY, "insurance_type": "1101", "parameter": "JS12"}
    values = {YEAR - 2: 110, YEAR - 1: 120}
    put_rows(
        store,
        "actuarial_value",
        *({**place, "data_year": year, "value": value * 10_000} for year, value in values.items()),
    )

    def show(user: User) -> ReviewPage:
        desk.user = user
        page = ReviewPage("actuarial-review", desk=desk)
        desk.rows_changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1100, 640)
        page.show()
        page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
        settle()
        return page

    return show


def submit(store: Store, page: ReviewPage) -> None:
    row_id = page.lines.item(0).place.row_id
    state = {"flow_state": "submitted", "submitted_by": "hs_jb", "submitted_at": "2026-03-01T00:00:00Z"}
    row = {"mof_div_code": COUNTY, "value_catalog": "actuarial_value", "insurance_type": "1101"}
    (made,) = put_rows(store, "filling", {**row, **state})
    table = store.schema.rows["filling"]
    with store.write() as connection:
        connection.execute(table.update().where(table.c.id == made).values(id=row_id))


def test_groups_are_listed_and_the_chosen_ones_figure_is_drawn_over_the_years(open_page: Open, settle: Settle) -> None:
    page = open_page(OPERATOR)
    model = page.table.model()
    shown = [[model.index(row, column).data() for column in (2, 3, 4, 5)] for row in range(model.rowCount())]
    assert shown == [
        ["社会保险基金运行数据", "1/1", "通过", "填报中"],
        ["社会保险制度参数", "0/1", "缺 1 项", "填报中"],
    ]
    assert not any(button.isEnabled() for button in page.buttons.values())
    page.table.choose([0])
    settle()
    assert page.chart is not None
    assert "2024 110 人，2025 120 人" in page.chart.accessibleDescription()
    page.table.choose([1])
    settle()
    assert page.empty.isVisibleTo(page)
    assert [chart for chart in page.findChildren(TrendChart) if chart.isVisibleTo(page)] == []


def test_a_reviewer_approves_the_chosen_sheets_and_an_operator_is_told_why_not(
    open_page: Open, store: Store, desk: Desk, settle: Settle
) -> None:
    page = open_page(REVIEWER)
    submit(store, page)
    page.refresh()
    settle()
    page.table.choose([0, 1])
    settle()
    assert page.buttons["approve"].isEnabled()
    told: list[str] = []
    page.status_message.connect(told.append)
    QTest.mouseClick(page.buttons["approve"], Qt.MouseButton.LeftButton)
    assert page.dialog is not None
    page.dialog.text.setPlainText("同意")
    QTest.mouseClick(page.dialog.take, Qt.MouseButton.LeftButton)
    settle()
    assert told == ["已审核 1 张填报单，等待上传。"]
    assert page.table.model().index(0, 5).data() == "已审核"
    desk.user = OPERATOR
    page.refresh()
    settle()
    assert not page.buttons["return"].isEnabled()
    assert page.buttons["return"].toolTip().startswith("不能退回：")


def test_enter_leads_to_the_sheet(open_page: Open, settle: Settle) -> None:
    page = open_page(OPERATOR)
    asked: list[object] = []
    page.sheet_requested.connect(asked.append)
    page.table.choose([0])
    settle()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    (place,) = asked
    assert getattr(place, "catalog", "") == "actuarial_value"
