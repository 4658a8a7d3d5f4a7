"""The filling-in sheet on its page: cells blank, 0 and ×, refused ones, pages, rights of another region (1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from sqlalchemy import select

from app.row_state import RowState
from tests.gui.grid_support import text
from tests.support import CITY, COUNTY, OTHER_COUNTY, YEAR, put_rows
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk

    Settle = Callable[[], None]

YEAR_CELL, FIRST_QUARTER = 4, 5


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> CatalogPage:
    made = CatalogPage(desk.schema.catalog("management_value"), desk=desk)
    desk.rows_changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1240, 600)
    made.show()
    qtbot.waitExposed(made)
    made.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="1101")
    settle()
    made.grid.setFocus()
    return made


def stored(store: Store) -> dict[tuple[str, str, str], tuple[int | None, bool]]:
    table = store.schema.rows["management_value"]
    with store.read() as connection:
        found = connection.execute(select(table).where(table.c.is_deleted.is_(False)))
        return {(row.parameter, row.basis, row.period): (row.value, row.is_not_applicable) for row in found}


def test_parameters_stand_against_periods(page: CatalogPage) -> None:
    assert [column.label for column in page.model.columns] == [
        "参数类别",
        "代码",
        "名称",
        "计量单位",
        "全年",
        "一季度",
        "二季度",
        "三季度",
        "四季度",
    ]
    assert [text(page.model, row, 1) for row in range(page.model.rowCount())] == ["GL0101", "GL0201", "GL0207"]
    assert "只填数值" in page.model.lock_at(0, 2)
    assert page.grid.currentIndex().column() == YEAR_CELL


def test_blank_zero_and_cross_are_three_things(page: CatalogPage, store: Store, settle: Settle) -> None:
    for word in ("576,000", "0", "x"):
        QTest.keyClicks(page.grid.opener.editor or page.grid.viewport(), word[0])
        QTest.keyClicks(page.grid.opener.editor, word[1:])  # type: ignore[arg-type]
        QTest.keyClick(page.grid.opener.editor, Qt.Key.Key_Return)  # type: ignore[arg-type]
    settle()
    assert [text(page.model, row, YEAR_CELL) for row in range(3)] == ["576,000", "0", "×"]
    assert stored(store) == {
        ("GL0101", "estimate", "year"): (576_000_0000, False),
        ("GL0201", "estimate", "year"): (0, False),
        ("GL0207", "estimate", "year"): (None, True),
    }
    assert page.model.row_at(0).states[YEAR_CELL] == RowState.WAITING  # type: ignore[union-attr]
    page.grid.go_to(0, YEAR_CELL)
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    settle()
    assert text(page.model, 0, YEAR_CELL) == ""


def test_a_cell_typed_twice_before_the_first_answer_is_one_row(page: CatalogPage, store: Store, settle: Settle) -> None:
    page.model.set_cells([(0, YEAR_CELL, "1")])
    page.model.set_cells([(0, YEAR_CELL, "2")])
    settle()
    assert stored(store) == {("GL0101", "estimate", "year"): (2_0000, False)}
    assert page.model.refused_count == 0


def test_a_refused_value_stays_in_red_with_its_reason(page: CatalogPage, settle: Settle) -> None:
    page.model.set_cells([(0, YEAR_CELL, "12.5"), (0, FIRST_QUARTER, "7"), (2, YEAR_CELL, "101")])
    settle()
    assert text(page.model, 0, YEAR_CELL) == "12.5"
    assert "应填整数" in text(page.model, 0, YEAR_CELL, Qt.ItemDataRole.ToolTipRole)
    assert "不能大于" in text(page.model, 2, YEAR_CELL, Qt.ItemDataRole.ToolTipRole)
    assert text(page.model, 0, FIRST_QUARTER) == "7"
    assert page.model.refused_count == 2


def test_a_block_is_pasted_and_added_up(page: CatalogPage, settle: Settle, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("100\t200\n300\t400\n")
    page.grid.go_to(0, FIRST_QUARTER)
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert text(page.model, 1, FIRST_QUARTER + 1) == "400"
    page.grid.go_to(0, FIRST_QUARTER)
    QTest.keyClick(page.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: page.foot.sum_text == "选中 2 格　合计 400　平均 200　数值 2 个　最小 100　最大 300")


def test_pages_are_kept_apart(page: CatalogPage, store: Store, settle: Settle) -> None:
    assert page.strip is not None
    page.model.set_cells([(0, YEAR_CELL, "1"), (1, YEAR_CELL, "错")])
    settle()
    page.strip.set_page("basis", "actual")
    page.strip.changed.emit()
    settle()
    assert text(page.model, 0, YEAR_CELL) == ""
    page.model.set_cells([(0, YEAR_CELL, "2")])
    settle()
    assert stored(store) == {
        ("GL0101", "estimate", "year"): (1_0000, False),
        ("GL0101", "actual", "year"): (2_0000, False),
    }
    page.strip.set_page("basis", "estimate")
    page.strip.changed.emit()
    settle()
    assert (text(page.model, 0, YEAR_CELL), text(page.model, 1, YEAR_CELL)) == ("1", "错")


def test_another_type_has_its_own_parameters(page: CatalogPage, settle: Settle) -> None:
    assert page.strip is not None
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    assert dict(page.strip.pages)["insurance_type"] == "1101", "nothing in particular keeps what was shown"
    page.strip.set_page("insurance_type", "")
    page.strip.changed.emit()
    settle()
    assert [text(page.model, row, 1) for row in range(page.model.rowCount())] == ["GL0303"]
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="1106")
    settle()
    assert page.empty.texts[0] == "这个险种没有要填报的参数"


def test_the_sheet_of_another_region_is_read_only(page: CatalogPage, settle: Settle) -> None:
    page.set_context(fiscal_year=YEAR, region=OTHER_COUNTY, insurance_type="1101")
    settle()
    assert "其他财政区划" in page.model.lock_at(0, YEAR_CELL)
    page.set_context(fiscal_year=YEAR, region=CITY, insurance_type="1101")
    settle()
    assert "上级" in page.model.lock_at(0, YEAR_CELL)


def test_a_value_is_found_on_its_page(page: CatalogPage, store: Store, settle: Settle) -> None:
    (row_id,) = put_rows(
        store,
        "management_value",
        {
            "mof_div_code": COUNTY,
            "insurance_type": "1101",
            "parameter": "GL0201",
            "basis": "actual",
            "period": "q1",
            "value": 5_0000,
        },
    )
    page.show_row(row_id)
    settle()
    index = page.grid.currentIndex()
    assert (text(page.model, index.row(), index.column()), index.column()) == ("5", FIRST_QUARTER)
    sheet = page.shown_sheet()
    assert sheet is not None
    assert sheet.pages == (("insurance_type", "1101"), ("basis", "actual"))


def test_sorting_and_searching_a_sheet(page: CatalogPage, settle: Settle) -> None:
    page.model.set_cells([(0, YEAR_CELL, "5"), (2, YEAR_CELL, "9")])
    settle()
    page.grid.sortByColumn(YEAR_CELL, Qt.SortOrder.DescendingOrder)
    settle()
    assert [text(page.model, row, 1) for row in range(3)] == ["GL0207", "GL0101", "GL0201"]
    page.query_bar.words.setText("缴费")
    page.query_bar.words.returnPressed.emit()
    settle()
    assert [text(page.model, row, 1) for row in range(page.model.rowCount())] == ["GL0207", "GL0201"]


def test_without_a_choice_above_the_sheet_opens_on_the_first_type(desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    page = CatalogPage(desk.schema.catalog("management_value"), desk=desk)
    qtbot.addWidget(page)
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    assert page.strip is not None
    assert dict(page.strip.pages)["insurance_type"] == "1101"
    assert text(page.model, 0, 1) == "GL0101"
