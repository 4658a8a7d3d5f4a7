"""日历: a month with what is due, and the list of the day; Enter or a double click goes there (SPEC section 3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.todo.calendar import WEEKDAYS, months_on, read_calendar, weeks_of
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.todo.faces import EntryFace
from ui.todo.leading import lead
from ui.todo.month import MonthModel, MonthTable
from ui.todo.page import today
from ui.tools.base import ToolPage

if TYPE_CHECKING:
    from datetime import date

    from app.store import Store
    from app.todo.calendar import Entry
    from ui.desk import Desk

AHEAD = timedelta(days=366)
"""How far beyond the month the next date is looked for."""


class CalendarPage(ToolPage):
    """Shows what is due for the person's own region and below, whatever the fiscal year."""

    reads = frozenset({"filling", "task", "management_value", "actuarial_value", "region"})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self.model = MonthModel(self)
        self.table = MonthTable(self.model)
        self.items = ListModel(EntryFace(), parent=self)
        self.list = ListTable(self.items, name="当天到期")
        self.title, self.heading, self.next = QLabel(), QLabel(), QPushButton()
        self._next: date | None = None
        self.month = today().replace(day=1)
        self._lay_out()
        self.areas = (self.table, self.list)
        self.setFocusProxy(self.table)
        self.table.chosen.connect(self._show_day)
        self.table.wanted.connect(self.show_day)
        self.table.opened.connect(self._open_first)
        self.list.opened.connect(self._open)
        self.show_day(today())

    def show_day(self, day: date) -> None:
        """Show the month of a day, and put the mark on it."""
        is_there = self.model.weeks and (day.year, day.month) == (self.month.year, self.month.month)
        self.month = day.replace(day=1)
        if not is_there:
            self.model.show_month(self.month, today=today())
            self.title.setText(f"{day.year} 年 {day.month} 月")
            self.refresh()
        self.table.choose(day)

    def step(self, months: int) -> None:
        """Show the month so many months later."""
        self.show_day(months_on(self.month, months=months))

    def refresh(self) -> None:
        """Read what is due in the weeks of the month."""
        if self.context is None:
            return
        user, month, day = self.desk.user, self.month, today()
        weeks = weeks_of(month.year, month.month)
        last = weeks[-1][-1] + AHEAD

        def read(store: Store) -> list[Entry]:
            with store.read() as connection:
                return read_calendar(
                    connection, schema=store.schema, user=user, first=weeks[0][0], last=last, today=day
                )

        self.work(read, done=self._show, label="读取日历")

    def _show(self, found: list[Entry]) -> None:
        by_day: dict[date, list[Entry]] = {}
        for entry in found:
            by_day.setdefault(entry.day, []).append(entry)
        self.model.show_entries(by_day)
        self._show_day(self.table.day or self.month)
        self.shown.emit()

    def _show_day(self, day: date) -> None:
        entries = self.model.entries.get(day, ())
        self.items.show_items(list(entries))
        count = f"到期 {len(entries):,} 项" if entries else "没有到期的事项"
        self.heading.setText(f"{day.month} 月 {day.day} 日　星期{WEEKDAYS[day.weekday()]}　{count}")
        self._offer_next(day)

    def _offer_next(self, day: date) -> None:
        """Offer to go to the next day on which something that is not done is due."""
        entries = self.model.entries
        open_days = (
            one for one in entries if one > day and any(entry.left or not entry.total for entry in entries[one])
        )
        self._next = min(open_days, default=None)
        self.next.setVisible(self._next is not None)
        if self._next is not None:
            self.next.setText(f"下一项：{self._next.isoformat()} {entries[self._next][0].title}")

    def _go_to_next(self) -> None:
        if self._next is not None:
            self.show_day(self._next)
            self.table.setFocus()

    def _open_first(self) -> None:
        if self.items.rowCount() == 1:
            self._open(0)
        elif self.items.rowCount():
            self.list.setFocus()
            self.list.choose([0])

    def _open(self, row: int) -> None:
        entry: Entry = self.items.item(row)
        lead(self, entry.target)

    def _lay_out(self) -> None:
        bar, row = QFrame(), QHBoxLayout()
        bar.setLayout(row)
        row.setContentsMargins(8, 4, 8, 4)
        self.title.setProperty("role", "title")
        row.addWidget(self.title)
        row.addStretch(1)
        for label, about, months in (("上个月", "Page Up", -1), ("今天", "Home", 0), ("下个月", "Page Down", 1)):
            button = QPushButton(label)
            button.setToolTip(about)
            button.clicked.connect(lambda _=False, n=months: self.step(n) if n else self.show_day(today()))
            row.addWidget(button)
        below = QWidget()
        lines = QVBoxLayout(below)
        lines.setContentsMargins(0, 6, 0, 0)
        lines.setSpacing(4)
        self.heading.setProperty("role", "heading")
        self.next.setProperty("role", "link")
        self.next.setToolTip("转到下一个还没有办完的截止日期")
        self.next.clicked.connect(self._go_to_next)
        line = QHBoxLayout()
        line.setContentsMargins(10, 0, 10, 0)
        line.addWidget(self.heading)
        line.addStretch(1)
        line.addWidget(self.next)
        lines.addLayout(line)
        lines.addWidget(self.list, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.table)
        parts.addWidget(below)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        parts.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(parts, 1)


def _is_open(entry: Entry) -> bool:
    return entry.left > 0 or not entry.total
