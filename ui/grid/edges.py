"""Where Ctrl with an arrow goes in a line of cells that are filled or empty (Excel's rule). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def edge_of(cells: Sequence[bool], *, start: int, step: int) -> int:
    """Return the place where one arrives from `start`, going by `step` (1 or -1).

    From inside filled cells: their last one. From an edge or an empty cell: the next filled one, else the end.
    """
    last = len(cells) - 1 if step > 0 else 0
    place = start
    if place == last:
        return last
    if cells[place] and cells[place + step]:
        while place != last and cells[place + step]:
            place += step
        return place
    place += step
    while place != last and not cells[place]:
        place += step
    return place
