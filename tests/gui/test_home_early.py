"""The overview comes back while the rest of the window is still being loaded, for who left the window on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.profiles import make_profile
from ui.bootstrap import Program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.workbench import Workbench


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_profile(tmp_path / "profile").folder


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    made: list[Program] = []
    yield made
    for program in made:
        program.close()


def begun(qtbot: QtBot, folder: Path, programs: list[Program]) -> Program:
    program = Program(folder)
    programs.append(program)
    with qtbot.waitSignal(program.stands, timeout=10_000):
        program.start()
    return program


def bench_of(qtbot: QtBot, program: Program) -> Workbench:
    """Return the workbench once it shows a page and nothing runs."""
    shell = program.shell
    assert shell is not None
    qtbot.waitUntil(lambda: shell.workbench is not None and shell.workbench.is_open, timeout=20_000)
    qtbot.waitUntil(lambda: shell.operations.is_idle, timeout=20_000)
    assert shell.workbench is not None
    return shell.workbench


def test_the_overview_is_there_before_the_workbench_and_is_taken_over(
    qtbot: QtBot, folder: Path, programs: list[Program]
) -> None:
    first = begun(qtbot, folder, programs)
    bench = bench_of(qtbot, first)
    types = bench.home.page.types.lines.rowCount()
    assert types
    assert bench.home.is_shown
    first.close()
    second = begun(qtbot, folder, programs)
    shell = second.shell
    assert shell is not None
    qtbot.waitUntil(lambda: shell.early is not None and shell.early.page is not None, timeout=20_000)
    assert shell.workbench is None
    early = shell.early.page if shell.early else None
    assert early is not None
    assert second.window.stack.currentWidget() is early
    assert early.types.lines.rowCount() == types
    assert "海曙" in early.title.text()
    bench = bench_of(qtbot, second)
    assert shell.early is None
    assert bench.home.page is early
    assert bench.home.is_shown
    assert second.window.stack.indexOf(early) >= 0


def test_who_left_the_window_on_a_sheet_begins_there(qtbot: QtBot, folder: Path, programs: list[Program]) -> None:
    first = begun(qtbot, folder, programs)
    bench_of(qtbot, first).open_page("management_value")
    bench = bench_of(qtbot, first)
    first.close()
    second = begun(qtbot, folder, programs)
    bench = bench_of(qtbot, second)
    assert not bench.home.is_shown
    assert bench.pages.name == "management_value"
