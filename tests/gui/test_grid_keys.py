"""The workbook's keys beyond entering: edges, filling, selecting lines, going round in a selection, the fill handle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.gui.grid_support import CATEGORY, CODE, NAME, PARENT, at, editor, press, text, texts, type_in
from ui.editors.pick import PickEditor

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.grid.view import GridView

    Settle = Callable[[], None]

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def column(view: GridView, name: str) -> int:
    return [one.name for one in view.grid.columns].index(name)


def selected(view: GridView) -> list[tuple[int, int, int, int]]:
    return [(one.top(), one.left(), one.bottom(), one.right()) for one in view.selected_parts()]


def test_control_with_arrows_goes_to_the_edge(view: GridView, settle: Settle) -> None:
    auxiliary = column(view, "auxiliary")
    view.grid.set_cells([(row, auxiliary, "账户") for row in (3, 4, 5)])
    settle()
    view.go_to(1, auxiliary)
    stops = []
    for _ in range(3):
        press(view, Key.Key_Down, CONTROL)
        stops.append(at(view)[0])
    assert stops == [3, 5, view.grid.rowCount() - 1]
    press(view, Key.Key_Up, CONTROL)
    press(view, Key.Key_Up, CONTROL | SHIFT)
    assert selected(view) == [(3, auxiliary, 5, auxiliary)]
    press(view, Key.Key_Home, CONTROL)
    assert at(view) == (0, CODE)
    press(view, Key.Key_Down, CONTROL)
    assert at(view) == (view.grid.rowCount() - 1, CODE)
    press(view, Key.Key_End, CONTROL)
    assert at(view) == (view.grid.rowCount() - 1, view.columns_in_sight()[-1])


def test_an_extended_selection_keeps_its_anchor(view: GridView) -> None:
    view.go_to(2, NAME)
    press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_End, CONTROL | SHIFT)
    assert selected(view) == [(2, NAME, view.grid.rowCount() - 1, view.columns_in_sight()[-1])]
    press(view, Key.Key_Home, CONTROL | SHIFT)
    assert selected(view) == [(0, CODE, 2, NAME)]


def test_space_with_shift_or_control_selects_lines(view: GridView) -> None:
    last = view.grid.columnCount() - 1
    view.go_to(3, NAME)
    press(view, Key.Key_Space, SHIFT)
    assert selected(view) == [(3, 0, 3, last)]
    view.go_to(3, NAME)
    press(view, Key.Key_Space, CONTROL)
    assert selected(view) == [(0, NAME, view.grid.rowCount() - 1, NAME)]


def test_enter_and_tab_go_round_inside_a_selection(view: GridView) -> None:
    view.go_to(1, NAME)
    press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_Right, SHIFT)
    view.selectionModel().setCurrentIndex(view.grid.index(1, NAME), view.selectionModel().SelectionFlag.NoUpdate)
    way = []
    for key in (Key.Key_Return, Key.Key_Return, Key.Key_Return, Key.Key_Return, Key.Key_Tab, Key.Key_Tab):
        press(view, key)
        way.append(at(view))
    assert way == [(2, NAME), (1, PARENT), (2, PARENT), (1, NAME), (1, PARENT), (2, NAME)]
    assert selected(view) == [(1, NAME, 2, PARENT)]


def test_control_enter_fills_the_selection_with_what_is_typed(view: GridView, settle: Settle) -> None:
    view.go_to(1, NAME)
    press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_Down, SHIFT)
    type_in(view, "same")
    press(view, Key.Key_Return, CONTROL)
    settle()
    assert texts(view.grid, NAME)[1:5] == ["same", "same", "same", "明细0003"]
    assert selected(view) == [(1, NAME, 3, NAME)]


def test_control_d_and_r_fill_down_and_right(view: GridView, settle: Settle) -> None:
    view.go_to(1, NAME)
    press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_D, CONTROL)
    settle()
    assert texts(view.grid, NAME)[1:5] == ["明细0000"] * 3 + ["明细0003"]
    view.go_to(6, NAME)
    press(view, Key.Key_D, CONTROL)
    settle()
    assert text(view.grid, 6, NAME) == "明细0004"
    rule = column(view, "detail_rule")
    view.grid.set_cells([(1, rule - 1, "按银行")])
    settle()
    view.go_to(1, rule)
    press(view, Key.Key_R, CONTROL)
    settle()
    assert text(view.grid, 1, rule) == "按银行"


def test_a_fill_leaves_locked_cells_and_says_so(view: GridView, settle: Settle) -> None:
    saved: list[object] = []
    view.grid.saved.connect(saved.append)
    view.go_to(2, NAME)
    view.fill.over(view.selected_parts()[0], rows=-2)
    settle()
    assert texts(view.grid, NAME)[:3] == ["财政专户存款", "明细0000", "明细0001"]
    assert list(saved[-1].skipped.values()) == ["部定标准行只读，不能修改或删除"]  # type: ignore[attr-defined]


def drag(view: GridView, *, to: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Draw the fill handle to a point of the viewport."""
    place = view.handle.place()
    assert place is not None
    QTest.mouseMove(view.viewport(), place.center())
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, modifiers, place.center())
    QTest.mouseMove(view.viewport(), (place.center() + to) / 2)
    QTest.mouseMove(view.viewport(), to)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, modifiers, to)


def test_the_handle_counts_codes_on_and_copies_with_control(view: GridView, settle: Settle) -> None:
    place = column(view, "applies_to")
    view.grid.set_cells([(1, place, "账户08")])
    settle()
    view.go_to(1, place)
    drag(view, to=view.visualRect(view.grid.index(4, place)).center())
    settle()
    assert texts(view.grid, place)[1:6] == ["账户08", "账户09", "账户10", "账户11", ""]
    assert selected(view) == [(1, place, 4, place)]
    view.go_to(4, place)
    drag(view, to=view.visualRect(view.grid.index(6, place)).center(), modifiers=CONTROL)
    settle()
    assert texts(view.grid, place)[4:7] == ["账户11"] * 3
    assert not [one for one in view.grid.columns if view.grid.typed_at(1, column(view, one.name))]


def test_a_double_click_on_the_handle_fills_to_the_neighbours_end(view: GridView, settle: Settle) -> None:
    auxiliary = column(view, "auxiliary")
    view.grid.set_cells([(row, auxiliary, "账户") for row in range(1, 9)])
    settle()
    rule = auxiliary + 1
    view.grid.set_cells([(1, rule, "逐户")])
    settle()
    view.go_to(1, rule)
    place = view.handle.place()
    assert place is not None
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    settle()
    assert texts(view.grid, rule)[1:10] == ["逐户"] * 8 + [""]
    assert view.opener.editor is None


def test_alt_down_opens_the_list_of_a_cell(view: GridView, settle: Settle) -> None:
    view.go_to(1, CATEGORY)
    press(view, Key.Key_Down, ALT)
    picker = editor(view)
    assert isinstance(picker, PickEditor)
    assert picker.is_open
    press(view, Key.Key_Escape)
    settle()
    assert text(view.grid, 1, CATEGORY) == "资产"


def test_the_first_letters_of_a_composition_stand_in_the_editor(view: GridView, settle: Settle) -> None:
    """While an input method composes, the editor shows the letters; nothing of them is lost or entered twice."""
    QGuiApplication.sendEvent(view, QInputMethodEvent("n", []))
    line = editor(view)
    assert isinstance(line, QLineEdit)
    assert line.text() == ""
    for letters in ("no", "non", "nong"):
        QGuiApplication.sendEvent(view, QInputMethodEvent(letters, []))
    finished = QInputMethodEvent("", [])
    finished.setCommitString("农")
    QGuiApplication.sendEvent(view, finished)
    assert line.text() == "农"
    type_in(view, "行")
    press(view, Key.Key_Return)
    settle()
    assert text(view.grid, 1, NAME) == "农行"


def test_keys_that_an_editor_leaves_over_do_nothing_behind_it(view: GridView, settle: Settle) -> None:
    wanted: list[int] = []
    view.rows_wanted.connect(wanted.append)
    view.go_to(3, NAME)
    type_in(view, "abc")
    for key in (Key.Key_D, Key.Key_R, Key.Key_Plus, Key.Key_F, Key.Key_Space):
        press(view, key, CONTROL)
    settle()
    line = editor(view)
    assert isinstance(line, QLineEdit)
    assert (line.text(), wanted) == ("abc", [])
    assert texts(view.grid, NAME)[1:5] == ["明细0000", "明细0001", "明细0002", "明细0003"]
