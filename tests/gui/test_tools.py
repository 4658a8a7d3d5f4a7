"""Pages of no single catalog stand in tabs like all others: opened, kept, read again, remembered, left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout
from sqlalchemy import text

from tests.gui.window_support import CONTROL, Hands, open_window
from ui import role_pages, shell
from ui.desk import Context
from ui.tools import registry
from ui.tools.base import SheetPlace, ToolPage
from ui.tools.registry import Tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk

SHEET = SheetPlace(
    catalog="management_value",
    context=Context(fiscal_year=2026, region="330203000", insurance_type="1101"),
    pages={"basis": "actual"},
)


class CountPage(ToolPage):
    """Counts the regions that are kept, and can be exported."""

    reads = frozenset({"region"})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self.told, self.button, self.times, self.exported = QLabel(), QPushButton("转到填报"), 0, 0
        column = QVBoxLayout(self)
        column.addWidget(self.told)
        column.addWidget(self.button)
        self.button.clicked.connect(lambda: self.sheet_requested.emit(SHEET))
        self.answers = {"export": self._export}

    def refresh(self) -> None:
        """Count again."""

        def count(store: Store) -> int:
            with store.read() as connection:
                return int(connection.execute(text("SELECT count(*) FROM region")).scalar_one())

        self.work(count, done=self._show, label="清点区划")

    def _show(self, found: int) -> None:
        self.times += 1
        self.told.setText(f"{found}")
        self.shown.emit()

    def _export(self) -> None:
        self.exported += 1


TOOL = Tool(name="region-count", label="区划清点", about="共有多少个区划", beside="1.1", make=CountPage)


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """Return a window that has one more tool."""
    more = (*registry.TOOLS, TOOL)
    # named modules are loaded by now: one that is loaded after the first is patched would keep the patch for good
    for module in (registry, shell, role_pages):
        monkeypatch.setattr(module, "TOOLS", more)
    with open_window(qtbot, tmp_path / "profile") as window:
        yield window


def page_of(hands: Hands) -> CountPage:
    view = hands.bench.pages.view
    assert isinstance(view, CountPage)
    return view


def open_tool(hands: Hands) -> CountPage:
    hands.window.navigation.chosen.emit(TOOL.name)
    hands.quiet()
    return page_of(hands)


def test_a_tool_stands_below_its_clause_and_opens_in_a_tab(hands: Hands) -> None:
    entry = next(one for one in hands.window.navigation.entries if one[0] == TOOL.name)
    assert entry[1:3] == (TOOL.label, TOOL.about)
    page = open_tool(hands)
    assert int(page.told.text()) > 0
    assert hands.bench.pages.current is None
    assert TOOL.label in [hands.window.tabs.tabText(n) for n in range(hands.window.tabs.count())]


def test_it_is_read_again_when_rows_it_reads_change_and_no_other(hands: Hands) -> None:
    page = open_tool(hands)
    before = page.times
    hands.bench.desk.tell_changed("fund_account")
    hands.quiet()
    assert page.times == before
    hands.bench.desk.tell_changed("region")
    hands.quiet()
    assert page.times == before + 1


def test_the_windows_actions_are_the_tools_or_say_why_not(hands: Hands) -> None:
    page, actions = open_tool(hands), hands.window.actions_by_name
    actions["export"].trigger()
    assert page.exported == 1
    assert not actions["print"].isEnabled()
    assert "本页没有此项功能" in actions["print"].toolTip()
    hands.bench.pages.open("region")
    hands.quiet()
    assert actions["print"].isEnabled()


def test_a_click_leads_from_it_to_a_sheet_and_a_key_back(hands: Hands) -> None:
    page = open_tool(hands)
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    hands.quiet()
    assert hands.page.catalog.name == SHEET.catalog
    assert hands.page.strip is not None
    assert dict(hands.page.strip.pages)["basis"] == "actual"
    assert hands.window.context_bar.context == SHEET.context
    hands.keys(Qt.Key.Key_Tab, CONTROL)
    hands.keys(Qt.Key.Key_Tab, CONTROL)
    assert {tab.name for tab in hands.bench.pages.tabs} == {TOOL.name, SHEET.catalog}


def test_it_comes_back_at_the_next_start_and_goes_when_closed(hands: Hands) -> None:
    page = open_tool(hands)
    hands.bench.tabs.remember()
    kept = str(hands.bench.desk.settings.value(f"{hands.bench.desk.store.path.stem}/tabs"))
    assert TOOL.name in kept
    hands.keys(Qt.Key.Key_W, CONTROL)
    assert page not in [tab.page for tab in hands.bench.pages.tabs]
    assert hands.bench.home.is_shown or hands.bench.pages.current is not None
