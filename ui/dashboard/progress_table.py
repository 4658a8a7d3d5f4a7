"""How far the sheets are as a table of bars: a click on one, or Enter, opens the sheet (clauses 1.8, 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QStyledItemDelegate, QTableView

from ui.look.colours import colours_of
from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from app.dashboard import Filled, ProgressLine, SheetColumn

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()
FILLED = Role.UserRole
BAR = 5
TEXT_WIDTH = 84
NAME_WIDTH = 170
FEWEST, MOST = 2, 16
"""Rows between which the table grows with its content; more are scrolled to."""


class ProgressModel(QAbstractTableModel):
    """Lines with a name and one cell a sheet."""

    def __init__(self, *, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = heading
        self.columns: Sequence[SheetColumn] = ()
        self.lines: Sequence[ProgressLine] = ()

    def show_lines(self, columns: Sequence[SheetColumn], lines: Sequence[ProgressLine]) -> None:
        """Show these lines."""
        if (columns, lines) != (self.columns, self.lines):
            self.beginResetModel()
            self.columns, self.lines = columns, lines
            self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Count the name and the sheets."""
        return 0 if parent.isValid() else len(self.columns) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401
        """Return a heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return (self.columns[section - 1].label if section else self._heading) if role == Role.DisplayRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a name, or how far a cell is: in words, and as it is for the bar."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if not index.column():
            return line.name if role in (Role.DisplayRole, Role.ToolTipRole) else None
        filled = line.cells[index.column() - 1]
        if role == FILLED:
            return filled
        if role == Role.DisplayRole:
            return f"{filled.done:,} / {filled.due:,}" if filled.due else "—"
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self._words(line.name, self.columns[index.column() - 1].label, filled)
        return None

    def _words(self, name: str, label: str, filled: Filled) -> str:
        if not filled.due:
            return f"{name}，{label}：没有要填报的参数"
        left = "已填完" if filled.is_complete else f"还差 {filled.due - filled.done:,} 项"
        return f"{name}，{label}：应填 {filled.due:,} 项，已填 {filled.done:,} 项，{left}"


class ProgressTable(QTableView):
    """Emits `opened` with the line's code and the column's place, 0 for the first sheet."""

    opened = Signal(str, int)

    def __init__(self, model: ProgressModel, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(_Bars(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.clicked.connect(self._open)
        model.modelReset.connect(self._fit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the sheet under the mark with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.lines.lines[index.row()].code, max(0, index.column() - 1))

    def _fit(self) -> None:
        header = self.horizontalHeader()
        for section in range(header.count()):
            wide = QHeaderView.ResizeMode.Stretch if section else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(section, wide)
        header.resizeSection(0, NAME_WIDTH)
        rows = max(FEWEST, min(MOST, self.lines.rowCount()))
        self.setFixedHeight(header.sizeHint().height() + rows * ROW_HEIGHT + 2)


class _Bars(QStyledItemDelegate):
    """Paints the words of a cell and its bar beside them."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        filled: Filled | None = index.data(FILLED)
        if filled is None or not filled.due:
            return
        colours = colours_of(option.palette)
        room = QRectF(option.rect).adjusted(TEXT_WIDTH, 0, -14, 0)
        bar = QRectF(room.left(), room.center().y() - BAR / 2, room.width(), BAR)
        if bar.width() < 2 * BAR:
            return
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        share = min(1.0, filled.done / filled.due)
        if share:
            painter.setBrush(QColor(colours.good if filled.is_complete else colours.accent))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(BAR, bar.width() * share), BAR), BAR / 2, BAR / 2)
        painter.restore()
