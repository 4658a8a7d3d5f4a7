"""The fixtures that stories share: a small central, people at command lines, and windows on their profiles."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from tests.command_line import CommandLine
from tests.e2e.window import Window
from tests.sync.central_fixture import PASSWORD, RunningCentral, small_central, small_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

__all__ = ["small_central", "small_data"]


@pytest.fixture
def seat(
    small_central: RunningCentral,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], CommandLine]:
    """Sit somebody down at a command line, synced once."""

    def sit_down(user: str) -> CommandLine:
        shebao = CommandLine(tmp_path / user, capsys)
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        where = ("--server", small_central.url, "--user", user)
        assert shebao("sign-in", *where, "--password-stdin", "--credentials", "file").status == 0
        assert shebao("sync").status == 0
        return shebao

    return sit_down


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], Window]]:
    """Open windows on people's profiles; all are closed in the end."""
    windows: list[Window] = []

    def open_one(user: str) -> Window:
        window = Window(tmp_path / user, qtbot=qtbot)
        windows.append(window)
        window.wait(lambda: window.has_page, what="the first page")
        window.settle()
        return window

    yield open_one
    for window in windows:
        window.close()
