"""The window from start to end on a real profile: what opens, what is remembered, what is said when things fail."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.errors import ShebaoError
from tests.profiles import make_profile
from tests.support import COUNTY
from ui.bootstrap import Program, catch_unforeseen, lock_folder
from ui.dialogs.about import AboutDialog, ShortcutsDialog
from ui.dialogs.sign_in import SignInDialog
from ui.page.catalog_page import CatalogPage
from ui.tour.hands import press, within, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.shell import Shell
    from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_profile(tmp_path / "profile").folder


@pytest.fixture
def started(qtbot: QtBot) -> Iterator[Callable[[Path], Program]]:
    """Start windows and close them in the end."""
    programs: list[Program] = []

    def start(folder: Path) -> Program:
        program = Program(folder)
        programs.append(program)
        with qtbot.waitSignal(program.stands, timeout=10_000):
            program.start()
        return program

    yield start
    for program in programs:
        program.close()


@pytest.fixture
def program(qtbot: QtBot, started: Callable[[Path], Program], folder: Path) -> Program:
    """Return a window that shows the sheet, after its first page, and is quiet."""
    made = started(folder)
    settled(qtbot, made)
    assert bench_of(made).home.is_shown
    bench_of(made).open_page("management_value")
    quiet(qtbot, made)
    return made


def shell_of(program: Program) -> Shell:
    assert program.shell is not None
    return program.shell


def bench_of(program: Program) -> Workbench:
    bench = shell_of(program).workbench
    assert bench is not None
    return bench


def settled(qtbot: QtBot, program: Program) -> None:
    """Wait until the window shows a page and nothing runs."""
    qtbot.waitUntil(lambda: shell_of(program).workbench is not None, timeout=10_000)
    qtbot.waitUntil(lambda: bench_of(program).is_open, timeout=10_000)
    quiet(qtbot, program)


def quiet(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: shell_of(program).operations.is_idle, timeout=20_000)


def page_of(program: Program) -> CatalogPage:
    page = bench_of(program).pages.current
    assert isinstance(page, CatalogPage)
    return page


def type_value(qtbot: QtBot, program: Program, text: str) -> None:
    """Type a value into the year column of the first parameter, as a person does."""
    page = page_of(program)
    column = next(n for n, one in enumerate(page.model.columns) if one.label == "全年")
    page.grid.go_to(0, column)
    page.grid.setFocus()
    write(page.grid, text)
    press(within(page.grid), Qt.Key.Key_Return, "\r")
    qtbot.waitUntil(lambda: program.window.status.waiting == 1, timeout=10_000)
    quiet(qtbot, program)


def test_the_window_opens_offline_with_the_sheet_one_step_away(program: Program) -> None:
    window, page = program.window, page_of(program)
    assert page.catalog.name == "management_value"
    assert page.model.rowCount() == 3
    assert window.windowTitle() == "海曙区 - 社保基金一体化工作台"
    assert window.context_bar.context is not None
    assert window.context_bar.context.region == COUNTY
    assert window.status.line == "离线"
    assert window.notice.text == ""
    assert "离线" in window.status.currentMessage()
    assert window.sync_strip.text.startswith("上次同步")


def test_every_module_opens_and_pages_are_kept(qtbot: QtBot, program: Program) -> None:
    bench, names = bench_of(program), program.window.navigation.names
    pages = {}
    for name in names:
        pages[name] = bench.open_page(name)
        quiet(qtbot, program)
        assert program.window.navigation.currentItem() is not None
    assert [bench.open_page(name) for name in names] == list(pages.values())
    program.window.actions_by_name["next-page"].trigger()
    assert bench.pages.name == names[0]
    program.window.actions_by_name["previous-page"].trigger()
    assert bench.pages.name == names[-1]


def test_a_typed_value_is_counted_and_still_there_after_a_new_start(
    qtbot: QtBot, program: Program, started: Callable[[Path], Program], folder: Path
) -> None:
    type_value(qtbot, program, "512345")
    assert page_of(program).model.index(0, 4).data() == "512,345"
    bench_of(program).open_page("region")
    quiet(qtbot, program)
    program.close()
    again = started(folder)
    settled(qtbot, again)
    assert again.window.status.waiting == 1
    assert page_of(again).catalog.name == "region"
    bench_of(again).open_page("management_value")
    qtbot.waitUntil(lambda: page_of(again).model.rowCount() > 0)
    quiet(qtbot, again)
    assert page_of(again).model.index(0, 4).data() == "512,345"


def test_a_value_still_being_typed_is_kept_when_the_window_closes(
    qtbot: QtBot, program: Program, started: Callable[[Path], Program], folder: Path
) -> None:
    page = page_of(program)
    page.grid.go_to(0, 4)
    page.grid.setFocus()
    write(page.grid, "777")
    assert page.grid.opener.editor is not None
    program.close()
    again = started(folder)
    settled(qtbot, again)
    assert page_of(again).model.index(0, 4).data() == "777"


def test_the_counter_opens_the_panel_and_a_line_leads_to_its_row(qtbot: QtBot, program: Program) -> None:
    type_value(qtbot, program, "512345")
    bench = bench_of(program)
    bench.open_page("region")
    program.window.status.panel_requested.emit("waiting")
    waiting = bench.settling.panel.waiting
    qtbot.waitUntil(lambda: waiting.model.rowCount() == 1 and waiting.model.item(0) is not None)
    assert [change.mine for change in waiting.model.item(0).changes] == ["512,345"]
    waiting.table.opened.emit(0)
    quiet(qtbot, program)
    assert bench.pages.name == "management_value"
    qtbot.waitUntil(lambda: page_of(program).grid.currentIndex().row() == 0)


def test_a_round_that_was_asked_for_says_why_it_failed(qtbot: QtBot, program: Program) -> None:
    window = program.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: window.notice.text != "", timeout=20_000)
    assert "连不上中心端" in window.notice.text
    retry = next(one for one in window.notice.findChildren(QPushButton) if one.text() == "重试")
    QTest.mouseClick(retry, LEFT)
    assert window.notice.text == ""
    assert bench_of(program).controller.is_running
    qtbot.waitUntil(lambda: window.notice.text != "", timeout=20_000)


def test_without_a_person_the_window_asks_who_works_here(
    qtbot: QtBot, started: Callable[[Path], Program], tmp_path: Path
) -> None:
    program = started(tmp_path / "fresh")
    qtbot.waitUntil(lambda: program.window.findChild(SignInDialog) is not None, timeout=10_000)
    assert "登录" in program.window.start_page.text
    assert not program.window.actions_by_name["sync"].isEnabled()
    assert not program.window.navigation.isEnabled()


def test_a_profile_that_cannot_be_read_says_so_and_can_be_tried_again(
    qtbot: QtBot, started: Callable[[Path], Program], folder: Path
) -> None:
    settings = (folder / "settings.json").read_bytes()
    (folder / "settings.json").write_bytes(b"{")
    program = started(folder)
    page = program.window.start_page
    qtbot.waitUntil(lambda: "settings.json" in page.text, timeout=10_000)
    (folder / "settings.json").write_bytes(settings)
    again = next(one for one in page.findChildren(QPushButton) if one.text() == "重试")
    QTest.mouseClick(again, LEFT)
    settled(qtbot, program)


def test_one_folder_has_one_window(program: Program, folder: Path) -> None:
    with pytest.raises(ShebaoError, match="正被另一个窗口使用") as caught:
        Program(folder)
    assert caught.value.code == "profile.locked"
    program.close()
    lock_folder(folder).unlock()


def test_what_nobody_foresaw_is_a_sentence_and_the_window_goes_on(program: Program) -> None:
    before = sys.excepthook
    try:
        catch_unforeseen(shell_of(program))
        sys.excepthook(ZeroDivisionError, ZeroDivisionError("x"), None)
    finally:
        sys.excepthook = before
    assert "ZeroDivisionError" in program.window.notice.text
    assert "shebao.log" in program.window.notice.text


def test_help_opens(program: Program) -> None:
    program.window.actions_by_name["about"].trigger()
    assert program.window.findChild(AboutDialog) is not None
    program.window.actions_by_name["shortcuts"].trigger()
    assert program.window.findChild(ShortcutsDialog) is not None


def test_closing_ends_the_workers(program: Program) -> None:
    program.close()
    assert [one.name for one in threading.enumerate() if one.name.startswith("shebao-")] == []
