"""How long taking back a paste of 10,000 cells and a deletion of 5,000 rows takes; beside a QUndoStack in memory."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import CellEdit, delete_rows, edit_cells
from app.undo.carry import Undone, redo, undo
from tests.bench.bench_grid import CATALOG, filled_store
from tests.bench.table import Figure
from tests.support import COUNTY, OPERATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QStandardItemModel, QUndoStack

    from app.store import Store
    from tests.bench.grid_stage import Stage

FIELDS = ("name", "detail_rule", "remark")
CHANGED, DELETED, IN_STORE = 3_334, 5_000, 20_000
LIMIT = 1_000
"""Milliseconds from the key until the page shows it."""
PEER = "QUndoStack on a QStandardItemModel, nothing checked or kept"
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
            return list(_measured(stage, store=store))
        finally:
            stage.close()
            store.close()


def _measured(stage: Stage, *, store: Store) -> Iterator[Figure]:
    catalog = store.schema.catalog(CATALOG)
    ids = _own_rows(store)
    cells = [CellEdit(row_id=row_id, field=name, given=f"新{name}") for row_id in ids[:CHANGED] for name in FIELDS]
    assert not edit_cells(store, user=OPERATOR, catalog=catalog, cells=cells).refusals
    peer = min(_peer_ms(_cells_set) for _ in range(TIMES))
    yield from _both(stage, store=store, what=f"{len(cells):,} changed cells", peer=peer)
    assert not delete_rows(store, user=OPERATOR, catalog=catalog, row_ids=ids[:DELETED]).refusals
    peer = min(_peer_ms(_rows_taken) for _ in range(TIMES))
    yield from _both(stage, store=store, what=f"a deletion of {DELETED:,} rows", peer=peer)


def _both(stage: Stage, *, store: Store, what: str, peer: float) -> Iterator[Figure]:
    walls: dict[str, list[float]] = {"undo": [], "redo": []}
    cpus: dict[str, list[float]] = {"undo": [], "redo": []}
    for _ in range(TIMES):
        for word, act in (("undo", undo), ("redo", redo)):
            wall, cpu = time.perf_counter(), time.process_time()
            with stage.beat.counting():
                _run(stage, partial(act, store, user=OPERATOR))
            walls[word].append((time.perf_counter() - wall) * 1000)
            cpus[word].append((time.process_time() - cpu) * 1000)
    taken = min(walls["undo"])
    yield Figure(
        what=f"undo {what}, until shown",
        value=taken,
        unit="ms",
        peer=peer,
        peer_name=PEER,
        limit=f"≤ {LIMIT}",
        ok=taken <= LIMIT,
    )
    yield Figure(what="  of it work of all threads", value=min(cpus["undo"]), unit="ms")
    yield Figure(what="  redo", value=min(walls["redo"]), unit="ms")
    yield from stage.beat.figures(peer=peer, peer_name=PEER)
    stage.beat.forget()


def _run(stage: Stage, act: Callable[[], Undone]) -> None:
    page = stage.page

    def done(found: Undone) -> None:
        assert not found.skipped, found.sentence
        page.refresh()

    page.desk.operations.run(lambda _: act(), done=done, owner=page)
    stage.settle()


def _own_rows(store: Store) -> list[str]:
    query = f'SELECT id FROM "{CATALOG}" WHERE mof_div_code = ? AND is_deleted = 0 ORDER BY code'  # noqa: S608 - a constant
    with store.read() as connection:
        return list(connection.exec_driver_sql(query, (COUNTY,)).scalars())


def _peer_ms(push: Callable[[QStandardItemModel, QUndoStack], None]) -> float:
    """Return the milliseconds in which Qt's own undo takes back in a model in memory what `push` did to it."""
    from PySide6.QtGui import QStandardItemModel, QUndoStack  # noqa: PLC0415 - see above
    from PySide6.QtWidgets import QApplication, QTableView  # noqa: PLC0415 - see above

    model, view, stack = QStandardItemModel(IN_STORE, 14), QTableView(), QUndoStack()
    view.setModel(model)
    view.resize(1440, 860)
    view.show()
    push(model, stack)
    QApplication.processEvents()
    start = time.perf_counter()
    stack.undo()
    QApplication.processEvents()
    taken = (time.perf_counter() - start) * 1000
    view.close()
    del model, view, stack
    gc.collect()  # here, not while the program's own work is being watched
    return taken


def _cells_set(model: QStandardItemModel, stack: QUndoStack) -> None:
    from PySide6.QtGui import QUndoCommand  # noqa: PLC0415 - see above

    class SetCell(QUndoCommand):
        def __init__(self, row: int, column: int) -> None:
            super().__init__()
            self._place = (row, column)

        def redo(self) -> None:
            model.setData(model.index(*self._place), "新")

        def undo(self) -> None:
            model.setData(model.index(*self._place), "旧")

    stack.beginMacro("粘贴")
    for row in range(CHANGED):
        for column in range(len(FIELDS)):
            stack.push(SetCell(row, column))
    stack.endMacro()


def _rows_taken(model: QStandardItemModel, stack: QUndoStack) -> None:
    from PySide6.QtGui import QStandardItem, QUndoCommand  # noqa: PLC0415 - see above

    class TakeRow(QUndoCommand):
        def redo(self) -> None:
            self._items = model.takeRow(0)

        def undo(self) -> None:
            model.insertRow(0, self._items)

    for row in range(DELETED):
        for column in range(model.columnCount()):
            model.setItem(row, column, QStandardItem(f"{row}"))
    stack.beginMacro("删除")
    for _ in range(DELETED):
        stack.push(TakeRow())
    stack.endMacro()
