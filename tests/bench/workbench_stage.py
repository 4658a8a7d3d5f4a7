"""The window side of the workbench bench: a real page, its first paint after an action, and stalls of the window."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from tests.bench.beat import Beat
from tests.bench.grid_stage import PATIENCE, Painted
from ui.desk import Desk
from ui.look.style import apply_style
from ui.operations import Operations
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.filters import Filter
    from app.people import User
    from app.store import Store

SIZE = (1440, 860)


class Stage:
    """A page of one catalog in a shown window."""

    def __init__(self, store: Store, *, user: User, folder: Path) -> None:
        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        apply_style(application)
        self._application = application
        self.operations = Operations(log_path=folder / "shebao.log")
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.desk = Desk(store=store, user=user, operations=self.operations, settings=settings, folder=folder)
        self._page: CatalogPage | None = None
        self.beat = Beat()

    @property
    def page(self) -> CatalogPage:
        """Return the page that shows."""
        assert self._page is not None
        return self._page

    def make_page(self, name: str) -> None:
        """Make and show an empty page, as the window does when a catalog is first opened."""
        self._page = CatalogPage(self.desk.schema.catalog(name), desk=self.desk)
        self._page.resize(*SIZE)
        self._page.show()
        self.settle()

    def drop_page(self) -> None:
        """Take the page away."""
        self.page.close()
        self.page.deleteLater()
        self._page = None
        self.settle()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()

    def open(self, *, region: str, year: int) -> None:
        """Give the page its context: from here on it reads."""
        self.page.set_context(fiscal_year=year, region=region, insurance_type="")

    def jump(self, row: int) -> None:
        """Scroll to a row, as dragging the scroll bar does."""
        self.page.grid.scrollTo(self.page.model.index(row, 0))

    def sort(self, column: str, *, descending: bool) -> None:
        """Sort by a column."""
        self.page.grid.headings.arrangement.sort((column, descending))

    def filter(self, *where: Filter) -> None:
        """Filter by these alone."""
        arrangement = self.page.grid.headings.arrangement
        arrangement.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        arrangement.show_all()
        arrangement.blockSignals(False)  # noqa: FBT003 - the same
        for one in where:
            arrangement.filter(one, words="")
        if not where:
            arrangement.changed.emit()

    def look_at(self, column: str) -> None:
        """Open a column's filter, wait until its values are listed, and leave it as Esc does."""
        headings = self.page.grid.headings
        names = [one.name for one in self.page.model.columns]
        headings.filter_column(names.index(column))
        self.settle()
        headings.popup.hide()
        self.settle()

    def find(self, words: str) -> None:
        """Search for words, without waiting for the pause in typing."""
        self.page.query_bar.words.setText(words)
        self.page.query_bar.words.returnPressed.emit()

    def first_paint(self, do: Callable[[], None]) -> tuple[float, float]:
        """Return the milliseconds, and those of the processor, until what an action asked for is painted."""
        start, used = time.perf_counter(), time.process_time()
        before = self._first_key()
        do()
        watch = Painted(lambda: self._first_key() not in {"", before} and self._is_read())
        viewport = self.page.grid.viewport()
        viewport.installEventFilter(watch)
        while watch.at is None and time.perf_counter() - start < PATIENCE:
            self._application.processEvents()
            time.sleep(0.0005)
        spent = time.process_time() - used
        viewport.removeEventFilter(watch)
        assert watch.at is not None
        return (watch.at - start) * 1000, spent * 1000

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        calm = 0
        while calm < 5:
            self._application.processEvents()
            calm = calm + 1 if self.operations.is_idle else 0
            time.sleep(0.001)

    def close(self) -> None:
        """End the workers."""
        self.page.close()
        self.operations.close()

    def _first_key(self) -> str:
        view, source = self.page.grid, self.page.model.source
        row = view.rowAt(1)
        return str(source.keys[row]) if source is not None and 0 <= row < len(source.keys) else ""

    def _is_read(self) -> bool:
        return self.page.model.row_at(self.page.grid.rowAt(1)) is not None
