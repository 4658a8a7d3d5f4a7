"""待办与消息 in the window, offline on what was last fetched: lines lead to sheets, messages are read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.gui.reach_support import jumps, mouse_only, nameless
from tests.gui.todo_support import VALUES, click_row, go_to, put_message, put_task, stop_the_clock
from tests.gui.window_support import Hands, open_window
from tests.support import COUNTY, OPERATOR, REVIEWER, YEAR
from ui.navigation_line import COUNT
from ui.sections import HOME
from ui.todo.leading import CAME, DID, SENT, WAITS
from ui.todo.page import TodoPage
from ui.todo.write_dialog import WriteDialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

TITLES, REGIONS = 1, 2


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    stop_the_clock(monkeypatch)
    with open_window(qtbot, tmp_path / "profile") as window:
        yield window


def fetched(hands: Hands) -> None:
    """Let a date and two messages have come with the last round."""
    store = hands.bench.desk.store
    put_task(store)
    put_message(store, title="催报一", number="1")
    put_message(store, title="催报二", number="2", insurance_type="1101")
    hands.bench.desk.tell_changed("task", "message")
    hands.quiet()


def opened(hands: Hands) -> TodoPage:
    go_to(hands, "todo")
    page = hands.bench.pages.view
    assert isinstance(page, TodoPage)
    return page


def shown(page: TodoPage, column: int) -> list[str]:
    model = page.table.model()
    assert model is not None
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def turn_to(hands: Hands, page: TodoPage, which: int) -> None:
    QTest.mouseClick(page.views.button(which), Qt.MouseButton.LeftButton)
    hands.quiet()


def pill(hands: Hands) -> int:
    (item,) = hands.window.navigation.findItems("待办与消息", Qt.MatchFlag.MatchRecursive)
    return int(item.data(0, COUNT) or 0)


def row_of(page: TodoPage, title: str) -> int:
    return next(n for n, text in enumerate(shown(page, TITLES)) if title in text)


@pytest.mark.parametrize("by_key", [False, True])
def test_a_double_click_or_enter_leads_to_the_sheet(hands: Hands, *, by_key: bool) -> None:
    fetched(hands)
    page = opened(hands)
    assert page.views.button(WAITS).text().startswith("待办 ")
    row = row_of(page, "工伤") if any("工伤" in one for one in shown(page, TITLES)) else row_of(page, "居民养老")
    wanted = page.models[WAITS].item(row).target.place
    assert (wanted.catalog, wanted.region) == (VALUES, COUNTY)
    assert page.models[WAITS].item(row).days_late == 10
    click_row(page.table, row, TITLES, twice=not by_key)
    if by_key:
        hands.keys(Qt.Key.Key_Return)
    hands.quiet()
    assert hands.page.catalog.name == VALUES
    context = hands.window.context_bar.context
    assert context is not None
    assert (context.region, context.fiscal_year) == (COUNTY, YEAR)
    assert hands.page.strip is not None
    assert dict(hands.page.strip.pages)["basis"] == wanted.basis
    assert dict(hands.page.strip.pages)["insurance_type"] == wanted.insurance_type


def test_a_message_is_read_when_it_is_chosen(hands: Hands) -> None:
    fetched(hands)
    assert pill(hands) == 2
    page = opened(hands)
    assert page.views.button(CAME).text() == "收到的消息（未读 2）"
    turn_to(hands, page, CAME)
    assert shown(page, 0) == ["未读", "未读"]
    assert shown(page, 2) == ["催报二", "催报一"]
    click_row(page.table, 1)
    hands.quiet()
    assert page.text.toPlainText().startswith("催报一\n宁波市 宁波经办 · 发给海曙区 · ")
    assert page.text.toPlainText().endswith("\n催报一：请送审")
    assert shown(page, 0) == ["未读", "已读"]
    assert page.table.rows() == [1]
    assert pill(hands) == 1
    QTest.mouseClick(page.all_read, Qt.MouseButton.LeftButton)
    hands.quiet()
    assert shown(page, 0) == ["已读", "已读"]
    assert pill(hands) == 0
    assert not page.all_read.isEnabled()


def test_a_message_leads_to_the_sheet_it_is_about(hands: Hands) -> None:
    fetched(hands)
    page = opened(hands)
    turn_to(hands, page, CAME)
    click_row(page.table, 0)
    hands.quiet()
    QTest.mouseClick(page.jump, Qt.MouseButton.LeftButton)
    hands.quiet()
    assert hands.page.catalog.name == VALUES
    assert hands.page.strip is not None
    assert dict(hands.page.strip.pages)["insurance_type"] == "1101"


def test_what_was_done_stands_in_its_own_list(hands: Hands) -> None:
    from app.flow.moves import take_move  # noqa: PLC0415 - for this test alone
    from app.flow.record import Place  # noqa: PLC0415 - as above

    desk = hands.bench.desk
    place = Place(fiscal_year=YEAR, region=COUNTY, catalog=VALUES, insurance_type="1101", basis="estimate")
    assert take_move(desk.store, user=OPERATOR, places=[place], name="submit").done
    desk.tell_changed("filling")
    page = opened(hands)
    assert not any("企业养老" in one for one in shown(page, TITLES))
    turn_to(hands, page, DID)
    assert shown(page, 1) == ["送审"]
    assert shown(page, 4) == ["已送审"]
    click_row(page.table, 0, twice=True)
    hands.quiet()
    assert hands.page.catalog.name == VALUES


def test_a_message_is_written_and_waits_for_the_next_round(hands: Hands) -> None:
    page = opened(hands)
    turn_to(hands, page, SENT)
    QTest.mouseClick(page.writing, Qt.MouseButton.LeftButton)
    hands.quiet()
    (dialog,) = page.findChildren(WriteDialog)
    assert not dialog.send.isEnabled()
    assert [dialog.regions.item(n).text() for n in range(dialog.regions.count())] == [f"{COUNTY}　海曙区"]
    dialog.regions.setFocus()
    QTest.keyClick(dialog.regions, Qt.Key.Key_Down)
    QTest.keyClick(dialog.regions, Qt.Key.Key_Space)
    assert dialog.chosen == [COUNTY]
    assert "请写标题" in dialog.hint.text()
    dialog.title.setFocus()
    QTest.keyClicks(dialog.title, "note to all")
    dialog.text.setFocus()
    QTest.keyClicks(dialog.text, "by noon")
    assert dialog.hint.text() == "发给 1 个地区；同步时送出，送出后不能修改"
    QTest.mouseClick(dialog.send, Qt.MouseButton.LeftButton)
    hands.quiet()
    hands.bot.waitUntil(lambda: not page.findChildren(WriteDialog))
    assert shown(page, 0) == ["待上传"]
    assert shown(page, 2) == ["note to all"]
    click_row(page.table, 0)
    assert page.text.toPlainText().startswith("note to all\n")
    assert page.text.toPlainText().endswith("\nby noon")


def test_empty_lists_say_what_to_do(hands: Hands) -> None:
    page = opened(hands)
    for which, words in ((DID, "送审"), (CAME, "同步"), (SENT, "写消息")):
        turn_to(hands, page, which)
        assert page.empty.isVisible()
        assert words in "".join(page.empty.texts)
        assert not page.jump.isEnabled()


def test_a_reviewer_has_other_to_dos(hands: Hands) -> None:
    fetched(hands)
    hands.bench.desk.user = REVIEWER
    page = opened(hands)
    assert shown(page, 0) == []
    assert page.empty.isVisible()


def test_the_first_page_tells_of_unread_messages_and_leads_there(hands: Hands) -> None:
    fetched(hands)
    hands.bench.home.show()
    hands.quiet()
    home = hands.bench.home.page
    labels = [home.todo.items.item(n).label for n in range(home.todo.items.rowCount())]
    row = labels.index("未读消息")
    assert home.todo.items.item(row).count == 2
    click_row(home.todo, row)
    hands.quiet()
    page = hands.bench.pages.view
    assert isinstance(page, TodoPage)
    assert page.shown_list == CAME
    go_to(hands, HOME) if HOME in hands.window.navigation.names else hands.bench.home.show()
    hands.quiet()
    QTest.mouseClick(home.all_todos, Qt.MouseButton.LeftButton)
    hands.quiet()
    assert hands.bench.pages.view is page
    assert page.shown_list == WAITS


def test_messages_that_come_are_told_and_lead_to_the_list(hands: Hands) -> None:
    notice = hands.window.notice
    assert notice.text == ""
    fetched(hands)
    assert notice.text == "收到 2 条新消息。"
    button = next(one for one in notice.findChildren(QPushButton) if one.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    hands.quiet()
    page = hands.bench.pages.view
    assert isinstance(page, TodoPage)
    assert page.shown_list == CAME
    click_row(page.table, 0)
    hands.quiet()
    assert notice.text == ""


def test_the_dialog_is_reached_by_keys_and_called_by_names(hands: Hands) -> None:
    page = opened(hands)
    QTest.mouseClick(page.writing, Qt.MouseButton.LeftButton)
    hands.quiet()
    (dialog,) = page.findChildren(WriteDialog)
    assert [*nameless(dialog), *mouse_only(dialog), *jumps(dialog)] == []
    assert dialog.windowTitle() == "写消息"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
