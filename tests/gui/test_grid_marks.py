"""The state of each cell as it is painted, told and listed: shapes and colours looked at pixel by pixel."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from sqlalchemy import insert, update

from app.commands import CellEdit, edit_cells
from app.problems.looking import find_problems
from app.problems.reading import Where
from app.row_state import LineState, RowState
from tests.gui.grid_support import press, text, type_in
from tests.support import COUNTY, OPERATOR, YEAR, put_rows
from ui.grid.legend import Legend
from ui.grid.mark_pictures import SIZE, mark_picture
from ui.grid.marks import Mark
from ui.look.colours import DARK, LIGHT
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk

    Settle = Callable[[], None]

AT = "2020-01-01T04:00:00Z"
TIP, SPOKEN = int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.AccessibleTextRole)
EDITED, REFUSED, CONFLICT, MERGED, RECEIVED, WRONG = range(6)


def put_accounts(store: Store) -> list[str]:
    rows = [
        {
            "mof_div_code": COUNTY,
            "account_no": f"6228{number}",
            "account_name": f"专户{number}",
            "bank_name": "清河支行",
            "account_type": "31",
            "opened_on": date(2020, 5, 1),
            "approval_type": "1",
            "balance": 0 if number == EDITED else None,
            "is_received": number == RECEIVED,
        }
        for number in range(6)
    ]
    return put_rows(store, "fund_account", *rows)


def put_states(store: Store, ids: list[str]) -> None:
    catalog, schema = store.schema.catalog("fund_account"), store.schema
    for number in (EDITED, REFUSED, CONFLICT):
        cell = CellEdit(row_id=ids[number], field="bank_name", given="城关支行")
        edit_cells(store, user=OPERATOR, catalog=catalog, cells=[cell])
    outbox, table = schema.table("outbox"), schema.rows["fund_account"]
    lines = {
        REFUSED: {"state": LineState.REFUSED, "field": "bank_name", "message": "没有这家银行"},
        CONFLICT: {"state": LineState.CONFLICT, "theirs": '{"bank_name": "东门支行"}', "theirs_by": "nb"},
    }
    merged = {"catalog": catalog.name, "row_id": ids[MERGED], "field": "bank_name", "mine": '["balance"]', "by": "ls"}
    states = {REFUSED: RowState.REFUSED, CONFLICT: RowState.CONFLICT, MERGED: RowState.MERGED}
    with store.write() as connection:
        for number, values in lines.items():
            connection.execute(update(outbox).where(outbox.c.row_id == ids[number]).values(values))
        values = {**merged, "before": '"东门支行"', "after": '"清河支行"', "at": AT}
        connection.execute(insert(schema.table("merged")).values(values))
        for number, state in states.items():
            connection.execute(update(table).where(table.c.id == ids[number]).values(state=int(state)))
        connection.execute(update(table).where(table.c.id == ids[WRONG]).values(bank_name=""))


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> CatalogPage:
    put_states(desk.store, put_accounts(desk.store))
    made = CatalogPage(desk.schema.catalog("fund_account"), desk=desk)
    desk.rows_changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1400, 500)
    made.show()
    qtbot.waitExposed(made)
    made.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    return made


@pytest.fixture
def sheet(qtbot: QtBot, desk: Desk, settle: Settle) -> CatalogPage:
    made = CatalogPage(desk.schema.catalog("management_value"), desk=desk)
    desk.rows_changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1240, 400)
    made.show()
    qtbot.waitExposed(made)
    made.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="1101")
    settle()
    return made


def check(desk: Desk, catalog: str) -> None:
    """Judge as the window does, and put what is found into the cells."""
    with desk.store.read() as connection:
        where = Where(fiscal_year=YEAR, region=COUNTY)
        found = find_problems(connection, schema=desk.schema, where=where, catalogs=[catalog])
    desk.findings.take(catalog, found)


def column(page: CatalogPage, name: str) -> int:
    return next(place for place, one in enumerate(page.model.columns) if one.name == name)


def marks(page: CatalogPage, row: int, name: str) -> tuple[Mark, ...]:
    found = page.model.painted(row, column(page, name))
    assert found is not None
    return found[3]


def corner(page: CatalogPage, row: int, name: str) -> QImage:
    """Return what is painted where the mark of a text cell stands."""
    place = page.grid.visualRect(page.model.index(row, column(page, name)))
    at = QRect(place.right() - SIZE, place.top() + 1, SIZE, SIZE)
    return page.grid.viewport().grab(at).toImage()


def inked(image: QImage, ink: str) -> int:
    """Count the pixels that come near a colour."""
    wanted = QColor(ink)
    found = 0
    for x in range(image.width()):
        for y in range(image.height()):
            one = image.pixelColor(x, y)
            far = abs(one.red() - wanted.red()) + abs(one.green() - wanted.green()) + abs(one.blue() - wanted.blue())
            found += far < 60
    return found


def test_each_state_has_its_mark_at_the_cell_that_is_meant(page: CatalogPage, desk: Desk) -> None:
    check(desk, "fund_account")
    given = [marks(page, row, "bank_name") for row in range(6)]
    assert given == [
        (Mark.EDITED,),
        (Mark.REFUSED,),
        (Mark.CONFLICT,),
        (Mark.MERGED,),
        (Mark.RECEIVED,),
        (Mark.INVALID,),
    ]
    assert marks(page, EDITED, "account_name") == ()
    assert marks(page, EDITED, "balance") == ()
    assert marks(page, WRONG, "balance") == (Mark.BLANK,)


@pytest.mark.parametrize(
    ("row", "ink"), [(EDITED, "#c77700"), (REFUSED, "#c62828"), (CONFLICT, "#8e24aa"), (MERGED, "#00796b")]
)
def test_a_mark_is_painted_in_the_upper_corner_and_nowhere_else(page: CatalogPage, row: int, ink: str) -> None:
    assert inked(corner(page, row, "bank_name"), ink) > 8
    assert inked(corner(page, row, "account_name"), ink) == 0


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("ratio", [1.0, 1.5])
def test_shapes_differ_without_their_colours(qapp: QApplication, is_dark: bool, ratio: float) -> None:  # noqa: FBT001, ARG001
    ground = QColor((DARK if is_dark else LIGHT).surface).lightness()
    shapes = {}
    for mark in Mark:
        image = mark_picture(mark, is_dark=is_dark, ratio=ratio).toImage()
        pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
        shapes[mark] = [pixel.alpha() > 100 and abs(pixel.lightness() - ground) > 40 for pixel in pixels]
    for one, other in combinations(Mark, 2):
        differing = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
        assert differing > 0.08 * len(shapes[one]), (one, other)


def test_tooltips_say_why_in_words(page: CatalogPage, desk: Desk) -> None:
    check(desk, "fund_account")
    told = [text(page.model, row, column(page, "bank_name"), TIP) for row in range(6)]
    assert told[EDITED].startswith("本机由“清河支行”改为“城关支行”（hs_jb ")
    assert told[EDITED].endswith("，待上传")
    assert told[REFUSED] == "中心没有接受：没有这家银行"
    assert "中心现为“东门支行”（nb）" in told[CONFLICT]
    assert told[MERGED].startswith("已合并：别人把这一格由“东门支行”改为“清河支行”（ls ")
    assert told[RECEIVED] == "只读：“开户银行”由一体化系统接收填写，不能修改"
    assert told[WRONG].startswith("未填\n错误：开户银行必须填写（规则：开户银行：必填）")
    assert "错误" in text(page.model, WRONG, column(page, "bank_name"), SPOKEN)


def test_blank_zero_and_cross_are_told_apart(sheet: CatalogPage, settle: Settle) -> None:
    year = 4
    sheet.model.set_cells([(0, year, "0"), (1, year, "x")])
    settle()
    tips = [text(sheet.model, row, year, TIP).split("\n")[0] for row in range(3)]
    assert tips == ["填的是 0，不是未填", "× 不适用", "未填"]
    places = [sheet.grid.visualRect(sheet.model.index(row, year)).adjusted(30, 2, -3, -3) for row in range(3)]
    sheet.grid.go_to(0, year + 2)
    zero, cross, blank = (sheet.grid.viewport().grab(place).toImage() for place in places)
    colours = [len({one.pixel(x, y) for x in range(80) for y in range(10)}) for one in (zero, cross, blank)]
    assert colours[0] == colours[2] == 1, "plain ground at the left of a number"
    assert colours[1] > 1, "hatched"
    right = QRect(blank.width() - 14, blank.height() // 2, 14, blank.height() - blank.height() // 2)
    dots = blank.copy(right)
    assert inked(dots, "#66727f") >= 3


def test_a_typed_error_and_a_warning_are_marked_and_gone_when_put_right(
    sheet: CatalogPage, desk: Desk, settle: Settle
) -> None:
    year = 4
    sheet.grid.setFocus()
    for words in ("500000", "600000"):
        type_in(sheet.grid, words)
        press(sheet.grid, Qt.Key.Key_Return)
    type_in(sheet.grid, "abc")
    press(sheet.grid, Qt.Key.Key_Return)
    settle()
    check(desk, "management_value")

    def shown(row: int) -> tuple[Mark, ...]:
        found = sheet.model.painted(row, year)
        assert found is not None
        return found[3]

    assert shown(2) == (Mark.INVALID,)
    assert shown(1) == (Mark.WAITING, Mark.WARNING)
    assert "规则：“缴费人数”不应大于“参保人数(年末)”" in text(sheet.model, 1, year, TIP)
    sheet.model.set_cells([(1, year, "400000"), (2, year, "16")])
    settle()
    check(desk, "management_value")
    assert (shown(1), shown(2)) == ((Mark.WAITING,), (Mark.WAITING,))


def test_the_legend_explains_every_mark(page: CatalogPage, qtbot: QtBot) -> None:
    legend = page.foot.findChild(Legend)
    assert isinstance(legend, Legend)
    legend.click()
    qtbot.waitUntil(legend.list.isVisible)
    assert all({mark.label, mark.about} <= set(legend.list.words) for mark in Mark)
    legend.list.hide()
