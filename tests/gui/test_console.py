"""The window and the console it was started from: Ctrl+C closes the window, Qt's own words go to the log."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication, QWidget

from ui.interrupts import closing_on_interrupt
from ui.qt_log import qt_messages_to_log

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_ctrl_c_closes_the_windows_and_is_passed_on(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = signal.getsignal(signal.SIGINT)
    QTimer.singleShot(0, lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt), closing_on_interrupt(application):
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=5000)
    assert signal.getsignal(signal.SIGINT) is before


def test_without_ctrl_c_nothing_is_raised(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    with closing_on_interrupt(application):
        qtbot.wait(1)


@pytest.mark.usefixtures("qapp")
def test_what_qt_says_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with qt_messages_to_log():
        qWarning("something about a font")
    assert [(one.name, one.levelname, one.message) for one in caplog.records] == [
        ("qt", "WARNING", "something about a font")
    ]
