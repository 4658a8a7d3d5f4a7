"""Ctrl+C on the console ends the window in good order; Qt's event loop alone would not let Python hear of it."""

from __future__ import annotations

import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QSocketNotifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@contextmanager
def closing_on_interrupt(application: QApplication) -> Iterator[None]:
    """Close all windows on SIGINT, and raise KeyboardInterrupt when the block is left after one."""
    interrupted: list[int] = []

    def close(number: int, _frame: object) -> None:
        interrupted.append(number)
        application.closeAllWindows()
        application.quit()

    ear, mouth = socket.socketpair()
    for end in (ear, mouth):
        end.settimeout(0)
    # a byte that arrives runs a slot, that is, Python, which then calls the handler
    notifier = QSocketNotifier(ear.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_: ear.recv(64))
    handler, fd = signal.signal(signal.SIGINT, close), signal.set_wakeup_fd(mouth.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(fd)
        signal.signal(signal.SIGINT, handler)
        notifier.setEnabled(False)
        ear.close()
        mouth.close()
    if interrupted:
        raise KeyboardInterrupt
