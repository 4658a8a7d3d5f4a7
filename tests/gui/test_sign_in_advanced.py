"""The folded part of the sign-in dialog: files are chosen, described, refused with a sentence, and used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from sync.profile import Profile, Settings
from tests.sync.central_fixture import PASSWORD, RunningCentral, copied_central, small_data
from tests.sync.tls_files import Authority, tls_options
from ui.dialogs.sign_in import SignInDialog
from ui.operations import Operations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from ui.dialogs.sign_in_advanced import FileChoice

__all__ = ["small_data"]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "stick")


@pytest.fixture
def central(small_data: Path, tmp_path: Path, authority: Authority) -> Iterator[RunningCentral]:
    options = tls_options(authority.issue("127.0.0.1"), client_ca=authority.file)
    running = copied_central(small_data, tmp_path / "central", options=options)
    yield running
    running.close()


@pytest.fixture
def dialog(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[SignInDialog]:  # noqa: ARG001 - Qt runs
    operations = Operations(log_path=tmp_path / "shebao.log")
    parent = QWidget()
    qtbot.addWidget(parent)
    made = SignInDialog(
        profile=Profile(folder=tmp_path / "profile"),
        settings=Settings(server="https://127.0.0.1:9", user="hs_jb", credentials="file"),
        operations=operations,
        parent=parent,
    )
    made.show()
    yield made
    operations.close()


def choose(monkeypatch: pytest.MonkeyPatch, part: FileChoice, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    QTest.mouseClick(part.choose_button, Qt.MouseButton.LeftButton)


def authority_of(dialog: SignInDialog) -> Path | None:
    return dialog.advanced.choice.authority


def press(qtbot: QtBot, dialog: SignInDialog) -> None:
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=20_000)


def test_it_is_folded_until_wanted_and_says_what_is_in_force(qtbot: QtBot, dialog: SignInDialog) -> None:
    assert not dialog.advanced.isVisible()
    height = dialog.height()
    dialog.fold.click()
    assert dialog.advanced.isVisible()
    assert dialog.advanced.authority.text.text() == "使用系统信任的签发机构"
    assert not dialog.advanced.password.isVisible()
    qtbot.waitUntil(lambda: dialog.height() > height)


def test_a_chosen_file_is_described_and_a_wrong_one_refused(
    qtbot: QtBot, dialog: SignInDialog, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog.fold.click()
    part = dialog.advanced.authority
    choose(monkeypatch, part, authority.file)
    qtbot.waitUntil(lambda: "指纹" in part.details.text())
    assert "测试省" in part.details.text()
    assert authority_of(dialog) == authority.file
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("x", encoding="ascii")
    choose(monkeypatch, part, wrong)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "不是证书文件" in dialog.problem.text()
    assert authority_of(dialog) is None
    choose(monkeypatch, part, authority.file)
    qtbot.waitUntil(lambda: not dialog.problem.isVisible())
    QTest.mouseClick(part.clear_button, Qt.MouseButton.LeftButton)
    assert authority_of(dialog) is None
    assert not dialog.advanced.choice.keeps_authority


def test_the_rows_follow_the_kind_of_certificate(
    qtbot: QtBot, dialog: SignInDialog, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog.fold.click()
    own, advanced = authority.issue("hs_jb@example.org"), dialog.advanced
    choose(monkeypatch, advanced.certificate, own.certificate)
    qtbot.waitUntil(lambda: "hs_jb@example.org" in advanced.certificate.details.text())
    assert (advanced.key.isVisible(), advanced.password.isVisible()) == (True, False)
    choose(monkeypatch, advanced.key, own.key)
    assert advanced.choice.key == own.key
    choose(monkeypatch, advanced.certificate, own.packed(tmp_path / "own.pfx", password="x"))
    assert (advanced.key.isVisible(), advanced.password.isVisible()) == (False, True)


def test_signing_in_at_a_central_that_wants_all_of_it(
    qtbot: QtBot,
    dialog: SignInDialog,
    authority: Authority,
    central: RunningCentral,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    dialog.server.setText(central.url)
    dialog.password.setText(PASSWORD)
    press(qtbot, dialog)
    assert "CA 证书" in dialog.problem.text()
    assert dialog.advanced.isVisible(), "what may mend it is unfolded"
    choose(monkeypatch, dialog.advanced.authority, authority.file)
    qtbot.waitUntil(lambda: bool(dialog.advanced.authority.details.text()))
    press(qtbot, dialog)
    assert "要求出示客户端证书" in dialog.problem.text()
    own = authority.issue("hs_jb@example.org").packed(tmp_path / "own.pfx", password="证书密码")
    choose(monkeypatch, dialog.advanced.certificate, own)
    dialog.advanced.password.setText("wrong")
    press(qtbot, dialog)
    assert "密码不对" in dialog.problem.text()
    dialog.advanced.password.setText("证书密码")
    with qtbot.waitSignal(dialog.signed_in, timeout=20_000) as told:
        QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    told.args[0].close()


def test_an_unencrypted_line_is_asked_about(qtbot: QtBot, dialog: SignInDialog) -> None:
    dialog.server.setText("http://10.255.255.1:9")
    dialog.password.setText(PASSWORD)
    press(qtbot, dialog)
    assert "不加密" in dialog.problem.text()
    assert dialog.advanced.plain.isVisible()
