"""A further catalog has its page, tree, form and grid by its declaration alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.further_catalog import RESERVE, WITH_RESERVE
from tests.gui.grid_support import text
from tests.support import COUNTY, YEAR, put_rows, small_store
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path, catalogs=WITH_RESERVE)
    yield opened
    opened.close()


def test_the_page_shows_and_keeps_its_rows(desk: Desk, store: Store, qtbot: QtBot, settle: Callable[[], None]) -> None:
    put_rows(
        store,
        "risk_reserve",
        {"mof_div_code": COUNTY, "code": "1", "name": "准备金", "amount": 1050},
        {"mof_div_code": COUNTY, "code": "11", "name": "其中", "parent_code": "1"},
    )
    page = CatalogPage(RESERVE, desk=desk)
    qtbot.addWidget(page)
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    assert page.tree is not None
    head = Qt.Orientation.Horizontal
    labels = [str(page.model.headerData(column, head)) for column in range(page.model.columnCount())]
    amount = labels.index("金额(元)")
    assert [text(page.model, row, amount) for row in range(page.model.rowCount())] == ["10.50", ""]
    page.model.set_cells([(1, amount, "1,234.5")])
    settle()
    assert text(page.model, 1, amount) == "1,234.50"
