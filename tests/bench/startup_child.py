"""A fresh process that starts one window and says when it was there: `bare` with one table, or `desk` (ours)."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.dashboard.page import HomePage


def say(what: str) -> None:
    """Tell the parent that something is there now; the clock is the system's, the same in both processes."""
    sys.stdout.write(f"{what} {time.monotonic()}\n")
    sys.stdout.flush()


def bare() -> None:
    """Show a plain PySide6 window with one table and nothing else."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - importing is part of what is measured
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem  # noqa: PLC0415 - as above

    application = QApplication([])
    window, table = QMainWindow(), QTableWidget(40, 10)
    for row in range(40):
        for column in range(10):
            table.setItem(row, column, QTableWidgetItem(f"参数 {row * column}"))
    window.setCentralWidget(table)
    window.resize(1440, 900)
    window.show()

    def painted() -> None:
        say("usable")
        application.quit()

    # the first answer to a timer after the first paint: from here on the window answers a person
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, painted))
    application.exec()


def desk(folder: Path) -> None:
    """Show our window for a profile with rows, until the first page shows its figures, then a sheet its rows."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - importing is part of what is measured

    from ui.bootstrap import Program, make_application  # noqa: PLC0415 - as above

    application = make_application()
    program = Program(folder)
    # told before anything more is loaded
    program.window.painted.disconnect()
    program.window.painted.connect(lambda: say("usable"))
    program.window.painted.connect(program.stand)
    program.stands.connect(lambda: say("modules"))

    told: set[str] = set()

    def tell_figures(page: HomePage | None) -> None:
        if "figures" not in told and page is not None and page.types.lines.rowCount():
            told.add("figures")
            say("figures")

    def look() -> None:
        if program.shell and program.shell.early:
            tell_figures(program.shell.early.page)
        bench = program.shell.workbench if program.shell else None
        if bench is None or not bench.is_open:
            return
        from ui.page.catalog_page import CatalogPage  # noqa: PLC0415 - loaded by now

        page = bench.pages.current
        if page is None and bench.home.page.types.lines.rowCount():
            tell_figures(bench.home.page)
            bench.open_page("management_value")
        elif isinstance(page, CatalogPage) and page.model.rowCount():
            say("rows")
            bench.home.show()  # where the next start begins again
            application.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(5)
    program.start()
    application.exec()
    program.close()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        desk(Path(sys.argv[2]))
