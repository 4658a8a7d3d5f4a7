"""Runs a line of steps in the event loop: do something, wait until it shows, take a picture, go on."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QDialog

from app.errors import ShebaoError
from ui.bootstrap import FAILED, Program
from ui.main_window import SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from ui.shell import Shell
    from ui.workbench import Workbench

EVERY = 40
"""Milliseconds between two looks at what is waited for."""
SHADE = QColor(31, 42, 54, 40)
"""Laid over a window behind a dialog, so that the dialog stands out in the picture."""
PATIENCE = 90.0
"""Seconds for one wait."""


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until `holds` says so; `what` names it in Chinese, for when it never does."""

    what: str
    holds: Callable[[], object]


class TourError(ShebaoError):
    """A step of the tour could not be done."""

    code = "tour"
    title = "演示没有走完"


class Tour(QObject):
    """Owns the windows of a tour; steps are generators that yield Until."""

    def __init__(self, program: Program, *, folder: Path) -> None:
        super().__init__()
        self.program, self.folder = program, folder
        self.others: list[Program] = []
        self.series = ""
        """Put before the names of pictures, such as a folder's."""
        self.typed: dict[str, str] = {}
        """What was typed, by parameter: the city must see it."""
        self._steps: Iterator[Until] = iter(())
        self._wait: Until | None = None
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def start(self, steps: Iterator[Until]) -> None:
        """Walk through these steps from now on, then leave the event loop."""
        self._steps = steps
        self._look()
        self._timer.start(EVERY)

    def close(self) -> None:
        """Close every window."""
        for program in (*self.others, self.program):
            program.close()

    @property
    def shell(self) -> Shell:
        """Return what stands behind the first window."""
        if self.program.shell is None:
            raise TourError("窗口还没有打开，演示无法继续，请重试。")
        return self.program.shell

    @property
    def bench(self) -> Workbench:
        """Return the first window's workbench."""
        if self.shell.workbench is None:
            raise TourError("还没有登录，演示无法继续，请重试。")
        return self.shell.workbench

    def restart(self) -> Until:
        """Close the first window and open it again on the same folder, as a new start does."""
        folder, demo = self.program.folder, self.program.demo
        self.program.close()
        self.program = Program(folder, demo=demo)
        return self.begin(self.program)

    def begin(self, program: Program) -> Until:
        """Show a window in the size of the pictures."""
        program.window.resize(*SIZE)
        program.start()
        return stands(program)

    def quiet(self, program: Program | None = None) -> Until:
        """Wait until a window has nothing left to do."""
        shown = program or self.program
        return Until("后台工作完成", lambda: shown.shell and shown.shell.operations.is_idle)

    def shoot(self, name: str, *, program: Program | None = None) -> None:
        """Keep a picture of a window, with the dialog, menu or popup that is open over it."""
        window = (program or self.program).window
        picture = window.grab()
        dialog = open_dialog(window)
        if dialog is not None:
            place = window.rect().center() - dialog.rect().center()
            painter = QPainter(picture)
            painter.fillRect(picture.rect(), SHADE)
            painter.drawPixmap(place, dialog.grab())
            painter.end()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            painter = QPainter(picture)
            painter.drawPixmap(window.mapFromGlobal(popup.mapToGlobal(QPoint(0, 0))), popup.grab())
            painter.end()
        path = self.folder / f"{self.series}{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(str(path))

    def _look(self) -> None:
        try:
            if self._may_go_on():
                self._wait, self._since = next(self._steps), time.monotonic()
        except StopIteration:
            self._end(0)
        except ShebaoError as error:
            self.shoot("failed")
            sys.stderr.write(f"{error.title}：{error.sentence}\n")
            self._end(FAILED)
        except Exception:
            self.shoot("failed")
            self._end(FAILED)
            raise

    def _may_go_on(self) -> bool:
        if self._wait is None or self._wait.holds():
            return True
        if time.monotonic() - self._since > PATIENCE:
            raise TourError(f"等了 {PATIENCE:.0f} 秒，“{self._wait.what}”仍未发生，请查看最后一张截图后重试。")
        return False

    def _end(self, status: int) -> None:
        self._timer.stop()
        QCoreApplication.exit(status)


def stands(program: Program) -> Until:
    """Wait until a window has a person and a page."""
    return Until(
        "窗口打开",
        lambda: program.shell and program.shell.workbench and program.shell.workbench.is_open,
    )


def open_dialog(window: QWidget) -> QDialog | None:
    """Return the dialog that is open over a window."""
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    return next((one for one in shown if above(one) is window), None)


def above(dialog: QDialog) -> QWidget | None:
    """Return the window that a dialog stands over."""
    parent: QWidget | None = dialog.parentWidget()
    return None if parent is None else parent.window()
