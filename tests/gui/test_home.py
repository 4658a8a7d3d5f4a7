"""The first page in a real window: opens first, says what waits, follows edits, and leads to where a click points."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest

from app.line_texts import RowPlace
from app.trends import Trend
from sync.status import SyncStatus
from tests.profiles import make_profile
from ui.bootstrap import Program
from ui.dashboard.chart import TrendChart, number, ticks, unit_of, words_of
from ui.dashboard.lists import Work, todos
from ui.look.colours import DARK, LIGHT, Colours
from ui.look.style import palette
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.dashboard.home import Home
    from ui.dashboard.lists import ShortList
    from ui.dashboard.progress_table import ProgressTable
    from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton
TREND = Trend(
    label="基金累计结余",
    unit="元",
    type_name="企业养老",
    points=(("2024", 1_234_500_000_0000), ("2025", -200_000_000_0000)),
    scale=4,
    place=RowPlace(
        catalog="actuarial_value", row_id="1", fiscal_year=2026, mof_div_code="330203000", insurance_type="1101"
    ),
)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    """Return a window on a profile where nobody has opened a page before."""
    made = Program(make_profile(tmp_path / "profile").folder)
    with qtbot.waitSignal(made.stands, timeout=10_000):
        made.start()
    qtbot.waitUntil(lambda: made.shell is not None and made.shell.workbench is not None, timeout=10_000)
    qtbot.waitUntil(lambda: home_of(made).is_shown, timeout=10_000)
    quiet(qtbot, made)
    yield made
    made.close()


def bench_of(program: Program) -> Workbench:
    assert program.shell is not None
    assert program.shell.workbench is not None
    return program.shell.workbench


def home_of(program: Program) -> Home:
    return bench_of(program).home


def quiet(qtbot: QtBot, program: Program) -> None:
    assert program.shell is not None
    operations = program.shell.operations
    calm = 0

    def is_calm() -> bool:
        nonlocal calm
        calm = calm + 1 if operations.is_idle else 0
        return calm > 2

    qtbot.waitUntil(is_calm, timeout=20_000)


def todo_lines(program: Program) -> list[QModelIndex]:
    items = home_of(program).page.todo.items
    return [items.index(row, 0) for row in range(items.rowCount())]


def todo_line(program: Program, label: str) -> int:
    return [line.data() for line in todo_lines(program)].index(label)


def click(part: ShortList | ProgressTable, *, row: int, column: int = 0) -> None:
    """Click into a cell."""
    place = part.visualRect(part.model().index(row, column)).center()
    QTest.mouseClick(part.viewport(), LEFT, pos=QPoint(place))


def fill_in(qtbot: QtBot, program: Program, *, texts: tuple[str, ...]) -> CatalogPage:
    """Type into the first cells of the year column of the sheet."""
    page = bench_of(program).open_page("management_value")
    assert isinstance(page, CatalogPage)
    quiet(qtbot, program)
    column = next(n for n, one in enumerate(page.model.columns) if one.label == "全年")
    page.model.set_cells([(row, column, text) for row, text in enumerate(texts)])
    quiet(qtbot, program)
    return page


def test_a_window_begins_with_the_overview(program: Program) -> None:
    home = home_of(program).page
    assert home.title.text() == "海曙区　2026年度"
    assert home.state.text().startswith("上次同步")
    assert "没有待上传的修改" in home.state.text()
    assert [line.data() for line in todo_lines(program)] == ["未填报"]
    assert "先填“企业养老 · 参数填报 · 预计”" in home.todo.items.index(0, 2).data()
    assert not home.recent.isVisible()
    lines = home.types.lines
    assert [lines.index(row, 0).data() for row in range(lines.rowCount())] == ["企业养老", "居民养老", "（不分险种）"]
    assert lines.index(0, 1).data() == "1 / 3"
    assert "还差 2 项" in lines.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert not home.below.isVisible()


def test_actions_of_modules_say_why_they_rest(program: Program, qtbot: QtBot) -> None:
    actions = program.window.actions_by_name
    assert not actions["print"].isEnabled()
    assert "模块" in actions["print"].toolTip()
    bench_of(program).open_page("region")
    quiet(qtbot, program)
    assert actions["print"].isEnabled()
    assert "模块" not in actions["print"].toolTip()


def test_a_click_on_a_bar_opens_that_sheet(program: Program, qtbot: QtBot) -> None:
    click(home_of(program).page.types, row=1, column=2)
    quiet(qtbot, program)
    page = bench_of(program).pages.current
    assert isinstance(page, CatalogPage)
    assert page.catalog.name == "management_value"
    assert page.strip is not None
    assert dict(page.strip.pages) == {"insurance_type": "1102", "basis": "actual"}
    assert program.window.context_bar.context is not None
    assert program.window.context_bar.context.insurance_type == "1102"


def test_what_was_typed_shows_as_waiting_and_as_last_done(program: Program, qtbot: QtBot) -> None:
    fill_in(qtbot, program, texts=("123", "45"))
    program.window.actions_by_name["home"].trigger()
    assert home_of(program).is_shown
    quiet(qtbot, program)
    home = home_of(program).page
    assert todo_line(program, "待上传") == len(todo_lines(program)) - 1
    assert home.recent.isVisible()
    assert home.types.lines.index(0, 1).data() == "2 / 3"
    click(home.recent, row=0)
    quiet(qtbot, program)
    page = bench_of(program).pages.current
    assert isinstance(page, CatalogPage)
    assert page.grid.currentIndex().isValid()


def test_a_cell_that_was_not_kept_is_led_to(program: Program, qtbot: QtBot) -> None:
    page = fill_in(qtbot, program, texts=("abc",))
    assert page.model.refused_count == 1
    home_of(program).show()
    quiet(qtbot, program)
    home = home_of(program).page
    assert home.todo.items.index(0, 0).data() == "没有保存的录入"
    click(home.todo, row=0)
    assert bench_of(program).pages.current is page
    assert page.grid.currentIndex().row() == 0


def test_what_is_left_to_fill_in_leads_to_the_first_gap(program: Program, qtbot: QtBot) -> None:
    click(home_of(program).page.todo, row=todo_line(program, "未填报"))
    quiet(qtbot, program)
    page = bench_of(program).pages.current
    assert isinstance(page, CatalogPage)
    assert page.strip is not None
    assert dict(page.strip.pages) == {"insurance_type": "1101", "basis": "estimate"}


def test_findings_are_counted_and_lead_to_the_problems(program: Program) -> None:
    bench_of(program).problems.counted.emit(2, 3)
    todo = home_of(program).page.todo
    counts = {label: todo.items.index(todo_line(program, label), 1).data() for label in ("错误", "提示")}
    assert counts == {"错误": "2", "提示": "3"}
    click(todo, row=todo_line(program, "提示"))
    assert bench_of(program).problems.panel.isVisible()


@pytest.mark.parametrize("how", ["click", "Enter"])
def test_a_figure_leads_to_its_last_value(program: Program, qtbot: QtBot, how: str) -> None:
    fill_in(qtbot, program, texts=("512345",))
    home_of(program).show()
    quiet(qtbot, program)
    (chart,) = home_of(program).page.charts
    if how == "click":
        QTest.mouseClick(chart, LEFT)
    else:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    quiet(qtbot, program)
    page = bench_of(program).pages.current
    assert isinstance(page, CatalogPage)
    assert page.grid.currentIndex().siblingAtColumn(4).data() == "512,345"


def test_a_kind_of_lines_opens_the_panel(program: Program, qtbot: QtBot) -> None:
    fill_in(qtbot, program, texts=("123",))
    home_of(program).show()
    quiet(qtbot, program)
    with qtbot.waitSignal(home_of(program).panel_wanted) as told:
        QTest.keyClick(home_of(program).page.todo, Qt.Key.Key_Down)
        home_of(program).page.todo.choose([todo_line(program, "待上传")])
        QTest.keyClick(home_of(program).page.todo, Qt.Key.Key_Return)
    assert told.args == ["waiting"]


def test_what_waits_is_listed_by_urgency() -> None:
    status = SyncStatus(waiting=2, sent=3, refused=4, conflicts=5, last_sync_at="", cursor="")
    work = Work(unkept=1, errors=6, warnings=7, unfilled=8, gap="企业养老 · 参数填报")
    found = [(one.label, one.count) for one in todos(status, work=work)]
    assert found == [
        *(("没有保存的录入", 1), ("有冲突", 5), ("被拒绝", 4), ("错误", 6), ("提示", 7)),
        *(("未填报", 8), ("待上传", 5)),
    ]
    nothing = SyncStatus(waiting=0, sent=0, refused=0, conflicts=0, last_sync_at="", cursor="")
    assert todos(nothing, work=Work()) == []


def test_axes_have_round_numbers_in_a_unit_that_reads_well() -> None:
    assert unit_of([Decimal(123_456_789_00)], unit="元") == ("亿元", 10**8)
    assert unit_of([Decimal(-20_000)], unit="人") == ("万人", 10**4)
    assert unit_of([Decimal(3)], unit="%") == ("%", 1)
    assert ticks(Decimal("44.8"), Decimal("47.7")) == [44, 45, 46, 47, 48]
    for low, high in ((0, 0), (5, 5), (-3, 12), (Decimal("0.01"), Decimal("0.02"))):
        marks = ticks(Decimal(low), Decimal(high))
        assert marks[0] <= low
        assert marks[-1] >= high
        assert 2 <= len(marks) <= 7
    assert number(Decimal("12.50")) == "12.5"
    assert number(Decimal(1200)) == "1,200"


def test_a_chart_says_in_words_what_it_draws() -> None:
    assert words_of(TREND) == "基金累计结余（企业养老）：2024 12.35 亿元，2025 -2 亿元"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_a_chart_is_drawn_on_either_ground(qtbot: QtBot, colours: Colours) -> None:
    chart = TrendChart(TREND)
    chart.setPalette(palette(colours))
    qtbot.addWidget(chart)
    chart.resize(400, 168)
    picture = chart.grab().toImage()
    seen = {picture.pixelColor(x, y).name() for x in range(400) for y in range(168)}
    assert {colours.accent, colours.line, colours.window} <= seen
