"""The grid view under real key events: typing, Enter and Tab, the clipboard, flags, pickers, locked cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent

from tests.gui.grid_support import CATEGORY, CODE, NAME, PARENT, at, editor, press, subjects, text, type_in
from ui.editors.pick import PickEditor

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.grid.view import GridView

    Settle = Callable[[], None]

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_typing_replaces_and_enter_goes_down(view: GridView, settle: Settle) -> None:
    type_in(view, "abc")
    press(view, Key.Key_Return)
    assert at(view) == (2, NAME)
    assert view.opener.editor is None
    settle()
    assert text(view.grid, 1, NAME) == "abc"


def test_f2_keeps_the_text_and_escape_takes_back(view: GridView, settle: Settle) -> None:
    press(view, Key.Key_F2)
    press(view, Key.Key_End)
    type_in(view, "X")
    press(view, Key.Key_Return)
    settle()
    assert text(view.grid, 1, NAME) == "明细0000X"
    type_in(view, "zzz")
    press(view, Key.Key_Escape)
    settle()
    assert text(view.grid, 2, NAME) == "明细0001"
    assert at(view) == (2, NAME)


def test_an_input_method_composes_in_the_cell(view: GridView, settle: Settle) -> None:
    QGuiApplication.sendEvent(view, QInputMethodEvent("nong", []))
    finished = QInputMethodEvent("", [])
    finished.setCommitString("农行")
    QGuiApplication.sendEvent(view, finished)
    press(view, Key.Key_Return)
    settle()
    assert (text(view.grid, 1, NAME), at(view)) == ("农行", (2, NAME))


def test_tab_goes_right_and_enter_returns_to_where_the_line_began(view: GridView, settle: Settle) -> None:
    view.go_to(1, CODE)
    type_in(view, "10030000")
    press(view, Key.Key_Tab)
    assert at(view) == (1, NAME)
    type_in(view, "n")
    press(view, Key.Key_Return)
    assert at(view) == (2, CODE)
    press(view, Key.Key_Tab)
    press(view, Key.Key_Backtab, SHIFT)
    assert at(view) == (2, CODE)
    settle()
    assert (text(view.grid, 1, CODE), text(view.grid, 1, NAME)) == ("10030000", "n")


def test_arrows_leave_a_cell_that_was_typed_into(view: GridView, settle: Settle) -> None:
    type_in(view, "a")
    press(view, Key.Key_Right)
    assert at(view) == (1, PARENT)
    view.go_to(3, NAME)
    type_in(view, "b")
    press(view, Key.Key_Up)
    assert at(view) == (2, NAME)
    settle()
    assert (text(view.grid, 1, NAME), text(view.grid, 3, NAME)) == ("a", "b")


def test_an_answer_that_comes_late_does_not_disturb_the_next_cell(view: GridView, settle: Settle) -> None:
    type_in(view, "first")
    press(view, Key.Key_Return)
    type_in(view, "seco")
    settle()
    type_in(view, "nd")
    press(view, Key.Key_Return)
    settle()
    assert (text(view.grid, 1, NAME), text(view.grid, 2, NAME)) == ("first", "second")


def test_a_reset_keeps_what_is_being_typed(view: GridView, store: Store, settle: Settle) -> None:
    type_in(view, "unfinished")
    view.grid.show_source(subjects(store, search="明细00"))
    settle()
    assert text(view.grid, 0, NAME) == "unfinished"


def test_a_block_is_copied_and_pasted(view: GridView, settle: Settle) -> None:
    view.go_to(1, CODE)
    for _ in range(2):
        press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_Right, SHIFT)
    press(view, Key.Key_C, CONTROL)
    copied = QGuiApplication.clipboard().text()
    assert copied == "10030000\t明细0000\n10030001\t明细0001\n10030002\t明细0002"
    QGuiApplication.clipboard().setText('甲\t1003\n"乙 ""二"""\t1004\n')
    view.go_to(5, NAME)
    press(view, Key.Key_V, CONTROL)
    settle()
    assert [text(view.grid, row, NAME) for row in (5, 6, 7)] == ["甲", '乙 "二"', "明细0006"]
    assert "1004" in text(view.grid, 6, PARENT)


def test_one_value_fills_the_selection(view: GridView, settle: Settle) -> None:
    QGuiApplication.clipboard().setText("同")
    view.go_to(1, NAME)
    for _ in range(3):
        press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_V, CONTROL)
    settle()
    assert [text(view.grid, row, NAME) for row in range(1, 6)] == ["同"] * 4 + ["明细0004"]


def test_rows_beyond_the_table_are_handed_on(view: GridView, settle: Settle) -> None:
    left: list[list[dict[str, str]]] = []
    view.blocks.rows_left.connect(left.append)
    QGuiApplication.clipboard().setText("\n".join("甲乙丙丁戊"))
    view.go_to(view.grid.rowCount() - 3, NAME)
    press(view, Key.Key_V, CONTROL)
    settle()
    assert left == [[{"name": "丁"}, {"name": "戊"}]]


def test_delete_clears_the_selected_cells(view: GridView, settle: Settle) -> None:
    names = [column.name for column in view.grid.columns]
    auxiliary = names.index("auxiliary")
    view.grid.set_cells([(row, auxiliary, "账户") for row in (1, 2, 3)])
    settle()
    view.go_to(1, auxiliary)
    press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_Delete)
    settle()
    assert [text(view.grid, row, auxiliary) for row in (1, 2, 3)] == ["", "", "账户"]


def test_a_locked_cell_says_why_and_stays(view: GridView) -> None:
    told: list[str] = []
    view.explained.connect(told.append)
    view.go_to(0, NAME)
    type_in(view, "x")
    assert view.opener.editor is None
    press(view, Key.Key_F2)
    press(view, Key.Key_Delete)
    assert told == ["部定标准行只读，不能修改或删除"] * 3


def test_space_changes_a_flag(view: GridView, settle: Settle) -> None:
    names = [column.name for column in view.grid.columns]
    enabled = names.index("is_enabled")
    view.go_to(1, enabled)
    press(view, Key.Key_Space)
    settle()
    assert (text(view.grid, 1, enabled), text(view.grid, 2, enabled)) == ("停用", "启用")


def test_a_choice_is_found_by_typing(view: GridView, settle: Settle) -> None:
    view.go_to(1, CATEGORY)
    type_in(view, "负")
    press(view, Key.Key_Return)
    settle()
    assert text(view.grid, 1, CATEGORY) == "负债"
    assert at(view) == (2, CATEGORY)


def test_a_reference_is_looked_up_while_typing(view: GridView, qtbot: QtBot, settle: Settle) -> None:
    view.go_to(1, PARENT)
    type_in(view, "支出户")
    picker = editor(view)
    assert isinstance(picker, PickEditor)
    qtbot.waitUntil(lambda: picker.is_open)
    press(view, Key.Key_Return)
    settle()
    assert text(view.grid, 1, PARENT).startswith("1004")


def test_a_picker_takes_nothing_that_was_not_found_for_the_words(view: GridView, settle: Settle) -> None:
    view.go_to(1, PARENT)
    press(view, Key.Key_F2)
    settle()
    type_in(view, "1004")
    press(view, Key.Key_Return)
    settle()
    assert text(view.grid, 1, PARENT).startswith("1004")


def test_escape_takes_a_refused_text_back(view: GridView, settle: Settle) -> None:
    view.go_to(1, CATEGORY)
    QGuiApplication.clipboard().setText("错")
    press(view, Key.Key_V, CONTROL)
    settle()
    assert text(view.grid, 1, CATEGORY) == "错"
    press(view, Key.Key_Escape)
    assert text(view.grid, 1, CATEGORY) == "资产"


def test_selected_rows_are_ranges(view: GridView) -> None:
    view.selectAll()
    assert view.selected_rows() == [range(42)]
    view.clearSelection()
    view.selectRow(3)
    assert view.selected_rows() == [range(3, 4)]


def test_a_reference_is_pasted_by_name(view: GridView, settle: Settle) -> None:
    QGuiApplication.clipboard().setText("财政专户存款\n没有这个\n1003")
    view.go_to(1, PARENT)
    press(view, Key.Key_V, CONTROL)
    settle()
    found = [text(view.grid, row, PARENT) for row in (1, 2, 3)]
    assert found == ["1003 财政专户存款", "没有这个", "1003 财政专户存款"]
    assert view.grid.refused_count == 1


def test_a_wrong_cell_of_a_pasted_row_holds_back_only_itself(view: GridView, settle: Settle) -> None:
    QGuiApplication.clipboard().setText("新名\t没有这个\t负债")
    view.go_to(1, NAME)
    press(view, Key.Key_V, CONTROL)
    settle()
    assert [text(view.grid, 1, column) for column in (NAME, PARENT, CATEGORY)] == ["新名", "没有这个", "负债"]
    assert view.grid.refused_count == 1
    press(view, Key.Key_Right)
    press(view, Key.Key_Escape)
    assert text(view.grid, 1, PARENT) == "1003 财政专户存款"


def test_room_for_row_numbers_is_taken_at_once_and_given_back_when_all_are_counted(view: GridView) -> None:
    # the rows of another arrangement: its first screen, all of it; then those of a large table begin to come
    told = ((1_000_000, True), (200, False), (200, True), (20_000, False))
    found = []
    for count in told:
        view.grid.counted.emit(*count)
        found.append(view.verticalHeader().width())
    assert found[0] == found[1] > found[3] > found[2]
