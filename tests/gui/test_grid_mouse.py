"""The grid under the mouse: choosing, editing, sorting, forms, flags; and copying of rows that are not read yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from tests.gui.grid_support import CATEGORY, CODE, NAME, make_model, make_view, put_details, subjects, text
from ui.editors.pick import PickEditor

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.grid.view import GridView
    from ui.operations import Operations
    from ui.page.offers import Offers

    Settle = Callable[[], None]

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def view(qtbot: QtBot, store: Store, operations: Operations, offers: Offers, settle: Settle) -> GridView:
    put_details(store, 700)
    made = make_view(make_model(operations), operations=operations, offers=offers)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.show_source(subjects(store))
    settle()
    return made


def spot(view: GridView, row: int, column: int) -> QPoint:
    return view.visualRect(view.grid.index(row, column)).center()


def double_click(view: GridView, row: int, column: int) -> None:
    QTest.mouseClick(view.viewport(), LEFT, pos=spot(view, row, column))
    QTest.mouseDClick(view.viewport(), LEFT, pos=spot(view, row, column))


def test_a_double_click_edits(view: GridView, settle: Settle) -> None:
    double_click(view, 1, NAME)
    editor = view.opener.editor
    assert editor is not None
    QTest.keyClicks(editor, "abc")
    QTest.mouseClick(view.viewport(), LEFT, pos=spot(view, 4, CODE))
    settle()
    assert text(view.grid, 1, NAME) == "abc"
    assert view.opener.editor is None


def test_a_double_click_on_a_choice_opens_its_list(view: GridView, settle: Settle) -> None:
    double_click(view, 1, CATEGORY)
    editor = view.opener.editor
    assert isinstance(editor, PickEditor)
    assert editor.listed_texts()[:2] == ["资产", "负债"]
    QTest.keyClick(editor, Qt.Key.Key_Down)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert text(view.grid, 1, CATEGORY) == "负债"


def test_a_double_click_on_a_locked_cell_says_why(view: GridView) -> None:
    told: list[str] = []
    view.explained.connect(told.append)
    double_click(view, 0, NAME)
    assert told == ["部定标准行只读，不能修改或删除"] * len(told)
    assert told
    assert "部定标准行只读" in QToolTip.text()
    QToolTip.hideText()


def test_a_double_click_on_a_flag_changes_it(view: GridView, settle: Settle) -> None:
    enabled = [column.name for column in view.grid.columns].index("is_enabled")
    view.scrollTo(view.grid.index(1, enabled))
    double_click(view, 1, enabled)
    settle()
    assert text(view.grid, 1, enabled) == "停用"


def test_a_click_on_a_heading_sorts_and_the_third_puts_back(view: GridView, settle: Settle) -> None:
    header = view.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(NAME) + 20, header.height() // 2)
    found: list[str] = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), LEFT, pos=at)
        settle()
        found.append(text(view.grid, 0, NAME))
    assert found == ["财政专户存款", "支出户存款", "财政专户存款"]
    assert text(view.grid, 1, CODE) == "10030000"


def test_the_order_stays_when_other_rows_are_shown(view: GridView, store: Store, settle: Settle) -> None:
    view.sortByColumn(NAME, Qt.SortOrder.DescendingOrder)
    settle()
    view.show_source(subjects(store, search="明细00"))
    settle()
    assert text(view.grid, 0, NAME) == "明细0099"


def test_a_row_number_opens_the_form(view: GridView) -> None:
    asked: list[int] = []
    view.form_wanted.connect(asked.append)
    header = view.verticalHeader()
    at = QPoint(5, header.sectionViewportPosition(2) + 5)
    QTest.mouseClick(header.viewport(), LEFT, pos=at)
    QTest.mouseDClick(header.viewport(), LEFT, pos=at)
    assert asked == [2]
    assert view.selected_rows() == [range(2, 3)]


def test_rows_that_are_not_read_are_copied_too(view: GridView, settle: Settle) -> None:
    assert view.grid.row_at(600) is None
    whole = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Columns
    view.selectionModel().select(view.grid.index(0, CODE), whole)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    settle()
    copied = QGuiApplication.clipboard().text().split("\n")
    assert (len(copied), copied[0], copied[400], copied[-1]) == (702, "1003", "10030399", "1004")


def test_cutting_copies_and_clears(view: GridView, settle: Settle) -> None:
    auxiliary = [column.name for column in view.grid.columns].index("auxiliary")
    view.grid.set_cells([(1, auxiliary, "险种"), (2, auxiliary, "账户")])
    settle()
    view.go_to(1, auxiliary)
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_X, CONTROL)
    settle()
    assert QGuiApplication.clipboard().text() == "险种\n账户"
    assert [text(view.grid, row, auxiliary) for row in (1, 2)] == ["", ""]


def test_backspace_begins_anew(view: GridView, settle: Settle) -> None:
    view.setFocus()
    view.go_to(1, NAME)
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    editor = view.opener.editor
    assert editor is not None
    QTest.keyClicks(editor, "n")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert text(view.grid, 1, NAME) == "n"


def test_columns_are_as_wide_as_the_declaration_says(view: GridView) -> None:
    letter = view.fontMetrics().horizontalAdvance("0")
    widths = {column.name: view.columnWidth(place) for place, column in enumerate(view.grid.columns)}
    assert widths["name"] >= 32 * letter
    heading = view.horizontalHeader().fontMetrics()
    assert all(
        view.columnWidth(place) > heading.horizontalAdvance(column.label)
        for place, column in enumerate(view.grid.columns)
    )
