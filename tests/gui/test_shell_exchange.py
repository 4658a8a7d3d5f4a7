"""Import and export dialogs: the plan before anything is written, all or the good rows alone, files where wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.excel import ImportContext, Verdict
from app.rows import Query, read_rows
from app.sheet import SheetContext
from tests.gui.shell_support import SUBJECT, add_subject, open_desk, rename
from tests.support import COUNTY, YEAR, put_rows
from ui.dialogs.export import ExportDialog, Scope, file_name
from ui.dialogs.import_plan import ImportDialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.desk import Desk

LEFT = Qt.MouseButton.LeftButton
QUERY = Query(catalog=SUBJECT, fiscal_year=YEAR, region=COUNTY)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:  # noqa: ARG001 - an application must exist
    with open_desk(tmp_path) as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Return a parent that outlives dialogs, which end themselves when they close."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


def export(qtbot: QtBot, desk: Desk, window: QWidget, scope: Scope, path: Path) -> ExportDialog:
    dialog = ExportDialog(desk=desk, scopes=[scope], parent=window)
    dialog.show()
    dialog.path.setText(str(path))
    with qtbot.waitSignal(dialog.exported, timeout=10_000):
        QTest.mouseClick(dialog.go, LEFT)
    return dialog


def importing(qtbot: QtBot, desk: Desk, window: QWidget, path: Path) -> ImportDialog:
    """Open a file and wait for its plan."""
    dialog = ImportDialog(
        desk=desk,
        catalog=desk.schema.catalog(SUBJECT),
        context=ImportContext(fiscal_year=YEAR, region=COUNTY),
        parent=window,
    )
    dialog.show()
    with qtbot.waitSignal(dialog.planned, timeout=20_000, check_params_cb=lambda: dialog.plan is not None):
        dialog.open_file(path)
    return dialog


def set_cells(path: Path, **wanted: str) -> None:
    """Change, in a workbook, the name of the row with each code ('c100301' stands for 100301)."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {str(cell.value).strip("* "): cell.column for row in sheet.iter_rows() for cell in row if cell.value}
    for row in sheet.iter_rows():
        code = str(row[heads["代码"] - 1].value)
        if f"c{code}" in wanted:
            row[heads["名称"] - 1].value = wanted[f"c{code}"]
    book.save(path)
    book.close()


def names(desk: Desk) -> dict[str, object]:
    with desk.store.read() as connection:
        return {str(row["code"]): row["name"] for row in read_rows(connection, schema=desk.schema, query=QUERY)}


def test_an_export_says_what_was_written_and_where(qtbot: QtBot, desk: Desk, window: QWidget, tmp_path: Path) -> None:
    dialog = export(qtbot, desk, window, Scope(label="行", name="会计科目", query=QUERY), tmp_path / "科目")
    assert (tmp_path / "科目.xlsx").exists()
    assert dialog.told.text() == "已导出 2 行：科目.xlsx"
    assert dialog.open_folder.isVisible()


def test_the_file_name_is_offered_in_chinese(desk: Desk, window: QWidget) -> None:
    dialog = ExportDialog(desk=desk, scopes=[Scope(label="行", name="财政专户会计科目", query=QUERY)], parent=window)
    assert "财政专户会计科目_海曙区_2026_" in dialog.path.text()
    assert file_name("a/b:", "", "c*") == "ab_c.xlsx"


def test_an_export_that_cannot_be_written_says_why_and_can_be_repeated(
    qtbot: QtBot, desk: Desk, window: QWidget, tmp_path: Path
) -> None:
    dialog = ExportDialog(desk=desk, scopes=[Scope(label="行", name="科目", query=QUERY)], parent=window)
    dialog.show()
    dialog.path.setText(str(tmp_path / "none" / "x.xlsx"))
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: "不存在" in dialog.told.text())
    dialog.path.setText(str(tmp_path / "x.xlsx"))
    with qtbot.waitSignal(dialog.exported):
        QTest.mouseClick(dialog.go, LEFT)


def test_all_filled_sheets_go_into_one_workbook(qtbot: QtBot, desk: Desk, window: QWidget, tmp_path: Path) -> None:
    for insurance in ("1101", "1102"):
        put_rows(
            desk.store,
            "management_value",
            {
                "mof_div_code": COUNTY,
                "insurance_type": insurance,
                "parameter": "GL0101",
                "basis": "estimate",
                "period": "year",
                "value": 10_000,
            },
        )
    sheet = SheetContext(
        catalog="management_value",
        fiscal_year=YEAR,
        region=COUNTY,
        pages=(("insurance_type", "1101"), ("basis", "estimate")),
    )
    export(qtbot, desk, window, Scope(label="全部", name="参数填报", sheet=sheet, whole=True), tmp_path / "all.xlsx")
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert len([one for one in book.worksheets if one.sheet_state == "visible"]) == 2
    book.close()


def test_an_import_shows_old_and_new_before_it_writes(
    qtbot: QtBot, desk: Desk, window: QWidget, tmp_path: Path
) -> None:
    add_subject(desk, code="100301", name="工行存款")
    path = tmp_path / "科目.xlsx"
    export(qtbot, desk, window, Scope(label="行", name="科目", query=QUERY), path)
    set_cells(path, c100301="工商银行存款")
    dialog = importing(qtbot, desk, window, path)
    assert dialog.plan is not None
    assert dialog.plan.counts[Verdict.CHANGED] == 1
    texts = [dialog.model.index(row, 4).data() for row in range(dialog.model.rowCount())]
    assert "名称 工行存款 → 工商银行存款" in texts
    assert names(desk)["100301"] == "工行存款"
    with qtbot.waitSignals([dialog.imported, desk.rows_changed], timeout=10_000):
        QTest.mouseClick(dialog.apply_button, LEFT)
    assert names(desk)["100301"] == "工商银行存款"


def test_refused_rows_keep_all_out_unless_the_good_ones_are_chosen(
    qtbot: QtBot, desk: Desk, window: QWidget, tmp_path: Path
) -> None:
    add_subject(desk, code="100301", name="工行存款")
    add_subject(desk, code="100302", name="农行存款")
    path = tmp_path / "科目.xlsx"
    export(qtbot, desk, window, Scope(label="行", name="科目", query=QUERY), path)
    set_cells(path, c100301="工商银行存款", c100302="农" * 300)
    dialog = importing(qtbot, desk, window, path)
    assert not dialog.apply_button.isEnabled()
    assert dialog.good_button.isVisible()
    assert dialog.good_button.text() == "只导入可用的 1 行"
    assert dialog.refusals_button.isVisible()
    assert "1 处不能导入" in dialog.told.text()
    with qtbot.waitSignal(dialog.imported, timeout=10_000):
        QTest.mouseClick(dialog.good_button, LEFT)
    assert names(desk)["100301"] == "工商银行存款"
    assert names(desk)["100302"] == "农行存款"


def test_a_plan_that_was_overtaken_writes_nothing(qtbot: QtBot, desk: Desk, window: QWidget, tmp_path: Path) -> None:
    row_id = add_subject(desk, code="100301", name="工行存款")
    path = tmp_path / "科目.xlsx"
    export(qtbot, desk, window, Scope(label="行", name="科目", query=QUERY), path)
    set_cells(path, c100301="工商银行存款")
    dialog = importing(qtbot, desk, window, path)
    rename(desk, row_id, "刚改的名称")
    QTest.mouseClick(dialog.apply_button, LEFT)
    qtbot.waitUntil(lambda: "没有导入任何内容" in dialog.told.text())
    assert names(desk)["100301"] == "刚改的名称"
    assert dialog.isVisible()


def test_a_foreign_file_is_refused_with_a_sentence(qtbot: QtBot, desk: Desk, window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    dialog = ImportDialog(
        desk=desk,
        catalog=desk.schema.catalog(SUBJECT),
        context=ImportContext(fiscal_year=YEAR, region=COUNTY),
        parent=window,
    )
    dialog.open_file(tmp_path / "x.xlsx")
    qtbot.waitUntil(lambda: dialog.told.text() != "", timeout=20_000)
    assert dialog.told.text().endswith("。")
    assert not dialog.apply_button.isEnabled()
