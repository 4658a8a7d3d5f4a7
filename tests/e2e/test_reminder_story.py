"""催报 (clauses 1.8, 1.9) from the city to a county and back: windows and command line, offline in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.e2e.story import sync
from tests.gui.todo_support import click_row
from ui.flow.opinion_dialog import OpinionDialog
from ui.navigation_line import COUNT
from ui.todo.board_page import BoardPage
from ui.todo.leading import CAME, DID, SENT
from ui.todo.page import TodoPage
from ui.todo.remind_dialog import RemindDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.command_line import CommandLine
    from tests.e2e.window import Window
    from tests.sync.central_fixture import RunningCentral
    from ui.flow.strip import FlowStrip

COUNTY, SIBLING, TABLE = "330203000", "330212000", "管理参数 · 预计"
ONE = ("--catalog", "management_value", "--basis", "estimate", "--type", "1106")
TASK = ("任务=预计数提前报", "填报表=管理参数", "口径=预计", "险种=1106", "截止日期=2025-01-15")
WORDS = "【地区】：请于明天前送审 【清单】"


def board_of(window: Window) -> BoardPage:
    window.show("board")
    page = window.bench.pages.view
    assert isinstance(page, BoardPage)
    window.wait(lambda: page.model.rowCount() > 0, what="the board")
    return page


def todos_of(window: Window, which: int) -> TodoPage:
    window.show("todo")
    page = window.bench.pages.view
    assert isinstance(page, TodoPage)
    window.click(page.views.button(which))
    window.settle()
    return page


def cell(page: BoardPage, region: str) -> tuple[int, int]:
    board = page.model.board
    column = next(n for n, one in enumerate(board.columns) if (one.label, one.group) == ("工伤", TABLE))
    return next(n for n, one in enumerate(board.rows) if one.region == region), column


def word(page: BoardPage, region: str) -> str:
    return str(page.model.index(*cell(page, region)).data())


def word_at(desk: CommandLine, region: str) -> str:
    (found,) = desk.json("remind", *ONE, "--region", region)["pages"]
    return str(found["word"])


def unread(window: Window) -> int:
    (item,) = window.window.navigation.findItems("待办与消息", Qt.MatchFlag.MatchRecursive)
    return int(item.data(0, COUNT) or 0)


def remind(window: Window) -> None:
    """Choose the late page of both counties, write, send."""
    page = board_of(window)
    page.table.scrollTo(page.model.index(*cell(page, COUNTY)))
    for n, region in enumerate((COUNTY, SIBLING)):
        click_row(page.table, *cell(page, region), keys=n)
    assert page.hint.text() == "选中 2 张表，可催 2 个地区"
    window.click(page.remind)
    dialog = window.dialog(RemindDialog)
    dialog.text.setPlainText(WORDS)
    assert dialog.sample.text().startswith("海曙区：请于明天前送审 管理参数 · 预计 · 工伤（逾期 ")
    window.click(dialog.send)
    window.settle()


def submit(window: Window) -> None:
    """Press 送审 on the sheet that shows."""
    flow: FlowStrip | None = window.page.flow
    assert flow is not None
    window.wait(flow.buttons["submit"].isEnabled, what="送审 to be possible")
    window.click(flow.buttons["submit"])
    window.click(window.dialog(OpinionDialog).take)
    window.wait(lambda: flow.told.text().startswith("填报单已送审"), what="the record to be submitted")


def test_a_city_reminds_its_counties_and_sees_what_became_of_it(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window], small_central: RunningCentral
) -> None:
    city, county = seat("nb_jb"), seat("hs_jb")
    assert city("add", "task", *TASK).status == 0
    assert city("sync").status == 0
    small_central.kill()

    above = opened("nb_jb")
    assert word(board_of(above), COUNTY).startswith("逾期 ")
    remind(above)
    sent = todos_of(above, SENT)
    assert {str(sent.models[SENT].index(row, 0).data()) for row in range(2)} == {"待上传"}
    small_central.start()
    sync(above)
    assert {str(sent.models[SENT].index(row, 0).data()) for row in range(2)} == {"已发出"}
    assert county("sync").status == 0
    small_central.kill()

    below = opened("hs_jb")  # works on what was last fetched
    before = unread(below)
    came = todos_of(below, CAME)
    click_row(came.table, 0)
    below.settle()
    assert "请于明天前送审" in came.text.toPlainText()
    assert unread(below) == before - 1
    QTest.keyClick(came.table, Qt.Key.Key_Return)
    below.settle()
    assert below.page.catalog.name == "management_value"
    below.type_cell("参保人数(年末)", "四季度", "450000")
    submit(below)
    done = todos_of(below, DID)
    assert str(done.models[DID].index(0, 1).data()) == "送审"
    assert word(board_of(below), COUNTY) == "已送审"

    small_central.start()
    sync(below)
    sync(above)
    page = board_of(above)
    assert word(page, COUNTY) == "已送审"
    assert word(page, SIBLING).startswith("逾期 ")
    assert word_at(city, COUNTY) == "submitted"
    assert city.json("remind", *ONE, "--region", COUNTY, "--send", status=2)["error"]["code"] == "remind.nobody"


def returned(desk: CommandLine) -> Any:  # noqa: ANN401 - a line as the command tells it
    (found,) = [one for one in desk.json("todo")["todos"] if one["kind"] == "fix"]
    return found


def test_what_is_returned_shows_at_both_ends_and_nobody_reminds_sideways(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window]
) -> None:
    city, county, reviewer, agency = seat("nb_jb"), seat("hs_jb"), seat("hs_sh"), seat("hs_jg")
    page = ("--page", "险种=1106", "--page", "口径=预计")
    assert county("sheet", *page, "GL0101.q4=450000").status == 0
    assert county("flow", "submit", *page, "--explain", "按业务系统实际数").status == 0
    assert county("sync").status == 0
    assert reviewer("sync").status == 0
    assert reviewer("flow", "return", *page, "--opinion", "四季度请核对").status == 0
    assert reviewer("sync").status == 0
    assert county("sync").status == 0
    assert "四季度请核对" in returned(county)["detail"]
    assert city("sync").status == 0
    window = opened("nb_jb")
    assert word(board_of(window), COUNTY) == "退回"

    aside = county("remind", *ONE, "--region", SIBLING, "--send")
    assert aside.status != 0
    sideways = county("add", "message", f"财政区划={SIBLING}", "标题=催报", "内容=请送审")
    assert (sideways.status, "只能发给本级及下级地区" in sideways.out + sideways.err) == (2, True)
    outside = agency("add", "message", f"财政区划={COUNTY}", "标题=催报", "内容=请送审")
    assert (outside.status, "由财政部门维护" in outside.out + outside.err) == (2, True)
    desk = board_of(opened("hs_jg"))
    desk.table.selectAll()
    assert not desk.remind.isEnabled()
    assert "由财政部门维护" in desk.remind.toolTip()
