"""The groups of the navigation fold by mouse and keys, show the sum of their numbers, and come back as they were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from app.catalogs import CATALOGS
from app.people import Role
from tests.gui.window_support import Hands, open_window
from tests.support import OPERATOR
from ui.navigation import Navigation
from ui.navigation_line import COUNT
from ui.sections import hidden_pages, home_section, sections_of
from ui.tools.registry import TOOLS

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QTreeWidgetItem
    from pytestqt.qtbot import QtBot

FILL_IN, ACCOUNTS, BASE = "填报", "账户与流水", "基础信息"


@pytest.fixture
def navigation(qtbot: QtBot) -> Navigation:
    made = Navigation()
    made.fill((home_section(TOOLS), *sections_of(CATALOGS, tools=TOOLS)))
    qtbot.addWidget(made)
    made.resize(220, 1200)
    made.show()
    qtbot.waitExposed(made)
    return made


def line(navigation: Navigation, label: str) -> QTreeWidgetItem:
    return navigation.findItems(label, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)[0]


def click(navigation: Navigation, label: str) -> None:
    place = navigation.visualItemRect(line(navigation, label)).center()
    QTest.mouseClick(navigation.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))


def told(navigation: Navigation, label: str) -> int:
    return int(line(navigation, label).data(0, COUNT) or 0)


def test_an_office_outside_finance_finds_only_its_pages(navigation: Navigation) -> None:
    everything = navigation.names
    tax = replace(OPERATOR, role=Role.TAX)
    hidden = hidden_pages(tax, catalogs=CATALOGS, tools=TOOLS)
    navigation.leave_out(hidden)
    assert {"statement_line", "accounting_subject", "packs", "projection", "actuarial_value"} <= hidden
    assert {"management_value", "budget_subject", "filling", "message"} <= set(navigation.names)
    assert navigation.names == [name for name in everything if name not in hidden]
    assert line(navigation, ACCOUNTS).isHidden()
    assert not line(navigation, BASE).isHidden()
    navigation.leave_out(hidden_pages(OPERATOR, catalogs=CATALOGS, tools=TOOLS))
    assert navigation.names == everything
    assert not line(navigation, ACCOUNTS).isHidden()


def test_a_click_folds_a_group_and_unfolds_it(qtbot: QtBot, navigation: Navigation) -> None:
    navigation.select("filling")
    with qtbot.assertNotEmitted(navigation.chosen):
        click(navigation, FILL_IN)
        assert navigation.folded == [FILL_IN]
        assert navigation.visualItemRect(line(navigation, "填报单")).isEmpty()
        click(navigation, FILL_IN)
        assert navigation.folded == []
    assert [item.text(0) for item in navigation.selectedItems()] == ["填报单"]


def test_a_folded_group_shows_the_sum_of_its_numbers(navigation: Navigation) -> None:
    navigation.show_counts({"fund_account": 3, "statement_line": 4, "filling": 1, "todo": 2})
    assert (told(navigation, FILL_IN), told(navigation, ACCOUNTS), told(navigation, BASE)) == (0, 0, 0)
    click(navigation, ACCOUNTS)
    click(navigation, FILL_IN)
    assert (told(navigation, FILL_IN), told(navigation, ACCOUNTS), told(navigation, BASE)) == (1, 7, 0)
    click(navigation, BASE)
    assert told(navigation, BASE) == 7
    navigation.show_counts({"fund_account": 1})
    assert (told(navigation, FILL_IN), told(navigation, BASE)) == (0, 1)
    navigation.grab()


def test_keys_fold_and_unfold_and_the_page_stays_chosen(qtbot: QtBot, navigation: Navigation) -> None:
    navigation.setFocus()
    navigation.select("filling")
    with qtbot.assertNotEmitted(navigation.chosen):
        QTest.keyClick(navigation, Qt.Key.Key_Left)
        assert navigation.currentItem() is line(navigation, FILL_IN)
        QTest.keyClick(navigation, Qt.Key.Key_Left)
        assert navigation.folded == [FILL_IN]
        assert [item.text(0) for item in navigation.selectedItems()] == ["填报单"]
        navigation.grab()
        QTest.keyClick(navigation, Qt.Key.Key_Right)
        assert navigation.folded == []
        QTest.keyClick(navigation, Qt.Key.Key_Space)
        QTest.keyClick(navigation, Qt.Key.Key_Down)
        assert navigation.currentItem() is line(navigation, BASE)
        QTest.keyClick(navigation, Qt.Key.Key_Up)
        QTest.keyClick(navigation, Qt.Key.Key_Return)
        assert navigation.folded == []
    with qtbot.waitSignal(navigation.chosen) as chosen:
        QTest.keyClick(navigation, Qt.Key.Key_Down)
    assert chosen.args == [navigation.names[navigation.names.index(str(chosen.args[0]))]]


def test_a_page_that_is_shown_unfolds_its_groups(navigation: Navigation) -> None:
    navigation.fold([BASE, ACCOUNTS, FILL_IN])
    assert set(navigation.folded) == {BASE, ACCOUNTS, FILL_IN}
    navigation.select("fund_account")
    assert navigation.folded == [FILL_IN]
    assert not navigation.visualItemRect(line(navigation, "基金账户")).isEmpty()


def test_it_is_spoken_as_a_tree_with_numbers(navigation: Navigation) -> None:
    navigation.show_counts({"todo": 2})
    tree = QAccessible.queryAccessibleInterface(navigation)
    assert tree.role() == QAccessible.Role.Tree
    spoken = {one.text(QAccessible.Text.Name): one for one in (tree.child(n) for n in range(tree.childCount()))}
    assert "待办与消息，2 条" in spoken
    assert spoken[FILL_IN].state().expanded
    click(navigation, FILL_IN)
    tree = QAccessible.queryAccessibleInterface(navigation)
    folded = next(
        one for one in (tree.child(n) for n in range(tree.childCount())) if one.text(QAccessible.Text.Name) == FILL_IN
    )
    assert (folded.role(), bool(folded.state().expandable), bool(folded.state().expanded)) == (
        QAccessible.Role.TreeItem,
        True,
        False,
    )


def test_what_was_folded_is_folded_at_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    with open_window(qtbot, tmp_path / "profile") as hands:
        assert isinstance(hands, Hands)
        assert hands.window.navigation.folded == []
        click(hands.window.navigation, BASE)
        settings, key = hands.bench.desk.settings, f"{hands.bench.desk.store.path.stem}/folded"
        assert settings.value(key) == [BASE]
        hands.window.navigation.fold([])
        assert not settings.value(key)
        settings.setValue(key, [BASE, FILL_IN])
        hands.bench.remember()
        hands.program.close()
        again = hands.program.__class__(hands.program.folder)
        try:
            with qtbot.waitSignal(again.stands, timeout=10_000):
                again.start()
            qtbot.waitUntil(lambda: again.shell is not None and again.shell.workbench is not None, timeout=10_000)
            bench = again.shell.workbench if again.shell else None
            assert bench is not None
            qtbot.waitUntil(lambda: bench.is_open, timeout=10_000)
            # the page that was left shows, and its group with it
            assert again.window.navigation.folded == [BASE]
        finally:
            again.close()
