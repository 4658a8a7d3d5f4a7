"""The benches run from end to end, on little tables: what they print is there when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench import bench_paste, bench_statements, bench_tree, bench_undo
from tests.bench.table import print_table

if TYPE_CHECKING:
    from types import ModuleType

SMALL: dict[ModuleType, dict[str, int]] = {
    bench_paste: {"ROWS": 40, "IN_STORE": 60, "TIMES": 1},
    bench_undo: {"CHANGED": 40, "DELETED": 50, "IN_STORE": 60, "TIMES": 1},
    bench_statements: {"LINES": 400, "TIMES": 1},
    bench_tree: {"NODES": 60, "MANY": 80, "TRIES": 1, "RENAMES": 1},
}
PEERS = {
    bench_paste: {"QStandardItemModel, nothing checked or kept"},
    bench_undo: {"QUndoStack on a QStandardItemModel, nothing checked or kept"},
    bench_statements: {"csv and sqlite3 alone", "a loop over the rows", "LIKE, without sums", "QSqlTableModel"},
    bench_tree: {"QTreeWidget", "QStandardItemModel"},
}


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("bench", SMALL, ids=lambda bench: bench.__name__.rpartition("_")[2])
def test_every_figure_is_there_beside_its_peer(
    bench: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in SMALL[bench].items():
        monkeypatch.setattr(bench, name, value)
    figures = bench.figures()
    assert {figure.peer_name for figure in figures if figure.peer} == PEERS[bench]
    assert all(figure.value > 0 or "stall" in figure.what for figure in figures)
    print_table(figures)
    printed = capsys.readouterr().out
    assert all(figure.what in printed for figure in figures)
