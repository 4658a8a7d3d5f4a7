"""A million rows in groups with subtotals: first screen, all subtotals, folding; beside Qt's model and a query."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtSql import QSqlDatabase, QSqlQuery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.bench.workbench_stage import Stage

FIELD = "account_type"
SUBTOTALS = "SELECT account_type, COUNT(*), SUM(balance), SUM(time_deposit) FROM fund_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Milliseconds by the clock and of the processor, and of the window's thread at once (`busy`)."""

    first: tuple[float, float]
    all_counted: tuple[float, float]
    close_all: tuple[float, float]
    open_one: tuple[float, float]
    added: tuple[float, float]
    busy: float


def measured(stage: Stage) -> Measured:
    """Group the page's rows, close all groups, open one of them; the page is left without groups."""
    folding = stage.page.grid.folding
    grouping = folding.grouping
    assert grouping is not None
    stage.beat.forget()
    stage.beat.begin()
    start, used = time.perf_counter(), time.process_time()
    first = stage.first_paint(lambda: grouping.by(FIELD))
    stage.settle()
    whole = ((time.perf_counter() - start) * 1000, (time.process_time() - used) * 1000)
    close_all = _timed(stage, lambda: folding.fold_all(closed=True))
    open_one = _timed(stage, lambda: folding.toggle(1))
    added = _added(stage)
    stage.beat.end()
    busy = stage.beat.busy
    grouping.by("")
    stage.settle()
    return Measured(first=first, all_counted=whole, close_all=close_all, open_one=open_one, added=added, busy=busy)


def subtotals_ms(path: Path, *, scope: str) -> float:
    """Return the milliseconds of the same counts and sums asked by a QSqlQuery."""
    database = QSqlDatabase.addDatabase("QSQLITE", "bench subtotals")
    database.setDatabaseName(str(path))
    assert database.open()
    start = time.perf_counter()
    query = QSqlQuery(database)
    assert query.exec(f"{SUBTOTALS} WHERE {scope} GROUP BY {FIELD}")
    while query.next():
        pass
    spent = (time.perf_counter() - start) * 1000
    del query
    database.close()
    del database
    QSqlDatabase.removeDatabase("bench subtotals")
    return spent


def _added(stage: Stage) -> tuple[float, float]:
    """Return what it takes to add up a whole column of selected cells, the pause before it included."""
    grid, foot = stage.page.grid, stage.page.foot
    stage.page.grid.folding.fold_all(closed=False)
    stage.settle()
    place = next(place for place, column in enumerate(grid.grid.columns) if column.name == "balance")
    grid.go_to(0, place)
    start, used = time.perf_counter(), time.process_time()
    grid.moves.select_lines(QItemSelectionModel.SelectionFlag.Columns)
    while "合计" not in foot.sum_text:
        stage.settle()
    return (time.perf_counter() - start) * 1000, (time.process_time() - used) * 1000


def _timed(stage: Stage, do: Callable[[], object]) -> tuple[float, float]:
    start, used = time.perf_counter(), time.process_time()
    do()
    stage.settle()
    return (time.perf_counter() - start) * 1000, (time.process_time() - used) * 1000
