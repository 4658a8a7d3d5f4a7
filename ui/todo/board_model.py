"""The board of 催报 as a table: regions at the left, pages across, each cell a word in its colour (1.8, 1.9)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from app.local_time import local_time
from app.todo.board import Board, Word, text_of, word_of
from ui.look.colours import colours_of
from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.flow.board import BoardLine
    from app.flow.record import Place
    from ui.look.colours import Colours

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()
CENTRE = Qt.AlignmentFlag.AlignCenter
COLUMN_WIDTH, HEAD_HEIGHT = 108, 44
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def inks(word: Word, *, colours: Colours) -> tuple[str, str]:
    """Return the colours of a word and of its ground ('' for the usual one)."""
    if word in (Word.LATE, Word.RETURNED):
        return colours.bad, colours.bad_soft
    if word in (Word.MISSING, Word.FILLING):
        return colours.warn if word is Word.FILLING else colours.quiet, ""
    if word is Word.FILED:
        return colours.good, ""
    return colours.accent, colours.accent_soft if word is Word.SUBMITTED else ""


class BoardModel(QAbstractTableModel):
    """Holds a board as it was read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = Board(counts={})

    def show_board(self, board: Board) -> None:
        """Show another board."""
        self.beginResetModel()
        self.board = board
        self.endResetModel()

    def cell(self, index: Index) -> BoardLine | None:
        """Return a cell's page, None where the region has none."""
        return self.board.rows[index.row()].cells[index.column()] if index.isValid() else None

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the regions."""
        return 0 if parent.isValid() else len(self.board.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Count the pages."""
        return 0 if parent.isValid() else len(self.board.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401
        """Return a page's table and type, or a region below those above it."""
        if orientation == Qt.Orientation.Horizontal:
            column = self.board.columns[section]
            told = {
                Role.DisplayRole: f"{column.group}\n{column.label}",
                Role.ToolTipRole: f"{column.group} · {column.label}",
            }
            return told.get(Role(role)) if role in told else CENTRE if role == Role.TextAlignmentRole else None
        row = self.board.rows[section]
        if role == Role.DisplayRole:
            return "　" * row.depth + row.name
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return f"{row.region} {row.name}" if role == Role.ToolTipRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a cell's word, its colour, and everything about it as a tooltip."""
        line = self.cell(index)
        if role == Role.TextAlignmentRole:
            return CENTRE
        if line is None:
            return "—" if role == Role.DisplayRole and index.isValid() else None
        if role == Role.DisplayRole:
            return text_of(line)
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self._words(index, line)
        if role in (Role.ForegroundRole, Role.BackgroundRole):
            ink, ground = inks(word_of(line), colours=colours_of(QGuiApplication.palette()))
            wanted = ink if role == Role.ForegroundRole else ground
            return QBrush(QColor(wanted)) if wanted else None
        return None

    def _words(self, index: Index, line: BoardLine) -> str:
        column = self.board.columns[index.column()]
        due = f"截止 {line.due_date}" + (f"（{line.task}）" if line.task else "") if line.due_date else "没有截止日期"
        moved = f"{local_time(line.moved_at)} {line.moved_by}".strip()
        parts = (
            f"{line.region_name}　{column.group} · {column.label}",
            f"{text_of(line)}，已填 {line.filled:,} / {line.asked:,}",
            due,
            moved,
            f"意见：{line.opinion}" if line.opinion else "",
        )
        return "\n".join(filter(None, parts))


class BoardTable(QTableView):
    """Emits `opened` with a page on Enter or a double click, `picked` when the choice of cells changes."""

    opened = Signal(object)
    picked = Signal()

    def __init__(self, model: BoardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = model
        self.setModel(model)
        self.setAccessibleName("填报进度表")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.horizontalHeader().setDefaultSectionSize(COLUMN_WIDTH)
        self.horizontalHeader().setMinimumHeight(HEAD_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setHighlightSections(False)
        self.setCornerButtonEnabled(False)
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())
        model.modelReset.connect(self.picked)

    @property
    def chosen(self) -> list[BoardLine]:
        """Return the pages that are selected, region by region."""
        selection, rows = self.selectionModel().selection(), self.cells.board.rows
        ranges = (selection.at(n) for n in range(selection.count()))
        spans = {(one.top(), one.bottom(), one.left(), one.right()) for one in ranges}
        places = {
            (row, column)
            for top, bottom, left, right in spans
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        found = (rows[row].cells[column] for row, column in sorted(places))
        return [line for line in found if line is not None]

    def choose(self, places: Collection[Place]) -> None:
        """Select the cells of these pages; neighbours as one range, for a province has thousands of cells."""
        chosen, model = QItemSelection(), self.cells
        for row, line in enumerate(model.board.rows if places else ()):
            marked = [cell is not None and cell.place in places for cell in line.cells]
            for is_in, columns in groupby(range(len(marked)), key=marked.__getitem__):
                if is_in:
                    first, *_, last = [*columns] * 2
                    chosen.select(model.index(row, first), model.index(row, last))
        if not chosen.isEmpty():
            self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.Select)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the page under the mark with Enter."""
        if event.key() in ENTER and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        line = self.cells.cell(index)
        if line is not None:
            self.opened.emit(line)
