"""A filling-in sheet in groups: how far each is filled in, folding, typing, filters, what cannot be typed (1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.gui.grid_support import press, text
from tests.support import COUNTY, YEAR
from ui.operations import Progress
from ui.page.catalog_page import CatalogPage
from ui.printing.content import reading_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk

    Settle = Callable[[], None]

CODE, NAME, YEAR_CELL = 1, 2, 4
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, store: Store, desk: Desk, settle: Settle) -> CatalogPage:
    table = store.schema.rows["management_parameter"]
    with store.write() as connection:
        connection.execute(table.update().where(table.c.code.startswith("GL02")).values(category="02"))
    made = CatalogPage(desk.schema.catalog("management_value"), desk=desk)
    made.model.tester = QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Warning)  # type: ignore[attr-defined]
    desk.rows_changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1240, 600)
    made.show()
    qtbot.waitExposed(made)
    made.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="1101")
    settle()
    made.grid.setFocus()
    return made


def group(page: CatalogPage, settle: Settle) -> None:
    """Group by the column of categories, with the keys."""
    page.grid.go_to(0, 0)
    press(page.grid, Qt.Key.Key_G, CONTROL | SHIFT)
    settle()


def lines(page: CatalogPage) -> list[tuple[str, ...]]:
    return [tuple(text(page.model, row, place) for place in (0, CODE, NAME)) for row in range(page.model.rowCount())]


def row_of(page: CatalogPage, code: str) -> int:
    return next(row for row in range(page.model.rowCount()) if text(page.model, row, CODE) == code)


def test_categories_stand_above_their_parameters_with_what_is_filled_in(page: CatalogPage, settle: Settle) -> None:
    group(page, settle)
    assert [line for line in lines(page) if not line[1]] == [
        ("参保", "", "1 项"),
        ("缴费", "", "2 项"),
        ("总计", "", "2 组 3 项"),
    ]
    assert [line[1] for line in lines(page) if line[1]] == ["GL0101", "GL0201", "GL0207"]
    assert page.foot.count_text == "共 3 行 2 组"
    assert page.chips.group_text == "分组：参数类别"
    kept = QPersistentModelIndex(page.model.index(row_of(page, "GL0201"), YEAR_CELL))
    page.model.set_cells([(row_of(page, "GL0101"), YEAR_CELL, "576000"), (row_of(page, "GL0201"), YEAR_CELL, "x")])
    settle()
    told = {line[0]: text(page.model, row, YEAR_CELL) for row, line in enumerate(lines(page)) if not line[1]}
    assert told == {"参保": "已填 1/1", "缴费": "已填 1/2", "总计": "已填 2/3"}
    assert kept.data() == "×"


def test_groups_close_open_and_are_printed_as_they_stand(page: CatalogPage, settle: Settle) -> None:
    group(page, settle)
    page.grid.go_to(1, NAME)
    press(page.grid, Qt.Key.Key_Left, ALT | SHIFT)
    settle()
    assert [line[0] for line in lines(page) if not line[1]] == ["参保", "缴费", "总计"]
    assert [line[1] for line in lines(page) if line[1]] == ["GL0201", "GL0207"]
    assert page.model.headerData(0, Qt.Orientation.Vertical) == "▸"
    assert page.model.source is not None
    printed = reading_all(page.model.source)(Progress(lambda *_: None))
    assert [row.texts[NAME] for row in printed if row.is_head] == ["1 项", "2 项", "2 组 3 项"]
    press(page.grid, Qt.Key.Key_Space)
    settle()
    assert [line[1] for line in lines(page) if line[1]] == ["GL0101", "GL0201", "GL0207"]
    press(page.grid, Qt.Key.Key_G, CONTROL | SHIFT)
    settle()
    assert page.model.rowCount() == 3


def test_nothing_is_typed_above_a_group_and_a_paste_over_it_skips_it(page: CatalogPage, settle: Settle) -> None:
    group(page, settle)
    assert not page.model.flags(page.model.index(0, YEAR_CELL)) & Qt.ItemFlag.ItemIsEditable
    page.model.keeping.keep_block(range(4), [YEAR_CELL], text_at=lambda row, _: f"{row + 1}", verb="粘贴")
    settle()
    assert [text(page.model, row, YEAR_CELL) for row in range(5)] == ["已填 1/1", "2", "已填 1/2", "4", ""]
    page.grid.selectAll()
    assert page.model.refused_count == 0


def test_sorting_keeps_the_groups_and_the_other_way_round_turns_them(page: CatalogPage, settle: Settle) -> None:
    group(page, settle)
    arrangement = page.grid.headings.arrangement
    arrangement.sort(("head.code", True))
    settle()
    assert [line[1] for line in lines(page) if line[1]] == ["GL0101", "GL0207", "GL0201"]
    arrangement.sort(("head.group", True))
    settle()
    assert [line[0] for line in lines(page) if not line[1]] == ["缴费", "参保", "总计"]
    page.query_bar.words.setText("GL0207")
    page.query_bar.words.returnPressed.emit()
    settle()
    assert [line[1] or line[0] for line in lines(page)] == ["缴费", "GL0207", "总计"]


def test_only_the_column_of_categories_groups_a_sheet(page: CatalogPage) -> None:
    assert page.grid.folding.why_not(0) == ""
    assert "从列表中选择的列" in page.grid.folding.why_not(YEAR_CELL)
