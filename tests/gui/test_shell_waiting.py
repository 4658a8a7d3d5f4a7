"""The panel 待上传与冲突: what it lists, and that each choice does what it says (SYNC points 4 and 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QTableView, QToolButton

from app.row_state import LineState
from app.waiting_lines import count_by_catalog, waiting_lines
from tests.gui.shell_support import SUBJECT, add_subject, open_desk, rename, three_lines
from ui.main_window import MainWindow
from ui.settling import Settling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.waiting_lines import WaitingLine
    from ui.desk import Desk


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:  # noqa: ARG001 - an application must exist
    with open_desk(tmp_path) as made:
        yield made


@pytest.fixture
def settling(qtbot: QtBot, desk: Desk) -> Settling:
    window = MainWindow()
    qtbot.addWidget(window)
    made = Settling(window, desk=desk, parent=window)
    window.show()
    return made


def lines(desk: Desk) -> list[WaitingLine]:
    with desk.store.read() as connection:
        return waiting_lines(connection, schema=desk.schema)


def shown(settling: Settling) -> list[list[str]]:
    model = settling.panel.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def show(qtbot: QtBot, settling: Settling, kind: str) -> None:
    with qtbot.waitSignal(settling.panel.model.modelReset):
        settling.show(kind)


def mark(settling: Settling, row: int) -> None:
    table = settling.panel.findChild(QTableView)
    assert isinstance(table, QTableView)
    table.selectRow(row)


def button(settling: Settling, label: str) -> QToolButton:
    return next(one for one in settling.panel.findChildren(QToolButton) if one.text() == label)


def test_lines_tell_row_field_values_and_reason(desk: Desk) -> None:
    ids = three_lines(desk)
    conflict, refused, waiting = lines(desk)
    assert [conflict.row_id, refused.row_id, waiting.row_id] == [
        ids[LineState.CONFLICT],
        ids[LineState.REFUSED],
        ids[LineState.OPEN],
    ]
    assert refused.reason == "代码与上级不符"
    assert (conflict.by, conflict.at) == ("yz_jb", "2026-03-01T08:00:00Z")
    name = next(change for change in conflict.changes if change.label == "名称")
    assert (name.mine, name.theirs) == ("建行存款", "建设银行存款")
    assert waiting.row_label.startswith("100301 · 工行存款")
    with desk.store.read() as connection:
        assert count_by_catalog(connection, schema=desk.schema) == {SUBJECT: 3}


def test_the_panel_shows_one_kind_or_all(qtbot: QtBot, desk: Desk, settling: Settling) -> None:
    three_lines(desk)
    show(qtbot, settling, "")
    assert [row[0] for row in shown(settling)] == ["有冲突", "被拒绝", "待上传"]
    assert "名称 建设银行存款" in shown(settling)[0][4]
    show(qtbot, settling, "refused")
    assert [row[0] for row in shown(settling)] == ["被拒绝"]
    with qtbot.waitSignal(settling.panel.model.modelReset):
        QTest.mouseClick(button(settling, "待上传"), Qt.MouseButton.LeftButton)
    assert [row[0] for row in shown(settling)] == ["待上传"]


def test_choices_fit_the_marked_lines(qtbot: QtBot, desk: Desk, settling: Settling) -> None:
    three_lines(desk)
    show(qtbot, settling, "")
    labels = ("保留我的", "采用对方", "取回", "转到该行")
    expected = ((True, True, False, True), (True, True, True, True), (False, False, True, True))
    assert not any(button(settling, label).isEnabled() for label in labels)
    for row, fits in enumerate(expected):
        mark(settling, row)
        assert tuple(button(settling, label).isEnabled() for label in labels) == fits


def test_taking_back_leaves_nothing_waiting(qtbot: QtBot, desk: Desk, settling: Settling) -> None:
    add_subject(desk, code="100301", name="工行存款")
    show(qtbot, settling, "")
    mark(settling, 0)
    with qtbot.waitSignal(desk.rows_changed), qtbot.waitSignal(settling.panel.model.modelReset):
        QTest.mouseClick(button(settling, "取回"), Qt.MouseButton.LeftButton)
    assert lines(desk) == []
    assert shown(settling) == []


def test_a_refused_line_can_be_sent_again(qtbot: QtBot, desk: Desk, settling: Settling) -> None:
    ids = three_lines(desk)
    show(qtbot, settling, "refused")
    mark(settling, 0)
    with qtbot.waitSignal(desk.rows_changed):
        QTest.mouseClick(button(settling, "保留我的"), Qt.MouseButton.LeftButton)
    states = {line.row_id: line.state for line in lines(desk)}
    assert states[ids[LineState.REFUSED]] == LineState.OPEN


def test_giving_up_several_rows_is_asked_about_first(qtbot: QtBot, desk: Desk, settling: Settling) -> None:
    ids = [add_subject(desk, code=f"10030{n}", name=f"存款{n}") for n in (1, 2)]
    settling.settle("take_back", ids)
    box = settling.panel.window().findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "2 行" in box.text()
    assert len(lines(desk)) == 2
    yes = next(one for one in box.findChildren(QPushButton) if one.text() == "取回")
    with qtbot.waitSignal(desk.rows_changed):
        QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert lines(desk) == []


def test_marks_stay_when_the_list_is_read_again(qtbot: QtBot, desk: Desk, settling: Settling) -> None:
    ids = [add_subject(desk, code=f"10030{n}", name=f"存款{n}") for n in (1, 2, 3)]
    show(qtbot, settling, "")
    mark(settling, 2)
    rename(desk, ids[0], "改名")
    with qtbot.waitSignal(settling.panel.model.modelReset):
        desk.tell_changed(SUBJECT)
    assert [line.row_id for line in settling.panel.selected] == [ids[2]]


def test_a_double_click_goes_to_the_row(qtbot: QtBot, desk: Desk, settling: Settling) -> None:
    row_id = add_subject(desk, code="100301", name="工行存款")
    show(qtbot, settling, "")
    mark(settling, 0)
    table = settling.panel.findChild(QTableView)
    assert isinstance(table, QTableView)
    with qtbot.waitSignal(settling.jump_requested) as told:
        table.doubleClicked.emit(settling.panel.model.index(0, 0))
    assert told.args[0].row_id == row_id


def test_the_list_keeps_to_qts_rules(qtbot: QtBot, desk: Desk, settling: Settling) -> None:
    from PySide6.QtTest import QAbstractItemModelTester  # noqa: PLC0415 - beside its use

    tester = QAbstractItemModelTester(
        settling.panel.model, QAbstractItemModelTester.FailureReportingMode.Warning, settling
    )
    three_lines(desk)
    show(qtbot, settling, "")
    show(qtbot, settling, "conflict")
    assert tester.model() is settling.panel.model
