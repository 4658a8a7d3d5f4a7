"""Copying, cutting, pasting and clearing blocks of grid cells, each as one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ui.grid.clipboard import from_text, laid_out, to_text
from ui.grid.reach import text_at, with_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.grid.source import GridRow
    from ui.grid.view import GridView
    from ui.operations import Operations

MOST_CELLS = 1_000_000
"""A larger selection is better exported."""


class Blocks(QObject):
    """What the clipboard keys do to the selection of a view."""

    def __init__(self, view: GridView, *, operations: Operations) -> None:
        super().__init__(view)
        self._view = view
        self._operations = operations

    def copy(self, *, headed: bool = False) -> None:
        """Put the selection into the clipboard, as the block around it; `headed`: with the columns' headings."""
        self._with_rows(lambda *found: self._to_clipboard(*found, headed=headed))

    def cut(self) -> None:
        """Copy the selection, then clear it."""

        def then_clear(rows: Sequence[GridRow], positions: Sequence[int], columns: Sequence[int]) -> None:
            self._to_clipboard(rows, positions, columns)
            self.clear()

        self._with_rows(then_clear)

    def paste(self) -> None:
        """Put the clipboard's block into the cells from the selection's top-left one on."""
        text = QGuiApplication.clipboard().text()
        rows, columns = self._selected()
        if not text or not rows or not columns:
            self._view.explained.emit("剪贴板中没有可以粘贴的文字" if rows else "请先选中要粘贴到的单元格")
            return
        order, count = self._view.columns_in_sight(), self._view.grid.rowCount()
        top, left = rows[0].start, order.index(columns[0])
        high = rows[-1].stop - top
        wide = order.index(columns[-1]) - left + 1
        cells, outside = [], 0
        for down, across, value in laid_out(from_text(text), rows=high, columns=wide):
            if top + down < count and left + across < len(order):
                cells.append((top + down, order[left + across], value))
            else:
                outside += 1
        self._view.grid.set_cells(cells)
        if outside:
            self._view.explained.emit(f"粘贴的内容超出表格 {outside} 格，超出部分没有粘贴；需要更多行时请先新增")

    def clear(self) -> None:
        """Clear the selected cells that may be cleared."""
        grid = self._view.grid
        wanted = {
            (row, column)
            for part in self._view.selected_parts()
            for row in range(part.top(), part.bottom() + 1)
            for column in range(part.left(), part.right() + 1)
            if grid.columns[column].can_clear and not (grid.row_at(row) and grid.lock_at(row, column))
        }
        if not wanted and self._view.currentIndex().isValid():
            self._view.explain(self._view.currentIndex())
        grid.set_cells([(row, column, "") for row, column in sorted(wanted)])

    def _selected(self) -> tuple[list[range], list[int]]:
        """Return the selected rows, and the columns between the first and the last selected one, left to right."""
        parts = self._view.selected_parts()
        chosen = {column for part in parts for column in range(part.left(), part.right() + 1)}
        order = self._view.columns_in_sight()
        places = [place for place, column in enumerate(order) if column in chosen]
        columns = order[places[0] : places[-1] + 1] if places else []
        return self._view.selected_rows(), columns

    def _with_rows(self, then: Callable[[Sequence[GridRow], Sequence[int], Sequence[int]], None]) -> None:
        """Call `then` with the rows of the selection, their positions and the columns."""
        parts, columns = self._selected()
        if sum(len(part) for part in parts) * len(columns) > MOST_CELLS:
            self._view.explained.emit(f"选中的内容超过 {MOST_CELLS:,} 格，请改用“导出”")
            return
        positions = [position for part in parts for position in part]
        if positions:
            with_rows(
                self._view,
                operations=self._operations,
                positions=positions,
                then=lambda rows: then(rows, positions, columns),
                label="复制",
            )

    def _to_clipboard(
        self, rows: Sequence[GridRow], positions: Sequence[int], columns: Sequence[int], *, headed: bool = False
    ) -> None:
        view, source = self._view, self._view.grid.source
        if source is None:
            return
        chosen = view.selectionModel()
        block = [
            [
                text_at(view, row, position=position, column=column)
                if chosen.isSelected(view.grid.index(position, column))
                else ""
                for column in columns
            ]
            for row, position in zip(rows, positions, strict=True)
        ]
        head = [[view.grid.columns[column].label for column in columns]] if headed else []
        QGuiApplication.clipboard().setText(to_text([*head, *block]))
        view.explained.emit(f"已复制 {len(block):,} 行 {len(columns)} 列")
