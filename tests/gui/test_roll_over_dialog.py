"""年度结转 in the window: a plan at once, another one for other years, reasons by catalog, then one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.people import MINISTRY_DIV
from app.rows import Query, count_rows
from tests.gui.shell_support import open_desk
from tests.support import COUNTY, PROVINCE, REGIONS, YEAR, put_rows
from ui.dialogs.roll_over import RollOverDialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.desk import Desk

NEXT = YEAR + 1
SUBJECT = "accounting_subject"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:  # noqa: ARG001 - an application must exist
    with open_desk(tmp_path) as made:
        upper = {"mof_div_code": MINISTRY_DIV, "category": "1", "balance_side": "1"}
        own = {**upper, "mof_div_code": COUNTY, "parent_code": "1003"}
        put_rows(made.store, "region", *(_region(*one) for one in REGIONS))
        put_rows(made.store, SUBJECT, {**upper, "code": "1003", "name": "财政专户存款", "fiscal_year": NEXT})
        put_rows(made.store, SUBJECT, {**own, "code": "100371", "name": "活期"})
        put_rows(made.store, SUBJECT, {**own, "code": "100372", "name": "旧户", "is_enabled": False})
        yield made


def _region(code: str, name: str, parent: str, level: str) -> dict[str, object]:
    shape = {"parent_code": parent, "level_no": level, "mof_div_type": "1", "fiscal_year": NEXT}
    return {"mof_div_code": code, "name": name, **shape}


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Return a parent that outlives the dialog, which ends itself when it closes."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, window: QWidget) -> RollOverDialog:
    made = RollOverDialog(desk=desk, source=YEAR, parent=window)
    made.show()
    qtbot.waitUntil(lambda: made.plan is not None, timeout=10_000)
    return made


def rows(desk: Desk) -> int:
    with desk.store.read() as connection:
        query = Query(catalog=SUBJECT, fiscal_year=NEXT)
        return count_rows(connection, schema=desk.schema, query=query)


def shown(dialog: RollOverDialog) -> list[list[str]]:
    table = dialog.parts
    return [
        [str(table.index(row, column).data()) for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_the_plan_stands_there_before_anything_is_written(dialog: RollOverDialog, desk: Desk) -> None:
    assert ["财政专户会计科目", "1", "0", "1"] in shown(dialog)
    reasons = [dialog.left.item(row) for row in range(dialog.left.rowCount())]
    assert [one.reason for one in reasons if "100372" in one.label] == ["已停用"]
    assert rows(desk) == 1
    assert "上级的行由上级结转" in dialog.told.text()


def test_reasons_follow_the_chosen_catalog(dialog: RollOverDialog) -> None:
    place = next(n for n, row in enumerate(shown(dialog)) if row[0] == "财政专户会计科目")
    dialog.table.choose([place])
    assert dialog.left.rowCount() == 1


def test_carrying_over_writes_what_the_plan_said(qtbot: QtBot, dialog: RollOverDialog, desk: Desk) -> None:
    with (
        qtbot.waitSignal(dialog.carried, timeout=10_000) as told,
        qtbot.waitSignal(desk.rows_changed, timeout=10_000) as news,
    ):
        QTest.mouseClick(dialog.apply_button, Qt.MouseButton.LeftButton)
    assert "结转 1 行" in told.args[0]
    assert SUBJECT in news.args[0]
    assert rows(desk) == 2


def test_another_year_is_another_plan(qtbot: QtBot, dialog: RollOverDialog) -> None:
    with qtbot.waitSignal(dialog.planned, timeout=10_000):
        dialog.target.setCurrentText(str(YEAR))
    assert dialog.plan is None
    assert "它自己" in dialog.told.text()
    assert not dialog.apply_button.isEnabled()
    with qtbot.waitSignal(dialog.planned, timeout=10_000):
        dialog.target.setCurrentText(str(NEXT))
    assert dialog.apply_button.text() == "结转 1 行"


def test_rows_of_the_region_above_are_not_in_the_plan(dialog: RollOverDialog) -> None:
    assert dialog.plan is not None
    labels = [one.label for part in dialog.plan.parts for one in part.left]
    assert not any(PROVINCE in label for label in labels)
