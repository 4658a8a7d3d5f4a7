"""填报进度与催报 in the window: who is how far, what is filtered, who is reminded, the workbook, why it cannot be."""

from __future__ import annotations

from dataclasses import replace
from time import thread_time
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.flow.board import BoardLine
from app.flow.moves import take_move
from app.flow.record import Place
from app.people import Role
from app.todo.board import Wanted, build_board
from app.todo.messages import read_messages
from app.todo.reading import Labels
from app.workflow import FILL_IN
from tests.gui.reach_support import jumps, mouse_only, nameless
from tests.gui.shell_support import open_desk
from tests.gui.todo_support import CITY_OPERATOR, TODAY, VALUES, click_row, put_task, stop_the_clock
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, YEAR, put_rows
from ui.todo.board_model import BoardModel, BoardTable
from ui.todo.board_page import BoardPage
from ui.todo.remind_dialog import RemindDialog
from ui.todo.write_dialog import WriteDialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.people import User
    from ui.desk import Desk

AGENCY = replace(CITY_OPERATOR, code="nb_jbjg", role=Role.AGENCY)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:  # noqa: ARG001 - Qt
    stop_the_clock(monkeypatch)
    with open_desk(tmp_path) as made:
        put_task(made.store)
        put_rows(
            made.store,
            VALUES,
            *(
                {
                    "mof_div_code": COUNTY,
                    "insurance_type": "1101",
                    "parameter": "GL0101",
                    "basis": "estimate",
                    "period": period,
                    "value": 5_000_000_000,
                }
                for period in ("year", "q1", "q2", "q3", "q4")
            ),
        )
        yield made


def opened(qtbot: QtBot, desk: Desk, user: User = CITY_OPERATOR) -> BoardPage:
    desk.user = user
    page = BoardPage("board", desk=desk)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    with qtbot.waitSignal(page.shown, timeout=10_000):
        page.set_context(fiscal_year=YEAR, region=user.mof_div_code, insurance_type="")
    return page


def submit(desk: Desk) -> None:
    place = Place(fiscal_year=YEAR, region=COUNTY, catalog=VALUES, insurance_type="1101", basis="estimate")
    assert take_move(desk.store, user=OPERATOR, places=[place], name="submit").done


def cell(page: BoardPage, region: str, label: str) -> tuple[int, int]:
    board = page.model.board
    row = next(n for n, one in enumerate(board.rows) if one.region == region)
    return row, next(n for n, one in enumerate(board.columns) if one.label == label)


def word(page: BoardPage, region: str, label: str) -> str:
    return str(page.model.index(*cell(page, region, label)).data())


def pick(page: BoardPage, *cells: tuple[int, int]) -> None:
    for n, (row, column) in enumerate(cells):
        click_row(page.table, row, column, keys=n)


def test_the_board_tells_how_far_everybody_is(qtbot: QtBot, desk: Desk) -> None:
    submit(desk)
    page = opened(qtbot, desk)
    assert word(page, COUNTY, "企业养老") == "已送审"
    assert word(page, OTHER_COUNTY, "企业养老") == "逾期 10 天"
    told = page.model.index(*cell(page, OTHER_COUNTY, "企业养老")).data(Qt.ItemDataRole.ToolTipRole)
    assert "截止 2026-11-10（预算编报）" in told
    assert "鄞州区" in told
    assert page.told.text().startswith("逾期 ")
    assert "已送审 1" in page.told.text()


def test_a_filter_leaves_what_is_wanted(qtbot: QtBot, desk: Desk) -> None:
    submit(desk)
    page = opened(qtbot, desk)
    page.word.setFocus()
    page.word.setCurrentIndex(page.word.findText("已送审"))
    assert [row.region for row in page.model.board.rows] == [COUNTY]
    QTest.mouseClick(page.only_open, Qt.MouseButton.LeftButton)
    assert page.empty.isVisible()
    assert page.empty.texts[0] == "没有符合条件的表"
    page.word.setCurrentIndex(0)
    assert "已送审" not in page.told.text()


def test_several_regions_are_reminded_at_once(qtbot: QtBot, desk: Desk) -> None:
    submit(desk)
    page = opened(qtbot, desk)
    assert not page.remind.isEnabled()
    assert "请先选中" in page.remind.toolTip()
    pick(page, cell(page, COUNTY, "企业养老"))
    assert not page.remind.isEnabled()
    assert "都已送审" in page.remind.toolTip()
    late = [cell(page, region, "居民养老") for region in (COUNTY, OTHER_COUNTY)]
    pick(page, cell(page, COUNTY, "企业养老"), *late)
    assert page.hint.text() == "选中 3 张表，可催 2 个地区"
    QTest.mouseClick(page.remind, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(RemindDialog)
    assert dialog.told.text() == "给 2 个地区的经办岗各发一条；1 张已送审或属于本级，不催。"
    assert dialog.sample.text().startswith("海曙区：2026年度还有 1 张填报表没有送审，截止日期 2026-11-10")
    assert [*nameless(dialog), *mouse_only(dialog), *jumps(dialog)] == []
    dialog.text.clear()
    assert not dialog.send.isEnabled()
    assert dialog.hint.text() == "请写内容"
    dialog.text.setPlainText("【地区】请于明日前送审：【清单】")
    with qtbot.waitSignal(page.status_message, timeout=10_000) as told:
        QTest.mouseClick(dialog.send, Qt.MouseButton.LeftButton)
    assert told.args[0] == "已给 2 个地区写好催报，同步时送出。"
    with desk.store.read() as connection:
        sent = read_messages(connection, schema=desk.schema, user=CITY_OPERATOR, sent=True)
    assert {(one.region, one.kind, one.is_waiting) for one in sent} == {
        (COUNTY, "remind", True),
        (OTHER_COUNTY, "remind", True),
    }
    assert all("请于明日前送审" in one.body for one in sent)


def test_nobody_else_may_remind(qtbot: QtBot, desk: Desk) -> None:
    county = opened(qtbot, desk, OPERATOR)
    assert {row.region for row in county.model.board.rows} == {COUNTY}
    county.table.selectAll()
    assert not county.remind.isEnabled()
    assert "属于本级" in county.remind.toolTip()
    for user, why in ((AGENCY, "经办机构"), (replace(CITY_OPERATOR, is_revoked=True), "停用")):
        page = opened(qtbot, desk, user)
        page.table.selectAll()
        assert not page.remind.isEnabled()
        assert why in page.remind.toolTip()


def test_a_cell_leads_to_its_sheet(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    place = cell(page, OTHER_COUNTY, "企业养老")
    with qtbot.waitSignal(page.sheet_requested, timeout=5_000) as asked:
        click_row(page.table, *place, twice=True)
    assert (asked.args[0].catalog, asked.args[0].context.region) == (VALUES, OTHER_COUNTY)
    page.table.setCurrentIndex(page.model.index(*cell(page, COUNTY, "企业养老")))
    with qtbot.waitSignal(page.sheet_requested, timeout=5_000) as asked:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert asked.args[0].context.region == COUNTY


def test_it_is_exported_as_it_shows(qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, path = opened(qtbot, desk), tmp_path / "进度"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(page.status_message, timeout=10_000) as told:
        page.answers["export"]()
    assert told.args[0].startswith("已导出填报进度与催报（")
    book = openpyxl.load_workbook(path.with_name("进度.xlsx"))
    cells = {str(one.value) for row in book.worksheets[0].iter_rows() for one in row if one.value}
    assert any("鄞州区" in one for one in cells)
    assert any(one.startswith("逾期 10 天") for one in cells)


def test_a_message_goes_to_all_regions_that_were_found(qtbot: QtBot, desk: Desk) -> None:
    desk.user = CITY_OPERATOR
    page = opened(qtbot, desk)
    dialog = WriteDialog(desk=desk, fiscal_year=YEAR, parent=page)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.regions.count() == 3)
    QTest.keyClicks(dialog.search, "33020")
    dialog.all_of_them.click()
    assert dialog.chosen == [CITY, COUNTY]
    dialog.search.clear()
    assert not dialog.all_of_them.isChecked()
    dialog.all_of_them.click()
    assert dialog.chosen == [CITY, COUNTY, OTHER_COUNTY]
    dialog.all_of_them.click()
    assert dialog.chosen == []
    assert not dialog.send.isEnabled()


def test_a_whole_province_is_built_and_painted_in_a_moment(qtbot: QtBot) -> None:
    """The window's thread may be busy 150 ms at most for 103 regions by 60 pages; judged by its own processor time."""
    lines = [
        BoardLine(
            place=Place(
                fiscal_year=YEAR,
                region=f"33{region:04d}000",
                catalog=VALUES,
                insurance_type=f"11{n // 2:02d}",
                basis=("actual", "estimate")[n % 2],
            ),
            region_name=f"第{region}区",
            state=(FILL_IN.start, "submitted", "filed")[(region + n) % 3] if n % 7 else FILL_IN.start,
            filled=n % 5,
            asked=30,
            due_date=TODAY,
            is_late=n % 7 == 0,
            is_returned=False,
            opinion="",
            moved_by="",
            moved_at="",
            level=4,
            parent="330000000",
        )
        for region in range(103)
        for n in range(60)
    ]
    labels = Labels(catalogs={VALUES: "管理参数"}, bases={"actual": "实际", "estimate": "预计"}, types={})
    table = BoardTable(BoardModel())
    qtbot.addWidget(table)
    table.resize(1100, 700)
    table.show()
    spent = []
    for _ in range(3):
        begun = thread_time()
        table.cells.show_board(build_board(lines, labels=labels, wanted=Wanted()))
        table.viewport().grab()
        spent.append(thread_time() - begun)
    assert (table.cells.rowCount(), table.cells.columnCount()) == (103, 60)
    assert min(spent) < 0.15
    begun = thread_time()
    table.choose({line.place for line in lines})
    assert len(table.chosen) == len(lines)
    assert thread_time() - begun < 0.3  # it is read again while everything is selected


def test_what_is_selected_stays_selected_when_it_is_read_again(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    chosen = [cell(page, COUNTY, "企业养老"), cell(page, OTHER_COUNTY, "居民养老")]
    pick(page, *chosen)
    put_task(desk.store, name="另一项", insurance_type="1106")
    with qtbot.waitSignal(page.shown, timeout=10_000):
        page.refresh()
    regions = {(line.place.region, line.place.insurance_type) for line in page.table.chosen}
    assert regions == {(COUNTY, "1101"), (OTHER_COUNTY, "1102")}
    assert page.remind.isEnabled()


def test_nothing_to_fill_in_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    with open_desk(tmp_path / "empty") as desk:
        page = opened(qtbot, desk)
        assert page.empty.isVisible()
        assert page.empty.texts[0] == "没有要填报的表"
        assert CITY not in {row.region for row in page.model.board.rows}
