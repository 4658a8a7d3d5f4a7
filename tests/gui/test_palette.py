"""The command palette with real keys: what it finds, how fast, what Enter does, where Esc leaves the keyboard."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.e2e.window import Window
from tests.profiles import make_profile
from tests.support import CITY, COUNTY
from ui.palette.entries import ACTION, CATALOG, RECENT, RECORD, REGION, Entry, best, fits
from ui.tour.hands import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.palette.popup import PalettePopup

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(make_profile(tmp_path / "profile").folder, qtbot=qtbot)
    made.wait(lambda: made.has_page, what="the first page")
    made.settle()
    made.window.activateWindow()
    made.open("management_value").grid.setFocus()
    yield made
    made.close()


def opened(window: Window) -> PalettePopup:
    QTest.keyClick(window.window, Qt.Key.Key_K, CONTROL)
    popup = window.bench.palette.popup
    window.wait(popup.isVisible, what="the palette")
    return popup


def typed(window: Window, words: str) -> PalettePopup:
    popup = opened(window)
    write(popup.line, words)
    window.settle()
    return popup


def shown(popup: PalettePopup, group: str) -> list[Entry]:
    entries = (popup.model.entry(row) for row in range(popup.model.rowCount()))
    return [one for one in entries if one is not None and one.group == group]


def test_words_fit_by_label_initials_and_letters_between() -> None:
    entry = Entry(group=ACTION, key="a", label="导出交接文件", code="")
    assert [fits(words, entry) for words in ("导出交接文件", "导出", "dcjjwj", "dc", "文件", "jjwj", "djw")] == [
        0,
        1,
        1,
        2,
        3,
        4,
        5,
    ]
    assert fits("导入", entry) == -1
    assert fits("dc 文件", entry) == 3


def test_what_was_used_last_comes_first_among_equals() -> None:
    entries = [Entry(group=ACTION, key=key, label=label) for key, label in (("i", "导入"), ("e", "导出"))]
    assert [one.key for one in best("导", entries, recent=(), limit=9)] == ["i", "e"]
    assert [one.key for one in best("导", entries, recent=("e",), limit=9)] == ["e", "i"]
    assert [one.key for one in best("导入", entries, recent=("e",), limit=9)] == ["i"]


def test_initials_find_a_command_with_its_keys_and_enter_runs_it(window: Window) -> None:
    popup = typed(window, "gy")
    assert popup.marked is not None
    assert (popup.marked.label, popup.marked.keys) == ("关于", "Shift+F1")
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    from ui.dialogs.about import AboutDialog  # noqa: PLC0415 - as the window does

    window.dialog(AboutDialog).reject()
    popup = opened(window)
    assert [one.label for one in shown(popup, RECENT)] == ["关于"]


def test_a_command_that_cannot_be_used_says_why_and_stays(window: Window) -> None:
    popup = typed(window, "停止同步")
    assert popup.marked is not None
    assert popup.marked.reason == "现在没有同步在进行"
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    assert popup.isVisible()
    assert window.status.currentMessage() == "不能停止同步：现在没有同步在进行"


def test_a_catalog_a_region_and_a_row_are_reached_by_keys_alone(window: Window) -> None:
    popup = typed(window, "kjkm")
    assert [one.target for one in shown(popup, CATALOG)] == ["accounting_subject"]
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    window.settle()
    assert window.bench.pages.name == "accounting_subject"

    popup = typed(window, "czzhck")
    assert [(one.code, one.label, one.about) for one in shown(popup, RECORD)] == [
        ("1003", "财政专户存款", "财政专户会计科目")
    ]
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    window.settle()
    grid = window.page.grid
    assert window.page.model.index(grid.currentIndex().row(), 0).data() == "1003"

    context = window.window.context_bar.context
    assert context is not None
    assert context.region == COUNTY
    popup = typed(window, COUNTY)
    assert [one.code for one in shown(popup, REGION)] == [COUNTY]
    assert all(one.code != CITY for one in shown(popup, REGION))  # not one's own to look at


def test_escape_gives_the_keyboard_back(window: Window) -> None:
    grid = window.page.grid
    grid.go_to(1, 1)
    grid.setFocus()
    popup = typed(window, "qy")
    assert QApplication.focusWidget() is popup.line
    QTest.keyClick(popup.line, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert QApplication.focusWidget() is grid
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 1)


def test_the_arrows_go_over_headings_and_round_the_ends(window: Window) -> None:
    popup = opened(window)
    first = popup.marked
    assert first is not None
    QTest.keyClick(popup.line, Qt.Key.Key_Up)
    last = popup.marked
    assert last is not None
    assert last.group == CATALOG
    QTest.keyClick(popup.line, Qt.Key.Key_Down)
    assert popup.marked == first


def test_the_first_lines_stand_at_once(window: Window) -> None:
    popup = typed(window, "d")  # the initials of all labels are known from here on
    popup.line.clear()
    began = time.process_time()
    QTest.keyClicks(popup.line, "dr")
    assert shown(popup, ACTION)
    assert time.process_time() - began < 0.05
