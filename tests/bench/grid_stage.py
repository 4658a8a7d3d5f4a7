"""The window side of the grid bench: a real page, its first paint with rows, stalls, and the Qt model beside it."""

from __future__ import annotations

import gc
import time
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QTableView

from tests.bench.beat import Beat
from ui.desk import Desk
from ui.look.style import apply_style
from ui.operations import Operations
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.people import User
    from app.store import Store

PATIENCE = 60.0
NUMBERS = count(1)


class Painted(QObject):
    """Waits for the first paint of a view that fulfils a condition."""

    def __init__(self, is_there: Callable[[], bool]) -> None:
        super().__init__()
        self._is_there = is_there
        self.at: float | None = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt names it
        """Note the time right after the paint that was waited for."""
        if event.type() == QEvent.Type.Paint and self.at is None and self._is_there():
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self.at = self.at or time.perf_counter()


class Stage:
    """A shown page of one catalog, and how long things take on it."""

    def __init__(self, store: Store, *, user: User, folder: Path) -> None:
        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        apply_style(application)
        self._application = application
        self._operations = Operations(log_path=folder / "shebao.log")
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self._desk = Desk(store=store, user=user, operations=self._operations, settings=settings, folder=folder)
        self._page: CatalogPage | None = None
        self.beat = Beat()

    @property
    def page(self) -> CatalogPage:
        """Return the page that shows."""
        assert self._page is not None
        return self._page

    def open(self, name: str, *, region: str) -> None:
        """Do what a click in the navigation does: make the page, show it, give it its context."""
        self._page = CatalogPage(self._desk.schema.catalog(name), desk=self._desk)
        self._page.resize(1440, 860)
        self._page.show()
        self._page.set_context(fiscal_year=2026, region=region, insurance_type="")

    def show_nothing(self) -> None:
        """Take the page away."""
        self.page.close()
        self.page.deleteLater()
        self._page = None
        self.settle()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()

    def jump(self, row: int) -> None:
        """Scroll to a row."""
        self.page.grid.scrollTo(self.page.model.index(row, 0))

    def sort_by_name(self) -> None:
        """Sort by the column 名称."""
        self.page.grid.sortByColumn(1, Qt.SortOrder.DescendingOrder)

    def find(self, words: str) -> None:
        """Search for words, without waiting for the pause in typing."""
        self.page.query_bar.words.setText(words)
        self.page.query_bar.words.returnPressed.emit()

    def first_paint(self, do: Callable[[], None]) -> float:
        """Return the milliseconds from an action to the end of the paint that shows what it asked for."""
        start = time.perf_counter()
        before = self._first_text() if self._page else ""
        do()
        watch = Painted(lambda: self._first_text() not in {"", before})
        self.page.grid.viewport().installEventFilter(watch)
        while watch.at is None and time.perf_counter() - start < PATIENCE:
            self._application.processEvents()
            time.sleep(0.0005)
        self.page.grid.viewport().removeEventFilter(watch)
        assert watch.at is not None
        return (watch.at - start) * 1000

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        calm = 0
        while calm < 5:
            self._application.processEvents()
            calm = calm + 1 if self._operations.is_idle else 0
            time.sleep(0.001)

    def close(self) -> None:
        """End the workers, and let go of what was copied: the headless clipboard outlives Python."""
        self.page.close()
        self._operations.close()
        self._application.clipboard().clear()

    def _first_text(self) -> str:
        view = self.page.grid
        return str(view.model().index(view.rowAt(1), 1).data() or "") if view.rowAt(1) >= 0 else ""


def sql_model_ms(path: Path, table: str, *, year: int, order: str = "code, mof_div_code, rid") -> float:
    """Return the milliseconds until a QTableView on a QSqlTableModel has painted the same rows in the same order."""
    name = f"bench {next(NUMBERS)}"
    database = QSqlDatabase.addDatabase("QSQLITE", name)
    database.setDatabaseName(str(path))
    assert database.open()
    view = QTableView()
    view.resize(1440, 860)
    view.show()
    QApplication.processEvents()
    start = time.perf_counter()
    model = QSqlTableModel(view, database)
    model.setTable(table)
    model.setFilter(f"fiscal_year = {year} AND is_deleted = 0 ORDER BY {order}")
    assert model.select(), model.lastError().text()
    view.setModel(model)
    watch = Painted(lambda model=model: model.rowCount() > 0)  # type: ignore[misc]
    view.viewport().installEventFilter(watch)
    while watch.at is None:
        QApplication.processEvents()
    taken = (watch.at - start) * 1000
    view.close()
    view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del model, view, watch
    database.close()
    del database
    QSqlDatabase.removeDatabase(name)
    return taken
