"""Reads the rows of a grid that come into view, the latest first; one question to the worker at a time."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.errors import ShebaoError
    from ui.grid.source import GridRow, GridSource
    from ui.operations import Operations

    Read = Callable[[GridSource, Sequence[range], Sequence[GridRow]], None]

STRETCH = 64
"""Rows read as one: a screen of rows is there in a third of the time that a whole page takes."""
MOST_AT_ONCE = 6
"""Stretches read together; what was asked for earlier has scrolled away."""


class Pager(QObject):
    """Gives `read` the source, the stretches of positions, and their rows."""

    failed = Signal(object)
    """A ShebaoError; nothing is read any more until `begin_anew`, for a view would ask with every repaint."""

    def __init__(self, *, operations: Operations, read: Read, parent: QObject) -> None:
        super().__init__(parent)
        self._operations = operations
        self._answer = read
        self._source: GridSource | None = None
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._under_way: tuple[GridSource, frozenset[int]] | None = None
        self._is_broken = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read)

    def begin_anew(self) -> None:
        """Forget what was asked for, and that reading failed."""
        self._wanted.clear()
        self._under_way = (self._under_way[0], frozenset()) if self._under_way else None
        self._is_broken = False

    def want(self, source: GridSource, position: int) -> None:
        """Ask for the stretch of a position; soon, so that one question asks for all that is wanted."""
        self._want(source, position // STRETCH * STRETCH)
        if self._may_read and not self._soon.isActive():
            self._soon.start()

    def want_now(self, source: GridSource, positions: range) -> None:
        """Ask for positions at once, before a view asks for each of them."""
        for first in range(positions.start // STRETCH * STRETCH, positions.stop, STRETCH):
            self._want(source, first)
        self._read()

    def _want(self, source: GridSource, first: int) -> None:
        if self._under_way and self._under_way[0] is source and first in self._under_way[1]:
            return
        self._source = source
        self._wanted[first] = None
        self._wanted.move_to_end(first)

    @property
    def _may_read(self) -> bool:
        return bool(self._wanted) and self._under_way is None and not self._is_broken

    def _read(self) -> None:
        source = self._source
        if source is None or not self._may_read:
            return
        firsts = list(self._wanted)[-MOST_AT_ONCE:]
        self._wanted.clear()
        self._under_way = (source, frozenset(firsts))
        stretches = [range(first, min(first + STRETCH, len(source.keys))) for first in firsts]
        operation = self._operations.run(
            source.reading([place for stretch in stretches for place in stretch]),
            done=partial(self._answer, source, stretches),
            failed=self._fail,
            owner=self,
            key="page",
            label="读取数据",
        )
        operation.ended.connect(self._over)

    def _over(self) -> None:
        self._under_way = None
        if self._may_read:
            self._soon.start()

    def _fail(self, error: ShebaoError) -> None:
        self._is_broken = True
        self.failed.emit(error)
