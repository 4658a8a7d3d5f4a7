"""Opening and closing groups by keys, mouse and menu; grouping by a column (分组)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.grouping import may_group
from ui.grid.source import place_of

if TYPE_CHECKING:
    from ui.grid.folds import Folds
    from ui.grid.grouping import Grouping
    from ui.grid.heads import Head
    from ui.grid.source import RowKey
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
    def folds(self) -> Folds | None:
        """Return the groups on screen, None while rows are not grouped."""
        source = self._view.grid.source
        return source.folds if source is not None else None

    def _head_at(self, position: int) -> Head | None:
        """Return the group of the row at a position; None at the total."""
        source = self._view.grid.source
        if source is None or source.folds is None or not 0 <= position < len(source.keys):
            return None
        return source.folds.head_of(source.keys[position])

    def _place_of(self, head: Head) -> int:
        """Return where the row above a group stands."""
        source = self._view.grid.source
        return place_of(source.keys, head.key) if source is not None else -1

    def _fold(self, head: Head, *, closed: bool) -> None:
        folds, place = self.folds, self._place_of(head)
        if folds is not None:
            self._view.grid.take_steps(folds.fold(head, closed=closed, place=place))
            self._view.grid.show_changed(place, place)

    def is_head(self, position: int) -> bool:
        """Say whether a row is one above a group."""
        row = self._view.grid.row_at(position)
        return bool(row and row.is_head)

    def why_not(self, column: int) -> str:
        """Return why rows cannot be grouped by a column, '' where they can."""
        if self.grouping is None:
            return "这张表的行不能分组"
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
        folds = self.folds
        if folds is None or not self.is_head(position):
            return False
        head = self._head_at(position)
        if head is not None:
            self._fold(head, closed=not folds.grouping.is_closed(head.value))
        return True

    def fold(self, *, closed: bool) -> None:
        """Close (or open) the group in which the current cell stands; the current cell stays in sight."""
        index = self._view.currentIndex()
        if self.folds is None:
            self.told.emit(NO_GROUPS)
            return
        head = self._head_at(index.row())
        if head is None:
            return
        if closed:
            self._view.go_to(self._place_of(head), index.column())
        self._fold(head, closed=closed)

    def fold_all(self, *, closed: bool) -> None:
        """Close (or open) all groups; the current cell stays in its group."""
        folds, index = self.folds, self._view.currentIndex()
        if folds is None:
            self.told.emit(NO_GROUPS)
            return
        head, column = self._head_at(index.row()), max(index.column(), 0)
        folds.fold_all(closed=closed)
        self._view.grid.rearrange(folds.keys)
        if head is not None:
            self._view.go_to(self._place_of(head), column)

    def reveal(self, key: RowKey) -> bool:
        """Open the group that hides a row; return whether it shows now."""
        folds = self.folds
        head = folds.head_of(key) if folds is not None else None
        if folds is None or head is None or not folds.grouping.is_closed(head.value):
            return False
        self._fold(head, closed=False)
        return True
