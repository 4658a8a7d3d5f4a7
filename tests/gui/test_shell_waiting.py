"""The panel 待上传与冲突: what its parts list, and that each button, key and double click does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from shiboken6 import isValid
from sqlalchemy import update

from app.row_state import LineState
from app.waiting_lines import count_by_catalog, waiting_lines
from sync.batches import begin_sending, note_failure
from sync.decisions import Choice
from sync.outbox import next_batch
from sync.queue import is_paused
from tests.gui.shell_support import (
    SUBJECT,
    add_subject,
    clash,
    clash_of_amounts,
    mark_line,
    merge,
    open_desk,
    rename,
    repair,
    three_lines,
)
from ui.dialogs.another_value import AnotherValueDialog
from ui.main_window import MainWindow
from ui.waiting.conflict_face import CHOICES
from ui.waiting.settling import Settling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.waiting_lines import WaitingLine
    from ui.desk import Desk
    from ui.waiting.list_part import ListPart

LEFT = Qt.MouseButton.LeftButton


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


@pytest.fixture
def quiet(qtbot: QtBot, desk: Desk) -> Callable[[], None]:
    """Wait until nothing runs and nothing is about to run."""

    def wait() -> None:
        calm = 0

        def is_calm() -> bool:
            nonlocal calm
            calm = calm + 1 if desk.operations.is_idle else 0
            return calm > 2

        qtbot.waitUntil(is_calm, timeout=10_000)

    return wait


def lines(desk: Desk) -> list[WaitingLine]:
    with desk.store.read() as connection:
        return waiting_lines(connection, schema=desk.schema)


def states(desk: Desk) -> dict[str, str]:
    return {line.row_id: line.state for line in lines(desk)}


def name_of(desk: Desk, row_id: str) -> str:
    table = desk.schema.rows[SUBJECT]
    with desk.store.read() as connection:
        return str(connection.execute(table.select().where(table.c.id == row_id)).mappings().one()["name"])


def texts(part: ListPart) -> list[list[str]]:
    model = part.table.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def open_part(settling: Settling, quiet: Callable[[], None], kind: str) -> ListPart:
    settling.show(kind)
    quiet()
    texts(settling.panel.part)  # pages in view are read when they are asked for
    quiet()
    return settling.panel.part


def press(part: ListPart, name: str, quiet: Callable[[], None]) -> None:
    assert part.buttons[name].isEnabled()
    QTest.mouseClick(part.buttons[name], LEFT)
    quiet()


def key(part: ListPart, which: Qt.Key, quiet: Callable[[], None]) -> None:
    part.table.setFocus()
    QTest.keyClick(part.table, which)
    quiet()


def press_inside(settling: Settling, *, row: int, choice: Choice) -> None:
    """Click a choice that is drawn in the last column."""
    part = settling.panel.conflicts
    place = part.drawn.place_of(part.table, index=part.model.index(row, CHOICES), choice=choice)
    assert place.isValid()
    part.table.scrollTo(part.model.index(row, CHOICES))
    place = part.drawn.place_of(part.table, index=part.model.index(row, CHOICES), choice=choice)
    QTest.mouseClick(part.table.viewport(), LEFT, pos=place.center())


def answer(settling: Settling, label: str, quiet: Callable[[], None]) -> str:
    """Press a button of the question that is open; return what was asked."""
    box = settling.panel.window().findChildren(QMessageBox)[-1]
    assert box.defaultButton().text() == "取消"
    asked = box.text()
    QTest.mouseClick(next(one for one in box.findChildren(QPushButton) if one.text() == label), LEFT)
    quiet()
    return asked


def test_lines_tell_row_field_values_and_reason(desk: Desk) -> None:
    ids = three_lines(desk)
    conflict, refused, waiting = lines(desk)
    assert [conflict.row_id, refused.row_id, waiting.row_id] == [
        ids[LineState.CONFLICT],
        ids[LineState.REFUSED],
        ids[LineState.OPEN],
    ]
    assert (refused.reason, refused.field, refused.field_label) == ("代码与上级不符", "code", "代码")
    assert (conflict.by, conflict.at) == ("yz_jb", "2026-03-01T08:00:00Z")
    name = next(change for change in conflict.changes if change.label == "名称")
    assert (name.mine, name.theirs) == ("建行存款", "建设银行存款")
    assert waiting.row_label.startswith("100301 · 工行存款")
    with desk.store.read() as connection:
        assert count_by_catalog(connection, schema=desk.schema) == {SUBJECT: 3}


def test_the_bar_counts_and_opens_where_something_is_to_be_done(
    desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    three_lines(desk)
    settling.show("")
    quiet()
    panel = settling.panel
    assert panel.part.kind == "conflict"
    assert [panel.tab(part.kind).text() for part in panel.parts] == [
        "冲突 1",
        "被拒绝 1",
        "待上传 1",
        "已合并",
        "上传队列",
        "核对修复",
    ]
    QTest.mouseClick(panel.tab("refused"), LEFT)
    quiet()
    assert panel.part.kind == "refused"


def test_an_empty_part_says_what_it_is_for(settling: Settling, quiet: Callable[[], None]) -> None:
    settling.show("")
    quiet()
    for part in settling.panel.parts:
        open_part(settling, quiet, part.kind)
        assert not part.table.isVisible()
        assert part.empty.title
        assert part.told.text() == ""


def test_a_conflict_shows_every_value_and_whose_it_is(
    desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    clash(desk, code="100301", mine="工行", theirs="中国工商银行", by="yz_jb")
    clash(desk, code="100302", mine="农行", theirs="中国农业银行", by=desk.user.code)
    first, second = texts(open_part(settling, quiet, "conflict"))
    assert first[:6] == ["财政专户会计科目", "100301 · 中国工商银行", "名称", "存款100301", "工行", "中国工商银行"]
    assert first[7] == "yz_jb"
    assert second[7] == "本人（另一台电脑）"
    assert settling.panel.conflicts.told.text().startswith("2 行、2 处")


@pytest.mark.parametrize(
    ("which", "state", "shown"), [(Qt.Key.Key_M, "open", "工行"), (Qt.Key.Key_T, None, "中国工商银行")]
)
def test_a_letter_decides(
    desk: Desk, settling: Settling, quiet: Callable[[], None], which: Qt.Key, state: str | None, shown: str
) -> None:
    row_id = clash(desk, code="100301", mine="工行", theirs="中国工商银行")
    part = open_part(settling, quiet, "conflict")
    part.table.selectRow(0)
    key(part, which, quiet)
    assert states(desk).get(row_id) == state
    assert name_of(desk, row_id) == shown
    assert texts(part) == []


@pytest.mark.parametrize(("choice", "shown"), [(Choice.MINE, "工行"), (Choice.THEIRS, "中国工商银行")])
def test_a_button_in_the_line_decides_about_that_line(
    desk: Desk, settling: Settling, quiet: Callable[[], None], choice: Choice, shown: str
) -> None:
    other = clash(desk, code="100300", mine="甲", theirs="乙")
    row_id = clash(desk, code="100301", mine="工行", theirs="中国工商银行")
    open_part(settling, quiet, "conflict").table.selectRow(0)
    press_inside(settling, row=1, choice=choice)
    quiet()
    assert name_of(desk, row_id) == shown
    assert states(desk)[other] == LineState.CONFLICT, "the one that was chosen but not pressed stays"


def test_another_value_is_typed_checked_and_kept(desk: Desk, settling: Settling, quiet: Callable[[], None]) -> None:
    row_id = clash(desk, code="100301", mine="工行", theirs="中国工商银行")
    part = open_part(settling, quiet, "conflict")
    part.table.selectRow(0)
    key(part, Qt.Key.Key_E, quiet)
    dialog = settling.panel.window().findChild(AnotherValueDialog)
    assert isinstance(dialog, AnotherValueDialog)
    assert dialog.field.text == "工行"
    dialog.field.put("")
    QTest.mouseClick(dialog.accept_button, LEFT)
    quiet()
    assert "必须填写" in dialog.field.error
    assert states(desk)[row_id] == LineState.CONFLICT, "nothing is half done"
    dialog.field.put("工商银行")
    QTest.mouseClick(dialog.accept_button, LEFT)
    quiet()
    assert (name_of(desk, row_id), states(desk)[row_id]) == ("工商银行", LineState.OPEN)
    assert not isValid(dialog), "the dialog closes"


def test_giving_up_many_is_asked_about_once(desk: Desk, settling: Settling, quiet: Callable[[], None]) -> None:
    ids = [clash(desk, code=f"10030{n}", mine=f"我{n}", theirs=f"他{n}") for n in range(4)]
    part = open_part(settling, quiet, "conflict")
    assert part.table.rows() == [], "nothing is chosen before the person chooses"
    press(part, "all", quiet)
    press(part, Choice.THEIRS, quiet)
    assert set(states(desk).values()) == {LineState.CONFLICT}, "nothing is done before the answer"
    asked = answer(settling, "采用对方", quiet)
    assert asked == "将对选中的 4 处放弃我的值，采用对方的值。"
    assert states(desk) == {}
    assert [name_of(desk, row_id) for row_id in ids] == ["他0", "他1", "他2", "他3"]


def test_amounts_at_once_are_asked_about_with_their_sums(
    desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    for number, mine in (("10001", "1,200.50"), ("10002", "300")):
        clash_of_amounts(desk, number=number, mine=mine, theirs=500_00)
    part = open_part(settling, quiet, "conflict")
    assert [row[4:7] for row in texts(part)] == [["1,200.50", "500.00", "+700.50"], ["300.00", "500.00", "-200.00"]]
    part.table.selectAll()
    key(part, Qt.Key.Key_M, quiet)
    assert set(states(desk).values()) == {LineState.CONFLICT}, "nothing is done before the answer"
    asked = answer(settling, "取消", quiet)
    assert "其中 2 处是金额" in asked
    assert "账面余额(元) 2 处：我的合计 1,500.50，对方合计 1,000.00，相差 +500.50" in asked
    assert set(states(desk).values()) == {LineState.CONFLICT}, "cancelling leaves all as it is"
    part.table.selectAll()
    press(part, Choice.MINE, quiet)
    answer(settling, "保留我的", quiet)
    assert set(states(desk).values()) == {LineState.OPEN}


def test_what_was_overtaken_is_told_and_listed_anew(
    qtbot: QtBot, desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    row_id = clash(desk, code="100301", mine="工行", theirs="中国工商银行")
    part = open_part(settling, quiet, "conflict")
    part.table.selectRow(0)
    table = desk.schema.rows[SUBJECT]
    with desk.store.write() as connection:
        connection.execute(update(table).where(table.c.id == row_id).values(version=7))
    with qtbot.waitSignal(desk.failed) as told:
        key(part, Qt.Key.Key_M, lambda: None)
    assert "又改了" in told.args[0].sentence
    quiet()
    key(part, Qt.Key.Key_M, quiet)
    assert states(desk)[row_id] == LineState.OPEN, "the list was read again, so the choice now stands"


def test_a_double_click_goes_to_the_cell(
    qtbot: QtBot, desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    row_id = clash(desk, code="100301", mine="工行", theirs="中国工商银行")
    part = open_part(settling, quiet, "conflict")
    where = part.table.visualRect(part.table.model().index(0, 1)).center()
    QTest.mouseClick(part.table.viewport(), LEFT, pos=QPoint(where))
    with qtbot.waitSignal(settling.jump_requested) as told:
        QTest.mouseDClick(part.table.viewport(), LEFT, pos=QPoint(where))
    assert (told.args[0].row_id, told.args[1]) == (row_id, "name")


def test_a_page_asks_for_the_conflict_of_its_row(desk: Desk, settling: Settling, quiet: Callable[[], None]) -> None:
    clash(desk, code="100301", mine="工行", theirs="中国工商银行")
    row_id = clash(desk, code="100302", mine="农行", theirs="中国农业银行")
    settling.settle("conflict", [row_id])
    quiet()
    assert [one.place.row_id for one in settling.panel.conflicts.chosen] == [row_id]


def test_a_refusal_tells_the_rule_and_leads_to_the_cell(
    qtbot: QtBot, desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    ids = three_lines(desk)
    part = open_part(settling, quiet, "refused")
    (row,) = texts(part)
    assert (row[2], row[3]) == ("代码", "代码与上级不符")
    part.table.selectRow(0)
    with qtbot.waitSignal(settling.jump_requested) as told:
        QTest.mouseClick(part.buttons["mend"], LEFT)
    assert (told.args[0].row_id, told.args[1]) == (ids[LineState.REFUSED], "code")


def test_a_refused_line_can_be_sent_again_or_taken_back(
    desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    ids = three_lines(desk)
    part = open_part(settling, quiet, "refused")
    part.table.selectRow(0)
    press(part, "again", quiet)
    assert states(desk)[ids[LineState.REFUSED]] == LineState.OPEN
    mark_line(desk, ids[LineState.REFUSED], state=LineState.REFUSED)
    open_part(settling, quiet, "refused").table.selectRow(0)
    press(part, "take_back", quiet)
    assert ids[LineState.REFUSED] not in states(desk)


def test_one_waiting_change_is_taken_back(desk: Desk, settling: Settling, quiet: Callable[[], None]) -> None:
    kept = add_subject(desk, code="100301", name="工行存款")
    add_subject(desk, code="100302", name="农行存款")
    part = open_part(settling, quiet, "waiting")
    assert "名称 工行存款" in texts(part)[0][4]
    part.table.selectRow(1)
    press(part, "take_back", quiet)
    assert list(states(desk)) == [kept]
    assert len(texts(part)) == 1


def test_taking_many_back_is_asked_about_first(desk: Desk, settling: Settling, quiet: Callable[[], None]) -> None:
    for n in (1, 2):
        add_subject(desk, code=f"10030{n}", name=f"存款{n}")
    part = open_part(settling, quiet, "waiting")
    part.table.selectAll()
    press(part, "take_back", quiet)
    assert len(lines(desk)) == 2
    assert "2 行" in answer(settling, "撤回", quiet)
    assert lines(desk) == []


def test_choices_stay_when_the_list_is_read_again(desk: Desk, settling: Settling, quiet: Callable[[], None]) -> None:
    ids = [add_subject(desk, code=f"10030{n}", name=f"存款{n}") for n in (1, 2, 3)]
    part = open_part(settling, quiet, "waiting")
    part.table.selectRow(2)
    rename(desk, ids[0], "改名")
    desk.tell_changed(SUBJECT)
    quiet()
    texts(part)
    quiet()
    (row,) = part.table.rows()
    assert "存款3" in texts(part)[row][2]


def test_merged_fields_are_looked_through_and_put_away(
    desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    merge(desk, code="100301", before="旧备注", after="新备注", by="yz_jb")
    part = open_part(settling, quiet, "merged")
    (row,) = texts(part)
    assert (row[2], row[3], row[4], row[5], row[7]) == ("备注", "旧备注", "新备注", "yz_jb", "名称")
    press(part, "all", quiet)
    press(part, "dismiss", quiet)
    assert texts(part) == []
    assert settling.panel.tab("merged").text() == "已合并"


def test_what_verification_put_right_can_be_looked_up_and_gone_to(
    qtbot: QtBot, desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    row_id = repair(desk, code="100301", here="被改", there="中心端备注")
    part = open_part(settling, quiet, "repaired")
    (row,) = texts(part)
    assert row[1:3] == ["财政专户会计科目", "100301 · 存款100301"]
    assert row[3:] == ["与中心端的值不同", "备注 被改 → 中心端备注", "已改为中心端的值"]
    part.table.choose([0])
    with qtbot.waitSignal(settling.jump_requested) as asked:
        press(part, "jump", quiet)
    assert (asked.args[0].row_id, asked.args[1]) == (row_id, "remark")
    with desk.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM accounting_subject WHERE id = ?", (row_id,))
    part = open_part(settling, quiet, "repaired")
    part.table.choose([0])
    assert not part.buttons["jump"].isEnabled(), "a row that is gone is nowhere"


def test_a_change_that_did_not_get_through_reads_as_its_batch_does(
    desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    add_subject(desk, code="100301", name="工行存款")
    with desk.store.write() as connection:
        batch = next_batch(connection, client_id="x", size=10)
        assert batch is not None
        begin_sending(connection, batch.batch_id)
    part = open_part(settling, quiet, "waiting")
    assert texts(part)[0][0] == "上传中"
    with desk.store.write() as connection:
        note_failure(connection, batch_id=batch.batch_id, code="network.closed", sentence="线断了。")
    part = open_part(settling, quiet, "waiting")
    (row,) = texts(part)
    assert (row[0], row[-1]) == ("上传失败，待重试", "线断了。")


def test_the_queue_is_paused_goes_on_and_is_tried_again(
    qtbot: QtBot, desk: Desk, settling: Settling, quiet: Callable[[], None]
) -> None:
    add_subject(desk, code="100301", name="工行存款")
    part = open_part(settling, quiet, "queue")
    (row,) = texts(part)
    assert row[:3] == ["未成批：财政专户会计科目", "待上传", "1"]
    press(part, "pause", quiet)
    with desk.store.read() as connection:
        assert is_paused(connection, schema=desk.schema)
    assert part.buttons["pause"].text() == "继续上传"
    assert not part.buttons["retry"].isEnabled()
    assert "已暂停上传" in part.told.text()
    press(part, "pause", quiet)
    with qtbot.waitSignal(settling.sync_requested):
        QTest.mouseClick(part.buttons["retry"], LEFT)


@pytest.mark.parametrize("kind", ["conflict", "refused", "waiting", "merged", "queue", "repaired"])
def test_the_lists_keep_to_qts_rules(desk: Desk, settling: Settling, quiet: Callable[[], None], kind: str) -> None:
    settling.show(kind)
    quiet()
    part = settling.panel.part
    tester = QAbstractItemModelTester(
        part.table.model(), QAbstractItemModelTester.FailureReportingMode.Warning, settling
    )
    three_lines(desk)
    merge(desk, code="100304", before="甲", after="乙", by="yz_jb")
    repair(desk, code="100305", here="甲", there="乙")
    open_part(settling, quiet, kind)
    assert tester.model() is part.table.model()
    assert part.table.model().rowCount() == 1
