"""What Qt itself has to say goes to the log with everything else, not to the person's console."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QMessageLogContext

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_log = logging.getLogger("qt")


@contextmanager
def qt_messages_to_log() -> Iterator[None]:
    """Pass Qt's messages to `logging` for the length of the block."""

    def handle(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        _log.log(LEVELS.get(kind, logging.WARNING), "%s", text)

    before = qInstallMessageHandler(handle)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
