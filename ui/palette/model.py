"""The lines of the palette: entries under the headings of their groups, for a list view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ui.palette.entries import GROUPS, Entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QObject

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
ROOT = QModelIndex()


class PaletteModel(QAbstractListModel):
    """Headings cannot be chosen; a line that cannot be used can be marked, so that its reason is read out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Entry | str] = []

    def show(self, groups: Mapping[str, Sequence[Entry]]) -> None:
        """Show these entries by group, in the order of GROUPS."""
        self.beginResetModel()
        self._lines = []
        for group, heading in GROUPS.items():
            if found := groups.get(group):
                self._lines += [heading, *found]
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return the entry of a line, None for a heading."""
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        return line if isinstance(line, Entry) else None

    def row_after(self, row: int, *, step: int) -> int:
        """Return the next line with an entry in a direction, round the ends; -1 when there is none."""
        count = len(self._lines)
        places = ((row + step * n) % count for n in range(1, count + 1))
        return next((place for place in places if self.entry(place)), -1) if count else -1

    def row_of(self, key: str) -> int:
        """Return the line of an entry, -1 when it is not shown."""
        return next((n for n, one in enumerate(self._lines) if isinstance(one, Entry) and one.key == key), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a line's text, what is read out for it, or its entry."""
        line = self._lines[index.row()]
        if role == ENTRY:
            return line if isinstance(line, Entry) else None
        if isinstance(line, str):
            return line if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole} else None
        text = " ".join(filter(None, (line.code, line.label)))
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.reason or line.about
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(filter(None, (text, line.keys, f"不能使用：{line.reason}" if line.reason else line.about)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let entries be marked, headings not."""
        chosen = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return chosen if self.entry(index.row()) else Qt.ItemFlag.NoItemFlags
