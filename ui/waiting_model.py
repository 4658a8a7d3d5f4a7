"""The lines of the outbox as a table for the panel: one line a row, its fields spelled out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.row_state import LineState
from app.waiting_lines import KINDS, LABELS
from ui.icons import icon
from ui.local_time import local_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.waiting_lines import FieldChange, WaitingLine

ANY_INDEX = QModelIndex | QPersistentModelIndex
COLUMNS = (
    ("状态", 90),
    ("模块", 130),
    ("行", 260),
    ("本机的修改", 300),
    ("对方的值", 170),
    ("对方", 150),
    ("原因", 300),
    ("修改时间", 90),
)
ICONS = {
    LineState.OPEN: "waiting",
    LineState.SENT: "sync",
    LineState.REFUSED: "refused",
    LineState.CONFLICT: "conflict",
}
MOST_FIELDS = 4
"""Fields spelled out in a line; the tooltip has them all."""


class WaitingModel(QAbstractTableModel):
    """Lines of the outbox."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[WaitingLine] = ()

    def show_lines(self, lines: Sequence[WaitingLine]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, row: int) -> WaitingLine:
        """Return the line of a row."""
        return self._lines[row]

    def rowCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a column's heading."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section][0]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a cell's text, icon or full text."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _texts(line, most=MOST_FIELDS)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _texts(line, most=len(line.changes))[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return icon(ICONS[line.state])
        return None


def _texts(line: WaitingLine, *, most: int) -> tuple[str, ...]:
    clashing = [change for change in line.changes if change.theirs is not None]
    who = " ".join(filter(None, (line.by, local_time(line.at))))
    return (
        LABELS[line.state],
        line.catalog_label,
        line.row_label,
        f"{KINDS[line.kind]}  {_joined([_mine(line, change) for change in line.changes], most=most)}".strip(),
        _joined([f"{change.label} {change.theirs or '空'}" for change in clashing], most=most),
        who if line.state in {LineState.CONFLICT, LineState.REFUSED} else "",
        line.reason,
        local_time(line.edited_at),
    )


def _mine(line: WaitingLine, change: FieldChange) -> str:
    mine = change.mine or "空"
    return f"{change.label} {mine}" if line.kind == "insert" else f"{change.label} {change.before or '空'} → {mine}"


def _joined(texts: Sequence[str], *, most: int) -> str:
    more = f" 等 {len(texts)} 项" if len(texts) > most else ""
    return "；".join(texts[:most]) + more
