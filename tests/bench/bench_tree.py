"""How fast 10,000 nodes open and one of 50,000 is renamed, beside QTreeWidget and QStandardItemModel."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.bench_grid import filled_store
from tests.bench.table import Figure
from tests.support import COUNTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.bench.tree_stage import TreeStage

NODES, MANY = 10_000, 50_000
OPENS, RENAMES = 150, 10
"""Bounds in milliseconds: the first screen of 10,000 nodes, the new name of one among 50,000."""
TRIES = 5
"""The best of so many counts: other work on the machine only ever adds."""
PARENT = "1003"


def figures() -> list[Figure]:
    """Measure the tree."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return [*_on(NODES, _opening), *_on(MANY, _renaming)]


def _on(rows: int, measure: Callable[[TreeStage], Iterator[Figure]]) -> list[Figure]:
    from tests.bench.tree_stage import TreeStage  # noqa: PLC0415 - Qt starts only for this bench

    with tempfile.TemporaryDirectory() as folder:
        store = filled_store(Path(folder), rows=rows + 1)
        stage = TreeStage(store, folder=Path(folder))
        try:
            return list(measure(stage))
        finally:
            stage.close()
            store.close()


def _opening(stage: TreeStage) -> Iterator[Figure]:
    first = min(_opened(stage) for _ in range(TRIES))
    widget, standard = (min(peer(PARENT) for _ in range(TRIES)) for peer in (stage.widget_ms, stage.standard_ms))
    for name, peer in (("QTreeWidget", widget), ("QStandardItemModel", standard)):
        yield Figure(
            what=f"tree: first screen of {NODES:,} nodes below one",
            value=first,
            unit="ms",
            peer=peer,
            peer_name=name,
            limit=f"≤ {OPENS}",
            ok=first <= OPENS,
        )
    spent = min(stage.spent(lambda: _opened(stage)) for _ in range(TRIES))
    peer = min(stage.spent(lambda: stage.widget_ms(PARENT)) for _ in range(TRIES))
    what = "  opened and at rest, processor time"
    yield Figure(what=what, value=spent, unit="ms", peer=peer, peer_name="QTreeWidget")


def _opened(stage: TreeStage) -> float:
    view, taken = stage.open(COUNTY)
    stage.settle()
    view.close()
    view.deleteLater()
    return taken


def _renaming(stage: TreeStage) -> Iterator[Figure]:
    view, _ = stage.open(COUNTY)
    stage.settle()
    model = view.tree
    parent = model.index(0, 0, model.index(0, 0, model.index(0, 0)))
    while model.grow(parent):
        stage.settle()
    rows = model.rowCount(parent)
    assert rows == MANY
    view.scrollTo(model.index(rows // 2, 0, parent))
    stage.paint(view)

    def rename(name: str) -> float:
        index = model.index(rows // 2, 0, parent)

        def do() -> None:
            assert model.setData(index, name)
            stage.paint(view)

        return stage.spent(do)

    taken = min(rename(f"改名{n}") for n in range(TRIES))
    peer = stage.standard_rename_ms(PARENT, TRIES)
    yield Figure(
        what=f"tree: a new name for one of {MANY:,} nodes, painted, processor time",
        value=taken,
        unit="ms",
        peer=peer,
        peer_name="QStandardItemModel",
        limit=f"≤ {RENAMES}",
        ok=taken <= RENAMES,
    )

    def refresh() -> None:
        model.refresh()
        stage.settle()

    refreshed = min(stage.spent(refresh) for _ in range(TRIES))
    yield Figure(what="  all levels read again and compared, beside the window", value=refreshed, unit="ms")
    view.close()
    view.deleteLater()
