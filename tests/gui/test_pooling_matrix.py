"""The matrix of pooling levels: chosen by click and key, copied, filled, taken back; who may not change it (1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from sqlalchemy import select

from app.row_state import RowState
from app.undo.carry import undo
from tests.gui.grid_support import text
from tests.support import COUNTY, PROVINCE, PROVINCE_OPERATOR, YEAR, put_rows
from ui.desk import Desk
from ui.editors.pick import ChoiceEditor
from ui.grid.marks import Mark
from ui.pooling.matrix_part import MatrixPart

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.operations import Operations

    Settle = Callable[[], None]

Key = Qt.Key
PENSION, RESIDENTS, INJURY = 0, 1, 2


@pytest.fixture
def two_years(store: Store) -> Store:
    """Give a store with levels of the year before, and one of this year."""
    ministry = {"mof_div_code": "100000000", "is_standard": True, "category": "1", "fiscal_year": YEAR - 1}
    with store.read() as connection:
        owner = connection.execute(select(store.schema.rows["insurance_type"].c.mof_div_code)).scalars().first()
    put_rows(
        store,
        "insurance_type",
        *(
            {**ministry, "mof_div_code": owner, "code": code, "name": name}
            for code, name in (("1101", "企业职工基本养老保险"), ("1106", "工伤保险"))
        ),
    )
    put_rows(
        store,
        "region",
        *(
            {"fiscal_year": YEAR - 1, "mof_div_code": code, "name": name, "parent_code": parent, "level_no": level}
            for code, name, parent, level in ((PROVINCE, "浙江省", owner, "2"),)
        ),
    )
    province = {"mof_div_code": PROVINCE}
    put_rows(
        store,
        "pooling_level",
        {**province, "fiscal_year": YEAR - 1, "insurance_type": "1101", "pooling_level": "3"},
        {**province, "fiscal_year": YEAR - 1, "insurance_type": "1106", "pooling_level": "3"},
        {**province, "insurance_type": "1101", "pooling_level": "2"},
        {**province, "insurance_type": "1106", "pooling_level": "3"},
    )
    return store


def open_part(qtbot: QtBot, desk: Desk, settle: Settle, *, region: str = PROVINCE) -> MatrixPart:
    made = MatrixPart(desk)
    desk.rows_changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1000, 480)
    made.show()
    qtbot.waitExposed(made)
    made.show_place(fiscal_year=YEAR, region=region)
    settle()
    made.grid.setFocus()
    return made


@pytest.fixture
def province_desk(store: Store, operations: Operations, tmp_path: Path) -> Desk:
    settings = QSettings(str(tmp_path / "province.ini"), QSettings.Format.IniFormat)
    return Desk(store=store, user=PROVINCE_OPERATOR, operations=operations, settings=settings, folder=tmp_path)


@pytest.fixture
def part(qtbot: QtBot, two_years: Store, province_desk: Desk, settle: Settle) -> MatrixPart:  # noqa: ARG001 - the rows
    return open_part(qtbot, province_desk, settle)


def year_column(part: MatrixPart, year: int) -> int:
    return next(n for n, one in enumerate(part.model.columns) if one.name == str(year))


def levels(store: Store) -> dict[tuple[str, int], str]:
    table = store.schema.rows["pooling_level"]
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.is_deleted.is_(False)))
        return {(row.insurance_type, row.fiscal_year): row.pooling_level for row in rows}


def test_types_stand_against_years_and_differences_are_marked(part: MatrixPart) -> None:
    labels = [column.label for column in part.model.columns]
    assert labels == ["险种代码", "险种名称", f"{YEAR - 1}年度", f"{YEAR}年度", f"{YEAR + 1}年度"]
    now = year_column(part, YEAR)
    assert [text(part.model, row, now) for row in range(3)] == ["省级", "", "市级"]
    pension, injury = part.model.row_at(PENSION), part.model.row_at(INJURY)
    assert pension is not None
    assert injury is not None
    assert Mark.DIFFERS in pension.marks[now]
    assert now not in injury.marks
    assert f"{YEAR - 1} 年度为“市级”" in text(part.model, PENSION, now, Qt.ItemDataRole.ToolTipRole)
    assert "年度结转" in part.model.lock_at(PENSION, year_column(part, YEAR + 1))
    assert "没有启用" in part.model.lock_at(RESIDENTS, year_column(part, YEAR - 1))


@pytest.mark.parametrize("opens", ["double", "f4", "typed"])
def test_a_level_is_chosen_by_double_click_key_and_typing(part: MatrixPart, settle: Settle, opens: str) -> None:
    now = year_column(part, YEAR)
    part.grid.go_to(RESIDENTS, now)
    told: list[str] = []
    part.told.connect(told.append)
    place = part.grid.visualRect(part.model.index(RESIDENTS, now)).center()
    if opens == "double":
        QTest.mouseClick(part.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(part.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    elif opens == "f4":
        QTest.keyClick(part.grid, Key.Key_F4)
    else:
        QTest.keyClicks(part.grid.viewport(), "s")
    editor = part.grid.opener.editor
    assert isinstance(editor, ChoiceEditor)
    assert editor.is_open
    if opens == "typed":
        assert editor.listed_texts() == ["省级", "市级"]  # by the first letters of their Pinyin
    else:
        assert editor.listed_texts() == ["省级", "市级", "县级"]
        QTest.keyClick(editor, Key.Key_Down)
        QTest.keyClick(editor, Key.Key_Down)
    QTest.keyClick(editor, Key.Key_Return)
    settle()
    assert levels(part.desk.store)["1102", YEAR] == {"typed": "2", "f4": "3", "double": "3"}[opens]
    assert text(part.model, RESIDENTS, now) in {"省级", "市级", "县级"}
    row = part.model.row_at(RESIDENTS)
    assert row is not None
    assert row.states[now] == RowState.WAITING
    assert any("重新划分" in one for one in told)


def test_a_level_is_copied_cleared_and_taken_back(part: MatrixPart, settle: Settle) -> None:
    now = year_column(part, YEAR)
    part.grid.go_to(PENSION, now)
    QTest.keyClick(part.grid, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().strip() == "省级"
    part.grid.go_to(RESIDENTS, now)
    QTest.keyClick(part.grid, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert levels(part.desk.store)["1102", YEAR] == "2"
    QTest.keyClick(part.grid, Key.Key_Delete)
    settle()
    assert ("1102", YEAR) not in levels(part.desk.store)
    undo(part.desk.store, user=PROVINCE_OPERATOR)
    part.refresh()
    settle()
    assert text(part.model, RESIDENTS, now) == "省级"


def test_levels_are_filled_to_the_right_where_the_next_year_has_types(part: MatrixPart, settle: Settle) -> None:
    before, now = year_column(part, YEAR - 1), year_column(part, YEAR)
    chosen = QItemSelection(part.model.index(PENSION, before), part.model.index(INJURY, now))
    part.grid.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    QTest.keyClick(part.grid, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert levels(part.desk.store)["1101", YEAR] == "3"
    row = part.model.row_at(PENSION)
    assert row is not None
    assert Mark.DIFFERS not in row.marks.get(now, ())


def test_what_is_no_level_stays_red_with_its_reason(part: MatrixPart, settle: Settle) -> None:
    part.model.set_cells([(RESIDENTS, year_column(part, YEAR), "乡级")])
    settle()
    assert part.model.refused_count == 1
    assert "统筹级次应为" in text(part.model, RESIDENTS, year_column(part, YEAR), Qt.ItemDataRole.ToolTipRole)


def test_a_county_reads_and_is_told_why_it_cannot_change(
    qtbot: QtBot, two_years: Store, desk: Desk, settle: Settle
) -> None:
    part = open_part(qtbot, desk, settle, region=COUNTY)
    now = year_column(part, YEAR)
    assert text(part.model, PENSION, now) == "省级"
    assert "由省级维护，县级只能查询" in part.model.lock_at(PENSION, now)
    told: list[str] = []
    part.told.connect(told.append)
    part.grid.go_to(PENSION, now)
    QTest.keyClicks(part.grid.viewport(), "s")
    assert part.grid.opener.editor is None
    assert any("由省级维护" in one for one in told)
    assert "由省级维护" in part.said.text()
    before = levels(two_years)
    part.model.set_cells([(PENSION, now, "县级")])
    settle()
    assert levels(two_years) == before


def test_without_types_it_says_what_to_do(qtbot: QtBot, desk: Desk, settle: Settle) -> None:
    part = open_part(qtbot, desk, settle)
    part.show_place(fiscal_year=1999, region=PROVINCE)
    settle()
    assert part.empty.isVisible()
    assert "同步" in part.empty.texts[1]
