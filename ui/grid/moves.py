"""Where keys take the current cell: line by line as one enters, to the edge of what is filled, through a selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject

from ui.grid.edges import edge_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.grid.delegate import Leave
    from ui.grid.source import GridRow
    from ui.grid.view import GridView
    from ui.operations import Operations

Flag = QItemSelectionModel.SelectionFlag
MOST_READ = 20_000
"""Rows not in memory that are looked through for an edge; past them the edge is taken to be the last row."""


class Moves(QObject):
    """Moves the current cell of a view; remembers where a line of entries began, so that Enter returns below it."""

    def __init__(self, view: GridView, *, operations: Operations) -> None:
        super().__init__(view)
        self._view = view
        self._operations = operations
        self.home = 0

    def leave(self, to: Leave, *, goes_on: bool) -> None:
        """Go to the next cell; `goes_on`: by Enter or Tab, which stay in a selection and keep the line's beginning."""
        if goes_on and self._inside_selection(to):
            return
        index, order = self._view.currentIndex(), self._view.columns_in_sight()
        down, across = to.value
        if not index.isValid() or index.column() not in order:
            return
        place = min(max(order.index(index.column()) + across, 0), len(order) - 1)
        home = self.home if goes_on else order[place]
        column = home if down and goes_on and home in order else order[place]
        self._view.go_to(min(max(index.row() + down, 0), self._view.grid.rowCount() - 1), column)
        self.home = home

    def _inside_selection(self, to: Leave) -> bool:
        """Go round inside a selection of several cells, as workbooks do; False when there is none."""
        index, parts = self._view.currentIndex(), self._view.selected_parts()
        count = sum(part.width() * part.height() for part in parts)
        here = next((n for n, part in enumerate(parts) if part.contains(index)), -1)
        if count < 2 or here < 0:  # noqa: PLR2004 - a single cell is left
            return False
        part, (down, across) = parts[here], to.value
        order = [n for n in self._view.columns_in_sight() if part.left() <= n <= part.right()]
        size = len(order) * part.height()
        row, column = index.row() - part.top(), order.index(index.column())
        step = row * len(order) + column + across if across else column * part.height() + row + down
        if not 0 <= step < size:
            here = (here + (1 if step >= size else -1)) % len(parts)
            part = parts[here]
            order = [n for n in self._view.columns_in_sight() if part.left() <= n <= part.right()]
            step = 0 if step >= size else len(order) * part.height() - 1
        row, column = divmod(step, len(order)) if across else divmod(step, part.height())[::-1]
        target = self._view.grid.index(part.top() + row, order[column])
        self._view.selectionModel().setCurrentIndex(target, Flag.NoUpdate)
        self._view.scrollTo(target)
        return True

    def to_corner(self, *, end: bool, extend: bool) -> None:
        """Go to the first or the last cell of the table."""
        order, count = self._view.columns_in_sight(), self._view.grid.rowCount()
        if order and count:
            self._go(count - 1 if end else 0, order[-1 if end else 0], extend=extend)

    def to_edge(self, to: Leave, *, extend: bool) -> None:
        """Go to the edge of the filled cells in a direction, as Ctrl with an arrow does."""
        index, order = self._view.currentIndex(), self._view.columns_in_sight()
        if not index.isValid() or index.column() not in order:
            return
        if to.value[1]:
            row = self._view.grid.row_at(index.row())
            cells = [bool(row and row.texts[column]) for column in order]
            place = edge_of(cells, start=order.index(index.column()), step=to.value[1])
            self._go(index.row(), order[place], extend=extend)
        else:
            self._to_edge_below(index.row(), index.column(), step=to.value[0], extend=extend)

    def _to_edge_below(self, start: int, column: int, *, step: int, extend: bool) -> None:
        grid = self._view.grid
        last = grid.rowCount() - 1 if step > 0 else 0
        source = grid.source
        if source is None or grid.columns[column].field.required:
            self._go(last, column, extend=extend)
            return
        way = range(start, last + step, step)[:MOST_READ]
        known = [row for position in way if (row := grid.row_at(position))]

        def arrive(rows: Sequence[GridRow]) -> None:
            cells = [bool(row.texts[column]) for row in rows]
            place = edge_of(cells, start=0, step=1)
            is_past = place == len(cells) - 1 and len(way) == MOST_READ
            self._go(last if is_past else way[place], column, extend=extend)

        if len(known) == len(way):
            arrive(known)
            return
        self._operations.run(
            source.reading(way), done=arrive, failed=grid.failed.emit, owner=self, key="edge", label="查找边界"
        )

    def select_lines(self, along: Flag) -> None:
        """Select all of the rows or columns (Flag.Rows, Flag.Columns) that the selection touches."""
        wanted = QItemSelection()
        for part in self._view.selected_parts():
            wanted.merge(QItemSelection(part.topLeft(), part.bottomRight()), Flag.Select)
        self._view.selectionModel().select(wanted, Flag.ClearAndSelect | along)

    def _go(self, row: int, column: int, *, extend: bool) -> None:
        if not extend:
            self._view.go_to(row, column)
            return
        index, anchor = self._view.grid.index(row, column), self._view.anchor()
        self._view.selectionModel().select(QItemSelection(anchor, index), Flag.ClearAndSelect)
        self._view.selectionModel().setCurrentIndex(index, Flag.NoUpdate)
        self._view.scrollTo(index)
