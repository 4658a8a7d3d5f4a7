"""Frozen key columns and the column chooser: what stays at the left, where cells are found, what is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.grid_support import CODE, NAME, SUBJECT, at, press, put_details, text, type_in
from tests.support import COUNTY, YEAR
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu
    from pytestqt.qtbot import QtBot

    from ui.desk import Desk
    from ui.grid.view import GridView

    Settle = Callable[[], None]
    Open = Callable[[], CatalogPage]

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def open_page(qtbot: QtBot, desk: Desk, settle: Settle) -> Open:
    put_details(desk.store, 60)

    def show() -> CatalogPage:
        page = CatalogPage(desk.schema.catalog(SUBJECT), desk=desk)
        desk.rows_changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1100, 500)
        page.show()
        qtbot.waitExposed(page)
        page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
        settle()
        page.grid.setFocus()
        return page

    return show


@pytest.fixture
def grid(open_page: Open) -> GridView:
    return open_page().grid


def scroll_right(grid: GridView) -> None:
    bar = grid.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 60


def choose(menu: QMenu, label: str) -> None:
    action = next(action for action in menu.actions() if action.text().startswith(label))
    assert action.isEnabled(), action.toolTip()
    action.trigger()
    menu.close()


def test_code_and_name_stay_at_the_left(grid: GridView) -> None:
    assert grid.frozen.last_name == "name"
    before = grid.visualRect(grid.grid.index(2, NAME))
    scroll_right(grid)
    assert grid.visualRect(grid.grid.index(2, NAME)) == before
    assert grid.indexAt(before.center()) == grid.grid.index(2, NAME)
    assert grid.columnViewportPosition(NAME + 1) < grid.frozen.width


def test_the_band_draws_the_rows_that_are_scrolled_to(grid: GridView) -> None:
    first = grid.frozen.band.grab().toImage()
    grid.verticalScrollBar().setValue(8)
    grid.go_to(30, CODE)
    assert grid.frozen.band.grab().toImage() != first
    grid.go_to(0, CODE)
    grid.verticalScrollBar().setValue(0)
    pixel = grid.visualRect(grid.grid.index(0, NAME)).topRight() - QPoint(4, -4)
    scroll_right(grid)
    shown = grid.grab().toImage()
    there = grid.viewport().mapTo(grid, pixel)
    assert shown.pixelColor(there) == grid.frozen.band.grab().toImage().pixelColor(pixel)


def test_a_click_and_typing_reach_a_frozen_cell_while_scrolled(grid: GridView, settle: Settle) -> None:
    row = next(n for n in range(grid.grid.rowCount()) if not grid.grid.lock_at(n, NAME))
    scroll_right(grid)
    value = grid.horizontalScrollBar().value()
    where = grid.visualRect(grid.grid.index(row, NAME)).center()
    QTest.mouseClick(grid.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, where)
    assert at(grid) == (row, NAME)
    assert grid.horizontalScrollBar().value() == value
    type_in(grid, "frozen")
    assert grid.opener.editor is not None
    assert grid.opener.editor.geometry().contains(where)
    assert not grid.frozen.band.mask().contains(where)
    press(grid, Key.Key_Return)
    settle()
    assert text(grid.grid, row, NAME) == "frozen"
    assert grid.frozen.band.mask().isEmpty()


def test_arrows_go_across_the_border_and_uncover_the_cell(grid: GridView) -> None:
    scroll_right(grid)
    grid.go_to(1, NAME)
    press(grid, Key.Key_Right)
    assert at(grid) == (1, NAME + 1)
    assert grid.visualRect(grid.currentIndex()).left() >= grid.frozen.width
    press(grid, Key.Key_Left)
    assert at(grid) == (1, NAME)


def test_a_selection_goes_across_the_border(grid: GridView) -> None:
    scroll_right(grid)
    start = grid.visualRect(grid.grid.index(1, CODE)).center()
    end = QPoint(grid.viewport().width() - 5, start.y() + 60)
    column = grid.columnAt(end.x())
    QTest.mouseClick(grid.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseClick(grid.viewport(), LEFT, SHIFT, end)
    assert {part.left() for part in grid.selected_parts()} == {CODE}
    assert {part.right() for part in grid.selected_parts()} == {column}


def selected(grid: GridView) -> tuple[set[int], set[int]]:
    """Return the selected rows and columns."""
    cells = {(index.row(), index.column()) for index in grid.selectedIndexes()}
    return {row for row, _ in cells}, {column for _, column in cells}


def test_a_selection_begins_where_it_began_though_that_is_behind_the_band_now(grid: GridView) -> None:
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.visualRect(grid.grid.index(1, NAME + 1)).center())
    scroll_right(grid)
    assert grid.visualRect(grid.grid.index(1, NAME + 1)).center().x() < grid.frozen.width
    end = QPoint(grid.viewport().width() - 5, grid.visualRect(grid.grid.index(3, NAME)).center().y())
    last = grid.columnAt(end.x())
    QTest.mouseClick(grid.viewport(), LEFT, SHIFT, end)
    assert selected(grid) == ({1, 2, 3}, set(range(NAME + 1, last + 1)))
    frozen = grid.visualRect(grid.grid.index(2, CODE)).center()
    QTest.mouseClick(grid.viewport(), LEFT, SHIFT, frozen)
    assert selected(grid) == ({1, 2}, {CODE, NAME, NAME + 1})


def test_a_selection_is_drawn_from_a_frozen_cell_and_back(grid: GridView) -> None:
    scroll_right(grid)
    start = grid.visualRect(grid.grid.index(4, NAME)).center()
    end = QPoint(grid.viewport().width() - 40, grid.visualRect(grid.grid.index(6, NAME)).center().y())
    last = grid.columnAt(end.x())
    QTest.mousePress(grid.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(grid.viewport(), start + QPoint(30, 10))
    QTest.mouseMove(grid.viewport(), end)
    assert selected(grid) == ({4, 5, 6}, set(range(NAME, last + 1)))
    QTest.mouseMove(grid.viewport(), grid.visualRect(grid.grid.index(5, CODE)).center())
    assert selected(grid) == ({4, 5}, {CODE, NAME})
    QTest.mouseRelease(grid.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, start)


def test_shift_and_arrows_extend_across_the_border(grid: GridView) -> None:
    scroll_right(grid)
    grid.go_to(2, NAME)
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down):
        QTest.keyClick(grid, key, SHIFT)
    assert selected(grid) == ({2, 3}, {NAME, NAME + 1, NAME + 2})


def test_columns_that_were_moved_are_selected_as_they_are_seen(grid: GridView) -> None:
    grid.horizontalHeader().moveSection(NAME + 3, NAME + 1)
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.visualRect(grid.grid.index(1, NAME)).center())
    QTest.mouseClick(grid.viewport(), LEFT, SHIFT, grid.visualRect(grid.grid.index(1, NAME + 3)).center())
    assert selected(grid) == ({1}, {NAME, NAME + 3})


def test_the_frozen_heading_sorts_and_filters(grid: GridView, settle: Settle) -> None:
    head = grid.frozen.head
    place = QPoint(head.sectionViewportPosition(NAME) + 8, head.height() // 2)
    QTest.mouseClick(head.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    settle()
    assert grid.headings.arrangement.order == (("name", False),)
    QTest.mouseClick(head.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, head.funnel_place(NAME).center())
    settle()
    assert grid.headings.popup.isVisible()
    grid.headings.popup.close()


def test_a_border_drawn_in_the_frozen_heading_moves_the_column(grid: GridView) -> None:
    wide = grid.columnWidth(CODE)
    head = grid.frozen.head
    edge = QPoint(head.sectionViewportPosition(CODE) + wide - 1, head.height() // 2)
    QTest.mouseMove(head.viewport(), edge)
    QTest.mousePress(head.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, edge)
    QTest.mouseMove(head.viewport(), edge + QPoint(40, 0))
    QTest.mouseRelease(head.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, edge + QPoint(40, 0))
    assert grid.columnWidth(CODE) > wide
    assert grid.frozen.left_of(NAME) == grid.columnWidth(CODE)


def test_another_column_is_frozen_and_remembered(open_page: Open) -> None:
    page = open_page()
    choose(page.heading_menus.menu_for(CODE), "冻结到这一列")
    assert page.grid.frozen.last_name == "code"
    page.heading_menus.columns.save()
    again = open_page()
    assert again.grid.frozen.last_name == "code"
    choose(again.heading_menus.menu_for(CODE), "取消冻结")
    assert again.grid.frozen.width == 0
    assert again.grid.frozen.band.isHidden()


def test_columns_are_hidden_ordered_and_remembered(open_page: Open) -> None:
    page = open_page()
    dialog = page.heading_menus.choose_columns()
    names = page.heading_menus.columns.names
    dialog.list.setCurrentRow(names.index("category"))
    dialog.move_row(-1)
    dialog.list.item(names.index("balance_side")).setCheckState(Qt.CheckState.Unchecked)
    dialog.accept()
    shown = [page.model.columns[n].name for n in page.grid.columns_in_sight()]
    assert "balance_side" not in shown
    assert shown.index("category") == names.index("category") - 1
    page.grid.setColumnWidth(NAME, 321)
    page.heading_menus.columns.save()
    again = open_page()
    assert [again.model.columns[n].name for n in again.grid.columns_in_sight()] == shown
    assert again.grid.columnWidth(NAME) == 321
    choose(again.heading_menus.menu_for(NAME), "恢复默认列")
    assert again.heading_menus.columns.names == [column.name for column in again.model.columns]
    assert not again.heading_menus.columns.hidden


def test_a_layout_that_cannot_be_read_is_no_harm(open_page: Open, desk: Desk) -> None:
    desk.settings.setValue(f"{desk.store.path.stem}/columns/{SUBJECT}", '{"widths": ["')
    assert open_page().grid.frozen.last_name == "name"


def test_the_last_column_cannot_be_hidden(open_page: Open) -> None:
    page = open_page()
    dialog = page.heading_menus.choose_columns()
    for row in range(dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    dialog.reject()


def test_a_double_click_on_the_border_fits_what_is_on_screen(grid: GridView) -> None:
    grid.setColumnWidth(NAME, 400)
    head = grid.frozen.head
    edge = QPoint(head.sectionViewportPosition(NAME) + 399, head.height() // 2)
    QTest.mouseMove(head.viewport(), edge)
    QTest.mouseDClick(head.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, edge)
    assert 60 < grid.columnWidth(NAME) < 300
