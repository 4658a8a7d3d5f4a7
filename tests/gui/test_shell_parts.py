"""The window's parts alone: modules, choices, notices, status, sync strip, actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QPushButton, QToolButton

from app.catalogs import CATALOGS
from app.errors import StoreError
from app.places import Place
from tests.support import OPERATOR
from ui.context_bar import Choices, ContextBar
from ui.desk import Context
from ui.look.icons import FOLDER, icon
from ui.navigation import Navigation
from ui.navigation_line import COUNT
from ui.notice_bar import NoticeBar
from ui.region_picker import RegionPicker
from ui.rounds.strip import SyncStrip
from ui.sections import sections_of
from ui.specs import SPECS
from ui.start_page import StartPage
from ui.status_bar import StatusBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

PLACES = (
    Place("330200000", "宁波市", 0),
    Place("330203000", "海曙区", 1),
    Place("330212000", "鄞州区", 1),
    Place("330212001", "下应街道", 2),
)
CHOICES = Choices(
    year=2026, years=(2025, 2026), places=PLACES, types=(("1101", "企业职工基本养老保险"), ("1106", "工伤保险"))
)


def test_filling_in_stands_first_and_every_catalog_once() -> None:
    sections = sections_of(CATALOGS)
    assert [section.label for section in sections] == ["填报", "基础信息"]
    assert sections[0].entries[0].name == "management_value"
    entries = [entry for section in sections for entry in section.entries]
    names = [one.name for entry in entries for one in (entry, *entry.children) if one.name]
    assert sorted(names) == sorted(catalog.name for catalog in CATALOGS if not catalog.is_document)
    assert [entry.label for entry in sections[1].entries] == [
        *("财政区划", "基金统筹区", "社会保险险种", "基金预算收支科目", "财政专户会计科目", "账户与流水"),
        *("基金预算绩效指标", "精算参数", "基金管理参数"),
    ]


def test_navigation_tells_what_was_clicked_and_marks_silently(qtbot: QtBot) -> None:
    navigation = Navigation()
    navigation.fill(sections_of(CATALOGS))
    qtbot.addWidget(navigation)
    navigation.resize(220, 600)
    navigation.show()
    with qtbot.assertNotEmitted(navigation.chosen):
        navigation.select("region")
    marked = navigation.currentItem()
    assert marked is not None
    assert marked.text(0) == "财政区划"
    item = navigation.findItems("基金账户", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)[0]
    with qtbot.waitSignal(navigation.chosen) as told:
        QTest.mouseClick(navigation.viewport(), Qt.MouseButton.LeftButton, pos=navigation.visualItemRect(item).center())
    assert told.args == ["fund_account"]
    navigation.show_counts({"fund_account": 3})
    assert item.data(0, COUNT) == 3
    navigation.grab()


def test_regions_are_found_by_code_or_name_with_the_keyboard(qtbot: QtBot) -> None:
    picker = RegionPicker()
    qtbot.addWidget(picker)
    picker.set_places(PLACES, code="330203000")
    assert picker.text() == "330203000 海曙区"
    picker.show()
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton)
    line, found = picker.findChild(QLineEdit), picker.findChild(QListView)
    assert isinstance(line, QLineEdit)
    assert isinstance(found, QListView)
    assert found.currentIndex().data(Qt.ItemDataRole.UserRole) == "330203000"
    line.setText("3302 区")
    assert found.model().rowCount() == 2
    QTest.keyClick(line, Qt.Key.Key_Down)
    with qtbot.waitSignal(picker.chosen) as told:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert told.args == ["330212000"]
    assert picker.text() == "330212000 鄞州区"
    assert not line.isVisible()


def test_a_region_that_is_not_there_leaves_the_choice(qtbot: QtBot) -> None:
    picker = RegionPicker()
    qtbot.addWidget(picker)
    picker.set_places(PLACES, code="999999999")
    assert picker.code == "330200000"
    picker.show()
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton)
    line = picker.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setText("杭州")
    with qtbot.assertNotEmitted(picker.chosen):
        QTest.keyClick(line, Qt.Key.Key_Return)
    picker.choose("111111111")
    assert picker.code == "330200000"


@pytest.fixture
def bar(qtbot: QtBot) -> ContextBar:
    made = ContextBar()
    qtbot.addWidget(made)
    return made


def combos(bar: ContextBar) -> tuple[QComboBox, QComboBox]:
    year, insurance = bar.findChildren(QComboBox)
    return year, insurance


def test_the_choices_come_with_what_was_remembered(qtbot: QtBot, bar: ContextBar) -> None:
    assert bar.context is None
    wanted = Context(fiscal_year=2026, region="330212000", insurance_type="1106")
    with qtbot.waitSignal(bar.changed) as told:
        bar.offer(CHOICES, wanted=wanted)
    assert told.args == [wanted]
    with qtbot.assertNotEmitted(bar.changed):
        bar.offer(CHOICES, wanted=wanted)


def test_choosing_an_insurance_type_tells_the_pages(qtbot: QtBot, bar: ContextBar) -> None:
    bar.offer(CHOICES, wanted=None)
    assert bar.context == Context(fiscal_year=2026, region="330200000", insurance_type="")
    _, insurance = combos(bar)
    insurance.setCurrentIndex(1)
    with qtbot.waitSignal(bar.changed) as told:
        insurance.activated.emit(1)
    assert told.args[0].insurance_type == "1101"


def test_another_year_is_asked_for_before_it_is_taken(qtbot: QtBot, bar: ContextBar) -> None:
    bar.offer(CHOICES, wanted=None)
    year, _ = combos(bar)
    year.setCurrentIndex(0)
    with qtbot.waitSignal(bar.year_wanted) as told, qtbot.assertNotEmitted(bar.changed):
        year.activated.emit(0)
    assert told.args[0].fiscal_year == 2025


def test_going_to_a_row_chooses_for_the_person(qtbot: QtBot, bar: ContextBar) -> None:
    bar.offer(CHOICES, wanted=None)
    there = Context(fiscal_year=2026, region="330212000", insurance_type="1101")
    with qtbot.waitSignal(bar.changed) as told:
        bar.choose(there)
    assert told.args == [there]
    with qtbot.waitSignal(bar.year_wanted):
        bar.choose(Context(fiscal_year=2025, region="330212000"))


def test_nothing_can_be_chosen_before_anything_was_received(bar: ContextBar) -> None:
    bar.offer(Choices(year=2026, years=(), places=(), types=()), wanted=None)
    assert bar.context is None
    assert not any(part.isEnabled() for part in combos(bar))


def test_a_notice_offers_one_thing_to_do(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    done: list[str] = []
    assert bar.text == ""
    error = StoreError("磁盘已满，请清理后重试。")
    bar.show_error(error, action="重试", do=lambda: done.append("again"))
    assert bar.text == "本地数据库出错：磁盘已满，请清理后重试。"
    QTest.mouseClick(bar.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert done == ["again"]
    assert bar.text == ""
    bar.say("已完成")
    assert bar.findChildren(QPushButton)[0].isHidden()


def test_the_status_line_counts_and_opens_the_panel(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.show_person(OPERATOR)
    bar.show_counts(waiting=1200, refused=0, conflict=2)
    shown = [button for button in bar.findChildren(QToolButton) if button.isVisible() and "中心端" not in button.text()]
    assert [button.text() for button in shown[:2]] == ["待上传 1,200", "有冲突 2"]
    with qtbot.waitSignal(bar.panel_requested) as told:
        QTest.mouseClick(shown[1], Qt.MouseButton.LeftButton)
    assert told.args == ["conflict"]
    bar.say("已保存")
    assert bar.currentMessage() == "已保存"


def test_the_strip_shows_a_running_round_and_its_end(qtbot: QtBot) -> None:
    action = QAction("同步")
    action.setShortcut(QKeySequence("F9"))
    strip = SyncStrip(action)
    qtbot.addWidget(strip)
    strip.show()
    sync, cancel = (button for button in reversed(strip.findChildren(QPushButton)))
    with qtbot.waitSignal(action.triggered):
        QTest.mouseClick(sync, Qt.MouseButton.LeftButton)
    strip.show_running(3, 10, "上传修改：3 / 10 行")
    assert strip.text == "上传修改：3 / 10 行"
    assert not sync.isVisible()
    with qtbot.waitSignal(strip.cancel_requested):
        QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    strip.show_idle("上次同步 08:00")
    assert sync.isVisible()
    assert not cancel.isVisible()


def test_the_start_page_offers_what_can_be_done(qtbot: QtBot) -> None:
    page, done = StartPage(), []
    qtbot.addWidget(page)
    page.show()
    page.offer(
        title="还没有登录",
        text="请登录。",
        main=("登录…", lambda: done.append("in")),
        other=("退出", lambda: done.append("out")),
    )
    for button in (button for button in page.findChildren(QPushButton) if button.isVisible()):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert sorted(done) == ["in", "out"]
    page.show_step(title="第一次同步")
    page.show_progress(1, 4, "接收更新：1 / 4 行")
    assert page.text == "接收更新：1 / 4 行"
    assert not any(button.isVisible() for button in page.findChildren(QPushButton))


def test_shortcuts_are_given_once() -> None:
    keys = [spec.shortcut for spec in SPECS if spec.shortcut]
    assert len(keys) == len(set(keys))


def test_every_icon_in_use_is_there_and_can_be_drawn(qtbot: QtBot) -> None:  # noqa: ARG001 - drawing needs Qt
    entries = [entry for section in sections_of(CATALOGS) for entry in section.entries]
    for name in {*(spec.icon for spec in SPECS), *(entry.icon for entry in entries)} - {""}:
        assert not icon(name).pixmap(16, 16).isNull(), name
    for file in FOLDER.glob("*.svg"):
        assert not icon(file.stem).pixmap(16, 16).isNull(), file.name
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")
