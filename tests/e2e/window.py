"""A real window under test: what a person does with it, and what they read in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from ui.bootstrap import Program
from ui.page.catalog_page import CatalogPage
from ui.tour.hands import click, press, within, write
from ui.tour.moves import button, node
from ui.tour.runner import open_dialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from ui.main_window import MainWindow
    from ui.shell import Shell
    from ui.status_bar import StatusBar
    from ui.workbench import Workbench

Dialog = TypeVar("Dialog", bound=QDialog)
PATIENCE = 20_000


class Window:
    """One started program on a profile folder."""

    def __init__(self, folder: Path, *, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.program = Program(folder)
        with qtbot.waitSignal(self.program.stands, timeout=PATIENCE):
            self.program.start()

    def close(self) -> None:
        self.program.close()

    @property
    def window(self) -> MainWindow:
        return self.program.window

    @property
    def status(self) -> StatusBar:
        return self.program.window.status

    @property
    def shell(self) -> Shell:
        assert self.program.shell is not None
        return self.program.shell

    @property
    def bench(self) -> Workbench:
        assert self.shell.workbench is not None
        return self.shell.workbench

    @property
    def has_page(self) -> bool:
        return self.shell.workbench is not None and self.shell.workbench.is_open

    @property
    def page(self) -> CatalogPage:
        page = self.bench.pages.current
        assert isinstance(page, CatalogPage)
        return page

    @property
    def modules(self) -> list[str]:
        return self.window.navigation.names

    # waiting

    def wait(self, holds: Callable[[], bool], *, what: str) -> None:
        def check() -> None:
            assert holds(), what

        self._qtbot.waitUntil(check, timeout=PATIENCE)

    def settle(self) -> None:
        """Wait until nothing runs, also a moment later."""
        for _ in range(3):
            self.wait(lambda: self.shell.operations.is_idle, what="the work to end")
            QTest.qWait(5)

    # doing

    def click(self, widget: QWidget) -> None:
        click(widget)

    def write(self, widget: QWidget, text: str) -> None:
        write(widget, text)

    def act(self, name: str, *, wait: bool = True) -> None:
        """Trigger an action of the window."""
        action = self.window.actions_by_name[name]
        self.wait(action.isEnabled, what=f"{name} to be possible")
        action.trigger()
        if wait:
            self.settle()

    def dialog(self, kind: type[Dialog]) -> Dialog:
        """Wait for a dialog of this kind and return it."""
        self.wait(lambda: isinstance(open_dialog(self.window), kind), what=kind.__name__)
        found = open_dialog(self.window)
        assert isinstance(found, kind)
        return found

    def show(self, name: str) -> None:
        """Show the page of a catalog or a tool."""
        self.bench.open_page(name)
        self.settle()

    def open(self, name: str) -> CatalogPage:
        """Open a module."""
        self.show(name)
        return self.page

    def choose_node(self, name: str, *starts: str) -> None:
        """Open a module and choose a node of its tree, each level by how its label starts."""
        tree = self.open(name).tree
        assert tree is not None
        self.wait(lambda: node(tree, starts).isValid(), what=starts[-1])
        tree.choose(node(tree, starts))
        self.settle()

    def press_button(self, name: str, *, wait: bool = True) -> None:
        """Press a button of the page."""
        self.page.toolbar.actions_by_name[name].trigger()
        if wait:
            self.settle()

    def add_row(self, **texts: str) -> None:
        """Press 新增, fill in the form, save it."""
        self.press_button("add")
        self.wait(lambda: self.page.forms.form is not None, what="the form")
        form = self.page.forms.form
        assert form is not None
        for name, text in texts.items():
            form.fields[name].put(text)
        click(button(form, "保存"))
        self.wait(lambda: self.page.forms.form is None, what="the form to close")
        self.settle()

    def begin_cell(self, row: str, column: str, text: str) -> None:
        """Go to a cell by name and heading and type, without Enter: its editor stays open."""
        grid = self.page.grid
        grid.setFocus()
        grid.go_to(self._row(row), self._column(column))
        write(grid, text)

    def end_cell(self, more: str = "") -> None:
        """Type on in the open editor and press Enter."""
        editor = within(self.page.grid)
        write(editor, more)
        press(editor, Qt.Key.Key_Return, "\r")
        self.settle()

    def type_cell(self, row: str, column: str, text: str) -> None:
        """Go to a cell by name and heading, type, press Enter."""
        self.begin_cell(row, column, text)
        self.end_cell()

    def select(self, code: str) -> None:
        """Select a row by its code."""
        self.page.grid.go_to(self._row(code, heading="代码"), self._column("代码"))

    # reading

    def cell(self, row: str, column: str) -> str:
        return str(self.page.model.index(self._row(row), self._column(column)).data())

    def state(self, row: str, column: str) -> int:
        found = self.page.model.row_at(self._row(row))
        assert found is not None
        return int(found.states[self._column(column)])

    def column(self, heading: str) -> list[str]:
        place = self._column(heading)
        return [str(self.page.model.index(row, place).data()) for row in range(self.page.model.rowCount())]

    def _row(self, text: str, *, heading: str = "名称") -> int:
        return self.column(heading).index(text)

    def _column(self, heading: str) -> int:
        return [column.label for column in self.page.model.columns].index(heading)
