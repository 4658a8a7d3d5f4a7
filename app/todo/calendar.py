"""日历: what is due on which day, for the own region and those below, and work without a table (SPEC section 3)."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.todo.board import word_of
from app.todo.reading import Reading, Target
from app.todo.todo import BOARD
from app.years import fiscal_years

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from app.flow.board import BoardLine
    from app.people import User
    from app.tables import Schema

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is due on a day: `total` pages of which `left` are not submitted; both 0 for work without a table."""

    day: date
    title: str
    whose: str
    target: Target
    fiscal_year: int
    total: int = 0
    left: int = 0
    is_late: bool = False
    detail: str = ""

    @property
    def progress(self) -> str:
        """Return how far it is in a few words."""
        if not self.total:
            return self.detail
        return f"共 {self.total:,} 张，未送审 {self.left:,} 张" if self.left else f"共 {self.total:,} 张，都已送审"


def weeks_of(year: int, month: int) -> list[list[date]]:
    """Return the days of a month by weeks from Monday, filled up with those of its neighbours."""
    return Calendar(firstweekday=0).monthdatescalendar(year, month)


def months_on(day: date, *, months: int) -> date:
    """Return the first day of the month so many months later (earlier below 0); it stays within years 1 to 9999."""
    number = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    return date(number // 12, number % 12 + 1, 1)


def read_calendar(
    connection: Connection, *, schema: Schema, user: User, first: date, last: date, today: date
) -> list[Entry]:
    """Return what is due from `first` to `last`, by day; fiscal years before and after may fall due in it."""
    known = fiscal_years(connection, schema=schema)
    found: list[Entry] = []
    for year in known:
        if first.year - 1 <= year <= last.year + 1:
            reading = Reading(connection=connection, schema=schema, user=user, fiscal_year=year, today=today)
            found += [entry for entry in entries_of(reading) if first <= entry.day <= last]
    return sorted(found, key=lambda one: (one.day, one.fiscal_year, one.title, one.whose))


def entries_of(reading: Reading) -> Iterator[Entry]:
    """Yield everything with a date in one fiscal year."""
    groups: dict[tuple[date, str, bool], list[BoardLine]] = {}
    for line in reading.lines:
        if line.due_date is not None:
            title = line.task or reading.labels.table(line.place)
            is_own = line.place.region == reading.user.mof_div_code
            groups.setdefault((line.due_date, title, is_own), []).append(line)
    for (day, title, is_own), lines in groups.items():
        yield _entry(reading, lines=lines, day=day, title=title, is_own=is_own)
    for task in reading.own_tasks:
        if not task.catalog:
            yield Entry(
                day=task.due_date,
                title=task.name,
                whose="本级",
                target=Target(),
                fiscal_year=reading.fiscal_year,
                is_late=task.due_date < reading.today,
                detail=task.remark,
            )


def _entry(reading: Reading, *, lines: Sequence[BoardLine], day: date, title: str, is_own: bool) -> Entry:
    left = [line for line in lines if word_of(line).is_open]
    regions = {line.place.region for line in lines}
    first = (left or lines)[0]
    return Entry(
        day=day,
        title=title,
        whose="本级" if is_own else f"下级 {len(regions):,} 个地区",
        target=Target(place=first.place) if is_own else Target(part=BOARD, place=first.place),
        fiscal_year=reading.fiscal_year,
        total=len(lines),
        left=len(left),
        is_late=bool(left) and day < reading.today,
    )
