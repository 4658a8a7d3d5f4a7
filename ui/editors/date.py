"""An editor for dates: typed in any usual form, or picked from a calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QCalendarWidget

from ui.editors.line import LineEditor
from ui.look.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.fields import Field


class DateEditor(LineEditor):
    """A date; the button or Alt+Down opens a calendar, Ctrl+; sets today."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self.setPlaceholderText("2026-01-31")
        self.calendar: QCalendarWidget | None = None
        opener = self.addAction(icon("chevron-down"), LineEditor.ActionPosition.TrailingPosition)
        opener.setToolTip("日历（Alt+↓）")
        opener.triggered.connect(self.open_calendar)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the calendar or set today."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif event.key() == Qt.Key.Key_Semicolon and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._take(QDate.currentDate())
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show the calendar below the line, at the date that stands there."""
        if self.calendar is None:
            self.calendar = QCalendarWidget(self)
            self.calendar.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
            self.calendar.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self.calendar.clicked.connect(self._picked)
        value = self._field.read(self.text())
        if isinstance(value, date):
            self.calendar.setSelectedDate(QDate(value.year, value.month, value.day))
        self.calendar.move(self.mapToGlobal(QPoint(0, self.height())))
        self.calendar.setVisible(not self.calendar.isVisible())

    def _picked(self, day: QDate) -> None:
        self._take(day)
        if self.calendar:
            self.calendar.hide()

    def _take(self, day: QDate) -> None:
        self.setText(day.toString(Qt.DateFormat.ISODate))
        self.changed.emit()
