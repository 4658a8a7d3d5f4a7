"""Tabs with real keys and clicks: opened, closed, with choices of their own, and as they were after a new start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.e2e.window import Window
from tests.profiles import make_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
VALUES, SUBJECTS, REGIONS = "management_value", "accounting_subject", "region"


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], Window]]:
    folder = make_profile(tmp_path / "profile").folder
    windows: list[Window] = []

    def one() -> Window:
        made = Window(folder, qtbot=qtbot)
        windows.append(made)
        made.wait(lambda: made.has_page, what="the first page")
        made.settle()
        made.window.activateWindow()
        return made

    yield one
    for made in windows:
        made.close()


def names(window: Window) -> list[str]:
    return [tab.name for tab in window.bench.pages.tabs]


def labels(window: Window) -> list[str]:
    return [window.window.tabs.tabText(place) for place in range(window.window.tabs.count())]


def test_keys_go_through_tabs_and_close_them(start: Callable[[], Window]) -> None:
    window = start()
    for name in (VALUES, SUBJECTS, REGIONS):
        window.open(name)
    assert names(window) == [VALUES, SUBJECTS, REGIONS]
    for modifiers, expected in ((CONTROL, ""), (CONTROL, VALUES), (CONTROL, SUBJECTS), (CONTROL | SHIFT, VALUES)):
        key = Qt.Key.Key_Backtab if modifiers & SHIFT else Qt.Key.Key_Tab
        QTest.keyClick(window.window, key, modifiers)
        assert window.bench.pages.name == expected
        assert window.bench.home.is_shown == (not expected)
    QTest.keyClick(window.page.grid, Qt.Key.Key_W, CONTROL)
    assert (names(window), window.bench.pages.name) == ([SUBJECTS, REGIONS], SUBJECTS)
    bar = window.window.tabs
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(2).center())
    assert names(window) == [SUBJECTS]
    QTest.keyClick(window.page.grid, Qt.Key.Key_W, CONTROL)
    assert names(window) == []
    assert window.bench.home.is_shown
    assert not window.window.actions_by_name["close-tab"].isEnabled()


def test_the_overview_is_the_first_tab_for_good(start: Callable[[], Window]) -> None:
    window = start()
    bar, home = window.window.tabs, window.bench.home
    assert (labels(window), bar.currentIndex()) == (["首页"], 0)
    page = window.open(VALUES)
    window.open(REGIONS)
    assert labels(window) == ["首页", page.catalog.label, "财政区划"]
    assert bar.tabButton(0, bar.ButtonPosition.RightSide) is None
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
        QTest.mouseClick(bar, button, pos=bar.tabRect(0).center())
        assert home.is_shown
        assert labels(window)[0] == "首页"
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    bar.moveTab(1, 0)  # what a drag over the first tab does
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(2, 8))
    assert labels(window) == ["首页", page.catalog.label, "财政区划"]
    assert names(window) == [VALUES, REGIONS]


def test_what_is_being_typed_is_kept_when_the_overview_comes(start: Callable[[], Window]) -> None:
    window = start()
    page = window.open(VALUES)
    name = str(page.model.index(0, [one.label for one in page.model.columns].index("名称")).data())
    window.begin_cell(name, "全年", "123")
    QTest.keyClick(window.window, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    window.settle()
    assert window.bench.home.is_shown
    assert window.status.waiting == 1


def test_a_click_with_ctrl_opens_the_same_module_with_choices_of_its_own(start: Callable[[], Window]) -> None:
    window = start()
    window.open(VALUES)
    item = window.window.navigation.currentItem()
    assert item is not None
    line = window.window.navigation.visualItemRect(item).center()
    QTest.mouseClick(window.window.navigation.viewport(), Qt.MouseButton.LeftButton, CONTROL, QPoint(line))
    window.settle()
    assert names(window) == [VALUES, VALUES]
    above = window.window.context_bar
    shared = above.context
    assert shared is not None
    above.choose(replace(shared, insurance_type="1102"))
    window.settle()
    assert dict(window.page.shown_sheet().pages)["insurance_type"] == "1102"  # type: ignore[union-attr]
    assert labels(window)[2].endswith("1102")
    for home in (True, False):
        QTest.keyClick(window.window, Qt.Key.Key_Tab, CONTROL)
        window.settle()
        assert window.bench.home.is_shown == home
        assert above.context == shared
    assert dict(window.page.shown_sheet().pages)["insurance_type"] == shared.insurance_type  # type: ignore[union-attr]


def test_tabs_stand_as_they_were_after_a_new_start(start: Callable[[], Window]) -> None:
    first = start()
    first.open(VALUES)
    page = first.open(SUBJECTS)
    page.query_bar.words.setText("10")
    page.grid.headings.arrangement.sort(("code", True))
    first.settle()
    QTest.qWait(250)
    first.settle()
    page.grid.go_to(1, 1)
    first.bench.pages.open_apart(SUBJECTS)
    first.settle()
    first.open(REGIONS)
    first.bench.pages.show(first.bench.pages.tabs[1])
    first.settle()
    key = page.model.source.keys[1]  # type: ignore[union-attr]
    first.close()

    second = start()
    pages = second.bench.pages
    assert names(second) == [VALUES, SUBJECTS, SUBJECTS, REGIONS]
    assert [tab.page is not None for tab in pages.tabs] == [False, True, False, False]
    assert [tab.own is not None for tab in pages.tabs] == [False, False, True, False]
    shown = second.page
    assert shown.query_bar.words.text() == "10"
    assert shown.grid.headings.arrangement.order == (("code", True),)
    index = shown.grid.currentIndex()
    assert shown.model.source is not None
    assert (shown.model.source.keys[index.row()], index.column()) == (key, 1)


def test_what_was_not_kept_comes_back_in_the_tab_it_was_typed_in(start: Callable[[], Window]) -> None:
    first = start()
    page = first.open(VALUES)
    place = [one.label for one in page.model.columns].index("全年")
    page.model.set_cells([(1, place, "abc")])
    first.settle()
    shared = first.window.context_bar.context
    assert shared is not None
    apart = first.bench.pages.open_apart(VALUES)
    first.settle()
    first.window.context_bar.choose(replace(shared, insurance_type="1102"))
    first.settle()
    assert first.page is apart
    first.page.model.set_cells([(0, place, "xyz")])
    first.settle()
    first.bench.pages.show(first.bench.pages.tabs[0])
    first.settle()
    first.close()

    second = start()
    assert second.page.model.index(1, place).data() == "abc"
    assert [one.text for one in second.bench.journal.waiting[VALUES].cells] == ["xyz"]
    second.bench.pages.show(second.bench.pages.tabs[1])
    second.settle()
    assert second.page.model.index(0, place).data() == "xyz"
    assert second.bench.journal.waiting == {}


def test_a_tab_that_closes_keeps_what_was_refused(start: Callable[[], Window]) -> None:
    window = start()
    window.open(REGIONS)
    page = window.open(VALUES)
    name = str(page.model.index(1, [one.label for one in page.model.columns].index("名称")).data())
    window.type_cell(name, "全年", "abc")
    assert window.cell(name, "全年") == "abc"
    QTest.keyClick(page.grid, Qt.Key.Key_W, CONTROL)
    window.settle()
    window.open(VALUES)
    assert window.cell(name, "全年") == "abc"
