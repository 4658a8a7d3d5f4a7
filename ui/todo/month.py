"""A month as a grid of days: in each day what is due, the most urgent first; arrows, Page Up and Page Down move."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyledItemDelegate, QTableView

from app.todo.calendar import WEEKDAYS, months_on, weeks_of
from ui.look.colours import colours_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from app.todo.calendar import Entry

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()
DAY, IN_MONTH, ENTRIES, IS_TODAY = (Role.UserRole + n for n in range(4))
SIDE, LINE = 6, 17
"""Pixels beside a day's words, and between their lines."""
WEEK = 7
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MonthModel(QAbstractTableModel):
    """The days of a month by weeks, and what is due on each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.month, self.today = date.min, date.min
        self.weeks: list[list[date]] = []
        self.entries: Mapping[date, Sequence[Entry]] = {}

    def show_month(self, month: date, *, today: date) -> None:
        """Show another month, of which nothing is known yet."""
        self.beginResetModel()
        self.month, self.today, self.entries = month.replace(day=1), today, {}
        self.weeks = weeks_of(month.year, month.month)
        self.endResetModel()

    def show_entries(self, entries: Mapping[date, Sequence[Entry]]) -> None:
        """Show what is due."""
        self.entries = entries
        if self.weeks:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.weeks) - 1, WEEK - 1))

    def day(self, index: Index) -> date:
        """Return the day of a cell."""
        return self.weeks[index.row()][index.column()]

    def place(self, day: date) -> QModelIndex:
        """Return the cell of a day, none when it is not in sight."""
        found = ((row, week.index(day)) for row, week in enumerate(self.weeks) if day in week)
        row, column = next(found, (-1, -1))
        return self.index(row, column) if row >= 0 else QModelIndex()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the weeks."""
        return 0 if parent.isValid() else len(self.weeks)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Count the days of a week."""
        return 0 if parent.isValid() else WEEK

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401
        """Return a day of the week."""
        if orientation != Qt.Orientation.Horizontal or role != Role.DisplayRole:
            return None
        return f"星期{WEEKDAYS[section]}"

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a day, what is due on it, and both in words."""
        if not index.isValid():
            return None
        day = self.day(index)
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self._words(day)
        told = {
            DAY: day,
            IN_MONTH: day.month == self.month.month,
            ENTRIES: self.entries.get(day, ()),
            IS_TODAY: day == self.today,
        }
        return told.get(role)

    def _words(self, day: date) -> str:
        entries = self.entries.get(day, ())
        told = [f"{one.title}（{one.whose}）　{one.progress}{'　逾期' if one.is_late else ''}" for one in entries]
        return "\n".join([f"{day.month} 月 {day.day} 日", *(told or ["没有到期的事项"])])


class MonthTable(QTableView):
    """Emits `chosen` with a day when the mark moves to it, `opened` on Enter; beyond the month it asks for the next."""

    chosen = Signal(object)
    opened = Signal()
    wanted = Signal(object)
    """A day of another month."""

    def __init__(self, model: MonthModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = model
        self.setModel(model)
        self.setAccessibleName("月历")
        self.setItemDelegate(_Day(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(LINE * 2)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.selectionModel().currentChanged.connect(self._moved)
        self.doubleClicked.connect(lambda _: self.opened.emit())

    @property
    def day(self) -> date | None:
        """Return the day under the mark."""
        index = self.currentIndex()
        return self.days.day(index) if index.isValid() else None

    def choose(self, day: date) -> None:
        """Put the mark on a day that is in sight."""
        index = self.days.place(day)
        if index.isValid():
            self.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by days, weeks and months; Enter opens."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -WEEK, Qt.Key.Key_Down: WEEK}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key, day = Qt.Key(event.key()), self.day
        if key in ENTER:
            self.opened.emit()
        elif day is not None and key in steps:
            self._go(day + timedelta(days=steps[key]))
        elif day is not None and key in months:
            self._go(months_on(day, months=months[key]))
        elif key == Qt.Key.Key_Home:
            self._go(self.days.today)
        else:
            super().keyPressEvent(event)

    def _go(self, day: date) -> None:
        if (day.year, day.month) == (self.days.month.year, self.days.month.month):
            self.choose(day)
        else:
            self.wanted.emit(day)

    def _moved(self, index: Index) -> None:
        if index.isValid():
            self.chosen.emit(self.days.day(index))


class _Day(QStyledItemDelegate):
    """Paints the number of a day and below it as many lines as fit, what is late in red."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        colours, room = colours_of(option.palette), QRectF(option.rect).adjusted(SIDE, 3, -SIDE, -2)
        day, entries = index.data(DAY), list(index.data(ENTRIES) or ())
        painter.save()
        font = painter.font()
        font.setBold(bool(index.data(IS_TODAY)))
        painter.setFont(font)
        is_faint = not index.data(IN_MONTH)
        painter.setPen(QColor(colours.accent if index.data(IS_TODAY) else colours.quiet if is_faint else colours.text))
        label = f"{day.day} 今天" if index.data(IS_TODAY) else str(day.day)
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, label)
        if entries:
            painter.setPen(QColor(colours.quiet))
            painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, f"{len(entries)} 项")
        font.setBold(False)
        painter.setFont(font)
        fits = max(0, int(room.height() // LINE) - 1)
        for n, entry in enumerate(sorted(entries, key=lambda one: (not one.is_late, not one.left))[:fits]):
            is_done = entry.total > 0 and not entry.left  # of work without a table nobody knows
            ink = colours.bad if entry.is_late else colours.good if is_done else colours.accent
            painter.setPen(QColor(colours.quiet if is_faint else ink))
            line = room.adjusted(0, LINE * (n + 1), 0, 0)
            text = f"未送审 {entry.left:,}　{entry.title}" if entry.left else entry.title
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()
