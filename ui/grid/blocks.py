"""Copying, cutting, pasting and clearing blocks of grid cells, each as one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from ui.grid.clip_html import write_table
from ui.grid.clipboard import to_text
from ui.grid.incoming import landing, read_block
from ui.grid.reach import text_at, with_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.grid.clip_html import HtmlCell
    from ui.grid.source import GridRow, GridSource
    from ui.grid.view import GridView
    from ui.operations import Operations

MOST_CELLS = 200_000
"""A larger selection is better exported."""


class Blocks(QObject):
    """What the clipboard keys do to the selection of a view."""

    rows_left = Signal(list)
    """Rows of a pasted block that lie below the table, each {field name: text}."""

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
        """Put the clipboard's block into the cells from the selection's top-left one on; the worker reads it."""
        mime = QGuiApplication.clipboard().mimeData()
        text, html = mime.text(), mime.html() if mime.hasHtml() else ""
        source, (rows, columns) = self._view.grid.source, self._selected()
        if source is None or not rows or not columns:
            self._view.explained.emit("请先选中要粘贴到的单元格")
            return
        self._operations.run(
            lambda _progress: read_block(text, html=html),
            done=lambda block: self._land(block, source=source, rows=rows, columns=columns),
            failed=self._view.grid.failed.emit,
            owner=self,
            label="粘贴",
        )

    def _land(
        self, block: Sequence[Sequence[HtmlCell]], *, source: GridSource, rows: Sequence[range], columns: Sequence[int]
    ) -> None:
        if not block:
            self._view.explained.emit("剪贴板中没有可以粘贴的文字")
            return
        if self._view.grid.source is not source:
            self._view.explained.emit("表格已切换，没有粘贴，请再粘贴一次")
            return
        order, count = self._view.columns_in_sight(), self._view.grid.rowCount()
        top, left = rows[0].start, order.index(columns[0])
        high, wide = landing(block, rows=rows[-1].stop - top, columns=len(columns))
        if high * wide > MOST_CELLS:
            self._view.explained.emit(f"一次最多粘贴 {MOST_CELLS:,} 格，更多内容请用“导入”")
            return
        texts = self._texts(block, columns=order[left : left + wide])
        places = {column: place for place, column in enumerate(order[left : left + wide])}
        inside = range(top, min(top + high, count))
        self._view.grid.keeping.keep_block(
            inside, list(places), text_at=lambda row, column: texts(row - top, places[column]), verb="粘贴"
        )
        self._select(inside, list(places))
        over = max(wide - len(places), 0)
        if over:
            self._view.explained.emit(f"粘贴的内容比表格多 {over} 列，多出的列没有粘贴")
        if top + high > count:
            names = [self._view.grid.columns[column].name for column in places]
            below = range(count - top, high)
            self.rows_left.emit([{name: texts(row, n) or "" for n, name in enumerate(names)} for row in below])

    def _texts(
        self, block: Sequence[Sequence[HtmlCell]], *, columns: Sequence[int]
    ) -> Callable[[int, int], str | None]:
        """Return the function for the text at (row, column) of the landing, as the column's field understands it."""
        fields = [self._view.grid.columns[column].field for column in columns]
        high, wide = len(block), max(map(len, block))

        def text_of(row: int, place: int) -> str | None:
            line = block[row % high]
            if place % wide >= len(line):
                return None
            cell = line[place % wide]
            return fields[place].pasted(cell.text, number=cell.number)

        return text_of

    def _select(self, rows: range, columns: Sequence[int]) -> None:
        model = self._view.grid
        first, last = model.index(rows[0], columns[0]), model.index(rows[-1], columns[-1])
        self._view.selectionModel().select(
            QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def clear(self) -> None:
        """Clear the selected cells that may be cleared."""
        grid, parts = self._view.grid, self._view.selected_parts()
        if sum(part.width() * part.height() for part in parts) > MOST_CELLS:
            self._view.explained.emit(f"一次最多清除 {MOST_CELLS:,} 格，请分几次清除")
            return
        cells = [
            (row, column, "")
            for part in parts
            for column in range(part.left(), part.right() + 1)
            if grid.columns[column].can_clear
            for row in range(part.top(), part.bottom() + 1)
            if not ((found := grid.row_at(row)) and found.locks[column])
        ]
        if not cells and self._view.currentIndex().isValid():
            self._view.explain(self._view.currentIndex())
        grid.set_cells(sorted(cells), verb="清除")

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
        view = self._view
        chosen = [(part.top(), part.bottom(), part.left(), part.right()) for part in view.selected_parts()]
        block = [
            [
                text_at(view, row, position=position, column=column)
                if any(top <= position <= low and left <= column <= right for top, low, left, right in chosen)
                else ""
                for column in columns
            ]
            for row, position in zip(rows, positions, strict=True)
        ]
        shown = [view.grid.columns[column] for column in columns]
        head = [column.label for column in shown] if headed else []
        mime = QMimeData()
        mime.setText(to_text([head, *block] if headed else block))
        mime.setHtml(write_table([column.field for column in shown], rows=block, head=head))
        QGuiApplication.clipboard().setMimeData(mime)
        view.explained.emit(f"已复制 {len(block):,} 行 {len(columns)} 列{'（含列标题）' if headed else ''}")
