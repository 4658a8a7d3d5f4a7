"""Reads the pages of a grid that come into view, the latest first; one question to the worker at a time."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.grid.source import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.errors import ShebaoError
    from ui.grid.source import GridRow, GridSource
    from ui.operations import Operations

    Read = Callable[[GridSource, Sequence[int], Sequence[GridRow]], None]

PAGES_AT_ONCE = 3
"""Pages read together; what was asked for earlier has scrolled away."""


class Pager(QObject):
    """Gives `read` the source, the first positions of the pages, and their rows."""

    failed = Signal(object)
    """A ShebaoError; nothing is read any more until `begin_anew`, for a view would ask with every repaint."""

    def __init__(self, *, operations: Operations, read: Read, parent: QObject) -> None:
        super().__init__(parent)
        self._operations = operations
        self._answer = read
        self._source: GridSource | None = None
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._is_reading = False
        self._is_broken = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read)

    def begin_anew(self) -> None:
        """Forget what was asked for, and that reading failed."""
        self._wanted.clear()
        self._is_broken = False

    def want(self, source: GridSource, position: int) -> None:
        """Ask for the page of a position."""
        first = position // PAGE * PAGE
        self._source = source
        self._wanted[first] = None
        self._wanted.move_to_end(first)
        self._start()

    def _start(self) -> None:
        if self._wanted and not self._is_reading and not self._is_broken and not self._soon.isActive():
            self._soon.start()

    def _read(self) -> None:
        source = self._source
        if source is None or self._is_reading or not self._wanted:
            return
        firsts = list(self._wanted)[-PAGES_AT_ONCE:]
        self._wanted.clear()
        self._is_reading = True
        positions = [place for first in firsts for place in range(first, min(first + PAGE, len(source.keys)))]
        operation = self._operations.run(
            source.reading(positions),
            done=partial(self._answer, source, firsts),
            failed=self._fail,
            owner=self,
            key="page",
            label="读取数据",
        )
        operation.ended.connect(self._over)

    def _over(self) -> None:
        self._is_reading = False
        self._start()

    def _fail(self, error: ShebaoError) -> None:
        self._is_broken = True
        self.failed.emit(error)
