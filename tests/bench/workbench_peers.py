"""What Qt's own models take for the same table: QSqlTableModel on the same file, QStandardItemModel filled from it."""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QTableView

from tests.bench.grid_stage import Painted
from tests.bench.workbench_stage import SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NUMBERS = count(1)
SHOWN = 15
"""Columns of the standard items: as many as the page has."""


class SqlTable:
    """A QTableView on a QSqlTableModel."""

    def __init__(self, path: Path, *, table: str, where: str, order: str) -> None:
        self._name = f"bench {next(NUMBERS)}"
        self._database = QSqlDatabase.addDatabase("QSQLITE", self._name)
        self._database.setDatabaseName(str(path))
        assert self._database.open()
        self._where, self._order = where, order
        self.view = QTableView()
        self.view.resize(*SIZE)
        self.view.show()
        QApplication.processEvents()
        self._model = QSqlTableModel(self.view, self._database)
        self._model.setTable(table)

    def ask(self, where: str = "", order: str = "") -> Callable[[], None]:
        """Return the action that selects rows and shows them."""

        def act() -> None:
            condition = f"{self._where} AND {where}" if where else self._where
            self._model.setFilter(f"{condition} ORDER BY {order or self._order}")
            assert self._model.select(), self._model.lastError().text()
            self.view.setModel(self._model)

        return act

    def jump(self, row: int) -> None:
        """Read up to a row, for the model knows no other way, and scroll to it."""
        while self._model.rowCount() <= row and self._model.canFetchMore():
            self._model.fetchMore()
        self.view.scrollTo(self._model.index(row, 0))

    def close(self) -> None:
        """Let go of the file."""
        self.view.close()
        self.view.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        del self._model, self.view
        self._database.close()
        del self._database
        QSqlDatabase.removeDatabase(self._name)


def painted(view: QTableView, do: Callable[[], None]) -> float:
    """Return the milliseconds until a view has painted what an action asked for."""
    start = time.perf_counter()
    do()
    watch = Painted(lambda: bool(view.model()) and view.model().rowCount() > 0)
    view.viewport().installEventFilter(watch)
    view.viewport().update()
    while watch.at is None:
        QApplication.processEvents()
    view.viewport().removeEventFilter(watch)
    return (watch.at - start) * 1000


def standard_items(rows: Iterator[dict[str, object]]) -> tuple[float, float]:
    """Return the milliseconds until a view on standard items shows rows, and until they are sorted by a column."""
    view = QTableView()
    view.resize(*SIZE)
    view.show()
    QApplication.processEvents()
    model = QStandardItemModel(view)

    def fill() -> None:
        for row in rows:
            texts = [*(str(value) for value in row.values()), *[""] * SHOWN][:SHOWN]
            model.appendRow([QStandardItem(text) for text in texts])
        view.setModel(model)

    first = painted(view, fill)
    order = painted(view, lambda: model.sort(2, Qt.SortOrder.DescendingOrder))
    view.close()
    view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return first, order
