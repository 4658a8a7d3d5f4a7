"""Ctrl+Z and Ctrl+Y in the real window, the list of actions, the history of a cell (issue: the workbench)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from tests.profiles import make_profile
from ui.bootstrap import Program
from ui.grid.menu import GridMenu
from ui.page.catalog_page import CatalogPage
from ui.tour.hands import press, within, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.workbench import Workbench

CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


WAS = "500,000"
"""What stands in the first cell."""


class Desk:
    """A window as a person uses it: keys go where the keyboard is."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.bot, self.program, self.window = qtbot, program, program.window

    @property
    def bench(self) -> Workbench:
        assert self.program.shell is not None
        assert self.program.shell.workbench is not None
        return self.program.shell.workbench

    @property
    def page(self) -> CatalogPage:
        page = self.bench.pages.current
        assert isinstance(page, CatalogPage)
        return page

    def quiet(self) -> None:
        calm = 0

        def is_calm() -> bool:
            nonlocal calm
            calm = calm + 1 if self.bench.desk.operations.is_idle else 0
            return calm > 3

        self.bot.waitUntil(is_calm, timeout=20_000)

    def column(self, label: str) -> int:
        return next(n for n, one in enumerate(self.page.model.columns) if one.label == label)

    def go(self, row: int, label: str) -> None:
        self.page.grid.go_to(row, self.column(label))
        self.page.grid.setFocus()

    def type(self, row: int, label: str, text: str) -> None:
        self.go(row, label)
        write(self.page.grid, text)
        press(within(self.page.grid), Qt.Key.Key_Return, "\r")
        self.quiet()

    def keys(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
        here = QApplication.focusWidget()
        QTest.keyClick(here if here is not None else self.page.grid, key, modifiers)
        self.quiet()

    def text(self, row: int, label: str) -> str:
        return str(self.page.model.index(row, self.column(label)).data() or "")

    def action(self, name: str) -> tuple[str, bool, str]:
        found = self.window.actions_by_name[name]
        return found.text(), found.isEnabled(), found.toolTip()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    program = Program(make_profile(tmp_path / "profile").folder)
    with qtbot.waitSignal(program.stands, timeout=10_000):
        program.start()
    made = Desk(qtbot, program)
    qtbot.waitUntil(lambda: program.shell is not None and program.shell.workbench is not None, timeout=10_000)
    qtbot.waitUntil(lambda: made.bench.is_open, timeout=10_000)
    made.bench.open_page("management_value")
    made.quiet()
    program.window.activateWindow()
    yield made
    program.close()


def test_a_typed_value_goes_back_and_forth_by_keys_and_the_menu_names_it(desk: Desk) -> None:
    assert desk.action("undo") == ("撤销", False, "没有可以撤销的操作")
    desk.type(0, "全年", "123")
    assert desk.action("undo") == (
        "撤销 填写“参保人数(年末) 全年”（参数填报）",
        True,
        "撤销：填写“参保人数(年末) 全年”（参数填报）（Ctrl+Z）",
    )
    desk.go(2, "一季度")
    desk.keys(Qt.Key.Key_Z)
    assert desk.text(0, "全年") == WAS
    assert desk.window.status.waiting == 0
    assert desk.window.status.currentMessage() == "已撤销：填写“参保人数(年末) 全年”（参数填报）"
    assert not desk.action("undo")[1]
    desk.keys(Qt.Key.Key_Y)
    assert desk.text(0, "全年") == "123"
    index = desk.page.grid.currentIndex()
    assert (index.row(), index.column()) == (0, desk.column("全年"))
    desk.keys(Qt.Key.Key_Z)
    desk.keys(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert desk.text(0, "全年") == "123"


def test_in_an_open_editor_the_keys_are_the_editors(desk: Desk) -> None:
    desk.type(0, "全年", "123")
    desk.go(1, "全年")
    write(desk.page.grid, "45")
    editor = desk.page.grid.opener.editor
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    desk.quiet()
    assert desk.text(0, "全年") == "123"
    press(within(desk.page.grid), Qt.Key.Key_Escape)
    desk.keys(Qt.Key.Key_Z)
    assert desk.text(0, "全年") == WAS


def test_what_was_done_on_another_page_is_shown_there(desk: Desk) -> None:
    desk.type(0, "全年", "123")
    desk.type(0, "全年", "456")
    desk.bench.open_page("region")
    desk.quiet()
    desk.page.grid.setFocus()
    desk.keys(Qt.Key.Key_Z)
    assert desk.page.catalog.name == "management_value"
    assert desk.text(0, "全年") == "123"


def test_a_block_taken_back_is_selected_whole_and_again_when_done_again(desk: Desk) -> None:
    QApplication.clipboard().setText("1\t2\n3\t4")
    desk.go(0, "全年")
    desk.keys(Qt.Key.Key_V)
    assert [desk.text(row, "一季度") for row in range(2)] == ["2", "4"]
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        desk.go(0, "四季度")
        desk.keys(key)
        (part,) = desk.page.grid.selected_parts()
        place = (part.top(), part.bottom(), part.left(), part.right())
        assert place == (0, 1, desk.column("全年"), desk.column("一季度"))
        assert desk.page.grid.currentIndex().row() == 0


def test_scattered_cells_are_selected_each(desk: Desk) -> None:
    grid, model = desk.page.grid, desk.page.model
    desk.type(0, "全年", "1")
    desk.type(1, "二季度", "2")
    places = [(0, "全年"), (1, "二季度")]
    grid.selectionModel().clear()
    for row, label in places:
        grid.selectionModel().select(model.index(row, desk.column(label)), QItemSelectionModel.SelectionFlag.Select)
    grid.selectionModel().setCurrentIndex(
        model.index(0, desk.column("全年")), QItemSelectionModel.SelectionFlag.NoUpdate
    )
    grid.setFocus()
    desk.keys(Qt.Key.Key_Delete, NONE)
    assert [desk.text(row, label) for row, label in places] == ["", ""]
    desk.go(1, "全年")
    desk.keys(Qt.Key.Key_Z)
    assert [desk.text(row, label) for row, label in places] == ["1", "2"]
    parts = {(part.top(), part.left(), part.bottom(), part.right()) for part in grid.selected_parts()}
    assert parts == {(row, desk.column(label), row, desk.column(label)) for row, label in places}


def test_the_list_takes_back_down_to_a_chosen_action_after_a_question(desk: Desk) -> None:
    for number, text in enumerate(("1", "2", "3")):
        desk.type(number, "全年", text)
    desk.window.actions_by_name["history"].trigger()
    desk.quiet()
    part = desk.bench.history.panel.actions_part
    assert [part.model.item(row).standing.label for row in range(part.model.rowCount())] == ["已执行"] * 3
    assert str(part.model.index(2, 1).data()).endswith(f"{WAS} → 1")
    part.table.choose([1])
    part.buttons["undo_to"].click()
    box = next(one for one in desk.window.findChildren(QMessageBox) if one.isVisible())
    assert box.text().startswith("将依次撤销 2 项操作：")
    next(one for one in box.buttons() if one.text() == "撤销").click()
    desk.quiet()
    assert [desk.text(row, "全年") for row in range(3)] == ["1", "", ""]
    assert [part.model.item(row).standing.label for row in range(3)] == ["已撤销，可重做"] * 2 + ["已执行"]
    part.table.choose([1])
    part.buttons["redo_to"].click()
    desk.quiet()
    assert [desk.text(row, "全年") for row in range(3)] == ["1", "2", ""]


def test_the_arrow_beside_the_button_lists_actions(desk: Desk) -> None:
    desk.type(0, "全年", "1")
    desk.type(1, "全年", "2")
    menu = desk.window.undo_strip.menu
    shown = [one.text() for one in menu.actions() if not one.isSeparator()]
    assert shown == ["填写“缴费人数 全年”（参数填报）", "填写“参保人数(年末) 全年”（参数填报）", "操作历史"]
    menu.actions()[0].trigger()
    desk.quiet()
    assert [desk.text(row, "全年") for row in range(2)] == ["1", ""]


def test_the_history_of_a_cell_is_shown_and_a_value_restored(desk: Desk) -> None:
    for text in ("1", "2", "3"):
        desk.type(0, "全年", text)
    desk.go(0, "全年")
    desk.keys(Qt.Key.Key_F7, NONE)
    lines = desk.bench.history.panel.lines
    assert desk.bench.history.panel.isVisible()
    shown = [[lines.model.index(row, column).data() for column in (1, 2, 3, 5, 6)] for row in range(3)]
    who = desk.bench.desk.user.name
    assert shown == [
        [who, "手工", "修改", "2", "3"],
        [who, "手工", "修改", "1", "2"],
        [who, "手工", "修改", WAS, "1"],
    ]
    lines.table.choose([1])
    lines.buttons["was"].click()
    desk.quiet()
    assert desk.text(0, "全年") == "1"
    assert desk.action("undo")[0] == "撤销 恢复“参保人数(年末) 全年”（参数填报）"
    desk.page.grid.setFocus()
    desk.keys(Qt.Key.Key_Z)
    assert desk.text(0, "全年") == "3"


def test_the_history_follows_the_cell(desk: Desk) -> None:
    desk.type(0, "全年", "1")
    desk.type(1, "全年", "2")
    desk.go(0, "全年")
    desk.keys(Qt.Key.Key_F7, NONE)
    lines = desk.bench.history.panel.lines
    assert str(lines.model.index(0, 6).data()) == "1"
    desk.go(1, "全年")
    desk.bot.waitUntil(lambda: lines.model.rowCount() == 1 and lines.model.index(0, 6).data() == "2", timeout=10_000)
    desk.go(2, "全年")
    desk.bot.waitUntil(lambda: lines.model.rowCount() == 0, timeout=10_000)


def test_a_cell_without_a_stored_value_has_no_history(desk: Desk) -> None:
    desk.go(1, "一季度")
    desk.keys(Qt.Key.Key_F7, NONE)
    assert desk.window.status.currentMessage() == "这个单元格还没有保存过内容，没有修改记录"
    assert not desk.bench.history.panel.isVisible()


def test_the_context_menu_leads_to_the_history(desk: Desk) -> None:
    desk.type(0, "全年", "1")
    desk.go(0, "全年")
    desk.page.grid.menu_wanted.emit(desk.page.grid.mapToGlobal(desk.page.grid.rect().center()))
    menu = next(one for one in desk.page.findChildren(GridMenu) if one.isVisible())
    next(one for one in menu.actions() if one.text().startswith("修改记录")).trigger()
    menu.close()
    desk.quiet()
    assert desk.bench.history.panel.lines.model.rowCount() == 1
