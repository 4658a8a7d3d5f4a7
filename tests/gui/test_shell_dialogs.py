"""Signing in, about, shortcuts: what is wrong is said in the dialog, nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget, QWidget

from sync.profile import Profile, Settings
from tests.sync.central_fixture import PASSWORD, RunningCentral, small_central, small_data
from ui.dialogs.about import AboutDialog, ShortcutsDialog
from ui.dialogs.sign_in import SignInDialog
from ui.operations import Operations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QDialog
    from pytestqt.qtbot import QtBot

__all__ = ["small_central", "small_data"]


@pytest.fixture
def desk_operations(qapp: QApplication, tmp_path: Path) -> Iterator[Operations]:  # noqa: ARG001 - as is said
    made = Operations(log_path=tmp_path / "shebao.log")
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Return a parent that outlives the dialog, which ends itself when it closes."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(window: QWidget, desk_operations: Operations, tmp_path: Path) -> SignInDialog:
    made = SignInDialog(
        profile=Profile(folder=tmp_path / "profile"),
        settings=Settings(server="http://127.0.0.1:9", user="hs_jb", credentials="file"),
        operations=desk_operations,
        parent=window,
    )
    made.show()
    return made


def press(dialog: SignInDialog) -> None:
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)


def cells(dialog: QDialog) -> list[list[str]]:
    table = dialog.findChild(QTableWidget)
    assert isinstance(table, QTableWidget)
    found = [[table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())]
    return [[item.text() if item else "" for item in row] for row in found]


def test_server_and_user_are_remembered_and_the_password_is_asked_for(dialog: SignInDialog) -> None:
    assert (dialog.server.text(), dialog.user.text()) == ("http://127.0.0.1:9", "hs_jb")
    press(dialog)
    assert dialog.problem.text() == "请填写密码。"


def test_a_central_that_is_not_there_is_said_in_the_dialog(qtbot: QtBot, dialog: SignInDialog) -> None:
    dialog.password.setText(PASSWORD)
    press(dialog)
    assert not dialog.accept_button.isEnabled()
    qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=20_000)
    assert "http://127.0.0.1:9" in dialog.problem.text()
    assert dialog.password.text() == PASSWORD
    assert dialog.isVisible()


def test_signing_in_at_a_real_central(qtbot: QtBot, dialog: SignInDialog, small_central: RunningCentral) -> None:
    dialog.server.setText(small_central.url)
    dialog.password.setText("wrong")
    press(dialog)
    qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=20_000)
    assert dialog.problem.text() == "用户名或密码不对，请重新输入。"
    assert dialog.password.selectedText() == "wrong"
    dialog.password.setText(PASSWORD)
    with qtbot.waitSignal(dialog.signed_in, timeout=20_000) as told:
        press(dialog)
    session = told.args[0]
    assert session.user.code == "hs_jb"
    assert session.store_path.exists()
    session.close()


def test_about_names_versions_and_licences(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = AboutDialog(folder=tmp_path)
    qtbot.addWidget(dialog)
    rows = cells(dialog)
    assert ["Qt for Python", "6.11.3", "LGPL-3.0-only，动态链接，可替换"] in rows
    assert all(row[1] for row in rows)


def test_shortcuts_are_read_from_the_actions(qtbot: QtBot) -> None:
    action, silent = QAction("导入…"), QAction("无快捷键")
    action.setShortcut(QKeySequence("Ctrl+I"))
    action.setToolTip("从 Excel 工作簿导入")
    dialog = ShortcutsDialog([action, silent])
    qtbot.addWidget(dialog)
    found = cells(dialog)
    assert found[0] == ["Ctrl+I", "导入", "从 Excel 工作簿导入"]
    assert ["F2", "表格", "编辑单元格；直接录入则替换原内容"] in found


def test_a_shortcut_is_found_by_key_word_and_initials(qtbot: QtBot) -> None:
    action = QAction("打印预览…")
    action.setShortcut(QKeySequence("Ctrl+P"))
    dialog = ShortcutsDialog([action])
    qtbot.addWidget(dialog)

    def shown(words: str) -> list[str]:
        dialog.words.setText(words)
        table = dialog.table
        return [texts[1] for row, texts in enumerate(cells(dialog)) if not table.isRowHidden(row)]

    assert shown("dyyl") == shown("ctrl+p 打印") == ["打印预览"]
    assert "打印预览" not in shown("F2")
    assert shown("没有这个") == []
    assert len(shown("")) > len(shown("F2")) > 0
