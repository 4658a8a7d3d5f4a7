"""The whole window on a small profile, with a person's hands: keys go where the keyboard is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.profiles import make_profile
from tests.support import OPERATOR
from ui.bootstrap import Program
from ui.page.catalog_page import CatalogPage
from ui.tour.hands import press, within, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.people import User
    from ui.workbench import Workbench

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Hands:
    """The window's page in front of a person."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.bot, self.program, self.window = qtbot, program, program.window

    @property
    def bench(self) -> Workbench:
        """Return the signed-in person's workbench."""
        assert self.program.shell is not None
        assert self.program.shell.workbench is not None
        return self.program.shell.workbench

    @property
    def page(self) -> CatalogPage:
        """Return the page that shows."""
        page = self.bench.pages.current
        assert isinstance(page, CatalogPage)
        return page

    def quiet(self) -> None:
        """Wait until nothing runs."""
        calm = 0

        def is_calm() -> bool:
            nonlocal calm
            calm = calm + 1 if self.bench.desk.operations.is_idle else 0
            return calm > 3

        self.bot.waitUntil(is_calm, timeout=20_000)

    def column(self, label: str) -> int:
        """Return a grid column's place by its heading."""
        return next(n for n, one in enumerate(self.page.model.columns) if one.label == label)

    def type(self, row: int, label: str, text: str) -> None:
        """Type into a cell and press Enter."""
        self.page.grid.go_to(row, self.column(label))
        self.page.grid.setFocus()
        write(self.page.grid, text)
        press(within(self.page.grid), Qt.Key.Key_Return, "\r")
        self.quiet()

    def keys(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key wherever the keyboard is."""
        here = QApplication.focusWidget()
        QTest.keyClick(here if here is not None else self.page.grid, key, modifiers)
        self.quiet()


@contextmanager
def open_window(qtbot: QtBot, folder: Path, *, user: User = OPERATOR) -> Iterator[Hands]:
    """Open the window on a small profile, and close it in order."""
    program = Program(make_profile(folder, user=user).folder)
    with qtbot.waitSignal(program.stands, timeout=10_000):
        program.start()
    made = Hands(qtbot, program)
    qtbot.waitUntil(lambda: program.shell is not None and program.shell.workbench is not None, timeout=10_000)
    qtbot.waitUntil(lambda: made.bench.is_open, timeout=10_000)
    made.bench.open_page("management_value")
    made.quiet()
    program.window.activateWindow()
    try:
        yield made
    finally:
        program.close()
