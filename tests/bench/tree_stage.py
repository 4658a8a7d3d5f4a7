"""The window side of the tree bench: a shown tree, its first paint, the longest stall, and Qt's own trees beside it."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTreeView, QTreeWidget, QTreeWidgetItem, QWidget
from sqlalchemy import select

from app.rows import Query
from tests.support import YEAR
from ui.look.looks import looks_of
from ui.look.style import apply_style
from ui.operations import Operations
from ui.tree.model import TreeModel
from ui.tree.source import TreeSource
from ui.tree.view import TreeView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.store import Store

SIZE = (320, 800)
PATIENCE = 60.0
CATALOG = "accounting_subject"
SEEN = 20
"""Rows that a first screen shows at least."""


class Painted(QObject):
    """Notes the end of the first paint of a view that fulfils a condition."""

    def __init__(self, view: QWidget, is_there: Callable[[], bool]) -> None:
        super().__init__()
        self._is_there = is_there
        self.at: float | None = None
        view.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt names it
        """Wait for the paint that shows what was asked for."""
        if event.type() == QEvent.Type.Paint and self.at is None and self._is_there():
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self.at = self.at or time.perf_counter()


class TreeStage:
    """An application with its operations; makes and times trees."""

    def __init__(self, store: Store, *, folder: Path) -> None:
        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        apply_style(application)
        self._application, self._store = application, store
        self.operations = Operations(log_path=folder / "shebao.log")

    @staticmethod
    def spent(do: Callable[[], object]) -> float:
        """Return the milliseconds of processor time that something took, in all threads."""
        start = time.process_time()
        do()
        return (time.process_time() - start) * 1000

    def paint(self, view: QWidget) -> None:
        """Carry out what waits to be done in the window, the painting too."""
        view.repaint()
        self._application.processEvents()

    def view(self) -> TreeView:
        """Return a shown tree of nothing yet."""
        made = TreeView(TreeModel(operations=self.operations, looks=looks_of(QGuiApplication.palette())))
        made.resize(*SIZE)
        made.show()
        self.settle()
        return made

    def source(self, region: str) -> TreeSource:
        """Return the tree that is measured."""
        return TreeSource(store=self._store, query=Query(catalog=CATALOG, fiscal_year=YEAR, region=region))

    def open(self, region: str) -> tuple[TreeView, float]:
        """Open a tree down to the level with all the nodes; return it with the milliseconds to its first screen."""
        view = self.view()
        model = view.tree
        model.level_read.connect(lambda index: view.expand(model.index(0, 0, index)))
        parent = QModelIndex()

        def is_there() -> bool:
            nonlocal parent
            heading = model.index(0, 0, model.index(0, 0))
            parent = model.index(0, 0, heading)
            return model.rowCount(parent) >= SEEN

        return view, self._painted_ms(view, lambda: model.show_source(self.source(region)), is_there)

    def widget_ms(self, parent: str) -> float:
        """Return the milliseconds until a QTreeWidget shows the rows below a code, read in the window's thread."""
        view = QTreeWidget()
        view.setHeaderHidden(True)

        def fill() -> None:
            top = QTreeWidgetItem(["全部"])
            top.addChildren([QTreeWidgetItem([f"{code} {name}"]) for code, name in self._rows(parent)])
            view.addTopLevelItem(top)
            top.setExpanded(True)

        return self._peer_ms(view, fill, lambda: view.topLevelItemCount() > 0)

    def standard_ms(self, parent: str) -> float:
        """Return the milliseconds until a QTreeView shows them from a QStandardItemModel."""
        view = QTreeView()
        view.setHeaderHidden(True)
        view.setUniformRowHeights(True)

        def fill() -> None:
            model = QStandardItemModel(view)
            top = QStandardItem("全部")
            top.appendRows([QStandardItem(f"{code} {name}") for code, name in self._rows(parent)])
            model.appendRow(top)
            view.setModel(model)
            view.expandAll()

        return self._peer_ms(view, fill, lambda: view.model() is not None)

    def standard_rename_ms(self, parent: str, tries: int) -> float:
        """Return the milliseconds that the same takes in a QStandardItemModel."""
        view, model, top = QTreeView(), QStandardItemModel(), QStandardItem("全部")
        view.setUniformRowHeights(True)
        top.appendRows([QStandardItem(f"{code} {name}") for code, name in self._rows(parent)])
        model.appendRow(top)
        view.setModel(model)
        view.expandAll()
        view.resize(*SIZE)
        view.show()
        self.settle()
        item = top.child(top.rowCount() // 2)
        view.scrollTo(item.index())
        self.paint(view)

        def rename(name: str) -> None:
            item.setText(name)
            self.paint(view)

        taken = min(self.spent(partial(rename, f"改名{n}")) for n in range(tries))
        view.close()
        return taken

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        calm = 0
        while calm < 5:
            self._application.processEvents()
            calm = calm + 1 if self.operations.is_idle else 0
            time.sleep(0.001)

    def close(self) -> None:
        """End the workers."""
        self.operations.close()

    def _rows(self, parent: str) -> list[tuple[str, str]]:
        table = self._store.schema.rows[CATALOG]
        with self._store.read() as connection:
            wanted = select(table.c.code, table.c.name).where(table.c.parent_code == parent).order_by(table.c.code)
            return [(code, name) for code, name in connection.execute(wanted)]

    def _peer_ms(self, view: QWidget, fill: Callable[[], None], is_there: Callable[[], bool]) -> float:
        view.resize(*SIZE)
        view.show()
        self.settle()
        taken = self._painted_ms(view, fill, is_there)
        view.close()
        view.deleteLater()
        return taken

    def _painted_ms(self, view: QWidget, do: Callable[[], None], is_there: Callable[[], bool]) -> float:
        port = view.viewport() if isinstance(view, QTreeView) else view
        watch = Painted(port, is_there)
        start = time.perf_counter()
        do()
        while watch.at is None and time.perf_counter() - start < PATIENCE:
            self._application.processEvents()
            time.sleep(0.0002)
        port.removeEventFilter(watch)
        assert watch.at is not None
        return (watch.at - start) * 1000
