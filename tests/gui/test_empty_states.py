"""A page with nothing to show says what to do next: in a store without rows, and when a search finds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

from app.catalogs import CATALOGS
from app.store import open_store
from tests.e2e.window import Window
from tests.profiles import make_profile
from ui.tools.registry import TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

NEXT = ("请", "可以", "可在", "新增", "导入", "同步", "双击", "按 ", "清除", "右键", "下发")
"""Words of which a sentence that leads on has at least one."""
PAGES = (*(catalog.name for catalog in CATALOGS if not catalog.is_document), *(tool.name for tool in TOOLS))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Make a profile that was synced once."""
    return make_profile(tmp_path / "profile").folder


@pytest.fixture
def start(qtbot: QtBot, profile: Path) -> Iterator[Callable[[], Window]]:
    windows: list[Window] = []

    def one() -> Window:
        made = Window(profile, qtbot=qtbot)
        windows.append(made)
        made.wait(lambda: made.has_page, what="the first page")
        made.settle()
        return made

    yield one
    for made in windows:
        made.close()


def empty(profile: Path) -> None:
    """Leave a profile its own regions and nothing else."""
    for file in profile.rglob("*.db"):
        store = open_store(file, catalogs=CATALOGS)
        try:
            with store.write() as connection:
                for name, table in store.schema.rows.items():
                    if name != "region":
                        connection.execute(table.delete())
        finally:
            store.close()


def told(view: QWidget) -> list[str]:
    """Return the sentences a person sees on a page."""
    labels = [one.text() for one in view.findChildren(QLabel) if one.isVisible()]
    return [text for text in labels if any(word in text for word in NEXT)]


def rows_of(view: QWidget) -> int:
    """Return how many rows the tables of a page show."""
    return sum(one.model().rowCount() for one in view.findChildren(QAbstractItemView) if one.isVisible())


def test_every_page_without_rows_says_what_to_do_next(start: Callable[[], Window], profile: Path) -> None:
    empty(profile)
    window = start()
    silent = []
    for name in PAGES:
        window.show(name)
        view = window.bench.pages.view
        assert isinstance(view, QWidget)
        if not rows_of(view) and not told(view):
            silent.append(name)
    assert silent == []


def test_a_search_that_finds_nothing_says_so_and_how_to_go_on(start: Callable[[], Window]) -> None:
    window = start()
    silent = []
    for catalog in CATALOGS:
        if catalog.is_document:
            continue
        page = window.open(catalog.name)
        page.query_bar.words.setText("没有这几个字")
        window.settle()
        window.wait(lambda page=page: page.model.rowCount() == 0, what="nothing found")  # type: ignore[misc]
        window.settle()
        if not told(page):
            silent.append(catalog.name)
    assert silent == []
