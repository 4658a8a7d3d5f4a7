"""How long pasting 10,000 cells takes with all checks; copying, filling, clearing; beside a QStandardItemModel."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalogs.accounting_subject import DIMENSIONS
from tests.bench.bench_grid import CATALOG, filled_store
from tests.bench.table import Figure
from tests.support import COUNTY, OPERATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.bench.grid_stage import Stage

ROWS, COLUMNS = 3_334, 3
"""10,002 cells."""
IN_STORE = 20_000
LIMIT = 1_000
"""Milliseconds from the key to the last cell kept."""
TIMES = 3
"""The best of so many counts: other work on the machine only ever adds."""


def figures() -> list[Figure]:
    """Measure on a page of 20,000 rows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.bench.grid_stage import Stage  # noqa: PLC0415 - Qt starts only for this bench

    with tempfile.TemporaryDirectory() as folder:
        store = filled_store(Path(folder), rows=IN_STORE)
        stage = Stage(store, user=OPERATOR, folder=Path(folder))
        try:
            stage.open(CATALOG, region=COUNTY)
            stage.settle()
            return list(_measured(stage))
        finally:
            stage.close()
            store.close()


def _measured(stage: Stage) -> Iterator[Figure]:
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - see above

    view = stage.page.grid
    first = [column.name for column in view.grid.columns].index("auxiliary")
    rounds, words = iter(range(10 * TIMES)), DIMENSIONS

    def take_up() -> None:
        n = next(rounds)
        lines = ([words[(n + row) % len(words)], *(f"{n}-{row}-{m}" for m in range(1, COLUMNS))] for row in range(ROWS))
        block = "\n".join(map("\t".join, lines))
        QGuiApplication.clipboard().setText(block)
        view.go_to(1, first)

    def select() -> None:
        view.go_to(1, first)
        view.select_more(view.selected_parts()[0], rows=ROWS - 1, columns=COLUMNS - 1)

    def select_line() -> None:
        view.go_to(1, first)
        view.select_more(view.selected_parts()[0], rows=0, columns=COLUMNS - 1)

    def fill() -> None:
        view.fill.over(view.selected_parts()[0], rows=ROWS - 1)

    wall, cpu = _best(stage, view.blocks.paste, before=take_up)
    peer, peer_name = min(_peer_ms() for _ in range(TIMES)), "QStandardItemModel, nothing checked or kept"
    assert not stage.page.model.refused_count
    yield Figure(
        what=f"paste {ROWS * COLUMNS:,} cells with all checks, until kept",
        value=wall,
        unit="ms",
        peer=peer,
        peer_name=peer_name,
        limit=f"≤ {LIMIT}",
        ok=wall <= LIMIT,
    )
    yield Figure(what="  of it work of all threads", value=cpu, unit="ms")
    yield from stage.beat.figures(peer=peer, peer_name=peer_name)
    for what, before, do in (
        ("fill by the handle", select_line, fill),
        ("clear", select, view.blocks.clear),
        ("copy as text and HTML", select, view.blocks.copy),
    ):
        stage.beat.forget()
        yield Figure(what=f"  {what}", value=_best(stage, do, before=before)[0], unit="ms")
        yield from stage.beat.figures()


def _best(stage: Stage, do: Callable[[], None], *, before: Callable[[], None]) -> tuple[float, float]:
    """Return the least wall time and the least time of all threads, in milliseconds, until nothing runs."""
    walls, cpus = [], []
    for _ in range(TIMES):
        before()
        stage.settle()
        wall, cpu = time.perf_counter(), time.process_time()
        with stage.beat.counting():
            do()
            stage.settle()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return min(walls), min(cpus)


def _peer_ms() -> float:
    """Return the milliseconds until a QStandardItemModel has the same cells from the same text."""
    from PySide6.QtGui import QStandardItemModel  # noqa: PLC0415 - see above
    from PySide6.QtWidgets import QApplication, QTableView  # noqa: PLC0415 - see above

    model, view = QStandardItemModel(IN_STORE, 14), QTableView()
    view.setModel(model)
    view.resize(1440, 860)
    view.show()
    QApplication.processEvents()
    text = "\n".join("\t".join(f"{row}-{column}" for column in range(COLUMNS)) for row in range(ROWS))
    start = time.perf_counter()
    for row, line in enumerate(text.split("\n")):
        for column, cell in enumerate(line.split("\t")):
            model.setData(model.index(row + 1, column + 5), cell)
    QApplication.processEvents()
    taken = (time.perf_counter() - start) * 1000
    view.close()
    del model, view
    gc.collect()  # here, not while the program's own work is being watched
    return taken
