"""What window tests share: a store with a little data, real operations, a way to wait until they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication

from tests.gui.grid_support import NAME, make_model, make_view, put_details, subjects
from tests.support import OPERATOR, small_store
from ui.desk import Desk
from ui.operations import Operations
from ui.page.offers import Offers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.grid.view import GridView


@pytest.fixture(scope="session", autouse=True)
def emptied_clipboard() -> Iterator[None]:
    """Let go of what was copied: the headless clipboard outlives Python, and data made in Python must not."""
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def operations(qapp: QApplication, tmp_path: Path) -> Iterator[Operations]:  # noqa: ARG001 - an application must exist
    made = Operations(log_path=tmp_path / "shebao.log")
    yield made
    made.close()


@pytest.fixture
def offers(store: Store, operations: Operations) -> Offers:
    made = Offers(store=store, operations=operations)
    made.fiscal_year, made.region = 2026, "330203000"
    return made


@pytest.fixture
def settle(qtbot: QtBot, operations: Operations) -> Callable[[], None]:
    """Wait until nothing runs, nothing is about to run, and the answers have been delivered."""

    def wait() -> None:
        calm = 0

        def is_calm() -> bool:
            nonlocal calm
            calm = calm + 1 if operations.is_idle else 0
            return calm > 2

        qtbot.waitUntil(is_calm, timeout=10_000)

    return wait


@pytest.fixture
def desk(store: Store, operations: Operations, tmp_path: Path) -> Desk:
    """Return the desk of a county's operator."""
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    return Desk(store=store, user=OPERATOR, operations=operations, settings=settings, folder=tmp_path)


@pytest.fixture
def view(qtbot: QtBot, store: Store, operations: Operations, offers: Offers, settle: Callable[[], None]) -> GridView:
    put_details(store, 40)
    made = make_view(make_model(operations), operations=operations, offers=offers)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.grid.show_source(subjects(store))
    settle()
    made.setFocus()
    made.go_to(1, NAME)
    return made
