"""Units of amounts, red negatives, stripes and density: what a window shows and what is stored."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from sqlalchemy import select

from tests.gui.grid_support import press, text, type_in
from tests.support import COUNTY, YEAR, put_rows
from ui.actions import SEEING
from ui.grid.seeing import SEEING_ACTIONS, Seeing
from ui.grid.units import Unit, form_texts
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk

    Settle = Callable[[], None]

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
AMOUNTS = (1_234_567_890_123, -45_678_00, 0, None)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> CatalogPage:
    for number, amount in enumerate(AMOUNTS):
        put_rows(
            desk.store,
            "fund_account",
            {
                "mof_div_code": COUNTY,
                "account_no": f"6228{number:06}",
                "account_name": f"财政专户{number}",
                "bank_name": "清河支行",
                "account_type": "31",
                "opened_on": date(2020, 5, 1),
                "approval_type": "1",
                "balance": amount,
            },
        )
    made = CatalogPage(desk.schema.catalog("fund_account"), desk=desk)
    desk.rows_changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1240, 500)
    made.show()
    qtbot.waitExposed(made)
    made.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    made.grid.setFocus()
    return made


def place(page: CatalogPage) -> int:
    return next(n for n, column in enumerate(page.model.columns) if column.name == "balance")


def stored(store: Store) -> list[int | None]:
    table = store.schema.rows["fund_account"]
    with store.read() as connection:
        return list(connection.execute(select(table.c.balance).order_by(table.c.account_no)).scalars())


def test_amounts_are_shown_typed_copied_and_added_up_in_the_unit(
    page: CatalogPage, desk: Desk, settle: Settle, qtbot: QtBot
) -> None:
    desk.seeing.choose("unit-wan")
    settle()
    column, grid = place(page), page.grid
    assert page.model.headerData(column, Qt.Orientation.Horizontal) == "账面余额(万元)"
    assert [text(page.model, row, column) for row in range(4)] == ["1,234,567.890123", "-4.5678", "0.00", ""]
    grid.go_to(2, column)
    type_in(grid, "12.34")
    press(grid, Key.Key_Return)
    settle()
    assert text(page.model, 2, column) == "12.34"
    assert stored(desk.store)[2] == 12_3400_00
    grid.go_to(2, column)
    press(grid, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "12.34"
    grid.go_to(3, column)
    press(grid, Key.Key_V, CONTROL)
    settle()
    assert stored(desk.store)[3] == 12_3400_00
    grid.go_to(2, column)
    press(grid, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: "合计 24.68" in page.foot.sum_text)


def test_an_amount_finer_than_a_fen_is_refused_and_stays(page: CatalogPage, desk: Desk, settle: Settle) -> None:
    desk.seeing.choose("unit-yi")
    settle()
    page.grid.go_to(0, place(page))
    type_in(page.grid, "0.12345678901")
    press(page.grid, Key.Key_Return)
    settle()
    assert stored(desk.store)[0] == AMOUNTS[0]
    assert "最多 10 位小数" in text(page.model, 0, place(page), int(Qt.ItemDataRole.ToolTipRole))
    desk.seeing.choose("unit-yuan")
    settle()
    assert text(page.model, 0, place(page)) == "12,345,678,901.23"


def test_a_form_opened_in_another_unit_is_in_yuan(page: CatalogPage, desk: Desk, settle: Settle) -> None:
    desk.seeing.choose("unit-wan")
    settle()
    source, row = page.model.source, page.model.row_at(1)
    assert source is not None
    assert row is not None
    assert form_texts(source, row, catalog=page.catalog)["balance"] == "-45,678.00"


def test_negative_numbers_are_red_unless_switched_off(page: CatalogPage, desk: Desk) -> None:
    def ink(row: int) -> object:
        found = page.model.painted(row, place(page))
        assert found is not None
        return found[1]

    assert ink(1) is page.model.looks.negative_ink
    assert ink(0) is None
    desk.seeing.choose("red-negatives")
    assert ink(1) is None


def test_density_and_stripes_reach_the_grid_and_are_remembered(page: CatalogPage, desk: Desk, settle: Settle) -> None:
    high = page.grid.rowHeight(0)
    desk.seeing.choose("density-roomy")
    assert page.grid.rowHeight(0) > high
    desk.seeing.choose("density-compact")
    assert page.grid.rowHeight(0) < high
    desk.seeing.choose("zebra")
    assert not page.grid.alternatingRowColors()
    desk.seeing.choose("unit-yi")
    settle()
    again = Seeing(desk.settings)
    assert (again.unit, again.density < 1, again.has_stripes, again.has_red) == (Unit.YI, True, False, True)


def test_every_action_of_the_menu_is_known() -> None:
    assert set(SEEING) == set(SEEING_ACTIONS)
