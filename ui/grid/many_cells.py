"""Selects many cells at once, by rows and columns, as few rectangles: what an undo changed (issue: the workbench)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ui.grid.source import RowKey
    from ui.grid.view import GridView

Runs = tuple[tuple[int, int], ...]
"""First and last column of each run."""
NEAR = 12_000
"""Rows before and after the one in sight that are looked through: a paste of 10,000 rows is found whole."""
MOST = 400
"""Rectangles that are selected; a selection of many more would slow every key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Cells to select: fields by row id (none: the whole row), and columns by key of the grid's rows."""

    by_id: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by_key: Mapping[RowKey, Sequence[str]] = field(default_factory=dict)

    @property
    def are_many(self) -> bool:
        """Say whether there is more than one cell."""
        parts = [*self.by_id.values(), *self.by_key.values()]
        return len(parts) > 1 or sum(map(len, parts)) != 1


def columns_by_key(cells: Sequence[tuple[RowKey, str]]) -> dict[RowKey, list[str]]:
    """Put cells (key, column) together by their rows."""
    found: dict[RowKey, list[str]] = {}
    for key, name in cells:
        found.setdefault(key, []).append(name)
    return found


def select_cells(view: GridView, *, near: int, cells: Mapping[RowKey, Sequence[str]]) -> None:
    """Select cells (columns by row key; none: the whole row) around row `near`; the current cell stays the current."""
    source = view.grid.source
    if source is None:
        return
    columns = {column.name: place for place, column in enumerate(source.columns)}
    first = max(0, near - NEAR)
    found = (
        (first + offset, _runs([columns[name] for name in cells[key] if name in columns], most=len(columns)))
        for offset, key in enumerate(source.keys[first : near + NEAR])
        if key in cells
    )
    selection = QItemSelection()
    for count, (top, bottom, left, right) in enumerate(rectangles(found)):
        if count == MOST:
            break
        selection.select(view.grid.index(top, left), view.grid.index(bottom, right))
    if not selection.isEmpty():
        view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def rectangles(rows: Iterable[tuple[int, Runs]]) -> Iterator[tuple[int, int, int, int]]:
    """Join rows that follow each other with the same runs of columns; yield (top, bottom, left, right)."""
    top, bottom = 0, -1
    runs: Runs = ()
    for row, own in rows:
        if row == bottom + 1 and own == runs:
            bottom = row
            continue
        yield from ((top, bottom, *run) for run in runs)
        top, bottom, runs = row, row, own
    yield from ((top, bottom, *run) for run in runs)


def _runs(places: list[int], *, most: int) -> Runs:
    """Return the runs of columns that follow each other; all columns when none are named."""
    if not places:
        return ((0, most - 1),)
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return tuple(runs)
