"""对比 in the real window: two years, two regions, only differences, jumps, a workbook, keys (clause 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.people import MINISTRY_DIV
from app.scope import rebuild_scope
from tests.gui.window_support import ALT, CONTROL, SHIFT, open_window
from tests.support import COUNTY, REGIONS, put_rows
from ui.compare.panel import ALL_THE_SAME, NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.gui.window_support import Hands
    from ui.compare.panel import ComparePanel

TOWN = "330203100"
UNIT = 10_000


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with open_window(qtbot, tmp_path / "profile") as made:
        put_figures(made)
        yield made


def put_figures(hands: Hands) -> None:
    """Give the county the year before, and a town below it."""
    store = hands.bench.desk.store
    parameter = {"category": "01", "data_type": "integer", "precision": 0, "unit": "人", "insurance_types": "1101"}
    parameter |= {"mof_div_code": MINISTRY_DIV, "is_standard": True, "fiscal_year": 2025}
    put_rows(
        store,
        "management_parameter",
        {**parameter, "code": "GL0101", "name": "参保人数(年末)"},
        {**parameter, "code": "GL0201", "name": "缴费人数"},
    )
    value = {"insurance_type": "1101", "basis": "estimate", "mof_div_code": COUNTY}
    put_rows(
        store,
        "management_value",
        {**value, "fiscal_year": 2025, "parameter": "GL0101", "period": "year", "value": 400_000 * UNIT},
        {**value, "fiscal_year": 2025, "parameter": "GL0101", "period": "q1", "value": 500_000 * UNIT},
        {**value, "parameter": "GL0201", "period": "year", "value": 0},
        {**value, "mof_div_code": TOWN, "parameter": "GL0101", "period": "year", "value": 125_000 * UNIT},
    )
    put_rows(
        store,
        "region",
        {"mof_div_code": TOWN, "name": "古林镇", "parent_code": COUNTY, "level_no": "5", "mof_div_type": "1"},
        *(
            {"mof_div_code": code, "name": name, "parent_code": parent, "level_no": level, "fiscal_year": 2025}
            for code, name, parent, level in REGIONS
        ),
    )
    with store.write() as connection:
        rebuild_scope(connection, schema=store.schema, fiscal_year=2025)
    hands.bench.desk.tell_changed("region", "management_value")
    hands.quiet()


def open_panel(hands: Hands) -> ComparePanel:
    hands.page.grid.go_to(0, 1)
    hands.page.grid.setFocus()
    hands.keys(Qt.Key.Key_B, CONTROL | SHIFT)
    return hands.bench.compare.panel


def listed(panel: ComparePanel) -> list[list[str]]:
    model = panel.model
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_two_years_stand_side_by_side_with_difference_and_percentage(hands: Hands) -> None:
    panel = open_panel(hands)
    assert panel.isVisible()
    assert (panel.left.side.fiscal_year, panel.right.side.fiscal_year) == (2025, 2026)
    lines = listed(panel)
    assert ["GL0101", "参保人数(年末)（人）", "全年", "400,000", "500,000", "100,000", "25.0%"] in lines
    assert ["GL0101", "参保人数(年末)（人）", "一季度", "500,000", "500,000", "0", "0.0%"] in lines
    # blank beside 0 is a difference without a number
    assert ["GL0201", "缴费人数（人）", "全年", "", "0", "", "—"] in lines
    assert panel.told.text() == f"{len(lines)} 项，{len(lines) - 1} 项不同"


def test_only_differences_are_left_by_a_key_and_an_empty_list_says_what_to_do(hands: Hands) -> None:
    panel = open_panel(hands)
    every = len(listed(panel))
    hands.keys(Qt.Key.Key_D, ALT)
    assert panel.only.isChecked()
    assert len(listed(panel)) == every - 1
    panel.left.year.setCurrentIndex(panel.left.year.findData(2026))
    panel.left.year.activated.emit(panel.left.year.currentIndex())
    hands.quiet()
    assert panel.empty.isVisible()
    assert panel.empty.texts == (ALL_THE_SAME.title, ALL_THE_SAME.text)
    assert not panel.actions_by_name["export"].isEnabled()
    panel.only.trigger()
    hands.quiet()
    assert panel.grid.isVisible()


def test_nothing_on_either_side_is_said(hands: Hands) -> None:
    panel = open_panel(hands)
    for part in (panel.left, panel.right):
        part.region.choose(TOWN)
        part.year.setCurrentIndex(part.year.findData(2025))
    panel.right.year.activated.emit(0)
    hands.quiet()
    assert panel.empty.texts == (NOTHING.title, NOTHING.text)


def test_two_regions_of_one_year(hands: Hands) -> None:
    panel = open_panel(hands)
    panel.left.year.setCurrentIndex(panel.left.year.findData(2026))
    panel.left.region.choose(TOWN)
    panel.left.region.chosen.emit(TOWN)
    hands.quiet()
    assert ["GL0101", "参保人数(年末)（人）", "全年", "125,000", "500,000", "375,000", "300.0%"] in listed(panel)


def test_keys_go_to_the_cell_of_either_side(hands: Hands) -> None:
    panel = open_panel(hands)
    row = next(n for n, one in enumerate(listed(panel)) if one[2] == "全年")
    panel.grid.go_to(row, 3)
    hands.keys(Qt.Key.Key_Right, ALT)
    index = hands.page.grid.currentIndex()
    assert (index.row(), hands.page.model.columns[index.column()].label) == (0, "全年")
    assert index.data() == "500,000"
    panel.grid.setFocus()
    hands.keys(Qt.Key.Key_Left, ALT)
    context = hands.window.context_bar.context
    assert context is not None
    assert context.fiscal_year == 2025
    assert hands.page.grid.currentIndex().data() == "400,000"


def test_a_side_without_a_figure_says_so(hands: Hands) -> None:
    panel = open_panel(hands)
    row = next(n for n, one in enumerate(listed(panel)) if one[0] == "GL0201")
    panel.grid.go_to(row, 3)
    hands.keys(Qt.Key.Key_Left, ALT)
    assert hands.window.status.currentMessage() == "甲方没有保存过这一项，请在页面中录入"


def test_the_list_follows_an_edit_and_the_page(hands: Hands) -> None:
    panel = open_panel(hands)
    hands.type(0, "全年", "600000")
    assert ["GL0101", "参保人数(年末)（人）", "全年", "400,000", "600,000", "200,000", "50.0%"] in listed(panel)
    context = hands.window.context_bar.context
    assert context is not None
    hands.window.context_bar.choose(replace(context, insurance_type="1102"))
    hands.quiet()
    assert panel.empty.isVisible()
    hands.bench.open_page("accounting_subject")
    hands.quiet()
    assert [one[0] for one in listed(panel)] == ["1003", "1004"]
    assert {one[2] for one in listed(panel)} == {"整行"}


def test_what_is_listed_goes_into_a_workbook(hands: Hands, tmp_path: Path) -> None:
    open_panel(hands)
    hands.keys(Qt.Key.Key_D, ALT)
    path = tmp_path / "对比.xlsx"
    hands.bench.compare.export(path)
    hands.quiet()
    rows = list(load_workbook(path).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    line = next(row for row in rows if row[2] == "全年" and row[0] == "GL0101")
    assert line[3:7] == (400_000, 500_000, 100_000, "25.0%")
    assert not any(row[2] == "一季度" for row in rows)
    assert "已导出对比" in hands.window.status.currentMessage()


def test_the_keys_close_the_panel_and_the_keyboard_is_back_in_the_grid(hands: Hands) -> None:
    panel = open_panel(hands)
    assert panel.grid.hasFocus()
    hands.keys(Qt.Key.Key_B, CONTROL | SHIFT)
    assert panel.isHidden()
    assert hands.page.grid.hasFocus()


def test_the_menu_groups_the_page_and_says_why_a_column_does_not(hands: Hands) -> None:
    action = hands.window.actions_by_name["group"]
    action.trigger()
    assert hands.window.status.currentMessage() == "只能按区划、险种等从列表中选择的列分组"
    hands.bench.open_page("accounting_subject")
    hands.quiet()
    place = next(n for n, one in enumerate(hands.page.model.columns) if one.name == "category")
    hands.page.grid.go_to(0, place)
    hands.page.grid.setFocus()
    hands.keys(Qt.Key.Key_G, CONTROL | SHIFT)
    assert hands.page.shown_group() == "category"
    assert hands.page.foot.count_text == "共 2 行 1 组"
    action.trigger()
    hands.quiet()
    assert hands.page.shown_group() == ""
