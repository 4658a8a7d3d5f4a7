"""Cells that are selected together make few rectangles, and exactly those cells (issue: the workbench)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.grid.many_cells import rectangles

RUNS = st.sets(st.integers(0, 6), min_size=1)


def runs_of(columns: set[int]) -> tuple[tuple[int, int], ...]:
    first = [one for one in sorted(columns) if one - 1 not in columns]
    last = [one for one in sorted(columns) if one + 1 not in columns]
    return tuple(zip(first, last, strict=True))


@given(st.dictionaries(st.integers(0, 12), RUNS))
def test_the_rectangles_hold_the_cells_and_no_others(cells: dict[int, set[int]]) -> None:
    rows = [(row, runs_of(cells[row])) for row in sorted(cells)]
    found = [
        (row, column)
        for top, bottom, left, right in rectangles(rows)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert len(found) == len(set(found))
    assert set(found) == {(row, column) for row, columns in cells.items() for column in columns}


def test_a_block_is_one_rectangle() -> None:
    assert list(rectangles((row, ((2, 4),)) for row in range(5, 9))) == [(5, 8, 2, 4)]
