"""Filling cells from others: Ctrl+D, Ctrl+R, Ctrl+Enter, and what the fill handle was drawn over; one action each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject

from app.fields import Editor
from ui.grid.reach import text_at, with_rows
from ui.grid.series import goes_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QItemSelectionRange, QModelIndex

    from ui.grid.source import GridRow
    from ui.grid.view import GridView
    from ui.operations import Operations

Place: TypeAlias = tuple[int, int]
"""Row and column."""
Filling: TypeAlias = tuple[list[int], list[tuple[Place, Place]]]
"""The rows that are read, and (target, origin) pairs."""
MOST_CELLS = 50_000
"""Cells that one fill writes."""
TOO_MANY = f"一次最多填充 {MOST_CELLS:,} 格，请分几次填充"


class Fill(QObject):
    """Fills cells of a view."""

    def __init__(self, view: GridView, *, operations: Operations) -> None:
        super().__init__(view)
        self._view, self._operations = view, operations

    def everywhere(self, text: str) -> None:
        """Put a text into all selected cells (Ctrl+Enter)."""
        parts = self._view.selected_parts()
        if self._is_too_much(sum(part.width() * part.height() for part in parts)):
            return
        order = self._view.columns_in_sight()
        cells = {
            (row, column): text
            for part in parts
            for row in range(part.top(), part.bottom() + 1)
            for column in order
            if part.left() <= column <= part.right()
        }
        self._keep(cells)

    def toggle(self) -> None:
        """Change the selected flags of the current column to the opposite of the current one."""
        index, grid = self._view.currentIndex(), self._view.grid
        row = grid.row_at(index.row())
        if row is None or row.locks[index.column()]:
            self._view.explain(index)
            return
        word = "否" if row.values.get(grid.columns[index.column()].name) else "是"
        parts = self._view.selected_rows()
        if not self._is_too_much(sum(map(len, parts))):
            rows = [place for part in parts for place in part] or [index.row()]
            grid.set_cells([(place, index.column(), word) for place in rows])

    def today(self, index: QModelIndex) -> None:
        """Put today's date into a date cell (Ctrl+;)."""
        if self._view.grid.lock_at(index.row(), index.column()):
            self._view.explain(index)
        elif self._view.grid.columns[index.column()].field.editor is Editor.DATE:
            today = date.today().isoformat()  # noqa: DTZ011 - the person's own day
            self._keep({(index.row(), index.column()): today})

    def along(self, *, down: bool) -> None:
        """Copy the first row (column) of the selection over the rest; of a single one, its neighbour before it."""
        parts, order = self._view.selected_parts(), self._view.columns_in_sight()
        if not parts or self._is_too_much(sum(part.width() * part.height() for part in parts)):
            return
        fill = self._down if down else self._right
        wanted = {position for part in parts for position in fill(part, order)[0]}
        positions = sorted(wanted)

        def then(rows: Sequence[GridRow]) -> None:
            by_position = dict(zip(positions, rows, strict=True))
            pairs = [pair for part in parts for pair in fill(part, order)[1]]
            self._keep({to: self._text(by_position[row], row, column) for to, (row, column) in pairs})

        with_rows(self._view, operations=self._operations, positions=positions, then=then, label="填充")

    def _down(self, part: QItemSelectionRange, order: Sequence[int]) -> Filling:
        first = part.top() - 1 if part.height() == 1 else part.top()
        columns = [column for column in order if part.left() <= column <= part.right()]
        if first < 0:
            return [], []
        return [first], [
            ((row, column), (first, column)) for row in range(first + 1, part.bottom() + 1) for column in columns
        ]

    def _right(self, part: QItemSelectionRange, order: Sequence[int]) -> Filling:
        places = [place for place, column in enumerate(order) if part.left() <= column <= part.right()]
        if not places:
            return [], []
        first = places[0] - 1 if len(places) == 1 else places[0]
        if first < 0:
            return [], []
        rows, targets = range(part.top(), part.bottom() + 1), range(first + 1, places[-1] + 1)
        return list(rows), [((row, order[place]), (row, order[first])) for row in rows for place in targets]

    def over(self, part: QItemSelectionRange, *, rows: int = 0, columns: int = 0, other: bool = False) -> None:
        """Go on with a part over so many more rows or columns (negative: up, to the left); `other`: Ctrl is held."""
        order = [n for n in self._view.columns_in_sight() if part.left() <= n <= part.right()]
        if self._is_too_much(abs(rows) * len(order) + abs(columns) * part.height()):
            return
        positions = list(range(part.top(), part.bottom() + 1))

        def then(found: Sequence[GridRow]) -> None:
            lines = [
                [self._text(row, position, column) for column in order]
                for row, position in zip(found, positions, strict=True)
            ]
            cells = self._more_rows(part, order, lines, rows=rows, other=other) if rows else {}
            if columns:
                cells = self._more_columns(part, order, lines, columns=columns, other=other)
            self._keep(cells)

        with_rows(self._view, operations=self._operations, positions=positions, then=then, label="填充")

    def _more_rows(
        self, part: QItemSelectionRange, order: Sequence[int], lines: Sequence[Sequence[str]], *, rows: int, other: bool
    ) -> dict[Place, str]:
        step = 1 if rows > 0 else -1
        found: dict[Place, str] = {}
        start = part.bottom() if rows > 0 else part.top()
        for place, column in enumerate(order):
            field = self._view.grid.columns[column].field
            texts = [line[place] for line in lines][::step]
            for n, text in enumerate(goes_on(field, texts, count=abs(rows), other=other, step=step), start=1):
                found[start + step * n, column] = text
        return dict(sorted(found.items()))

    def _more_columns(
        self,
        part: QItemSelectionRange,
        order: Sequence[int],
        lines: Sequence[Sequence[str]],
        *,
        columns: int,
        other: bool,
    ) -> dict[Place, str]:
        step, sight = (1 if columns > 0 else -1), self._view.columns_in_sight()
        found: dict[Place, str] = {}
        start = sight.index(order[-1] if columns > 0 else order[0])
        field = self._view.grid.columns[order[0]].field
        for row, line in enumerate(lines, start=part.top()):
            for n, text in enumerate(goes_on(field, line[::step], count=abs(columns), other=other, step=step), start=1):
                found[row, sight[start + step * n]] = text
        return found

    def _text(self, row: GridRow, position: int, column: int) -> str:
        return text_at(self._view, row, position=position, column=column)

    def _is_too_much(self, count: int) -> bool:
        if count > MOST_CELLS:
            self._view.explained.emit(TOO_MANY)
        return count > MOST_CELLS

    def _keep(self, cells: dict[Place, str]) -> None:
        self._view.grid.set_cells([(row, column, text) for (row, column), text in cells.items()], verb="填充")
