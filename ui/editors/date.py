"""An editor for dates: typed in any usual form (3/1 is of this year), or picked from a calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget

from app.fields.pick import full_date
from ui.editors.line import LineEditor
from ui.look.colours import colours_of
from ui.look.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.fields import Field

DAYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}
"""Days that an arrow moves in the calendar."""
ROOM_FOR_BUTTON = 40
CALENDAR_SIGNS, CALENDAR_LINES = 40, 14
"""Size of the calendar in signs and lines of its font."""


class DateEditor(LineEditor):
    """A date; the button or Alt+Down opens a calendar, in which arrows and Enter choose; Ctrl+; sets today."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self.setPlaceholderText("2026-01-31")
        self.calendar: QCalendarWidget | None = None
        self._has_moved = False
        # a date and the button beside it
        self.roomy = QSize(self.fontMetrics().horizontalAdvance("2026-12-31") + ROOM_FOR_BUTTON, 0)
        opener = self.addAction(icon("chevron-down"), LineEditor.ActionPosition.TrailingPosition)
        opener.setToolTip("日历（Alt+↓）")
        opener.triggered.connect(self.open_calendar)

    @property
    def takes_arrows(self) -> bool:  # type: ignore[override]
        """Say whether arrows move in the calendar."""
        return self.calendar is not None and self.calendar.isVisible()

    def typed(self) -> str:
        """Return the date with its year."""
        return full_date(self.text().strip())

    def choose(self) -> None:
        """Take the day that the arrows went to."""
        if self.calendar is not None and self.takes_arrows:
            if self._has_moved:
                self._take(self.calendar.selectedDate())
            self.calendar.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the calendar, move in it, or set today."""
        if self.calendar is not None and self.takes_arrows and Qt.Key(event.key()) in DAYS:
            self.calendar.setSelectedDate(self.calendar.selectedDate().addDays(DAYS[Qt.Key(event.key())]))
            self._has_moved = True
            return
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif event.key() == Qt.Key.Key_Semicolon and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._take(QDate.currentDate())
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show the calendar below the line, at the date that stands there."""
        if self.calendar is None:
            self.calendar = self._make_calendar()
        self._has_moved = False
        value = self._field.read(self.typed())
        if isinstance(value, date):
            self.calendar.setSelectedDate(QDate(value.year, value.month, value.day))
        screen, below = self.screen().availableGeometry(), self.mapToGlobal(QPoint(0, self.height()))
        if below.y() + self.calendar.height() > screen.bottom():
            below = self.mapToGlobal(QPoint(0, -self.calendar.height()))
        below.setX(max(screen.left(), min(below.x(), screen.right() - self.calendar.width())))
        self.calendar.move(below)
        self.calendar.setVisible(not self.calendar.isVisible())

    def _make_calendar(self) -> QCalendarWidget:
        """Return a calendar that shows over the cells and leaves the keyboard to the line."""
        made = QCalendarWidget(self)
        made.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        made.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        colours, weekend = colours_of(QGuiApplication.palette()), QTextCharFormat()
        weekend.setForeground(QColor(colours.bad))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            made.setWeekdayTextFormat(day, weekend)
        made.setStyleSheet(
            f"QCalendarWidget {{ border: 1px solid {colours.line}; }}"
            f"QTableView {{ border: none; selection-background-color: {colours.fill}; selection-color: white; }}"
        )
        metrics = self.fontMetrics()
        made.setFixedSize(max(metrics.averageCharWidth() * CALENDAR_SIGNS, 260), metrics.height() * CALENDAR_LINES)
        made.clicked.connect(self._picked)
        return made

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the calendar with the editor."""
        if self.calendar is not None and not self.calendar.underMouse():
            self.calendar.hide()
        super().focusOutEvent(event)

    def _picked(self, day: QDate) -> None:
        self._take(day)
        if self.calendar:
            self.calendar.hide()

    def _take(self, day: QDate) -> None:
        self.setText(day.toString(Qt.DateFormat.ISODate))
        self.changed.emit()
