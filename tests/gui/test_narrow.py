"""The window is whole on a screen of 960 x 500 logical pixels, which 1920 x 1080 at 200 % leaves of it (scaling)."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QToolButton

from tests.e2e.window import Window
from tests.gui.fit_support import HIGH, WIDE, misfits
from tests.gui.reach_support import DIALOGS, PANELS
from tests.profiles import make_profile
from ui.dialog_size import open_as
from ui.elided_combo import ElidedCombo
from ui.overflow_row import OverflowRow
from ui.tour.runner import open_dialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

VALUES, SUBJECTS = "management_value", "accounting_subject"
FIT = ("test_every_page_fits", "test_every_panel_fits", "test_every_dialog_fits")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(make_profile(tmp_path / "profile").folder, qtbot=qtbot)
    made.wait(lambda: made.has_page, what="the first page")
    made.settle()
    made.window.resize(WIDE, HIGH)
    made.window.activateWindow()
    made.settle()
    yield made
    made.close()


def test_every_page_fits(window: Window) -> None:
    found = {}
    for name in window.modules:
        window.bench.open_page(name)
        window.settle()
        found[name] = [*too_large(window), *misfits(window.window)]
    window.act("home")
    found["home"] = [*too_large(window), *misfits(window.window)]
    assert {name: faulty for name, faulty in found.items() if faulty} == {}


def test_every_panel_fits(window: Window) -> None:
    window.open(VALUES)
    found = {}
    for panel in PANELS:
        window.act(panel)
        found[panel] = [*too_large(window), *misfits(window.window)]
    assert {name: faulty for name, faulty in found.items() if faulty} == {}


def test_every_dialog_fits(window: Window) -> None:
    window.open(SUBJECTS)
    window.page.grid.go_to(0, 0)
    found = {}
    for title, opens in DIALOGS.items():
        opens(window)
        window.wait(lambda: open_dialog(window.window) is not None, what=title)
        window.settle()
        dialog = open_dialog(window.window)
        assert dialog is not None
        least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
        large = [f"needs {least.toTuple()}"] if least.width() > WIDE or least.height() > HIGH else []
        dialog.resize(min(dialog.width(), WIDE), min(dialog.height(), HIGH))
        window.settle()
        found[title] = [*large, *misfits(dialog)]
        dialog.close()
        window.wait(lambda: open_dialog(window.window) is None, what=f"{title} to close")
    assert {name: faulty for name, faulty in found.items() if faulty} == {}


def too_large(window: Window) -> list[str]:
    least, size = window.window.minimumSizeHint(), window.window.size()
    return [f"needs {least.toTuple()}"] if least.width() > WIDE or least.height() > HIGH or size.width() > WIDE else []


def test_the_choices_above_the_page_end_in_an_ellipsis(window: Window) -> None:
    window.open(SUBJECTS)
    bar = window.window.context_bar
    (types,) = bar.findChildren(ElidedCombo)
    types.setCurrentText(max((types.itemText(n) for n in range(types.count())), key=len))
    window.window.resize(window.window.minimumSizeHint())
    window.settle()
    assert types.is_cut
    window.window.resize(1440, 900)
    window.settle()
    assert not types.is_cut


def test_buttons_that_do_not_fit_are_in_a_menu(qtbot: QtBot) -> None:
    row, pressed = OverflowRow(spacing=2, name="按钮"), []
    qtbot.addWidget(row)
    for label in ("新增", "删除", "保存", "刷新"):
        button = QToolButton()
        button.setText(label)
        button.clicked.connect(lambda _=False, label=label: pressed.append(label))
        row.add(button)
    row.resize(row.sizeHint())
    row.show()
    assert row.hidden_parts == []
    assert row.more.isHidden()
    row.resize(row.sizeHint().width() - 1, row.height())
    assert [part.text() for part in row.hidden_parts if isinstance(part, QToolButton)] == ["刷新"]
    row.resize(row.minimumSizeHint())
    assert row.more.isVisible()
    row.more.menu().aboutToShow.emit()
    assert [action.text() for action in row.more.menu().actions()] == ["删除", "保存", "刷新"]
    row.more.menu().actions()[1].trigger()
    assert pressed == ["保存"]


def test_modules_and_tree_give_way_and_stay_away(window: Window, tmp_path: Path) -> None:
    page = window.open(SUBJECTS)
    before = page.grid.width()
    window.act("navigation")
    window.act("tree")
    assert page.tree_part is not None
    assert not page.tree_part.isVisible()
    assert page.grid.width() > before + 200
    assert not window.window.actions_by_name["navigation"].isChecked()
    settings = QSettings(str(tmp_path / "other.ini"), QSettings.Format.IniFormat)
    window.window.remember(settings)
    window.act("navigation")
    window.window.restore(settings)
    assert not window.window.navigation.isVisible()
    window.act("navigation")
    window.act("tree")
    assert page.tree_part.isVisible()
    assert window.window.navigation.isVisible()


def test_the_legend_opens_by_keys(window: Window) -> None:
    page = window.open(VALUES)
    page.grid.setFocus()
    QTest.keyClick(window.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert page.foot.legend.list.isVisible()
    QTest.keyClick(page.foot.legend.list, Qt.Key.Key_Escape)
    assert not page.foot.legend.list.isVisible()
    window.act("home")
    assert "模块" in window.window.actions_by_name["legend"].toolTip()


def test_a_dialog_opens_within_its_screen(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    screen = dialog.screen().availableGeometry().size()
    open_as(dialog, 5 * screen.width(), 5 * screen.height())
    assert dialog.width() == screen.width()
    assert dialog.height() < screen.height()
    open_as(dialog, 300, 200)
    assert dialog.size().toTuple() == (300, 200)


@pytest.mark.parametrize("factor", ["1.25", "1.5", "2"])
def test_all_of_this_holds_on_an_enlarged_screen(factor: str) -> None:
    """The scaling is set before Qt starts: a process for each."""
    fits = [f"{__file__}::{name}" for name in FIT]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *fits],
        env={**os.environ, "QT_SCALE_FACTOR": factor},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:]


def test_a_page_needs_no_more_room_for_a_larger_one_opened_before(window: Window) -> None:
    window.open(VALUES)
    before = window.window.stack.minimumSizeHint()
    window.show("projection")
    assert window.window.stack.minimumSizeHint().height() > before.height()
    window.open(VALUES)
    assert window.window.stack.minimumSizeHint() == before
