"""Many new rows at once: inserted, duplicated, pasted below the table; checked while entered, added as one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.rows import Query, count_rows
from tests.gui.grid_support import NAME, SUBJECT, press, put_details, text, texts, type_in
from tests.support import COUNTY, REVIEWER, YEAR
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk
    from ui.dialogs.new_rows import NewRowsDialog

    Settle = Callable[[], None]

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, store: Store, settle: Settle) -> CatalogPage:
    put_details(store, 5)
    made = CatalogPage(desk.schema.catalog(SUBJECT), desk=desk)
    desk.rows_changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1240, 700)
    made.show()
    qtbot.waitExposed(made)
    made.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    made.grid.setFocus()
    return made


def opened(page: CatalogPage, settle: Settle) -> NewRowsDialog:
    settle()
    dialog = page.new_rows.dialog
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def count(store: Store) -> int:
    with store.read() as connection:
        return count_rows(connection, schema=store.schema, query=Query(catalog=SUBJECT, fiscal_year=YEAR))


def place(dialog: NewRowsDialog, name: str) -> int:
    return [column.name for column in dialog.model.columns].index(name)


def test_rows_are_inserted_as_many_as_are_selected(page: CatalogPage, store: Store, settle: Settle) -> None:
    page.grid.go_to(2, NAME)
    press(page.grid, Key.Key_Down, SHIFT)
    press(page.grid, Key.Key_Plus, CONTROL)
    dialog = opened(page, settle)
    assert dialog.model.rowCount() == 2
    view, before = dialog.grid, count(store)
    for column, words in (("code", "10038888"), ("parent_code", "1003"), ("category", "资产"), ("balance_side", "借")):
        dialog.model.set_cells([(0, place(dialog, column), words)])
    settle()
    dialog.accept_button.click()
    settle()
    assert "还没有添加" in dialog.notice.text()
    assert view.currentIndex().column() == place(dialog, "name")
    type_in(view, "new")
    press(view, Key.Key_Return)
    settle()
    dialog.accept_button.click()
    settle()
    assert count(store) == before + 1
    assert page.new_rows.dialog is None
    assert "new" in texts(page.model, NAME)


def test_a_duplicate_asks_for_its_code(page: CatalogPage, store: Store, settle: Settle) -> None:
    page.grid.go_to(3, NAME)
    press(page.grid, Key.Key_D, CONTROL | SHIFT)
    dialog = opened(page, settle)
    code = place(dialog, "code")
    assert (text(dialog.model, 0, code), text(dialog.model, 0, place(dialog, "name"))) == ("", "明细0002")
    row = dialog.model.row_at(0)
    assert row is not None
    assert row.notes[code] == "代码必须填写"
    dialog.model.set_cells([(0, code, "10030001")])
    settle()
    row = dialog.model.row_at(0)
    assert row is not None
    assert "逻辑主键重复" in row.notes[code]
    dialog.model.set_cells([(0, code, "10037777")])
    settle()
    before = count(store)
    dialog.accept_button.click()
    settle()
    assert count(store) == before + 1


def test_what_is_pasted_below_the_table_becomes_new_rows(page: CatalogPage, store: Store, settle: Settle) -> None:
    last = page.model.rowCount() - 1
    order = [column.name for column in page.model.columns][:5]
    assert order == ["code", "name", "parent_code", "category", "balance_side"]
    QGuiApplication.clipboard().setText(
        "10030004\t改名\t财政专户存款\t资产\t借\n10036001\t新一\t财政专户存款\t资产\t借\n10036002\t新二\t1003\t错\t借\n"
    )
    page.grid.go_to(page.model.rowCount() - 2, 0)
    assert text(page.model, page.model.rowCount() - 2, 0) == "10030004"
    press(page.grid, Key.Key_V, CONTROL)
    dialog = opened(page, settle)
    assert text(page.model, last - 1, NAME) == "改名"
    assert dialog.model.rowCount() == 1
    category = place(dialog, "category")
    assert (text(dialog.model, 0, 1), text(dialog.model, 0, category)) == ("新二", "错")
    assert dialog.model.refused_count == 1
    dialog.model.set_cells([(0, category, "资产")])
    settle()
    assert text(dialog.model, 0, 2) == "1003 财政专户存款"
    before = count(store)
    dialog.accept_button.click()
    settle()
    assert count(store) == before + 1


def test_a_closed_grid_of_new_rows_keeps_what_was_entered(page: CatalogPage, settle: Settle) -> None:
    press(page.grid, Key.Key_Plus, CONTROL)
    dialog = opened(page, settle)
    dialog.model.set_cells([(0, place(dialog, "name"), "未完")])
    settle()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    press(page.grid, Key.Key_Plus, CONTROL)
    again = opened(page, settle)
    assert again is dialog
    assert texts(again.model, place(again, "name")) == ["未完"]


def test_who_may_not_add_is_told_why(page: CatalogPage, desk: Desk, settle: Settle) -> None:
    told: list[str] = []
    page.status_message.connect(told.append)
    desk.user = REVIEWER
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    press(page.grid, Key.Key_Plus, CONTROL)
    settle()
    assert page.new_rows.dialog is None
    assert told[-1].startswith("不能新增：")
