"""What the clipboard holds, as a block of cells: the text, and from the HTML beside it the numbers in full. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.grid.clip_html import HtmlCell, read_table
from ui.grid.clipboard import from_text

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_block(text: str, *, html: str) -> list[list[HtmlCell]]:
    """Return the cells of the clipboard; [] where there are none.

    The text decides what there is (it alone keeps quotes and line breaks); a table of the same size adds the numbers.
    """
    table = read_table(html) if "<t" in html.lower() else []
    lines = from_text(text.lstrip("\ufeff")) if text.strip("\ufeff") else []
    if not lines:
        return table
    wide = max(map(len, lines))
    if len(table) != len(lines) or any(len(row) != wide for row in table):
        return [[HtmlCell(cell) for cell in line] for line in lines]
    return [
        [HtmlCell(cell, beside.number) for cell, beside in zip(line, row, strict=False)]
        for line, row in zip(lines, table, strict=True)
    ]


def landing(block: Sequence[Sequence[object]], *, rows: int, columns: int) -> tuple[int, int]:
    """Return how many rows and columns a block fills from the top-left cell of a selection of that size (Excel's rule).

    It repeats in a direction in which the selection is a multiple of it; one value so fills the selection.
    """
    high, wide = len(block), max(map(len, block))
    return (rows if rows % high == 0 else high), (columns if columns % wide == 0 else wide)
