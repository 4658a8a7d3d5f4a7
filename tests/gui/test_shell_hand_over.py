"""Hand-over files from the window: out of one computer, carried on another where nobody signed in, and back."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from app.catalogs import CATALOGS
from app.store import open_store
from sync.credentials import FILE, credentials_of
from sync.engine import run_round
from sync.profile import Profile
from sync.session import sign_in
from sync.status import read_status
from tests.gui.shell_support import SUBJECT, add_subject
from tests.profiles import make_profile
from tests.sync.central_fixture import PASSWORD, small_central, small_data
from ui.bootstrap import Program
from ui.dialogs.hand_over import FOLDER
from ui.dialogs.hand_over_carry import HandOverCarryDialog
from ui.dialogs.hand_over_export import HandOverExportDialog
from ui.dialogs.hand_over_import import HandOverImportDialog
from ui.dialogs.sign_in import SignInDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from sync.status import SyncStatus
    from tests.sync.central_fixture import RunningCentral
    from ui.dialogs.hand_over import HandOverDialog
    from ui.workbench import Workbench

    Start = Callable[[Path], Program]

__all__ = ["small_central", "small_data"]

Dialog = TypeVar("Dialog", bound=QDialog)
LONG = 20_000


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    """Start windows and close them in the end."""
    programs: list[Program] = []

    def begin(folder: Path) -> Program:
        program = Program(folder)
        programs.append(program)
        with qtbot.waitSignal(program.stands, timeout=LONG):
            program.start()
        return program

    yield begin
    for program in programs:
        program.close()


@pytest.fixture
def seat(small_central: RunningCentral, tmp_path: Path) -> Path:
    """Return the profile of a county's operator after a first sync; the central is away by now."""
    profile = Profile(folder=tmp_path / "desk")
    session = sign_in(
        profile,
        server=small_central.url,
        user="hs_jb",
        password=PASSWORD,
        credentials=credentials_of(FILE, folder=profile.folder),
    )
    with closing(session), closing(open_store(session.store_path, catalogs=CATALOGS)) as store:
        run_round(store, session=session)
    small_central.kill()
    return profile.folder


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "u"
    folder.mkdir()
    return folder


def bench_of(qtbot: QtBot, program: Program) -> Workbench:
    """Return the workbench once the first page shows and nothing runs."""
    shell = program.shell
    assert shell is not None
    qtbot.waitUntil(lambda: shell.workbench is not None and shell.workbench.is_open, timeout=LONG)
    qtbot.waitUntil(lambda: shell.operations.is_idle, timeout=LONG)
    assert shell.workbench is not None
    return shell.workbench


def status_of(bench: Workbench) -> SyncStatus:
    with bench.desk.store.read() as connection:
        return read_status(connection, schema=bench.desk.schema)


def opened(qtbot: QtBot, program: Program, name: str, kind: type[Dialog]) -> Dialog:
    """Choose an action from the menu and return the dialog that it opens."""
    program.window.actions_by_name[name].trigger()
    (dialog,) = program.window.findChildren(kind)
    qtbot.waitUntil(dialog.isVisible, timeout=LONG)
    return dialog


def ready(qtbot: QtBot, dialog: HandOverDialog) -> None:
    qtbot.waitUntil(dialog.go.isEnabled, timeout=LONG)


def go(qtbot: QtBot, dialog: HandOverDialog) -> str:
    """Press the dialog's main button, wait until it is done, close it, and return what was said."""
    with qtbot.waitSignal(dialog.finished_with, timeout=LONG):
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    told = dialog.told.text()
    QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not isValid(dialog), timeout=LONG)
    return told


def test_work_goes_out_by_hand_and_comes_back(
    qtbot: QtBot, start: Start, seat: Path, disk: Path, tmp_path: Path, small_central: RunningCentral
) -> None:
    program = start(seat)
    bench = bench_of(qtbot, program)
    row_id = add_subject(bench.desk, code="100301", name="农行专户")
    bench.desk.tell_changed(SUBJECT)
    bench.desk.settings.setValue(FOLDER, str(disk))
    out = opened(qtbot, program, "hand-over-export", HandOverExportDialog)
    ready(qtbot, out)
    assert out.fact("待上传") == "1 条"
    assert out.fact("用户").endswith("（海曙区）")
    told = go(qtbot, out)
    (file,) = disk.iterdir()
    assert "已导出 1 批 1 条修改" in told
    assert file.name.startswith("社保待上传_海曙区_")
    assert status_of(bench).handed == 1
    again = opened(qtbot, program, "hand-over-export", HandOverExportDialog)
    ready(qtbot, again)
    assert again.fact("待上传").startswith("1 条，其中 1 条此前已导出过")
    again.close()
    qtbot.waitUntil(lambda: not isValid(again), timeout=LONG)

    small_central.start()
    elsewhere = start(tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: bool(elsewhere.window.findChildren(SignInDialog)), timeout=LONG)
    elsewhere.window.findChildren(SignInDialog)[0].reject()
    assert not elsewhere.window.actions_by_name["hand-over-export"].isEnabled()
    carry = opened(qtbot, elsewhere, "hand-over-carry", HandOverCarryDialog)
    carry.open_file(file)
    ready(qtbot, carry)
    assert (carry.fact("用户"), carry.fact("内容")) == ("hs_jb", "1 批，1 条修改")
    QTest.mouseClick(carry.go, Qt.MouseButton.LeftButton)
    assert carry.told.text() == "请填写中心端地址和回执写入的位置。"
    carry.server.setText(small_central.url)
    assert "已收取用户“hs_jb”的 1 批修改" in go(qtbot, carry)
    (reply,) = disk.glob("*.sbr")
    assert reply.name.startswith("社保回执_海曙区_")
    small_central.kill()

    back = opened(qtbot, program, "hand-over-import", HandOverImportDialog)
    assert not back.go.isEnabled()
    back.open_file(reply)
    ready(qtbot, back)
    assert back.fact("内容").startswith("1 批修改的答复")
    assert "1 批修改得到答复" in go(qtbot, back)
    found = status_of(bench)
    assert (found.unsent, found.handed) == (0, 0)
    with bench.desk.store.read() as connection:
        row = connection.exec_driver_sql("SELECT state, version FROM accounting_subject WHERE id = ?", (row_id,)).one()
    assert row.state == 0
    assert row.version > 0
    qtbot.waitUntil(lambda: program.window.status.waiting == 0, timeout=LONG)


def test_what_cannot_be_used_is_said_in_the_dialog(
    qtbot: QtBot, start: Start, tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(make_profile(tmp_path / "profile").folder)
    bench_of(qtbot, program)
    out = opened(qtbot, program, "hand-over-export", HandOverExportDialog)
    qtbot.waitUntil(lambda: "请联网同步一次" in out.told.text(), timeout=LONG)
    assert not out.go.isEnabled()
    out.close()
    (disk / "x.sbr").write_bytes(b"PK")
    back = opened(qtbot, program, "hand-over-import", HandOverImportDialog)
    back.open_file(disk / "x.sbr")
    qtbot.waitUntil(lambda: "不是社保基金工作台的交接文件" in back.told.text(), timeout=LONG)
    assert not back.go.isEnabled()
    back.close()
    carry = opened(qtbot, program, "hand-over-carry", HandOverCarryDialog)
    assert carry.server.text() == "http://127.0.0.1:9"
    carry.open_file(disk / "gone.sbd")
    qtbot.waitUntil(lambda: "U 盘可能已拔出" in carry.told.text(), timeout=LONG)
    assert not carry.go.isEnabled()
    monkeypatch.setattr("ui.dialogs.hand_over.QFileDialog.getOpenFileName", lambda *_: (str(disk / "x.sbr"), ""))
    carry._browse(carry.path)
    qtbot.waitUntil(lambda: "不是社保基金工作台的交接文件" in carry.told.text(), timeout=LONG)
    assert carry.path.text() == str(disk / "x.sbr")
    carry.close()
    QApplication.processEvents()
