"""The entries of an import plan as a table: what becomes of each row, where it stands, old and new, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.excel import Verdict
from ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.excel import FieldChange, PlanEntry

ANY_INDEX = QModelIndex | QPersistentModelIndex
COLUMNS = (("结果", 92), ("工作表", 130), ("位置", 70), ("行", 240), ("原值 → 新值，或不能导入的原因", 420))
ICONS = {Verdict.NEW: "add", Verdict.CHANGED: "fill-in", Verdict.SAME: "synced", Verdict.REFUSED: "refused"}
MOST = 3
"""Changes or reasons spelled out in a line; the tooltip has them all."""


class PlanModel(QAbstractTableModel):
    """Entries of one verdict, or all of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[PlanEntry] = ()

    def show_entries(self, entries: Sequence[PlanEntry]) -> None:
        """Show these entries."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def rowCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of entries shown."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a column's heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return COLUMNS[section][0] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a cell's text, icon or full text."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _texts(entry, most=MOST, joint="；")[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _texts(entry, most=len(entry.changes) + len(entry.problems), joint="\n")[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return icon(ICONS[entry.verdict])
        return None


def _texts(entry: PlanEntry, *, most: int, joint: str) -> tuple[str, ...]:
    told = [problem.sentence for problem in entry.problems] or [_told(entry, change) for change in entry.changes]
    more = f" 等 {len(told)} 项" if len(told) > most else ""
    cells = [problem.cell for problem in entry.problems if problem.cell]
    place = cells[0] if cells else f"第 {entry.row} 行"
    return entry.verdict.label, entry.sheet, place, entry.title, joint.join(told[:most]) + more


def _told(entry: PlanEntry, change: FieldChange) -> str:
    if entry.verdict is Verdict.NEW:
        return f"{change.label} {change.new}"
    return f"{change.label} {change.old or '空'} → {change.new or '空'}"
