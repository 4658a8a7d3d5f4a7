"""Walks over the rows of a grid in search of cells, some thousand rows at a time, so that the worker stays free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.grid.finding import Place, places, stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.grid.finding import Wanted
    from ui.grid.source import GridRow, GridSource
    from ui.grid.view import GridView
    from ui.operations import Operations, Progress

STEP = 2_000
"""Rows of one stretch."""


class Walk(QObject):
    """One search at a time; emits `progressed` with the rows looked through."""

    progressed = Signal(int)

    def __init__(self, view: GridView, *, operations: Operations) -> None:
        super().__init__(view)
        self._view, self._operations = view, operations
        self._run = 0

    def stop(self) -> None:
        """Want no more answers."""
        self._run += 1

    def start(
        self,
        rows: Sequence[range],
        *,
        columns: Sequence[int],
        wanted: Wanted,
        take: Callable[[list[Place]], bool],
        ended: Callable[[], None],
    ) -> None:
        """Look through rows in their order; `take` is given what a stretch holds and says whether to go on."""
        source = self._view.grid.source
        self._run += 1
        if source is not None:
            self._stretch(source, rows, 0, run=self._run, columns=columns, wanted=wanted, take=take, ended=ended)

    def _stretch(
        self,
        source: GridSource,
        rows: Sequence[range],
        start: int,
        *,
        run: int,
        columns: Sequence[int],
        wanted: Wanted,
        take: Callable[[list[Place]], bool],
        ended: Callable[[], None],
    ) -> None:
        part = stretch(rows, start=start, count=STEP)
        if not part:
            ended()
            return
        reading = source.reading(part)

        def work(progress: Progress) -> list[Place]:
            found: list[GridRow] = reading(progress)
            return list(places(zip(part, found, strict=False), columns=columns, wanted=wanted))

        def done(found: list[Place]) -> None:
            if run != self._run or self._view.grid.source is not source:
                return
            self.progressed.emit(start + len(part))
            if take(found):
                self._stretch(
                    source, rows, start + STEP, run=run, columns=columns, wanted=wanted, take=take, ended=ended
                )

        self._operations.run(work, done=done, failed=self._view.grid.failed.emit, owner=self, key="find", label="查找")
