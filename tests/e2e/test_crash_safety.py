"""A window that is killed in the middle of typing a row: the next one has everything but the last second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.e2e.window import Window
from tests.profiles import make_profile
from tests.unit.source_tree import ROOT
from ui.tour.hands import press
from ui.unsaved.records import read_unsaved
from ui.unsaved.watch import LEFT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

VALUES, SUBJECTS = "management_value", "accounting_subject"


def kill_while_typing(folder: Path, *, what: str = "row") -> None:
    """Start a window in its own process, let it type, and kill it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.crash_child", str(folder), what],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "typed\n"
        child.send_signal(signal.SIGKILL)
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """Return a new window on the profile whose window was killed."""
    folder = make_profile(tmp_path / "profile").folder
    kill_while_typing(folder)
    made = Window(folder, qtbot=qtbot)
    made.wait(lambda: made.has_page, what="the first page")
    made.settle()
    yield made
    made.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the process is killed as Linux kills")
def test_what_was_typed_comes_back_where_it_was(window: Window) -> None:
    notice = window.window.notice
    assert "2 处录入" in notice.text
    assert "1 份没有填完的表单" in notice.text
    assert "1 行还没有添加的新行" in notice.text

    page = window.open(VALUES)
    grid, place = page.grid, window._column("全年")
    texts = [page.model.index(row, place).data() for row in range(3)]
    assert texts == ["1,234", "xyz", "77"]  # kept; refused; half typed
    typed = [page.model.typed_at(row, place) for row in range(3)]
    assert typed[0] is None
    assert typed[1] is not None
    assert "数" in typed[1].reason
    assert typed[2] is not None
    assert typed[2].reason == LEFT

    grid.go_to(2, place)
    window.begin_cell(page.model.index(2, window._column("名称")).data(), "全年", "78")
    window.end_cell()
    assert page.model.index(2, place).data() == "78.0000"
    assert page.model.refused_count == 1

    subjects = window.open(SUBJECTS)
    window.press_button("add")
    window.wait(lambda: subjects.forms.form is not None, what="the form")
    form = subjects.forms.form
    assert form is not None
    assert form.fields["name"].text == "工行存款"
    form.reject()
    subjects.new_rows.insert(1)
    window.settle()
    dialog = subjects.new_rows.dialog
    assert dialog is not None
    assert [texts["name"] for texts in dialog.texts] == ["农行存款"]
    dialog.reject()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the process is killed as Linux kills")
def test_two_tabs_of_one_module_both_come_back_with_what_was_typed(qtbot: QtBot, tmp_path: Path) -> None:
    folder = make_profile(tmp_path / "profile").folder
    kill_while_typing(folder, what="tabs")
    window = Window(folder, qtbot=qtbot)
    try:
        window.wait(lambda: window.has_page, what="the first page")
        window.settle()
        assert [tab.name for tab in window.bench.pages.tabs] == [VALUES, VALUES]
        assert "2 处录入" in window.window.notice.text
        left = set()
        bar = window.window.tabs
        for tab in (1, 2):
            QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(tab).center())
            window.wait(lambda: window.page.model.rowCount() == 3, what="the rows of a tab")
            window.settle()
            page = window.page
            place = window._column("全年")
            left |= {(row, page.model.index(row, place).data()) for row in range(3) if page.model.typed_at(row, place)}
        assert left == {(0, "xyz"), (1, "77")}
    finally:
        window.close()


def test_the_notice_leads_to_the_first_cell(window: Window) -> None:
    window.open(SUBJECTS)
    window.click(next(one for one in window.window.notice.findChildren(QPushButton) if one.text() == "查看"))
    window.wait(lambda: window.bench.pages.name == VALUES, what="the page with the cells")
    window.settle()
    index = window.page.grid.currentIndex()
    assert (index.row(), index.column()) == (1, window._column("全年"))


def test_a_window_closed_while_typing_keeps_what_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    folder = make_profile(tmp_path / "profile").folder
    first = Window(folder, qtbot=qtbot)
    first.wait(lambda: first.has_page, what="the first page")
    first.settle()
    page = first.open(VALUES)
    name = str(page.model.index(1, first._column("名称")).data())
    first.begin_cell(name, "全年", "abc")
    path = first.bench.journal.path
    first.close()
    (cell,) = read_unsaved(path)[VALUES].cells
    assert cell.text == "abc"
    assert cell.reason != ""

    second = Window(folder, qtbot=qtbot)
    second.wait(lambda: second.has_page, what="the first page")
    second.settle()
    page = second.open(VALUES)
    assert second.cell(name, "全年") == "abc"
    page.grid.go_to(1, second._column("全年"))
    second.page.grid.setFocus()
    press(second.page.grid, Qt.Key.Key_Escape)
    second.settle()
    qtbot.waitUntil(lambda: not path.exists(), timeout=5000)
    second.close()
