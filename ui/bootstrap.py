"""Starts the window: its frame first, everything behind it once a person can see it (HOUSE, style 4)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication

from app.errors import ShebaoError
from ui.look.style import apply_style
from ui.look.theme import ThemeSwitch
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from ui.demo_menu import DemoControl
    from ui.shell import Shell

FAILED = 2


def make_application() -> QApplication:
    """Return the application with its looks; there is one per process."""
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    application = QApplication(sys.argv[:1])
    application.setApplicationName("ShebaoDesk")
    apply_style(application)
    return application


def open_window(
    folder: Path,
    *,
    demo: DemoControl | None = None,
    tour: Path | None = None,
    stands: Callable[[Shell], None] | None = None,
) -> int:
    """Show the window for a profile folder until it is closed, and return the exit status.

    `demo` controls a demonstration's central. With `tour`, the window walks through the main job by itself, leaves a
    screenshot of each step in that folder, and closes; the status is then 2 when a step could not be done.
    `stands` is called once there is something behind the frame.
    """
    application = make_application()
    try:
        program = Program(folder, demo=demo)
    except ShebaoError as error:
        from ui.dialogs.message import tell  # noqa: PLC0415 - seldom wanted

        tell(error)
        return FAILED
    program.stands.connect(catch_unforeseen)
    if stands is not None:
        program.stands.connect(stands)
    if tour is None:
        program.window.stay_on_screen()
    program.start()
    try:
        if tour is None:
            return application.exec()
        from ui.tour import take_tour  # noqa: PLC0415 - seldom wanted

        return take_tour(application, program=program, folder=tour)
    finally:
        program.close()
        sys.excepthook = sys.__excepthook__


class Program(QObject):
    """One window on one profile folder; `stands` comes with the Shell once there is something behind the frame."""

    stands = Signal(object)

    def __init__(self, folder: Path, *, demo: DemoControl | None = None) -> None:
        """Take the folder for this window alone; raise ShebaoError when another one has it."""
        super().__init__()
        self.folder, self.demo = folder, demo
        self._lock = lock_folder(folder)
        self._settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.theme = ThemeSwitch(make_application(), settings=self._settings, parent=self)
        self.window = MainWindow(is_demo=demo is not None)
        self.window.restore(self._settings)
        self.window.painted.connect(self.stand)
        self.shell: Shell | None = None

    def start(self) -> None:
        """Show the window; what needs more than Qt comes after its first paint."""
        self.window.show()

    def close(self) -> None:
        """Close the window, finish what was typed, and give the folder free; the second time does nothing."""
        self.window.close()
        if self.shell is not None:
            self.shell.close()
            self.shell = None
        self._lock.unlock()

    def stand(self) -> None:
        """Put behind the frame what belongs there; called after the first paint."""
        from ui.shell import Shell  # noqa: PLC0415 - the window stands already

        self.shell = Shell(self.window, folder=self.folder, settings=self._settings, theme=self.theme, demo=self.demo)
        self.shell.open()
        self.stands.emit(self.shell)


def lock_folder(folder: Path) -> QLockFile:
    """Return the lock that keeps a second window out of a profile folder; raise ShebaoError when it is taken."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ShebaoError(
            f"不能创建数据文件夹 {folder}（{error.strerror}），请检查权限或换一个位置。", code="profile.folder"
        ) from error
    lock = QLockFile(str(folder / "window.lock"))
    if not lock.tryLock(100):
        process, _host, program = lock.getLockInfo()
        who = f"（{program}，进程 {process}）" if process else ""
        raise ShebaoError(
            f"数据文件夹 {folder} 正被另一个窗口使用{who}，请切换到那个窗口，或先关闭它。",
            code="profile.locked",
            title="窗口已经打开",
        )
    return lock


def catch_unforeseen(shell: Shell) -> None:
    """Show exceptions that reach Qt's event loop as a sentence, with the log's path; the window goes on."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            shell.window.notice.show_error(shell.operations.unforeseen(error.with_traceback(trace)))

    sys.excepthook = caught
