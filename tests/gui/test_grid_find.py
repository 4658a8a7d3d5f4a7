"""Find and replace in the grid: keys, scopes, wrapping round, lights, ticked replacements as one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.grid_support import NAME, PARENT, at, press, text, texts
from ui.grid.find_dialog import COLUMN, SELECTION, FindDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.grid.view import GridView

    Settle = Callable[[], None]

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(view: GridView) -> FindDialog:
    press(view, Key.Key_H, CONTROL)
    found = view.findChild(FindDialog) or view.window().findChild(FindDialog)
    assert isinstance(found, FindDialog)
    return found


def test_enter_goes_on_and_round(view: GridView, dialog: FindDialog, settle: Settle) -> None:
    QTest.keyClicks(dialog.words, "3")
    way = []
    for key in (Key.Key_Return, Key.Key_Return, Key.Key_F3):
        dialog.words.setText("明细003")
        QTest.keyClick(dialog.words if key == Key.Key_Return else dialog, key)
        settle()
        way.append(at(view))
    assert way == [(31, NAME), (32, NAME), (33, NAME)]
    view.go_to(40, NAME)
    dialog.seek(step=1)
    settle()
    assert at(view) == (31, NAME)
    QTest.keyClick(dialog.words, Key.Key_Return, SHIFT)
    settle()
    assert at(view) == (40, NAME)
    press(view, Key.Key_F3, SHIFT)
    settle()
    assert at(view) == (39, NAME)


def test_going_back_takes_the_cells_of_a_row_from_the_right(view: GridView, dialog: FindDialog, settle: Settle) -> None:
    dialog.words.setText("1003")
    view.go_to(3, 0)
    for place in ((2, PARENT), (2, 0), (1, PARENT)):
        dialog.seek(step=-1)
        settle()
        assert at(view) == place


def test_only_the_column_or_the_selection_is_looked_through(view: GridView, dialog: FindDialog, settle: Settle) -> None:
    dialog.words.setText("1003")
    dialog.scope.setCurrentText(COLUMN)
    view.go_to(3, NAME)
    dialog.seek(step=1)
    settle()
    assert (dialog.told.text(), at(view)) == ("没有找到", (3, NAME))
    view.go_to(4, NAME)
    press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_F, CONTROL)
    assert dialog.scope.currentText() == SELECTION
    dialog.words.setText("明细")
    dialog.list_replacements()
    settle()
    assert dialog.replacing.list.topLevelItemCount() == 2


def test_ticked_replacements_are_written_as_one_action(view: GridView, dialog: FindDialog, settle: Settle) -> None:
    saved: list[object] = []
    view.grid.saved.connect(saved.append)
    dialog.words.setText("明细000")
    dialog.replacing.by.setText("账户")
    dialog.replacing.preview.click()
    settle()
    listed = dialog.replacing.list
    assert listed.topLevelItemCount() == 10
    assert texts(view.grid, NAME)[1:3] == ["明细0000", "明细0001"]
    second = listed.topLevelItem(1)
    assert second is not None
    second.setCheckState(0, Qt.CheckState.Unchecked)
    dialog.replacing.replace.click()
    settle()
    assert texts(view.grid, NAME)[1:4] == ["账户0", "明细0001", "账户2"]
    assert [(one.written, one.verb) for one in saved] == [(9, "替换")]  # type: ignore[attr-defined]


def test_locked_cells_are_counted_and_stay(view: GridView, dialog: FindDialog, settle: Settle) -> None:
    dialog.words.setText("财政专户存款")
    dialog.whole.setChecked(True)
    dialog.replacing.preview.click()
    settle()
    assert dialog.told.text() == "没有找到可以替换的内容；另有 1 处只读，不能替换"
    assert text(view.grid, 0, NAME) == "财政专户存款"


def test_what_is_found_is_lit_while_the_dialog_is_open(view: GridView, dialog: FindDialog) -> None:
    dialog.words.setText("明细")
    assert is_lit(view, "明细0001")
    assert not is_lit(view, "银行")
    dialog.pattern.setChecked(True)
    dialog.words.setText("(")
    assert "请更正" in dialog.told.text()
    assert not is_lit(view, "明细0001")
    dialog.words.setText("[0-9]")
    assert is_lit(view, "明细0001")
    dialog.close()
    assert not is_lit(view, "明细0001")


def is_lit(view: GridView, words: str) -> bool:
    return view.opener.is_lit is not None and view.opener.is_lit(words)
