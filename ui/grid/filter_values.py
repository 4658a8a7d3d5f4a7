"""The values that a filter lists, each with a tick and its number of rows, below one line that ticks all (查询)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.spelling import matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.column_values import ColumnValue
    from app.fields import Value

ALL, BLANK = "（全选）", "（空白）"
FOUND = "（全选搜索结果）"
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
COUNT_ROLE = int(Role.UserRole) + 1
TICKABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable


class FilterValues(QAbstractListModel):
    """Rows are the line for all, then values; what is ticked of values that a search hides stays ticked."""

    ticked = Signal()
    """Something was ticked or not any more."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._all: Sequence[ColumnValue] = ()
        self._shown: Sequence[ColumnValue] = ()
        self._off: set[Value] = set()
        self._words = ""

    def show_values(self, values: Sequence[ColumnValue], *, off: set[Value]) -> None:
        """List these values; those in `off` are not ticked."""
        self.beginResetModel()
        self._all, self._shown, self._off, self._words = values, values, set(off), ""
        self.endResetModel()
        self.ticked.emit()

    def search(self, words: str) -> None:
        """List only the values that words find; all of these are ticked, as a workbook does."""
        self.beginResetModel()
        self._words = words.strip()
        self._shown = [one for one in self._all if matches(words, texts=[], names=[one.text or BLANK])]
        if self._words:
            self._off.difference_update(one.value for one in self._shown)
        self.endResetModel()
        self.ticked.emit()

    @property
    def values(self) -> Sequence[ColumnValue]:
        """Return the values that are listed."""
        return self._shown

    @property
    def is_searched(self) -> bool:
        """Say whether words narrow the list."""
        return bool(self._words)

    def split(self) -> tuple[list[ColumnValue], list[ColumnValue]]:
        """Return the listed values that are ticked, and those that are not."""
        on = [one for one in self._shown if one.value not in self._off]
        return on, [one for one in self._shown if one.value in self._off]

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the values and the line for all."""
        return 0 if parent.isValid() or not self._shown else len(self._shown) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every line be ticked."""
        return TICKABLE if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return text, tick and number of rows."""
        if not index.isValid() or index.row() > len(self._shown):
            return None
        one = self._shown[index.row() - 1] if index.row() else None
        if role in {Role.DisplayRole, Role.AccessibleTextRole}:
            return (one.text or BLANK) if one else FOUND if self._words else ALL
        if role == Role.CheckStateRole:
            return self._state(one)
        if role == COUNT_ROLE:
            return f"{one.count:,}" if one else ""
        return one.text if one and role == Role.ToolTipRole else None

    def _state(self, one: ColumnValue | None) -> Qt.CheckState:
        if one is not None:
            return Qt.CheckState.Unchecked if one.value in self._off else Qt.CheckState.Checked
        on, off = self.split()
        if on and off:
            return Qt.CheckState.PartiallyChecked
        return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked

    def setData(self, index: Index, _value: Any, role: int = Role.EditRole) -> bool:  # noqa: ANN401
        """Tick or untick a line."""
        if role != Role.CheckStateRole or not index.isValid():
            return False
        self.turn(index.row())
        return True

    def turn(self, row: int) -> None:
        """Change a tick to the opposite; the first line changes all that are listed."""
        changed = {one.value for one in self._shown} if row == 0 else {self._shown[row - 1].value}
        is_on = self._state(self._shown[row - 1] if row else None) == Qt.CheckState.Checked
        self._off = self._off | changed if is_on else self._off - changed
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown), 0))
        self.ticked.emit()
