"""Rounds that nobody asked for: when they start, how quietly they are told, and that they step aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QRadioButton

from sync.background import Background, LineKind
from sync.errors import RoundStoppedError, SignInError, UnreachableError
from sync.profile import Profile
from sync.report import RoundReport
from tests.gui.shell_support import add_subject, open_desk
from ui.dialogs.sync_settings import SyncSettingsDialog
from ui.main_window import MainWindow
from ui.rounds.background import BackgroundSync
from ui.rounds.network_watch import NetworkWatch
from ui.rounds.view import SyncView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.desk import Desk
    from ui.rounds.controller import SyncController


GONE, BACK = (False, "连不上中心端"), (True, "")


class Rounds(QObject):
    """Stands in for the controller: notes what is asked of it, tells what the test wants."""

    started = Signal()
    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)
    stayed_offline = Signal()
    line_changed = Signal(bool, str)
    server = "http://127.0.0.1:9"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bool] = []
        self.is_running = False
        self.is_by_itself = False
        self.pace: Callable[[bool], float] = lambda _online: 0.0
        self.questions = 0

    def start(self, *, by_itself: bool = False) -> None:
        self.asked.append(by_itself)
        self.is_by_itself = by_itself

    def ask(self) -> None:
        self.questions += 1

    def stop(self) -> None:
        self.is_running = False


class Clock:
    def __init__(self) -> None:
        self.now = 5_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:  # noqa: ARG001 - an application must exist
    with open_desk(tmp_path) as made:
        yield made


@pytest.fixture
def rounds(qtbot: QtBot) -> Rounds:  # noqa: ARG001 - an application must exist
    return Rounds()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def background(desk: Desk, rounds: Rounds, clock: Clock) -> BackgroundSync:
    return BackgroundSync(as_controller(rounds), desk=desk, clock=clock)


def as_controller(rounds: Rounds) -> SyncController:
    return rounds  # type: ignore[return-value]


def test_a_round_starts_when_the_time_has_come(background: BackgroundSync, rounds: Rounds, clock: Clock) -> None:
    clock.now += 14 * 60
    background.look()
    assert rounds.asked == []
    clock.now += 60
    background.look()
    assert rounds.asked == [True]


def test_a_round_starts_when_the_line_returns(background: BackgroundSync, rounds: Rounds) -> None:
    rounds.line_changed.emit(*BACK)
    assert rounds.asked == []
    rounds.line_changed.emit(*GONE)
    rounds.line_changed.emit(*BACK)
    assert rounds.asked == [True]
    assert background.schedule.ask_again_in(online=True) == rounds.pace(BACK[0])


def test_what_is_entered_is_not_disturbed(background: BackgroundSync, rounds: Rounds, clock: Clock, desk: Desk) -> None:
    clock.now += 3600
    add_subject(desk, code="100301", name="工行存款")
    desk.tell_changed()
    background.look()
    assert rounds.asked == []
    clock.now += 30
    background.look()
    assert rounds.asked == [True]


def test_a_metered_line_is_used_sparingly_unless_the_person_says_otherwise(
    background: BackgroundSync, rounds: Rounds, clock: Clock
) -> None:
    background.use_metered(True)  # noqa: FBT003 - as the signal
    clock.now += 3600
    background.look()
    assert rounds.asked == []
    background.choose(Background(line=LineKind.NORMAL))
    background.look()
    assert rounds.asked == [True]


def test_the_choice_is_kept_with_the_profile(qtbot: QtBot, background: BackgroundSync, desk: Desk) -> None:
    wanted = Background(minutes=0, on_return=False, line=LineKind.SLOW)
    Profile(folder=desk.folder).change(server="http://127.0.0.1:9", user="hs_jb")
    background.choose(wanted)
    qtbot.waitUntil(lambda: Profile(folder=desk.folder).settings().background == wanted)
    assert Profile(folder=desk.folder).settings().user == "hs_jb"


def test_nothing_starts_after_the_desk_closed(background: BackgroundSync, rounds: Rounds) -> None:
    background.stop()
    rounds.line_changed.emit(*GONE)
    rounds.line_changed.emit(*BACK)
    assert rounds.asked == []


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, rounds: Rounds) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    SyncView(made, desk=desk, controller=as_controller(rounds))
    made.show()
    return made


def test_a_failure_that_nobody_waited_for_is_no_notice(window: MainWindow, rounds: Rounds) -> None:
    error = RoundStoppedError(UnreachableError("连不上中心端。"), step="连接中心端", report=RoundReport())
    rounds.is_by_itself = True
    rounds.failed.emit(error)
    assert not window.notice.isVisible()
    assert "自动同步没有完成" in window.sync_strip.text
    rounds.is_by_itself = False
    rounds.failed.emit(error)
    assert window.notice.isVisible()


def test_a_sign_in_is_asked_for_also_by_a_round_that_nobody_asked_for(
    window: MainWindow, background: BackgroundSync, rounds: Rounds, clock: Clock
) -> None:
    cause = SignInError("请重新登录。", status=401, code="token.unknown")
    rounds.is_by_itself = True
    rounds.failed.emit(RoundStoppedError(cause, step="连接中心端", report=RoundReport()))
    assert window.notice.isVisible()
    clock.now += 24 * 3600
    background.look()
    assert rounds.asked == []


def test_a_notice_stays_while_a_round_runs_that_nobody_asked_for(window: MainWindow, rounds: Rounds) -> None:
    window.notice.say("还有 3 处录入没有保存", tone="warn")
    rounds.is_by_itself = True
    rounds.started.emit()
    assert window.notice.isVisible()
    rounds.is_by_itself = False
    rounds.started.emit()
    assert not window.notice.isVisible()


def test_the_settings_say_what_was_chosen(qtbot: QtBot) -> None:
    dialog = SyncSettingsDialog(Background(minutes=30, line=LineKind.SLOW), line="本机系统没有提供信息。")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.background == Background(minutes=30, line=LineKind.SLOW)
    assert dialog.minutes.currentText() == "每 30 分钟"
    dialog.minutes.setCurrentIndex(0)
    next(one for one in dialog.findChildren(QRadioButton) if one.text() == "普通线路").click()
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    accept = next(one for one in dialog.findChildren(QPushButton) if one.text() == "确定")
    with qtbot.waitSignal(dialog.chosen) as told:
        accept.click()
    assert told.args == [Background(minutes=0, line=LineKind.NORMAL)]


def test_the_watch_bears_a_system_that_tells_nothing(qtbot: QtBot) -> None:  # noqa: ARG001 - an application must exist
    watch = NetworkWatch()
    assert watch.is_metered in (False, True)
    QTest.qWait(1)
