"""Blocks of cells as text: what is copied comes back; what workbooks write is understood; how a block is laid out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.grid.clipboard import from_text, laid_out, to_text

cell = st.text(st.sampled_from('ab 甲,"\t\n1'), max_size=6)


@given(st.integers(1, 4).flatmap(lambda wide: st.lists(st.lists(cell, min_size=wide, max_size=wide), min_size=1)))
def test_what_is_copied_comes_back(block: list[list[str]]) -> None:
    text = to_text(block)
    if not text.endswith("\n") and text != "":
        assert from_text(text) == block


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
        ('"一\n二"\t3', [["一\n二", "3"]]),
        ('"说""是"""', [['说"是"']]),
        ('5" 管', [['5" 管']]),
        ("", [[""]]),
        ("1\n\n2\n", [["1"], [""], ["2"]]),
    ],
)
def test_what_workbooks_write_is_understood(text: str, block: list[list[str]]) -> None:
    assert from_text(text) == block


@pytest.mark.parametrize(
    ("block", "size", "count"),
    [
        ([["a"]], (3, 2), 6),
        ([["a", "b"]], (3, 1), 6),
        ([["a"], ["b"]], (4, 1), 4),
        ([["a"], ["b"]], (3, 1), 2),
        ([["a", "b"], ["c"]], (1, 1), 3),
    ],
)
def test_a_block_repeats_where_the_selection_is_a_multiple(
    block: list[list[str]], size: tuple[int, int], count: int
) -> None:
    cells = list(laid_out(block, rows=size[0], columns=size[1]))
    assert len(cells) == len(set(cells)) == count
    assert all(text == block[row % len(block)][column % len(block[0])] for row, column, text in cells)
