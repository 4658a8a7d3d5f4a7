"""Widths and heights of a grid in pixels, from what the columns say and from the font."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QTableView

    from ui.grid.source import GridColumn

CELL_MARGIN = 14
SORT_MARK = 30
NUMBER_MARGIN = 30
ROW_MARGIN = 8
WIDEST = 60
MOST_FITTED = 90


def row_height(view: QTableView) -> int:
    """Return the height of a row."""
    return max(ROW_HEIGHT, view.fontMetrics().height() + ROW_MARGIN)


def column_width(view: QTableView, column: GridColumn) -> int:
    """Return a width: so many half-width characters of this font, and at least the heading."""
    cells = min(column.width, WIDEST) * view.fontMetrics().horizontalAdvance("0") + CELL_MARGIN
    heading = view.horizontalHeader().fontMetrics().horizontalAdvance(column.label) + CELL_MARGIN + SORT_MARK
    return max(cells, heading)


def fitted_width(view: QTableView, column: GridColumn, *, texts: Iterable[str]) -> int:
    """Return the width that shows these texts and the heading in full, up to a most."""
    measured = view.fontMetrics().horizontalAdvance
    widest = max((measured(text) for text in texts), default=0) + CELL_MARGIN
    heading = view.horizontalHeader().fontMetrics().horizontalAdvance(column.label) + CELL_MARGIN + SORT_MARK
    return max(heading, min(widest, MOST_FITTED * measured("0")))


def numbers_width(view: QTableView, count: int) -> int:
    """Return the width of the row numbers: that of the largest one, with a dot before it."""
    return view.verticalHeader().fontMetrics().horizontalAdvance("0" * max(len(str(count)), 2)) + NUMBER_MARGIN
