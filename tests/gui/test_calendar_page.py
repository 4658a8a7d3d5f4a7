"""日历 in the window: months by keys and clicks, what is due on its day, late in red, Enter leads to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.gui.todo_support import TODAY, VALUES, go_to, put_task, stop_the_clock
from tests.gui.window_support import Hands, open_window
from ui.todo.calendar_page import CalendarPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    stop_the_clock(monkeypatch)
    with open_window(qtbot, tmp_path / "profile") as window:
        yield window


def opened(hands: Hands) -> CalendarPage:
    go_to(hands, "calendar")
    page = hands.bench.pages.view
    assert isinstance(page, CalendarPage)
    return page


def press(hands: Hands, page: CalendarPage, label: str) -> None:
    (button,) = [one for one in page.findChildren(QPushButton) if one.text() == label]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    hands.quiet()


def spoken(page: CalendarPage, day: date) -> str:
    return str(page.model.place(day).data(Qt.ItemDataRole.AccessibleTextRole))


def test_buttons_and_keys_go_through_the_months(hands: Hands) -> None:
    page = opened(hands)
    assert page.title.text() == "2026 年 11 月"
    assert page.table.day == TODAY
    press(hands, page, "下个月")
    assert page.title.text() == "2026 年 12 月"
    press(hands, page, "今天")
    assert (page.title.text(), page.table.day) == ("2026 年 11 月", TODAY)
    page.table.setFocus()
    hands.keys(Qt.Key.Key_PageUp)
    assert page.title.text() == "2026 年 10 月"
    hands.keys(Qt.Key.Key_Home)
    hands.keys(Qt.Key.Key_Down)
    assert page.table.day == date(2026, 11, 27)
    hands.keys(Qt.Key.Key_Down)
    assert (page.title.text(), page.table.day) == ("2026 年 12 月", date(2026, 12, 4))
    hands.keys(Qt.Key.Key_Left)
    assert page.table.day == date(2026, 12, 3)


def test_the_month_shows_what_is_due_and_enter_leads_there(hands: Hands) -> None:
    put_task(hands.bench.desk.store)
    hands.bench.desk.tell_changed("task")
    page = opened(hands)
    assert "没有到期的事项" in page.heading.text()
    assert "预算编报（本级）" in spoken(page, date(2026, 11, 10))
    assert "逾期" in spoken(page, date(2026, 11, 10))
    page.table.choose(date(2026, 11, 10))
    assert "11 月 10 日" in page.heading.text()
    assert "到期 1 项" in page.heading.text()
    assert page.items.index(0, 3).data() == "逾期"
    page.table.setFocus()
    hands.keys(Qt.Key.Key_Return)
    assert hands.page.catalog.name == VALUES


def test_several_on_a_day_are_chosen_from_in_the_list(hands: Hands) -> None:
    store = hands.bench.desk.store
    put_task(store)
    put_task(store, name="送培训名单", value_catalog="", basis="", due=date(2026, 11, 10), remark="发省厅邮箱")
    hands.bench.desk.tell_changed("task")
    page = opened(hands)
    page.table.choose(date(2026, 11, 10))
    assert page.items.rowCount() == 2
    page.table.setFocus()
    hands.keys(Qt.Key.Key_Return)
    assert page.list.hasFocus()
    row = next(n for n in range(2) if page.items.item(n).title == "预算编报")
    page.list.choose([row])
    hands.keys(Qt.Key.Key_Return)
    assert hands.page.catalog.name == VALUES


def test_work_without_a_table_leads_nowhere_and_says_so(hands: Hands) -> None:
    put_task(hands.bench.desk.store, name="送培训名单", value_catalog="", basis="", due=TODAY, remark="发省厅邮箱")
    hands.bench.desk.tell_changed("task")
    page = opened(hands)
    assert page.items.index(0, 2).data() == "发省厅邮箱"
    page.table.setFocus()
    with hands.bot.waitSignal(page.status_message, timeout=5_000) as told:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert "没有要打开的填报表" in told.args[0]
    assert hands.bench.pages.view is page


def test_dates_that_come_with_a_round_are_shown_at_once(hands: Hands) -> None:
    page = opened(hands)
    assert "没有到期" in spoken(page, date(2026, 11, 25))
    put_task(hands.bench.desk.store, due=date(2026, 11, 25))
    hands.bench.desk.tell_changed("task")
    hands.quiet()
    assert "预算编报" in spoken(page, date(2026, 11, 25))


def test_the_next_date_is_told_and_gone_to(hands: Hands) -> None:
    page = opened(hands)
    assert not page.next.isVisible()
    put_task(hands.bench.desk.store, due=date(2027, 1, 15))
    hands.bench.desk.tell_changed("task")
    hands.quiet()
    assert page.next.text() == "下一项：2027-01-15 预算编报"
    QTest.mouseClick(page.next, Qt.MouseButton.LeftButton)
    hands.quiet()
    assert (page.title.text(), page.table.day) == ("2027 年 1 月", date(2027, 1, 15))
    assert "到期 1 项" in page.heading.text()
    assert not page.next.isVisible()
