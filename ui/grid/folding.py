"""Opening and closing groups by keys, mouse and menu; grouping by a column (分组)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.grouping import may_group
from ui.grid.grouped_source import GroupedSource

if TYPE_CHECKING:
    from ui.grid.grouping import Grouping
    from ui.grid.view import GridView

NO_GROUPS = "现在没有分组；在列标题上点右键，选“按这一列分组”"


class Folding(QObject):
    """Works on one view; `grouping` is given by whoever remembers it, None where rows are not grouped."""

    told = Signal(str)

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self.grouping: Grouping | None = None
        view.verticalHeader().sectionClicked.connect(self.toggle)

    @property
    def source(self) -> GroupedSource | None:
        """Return the source on screen while its rows are grouped."""
        source = self._view.grid.source
        return source if isinstance(source, GroupedSource) else None

    def is_head(self, position: int) -> bool:
        """Say whether a row is one above a group."""
        row = self._view.grid.row_at(position)
        return bool(row and row.is_head)

    def why_not(self, column: int) -> str:
        """Return why rows cannot be grouped by a column, '' where they can."""
        if self.grouping is None:
            return "这张表的行不能分组，各地区的合计见“参数汇总”"
        shown = self._view.grid.columns[column]
        if not may_group(shown.field):
            return "只能按区划、险种等从列表中选择的列分组"
        return "已经按这一列分组" if self.grouping.field == shown.name else ""

    def turn(self) -> None:
        """Group by the column of the current cell, or no longer."""
        index = self._view.currentIndex()
        if self.grouping is not None and self.grouping.field:
            self.grouping.by("")
        elif not index.isValid() or (reason := self.why_not(index.column())):
            self.told.emit(reason if index.isValid() else "请先选中要按它分组的列")
        elif self.grouping is not None:
            self.grouping.by(self._view.grid.columns[index.column()].name)

    def toggle(self, position: int) -> bool:
        """Open or close the group of a row above it; return False for any other row."""
        source = self.source
        if source is None or not self.is_head(position):
            return False
        head = source.head_at(position)
        if head is not None:
            self._view.grid.take_steps(source.fold(head, closed=not source.grouping.is_closed(head.value)))
            self._view.grid.show_changed(position, position)
        return True

    def fold(self, *, closed: bool) -> None:
        """Close (or open) the group in which the current cell stands; the current cell stays in sight."""
        source, index = self.source, self._view.currentIndex()
        if source is None:
            self.told.emit(NO_GROUPS)
            return
        head = source.head_at(index.row())
        if head is None:
            return
        place, column = source.place_of_head(head), index.column()
        if closed:
            self._view.go_to(place, column)
        self._view.grid.take_steps(source.fold(head, closed=closed))
        self._view.grid.show_changed(place, place)

    def fold_all(self, *, closed: bool) -> None:
        """Close (or open) all groups; the current cell stays in its group."""
        source, index = self.source, self._view.currentIndex()
        if source is None:
            self.told.emit(NO_GROUPS)
            return
        head, column = source.head_at(index.row()), max(index.column(), 0)
        source.fold_all(closed=closed)
        self._view.grid.rearrange(source.woven.keys(is_closed=source.grouping.is_closed))
        if head is not None:
            self._view.go_to(source.place_of_head(head), column)

    def reveal(self, key: object) -> bool:
        """Open the group that hides a row; return whether it shows now."""
        source = self.source
        head = source.woven.head_over(key) if source is not None and isinstance(key, int) else None
        if source is None or head is None or not source.grouping.is_closed(head.value):
            return False
        self._view.grid.take_steps(source.fold(head, closed=False))
        return True
