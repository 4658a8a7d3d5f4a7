"""Everything is reached by keys and called by a name: actions with keys and reasons, controls with name and role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.e2e.window import Window
from tests.gui.reach_support import DIALOGS, PANELS, jumps, mouse_only, nameless
from tests.profiles import make_profile
from ui.actions import keys_of
from ui.areas import first_stop
from ui.grid.menu import GridMenu
from ui.tour.runner import open_dialog
from ui.tree.menu import TreeMenu

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.page.catalog_page import CatalogPage

VALUES, SUBJECTS = "management_value", "accounting_subject"
REASONS = ("不能", "没有")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(make_profile(tmp_path / "profile").folder, qtbot=qtbot)
    made.wait(lambda: made.has_page, what="the first page")
    made.settle()
    made.window.activateWindow()
    yield made
    made.close()


def entries(menu: QMenu) -> Iterator[QAction]:
    """Yield the actions of a menu and of the menus in it."""
    for action in menu.actions():
        inside = action.menu()
        if isinstance(inside, QMenu):
            yield from entries(inside)
        elif not action.isSeparator():
            yield action


def grid_menu(page: CatalogPage) -> GridMenu:
    page.grid.menu_wanted.emit(page.grid.mapToGlobal(QPoint(40, 40)))
    (menu,) = page.findChildren(GridMenu)
    return menu


def shortcomings(actions: Iterator[QAction], *, needs_key: bool = True) -> list[str]:
    """Return what is wrong with actions: no key, or out of use without a reason."""
    found = []
    for action in actions:
        if needs_key and not keys_of(action):
            found.append(f"{action.text()}: no key")
        if not action.isEnabled() and not action.toolTip().startswith(REASONS):
            found.append(f"{action.text()}: no reason ({action.toolTip()})")
    return found


def test_every_action_has_a_key_and_says_why_it_cannot_be_used(window: Window) -> None:
    shell = window.window
    found = shortcomings(iter(shell.actions_by_name.values()))
    for bar_action in shell.menuBar().actions():
        menu = bar_action.menu()
        assert isinstance(menu, QMenu)
        assert "&" in bar_action.text()
        assert menu.toolTipsVisible()
        found += shortcomings(entries(menu))
    for name in (VALUES, SUBJECTS):
        page = window.open(name)
        found += shortcomings(iter(page.own_actions))
        menu = grid_menu(page)
        found += shortcomings(entries(menu), needs_key=False)  # the menu key opens it
        menu.close()
    tree = window.page.tree_part
    assert tree is not None
    found += shortcomings(entries(TreeMenu(tree.commands, parent=tree)))
    assert found == []


def test_no_key_means_two_things_at_once(window: Window) -> None:
    page = window.open(SUBJECTS)
    keys: dict[str, list[str]] = {}
    for action in (*window.window.actions_by_name.values(), *page.own_actions):
        for key in action.shortcuts():
            keys.setdefault(key.toString(), []).append(action.text())
    assert {key: names for key, names in keys.items() if len(names) > 1} == {}


def test_every_control_of_a_page_has_a_name_and_a_role_and_takes_keys(window: Window) -> None:
    found: dict[str, list[str]] = {}
    for name in window.modules:
        window.show(name)
        found[name] = faults(window.window)
    assert {name: faulty for name, faulty in found.items() if faulty} == {}


def test_so_have_those_of_the_panels_below_it(window: Window) -> None:
    window.open(VALUES)
    found = {}
    for panel in PANELS:
        window.act(panel)
        found[panel] = faults(window.window)
    assert {name: faulty for name, faulty in found.items() if faulty} == {}


def test_so_have_those_of_every_dialog(window: Window) -> None:
    window.open(SUBJECTS)
    window.page.grid.go_to(0, 0)
    found = {}
    for title, opens in DIALOGS.items():
        opens(window)
        window.wait(lambda: open_dialog(window.window) is not None, what=title)
        window.settle()
        dialog = open_dialog(window.window)
        assert dialog is not None
        assert dialog.windowTitle(), title
        found[title] = faults(dialog)
        dialog.close()
        window.wait(lambda: open_dialog(window.window) is None, what=f"{title} to close")
    assert {name: faulty for name, faulty in found.items() if faulty} == {}


def faults(top: QWidget) -> list[str]:
    return [*nameless(top), *mouse_only(top), *jumps(top)]


def test_a_cell_tells_heading_text_and_state(window: Window) -> None:
    page = window.open(VALUES)
    column = [one.label for one in page.model.columns].index("全年")
    name = str(page.model.index(1, [one.label for one in page.model.columns].index("名称")).data())
    window.type_cell(name, "全年", "abc")
    table = QAccessible.queryAccessibleInterface(page.grid)
    cell = table.child(2 * (len(page.model.columns) + 1) + column + 1)  # headings come first, as row and as column
    assert cell.role() == QAccessible.Role.Cell
    assert "全年" in cell.text(QAccessible.Text.Name)
    assert "abc" in cell.text(QAccessible.Text.Name)
    assert "没有保存" in cell.text(QAccessible.Text.Description) + cell.text(QAccessible.Text.Name)


def test_f6_goes_through_every_area_and_back(window: Window) -> None:
    page = window.open(SUBJECTS)
    page.grid.setFocus()
    seen = []
    for _ in range(12):
        QTest.keyClick(window.window, Qt.Key.Key_F6)
        now = QApplication.focusWidget()
        assert now is not None
        seen.append(now)
    assert {window.window.navigation, page.tree, page.grid} <= set(seen)
    assert first_stop(window.window.context_bar) in seen
    assert window.window.tabs in seen
    before = QApplication.focusWidget()
    QTest.keyClick(window.window, Qt.Key.Key_F6)
    QTest.keyClick(window.window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is before
