"""A fresh process that types like a person into one profile's window and then waits to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.bootstrap import Program, make_application
from ui.page.catalog_page import CatalogPage
from ui.tour.hands import press, within, write
from ui.tour.moves import column_of, page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.workbench import Workbench

PATIENCE = 30.0


def wait(holds: Callable[[], object], *, what: str) -> None:
    """Let the window work until something holds."""
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(what)
        QTest.qWait(10)


def enter(page: CatalogPage, *, row: int, column: int, text: str) -> None:
    """Type a cell and press Enter."""
    page.grid.setFocus()
    page.grid.go_to(row, column)
    write(page.grid, text)
    press(within(page.grid), Qt.Key.Key_Return, "\r")


def type_on(bench: Workbench) -> None:
    """Fill in a row: one good cell, one that is refused, a half-typed one; a form and new rows of another catalog."""
    subjects = page_of(bench, "accounting_subject")
    wait(lambda: subjects.model.rowCount() and bench.desk.operations.is_idle, what="subjects")
    subjects.new_rows.insert(2)
    wait(lambda: subjects.new_rows.dialog is not None and bench.desk.operations.is_idle, what="new rows")
    dialog = subjects.new_rows.dialog
    assert dialog is not None
    dialog.model.set_cells([(0, [one.label for one in dialog.model.columns].index("名称"), "农行存款")])
    wait(lambda: bench.desk.operations.is_idle, what="new rows")
    dialog.reject()
    subjects.toolbar.actions_by_name["add"].trigger()
    wait(lambda: subjects.forms.form is not None, what="form")
    form = subjects.forms.form
    assert form is not None
    editor = form.fields["name"].label.buddy()
    editor.setFocus()
    write(editor, "工行存款")
    QTest.qWait(1500)
    form.reject()
    values = page_of(bench, "management_value")
    wait(lambda: values.model.rowCount() == 3 and bench.desk.operations.is_idle, what="values")
    column = column_of(values, "全年")
    enter(values, row=0, column=column, text="1234")
    wait(lambda: bench.window.status.waiting == 1, what="a kept cell")
    enter(values, row=1, column=column, text="xyz")
    wait(lambda: values.model.refused_count == 1, what="a refused cell")
    values.grid.go_to(2, column)
    write(values.grid, "77")


def type_in_two_tabs(bench: Workbench) -> None:
    """Leave a refused cell in one tab and a half-typed one in another tab of the same module."""
    values = page_of(bench, "management_value")
    wait(lambda: values.model.rowCount() == 3 and bench.desk.operations.is_idle, what="values")
    column = column_of(values, "全年")
    enter(values, row=0, column=column, text="xyz")
    wait(lambda: values.model.refused_count == 1, what="a refused cell")
    beside = bench.pages.open_apart("management_value")
    assert isinstance(beside, CatalogPage)
    assert beside is not values
    wait(lambda: beside.model.rowCount() == 3 and bench.desk.operations.is_idle, what="the other tab")
    beside.grid.setFocus()
    beside.grid.go_to(1, column)
    write(beside.grid, "77")


TYPING = {"row": type_on, "tabs": type_in_two_tabs}


def main(folder: Path, what: str) -> None:
    """Type, say so, and go on living until killed."""
    make_application()
    program = Program(folder)
    program.start()
    wait(lambda: program.shell and program.shell.workbench and program.shell.workbench.is_open, what="a page")
    assert program.shell is not None
    assert program.shell.workbench is not None
    TYPING[what](program.shell.workbench)
    QTest.qWait(1600)  # the editor stays open; what is typed is noted after a second
    sys.stdout.write("typed\n")
    sys.stdout.flush()
    QTest.qWait(60_000)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
