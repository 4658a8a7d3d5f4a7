"""The 演示 menu: the demonstration's central can be stopped and started, to work offline for once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from ui.actions import say_why

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction

    from app.errors import ShebaoError
    from ui.operations import Operations


class DemoControl(Protocol):
    """The demonstration's central, as a process of its own; `start` and `stop` wait until it is so."""

    @property
    def running(self) -> bool:
        """Say whether it runs."""

    def start(self) -> None:
        """Start it on the port it had before; raise ShebaoError when it does not come up."""

    def stop(self) -> None:
        """Stop it in good order."""


class DemoMenu(QObject):
    """Starts and stops the central off the GUI thread; emits `changed` with the sentence about it."""

    changed = Signal(str)
    failed = Signal(object)

    def __init__(self, control: DemoControl, *, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._control, self._operations = control, operations
        self._actions: Mapping[str, QAction] = {}

    def use_actions(self, actions: Mapping[str, QAction]) -> None:
        """Enable the one of the two actions that makes sense now."""
        self._actions = actions
        self._show(busy=False)

    def start(self) -> None:
        """Start the central."""
        self._do(self._control.start, told="演示中心端已启动。")

    def stop(self) -> None:
        """Stop the central."""
        self._do(self._control.stop, told="演示中心端已停止，可以继续离线办理。")

    def _do(self, act: Callable[[], None], *, told: str) -> None:
        self._show(busy=True)
        self._operations.run(
            lambda _: act(),
            done=lambda _: self._done(told),
            failed=self._failed,
            owner=self,
            lane="side",
            label="启动或停止演示中心端",
        )

    def _done(self, told: str) -> None:
        self._show(busy=False)
        self.changed.emit(told)

    def _failed(self, error: ShebaoError) -> None:
        self._show(busy=False)
        self.failed.emit(error)

    def _show(self, *, busy: bool) -> None:
        running = self._control.running
        wait = "正在启动或停止，请稍候" if busy else ""
        say_why(self._actions["start-central"], wait or ("演示中心端已经启动" if running else ""))
        say_why(self._actions["stop-central"], wait or ("" if running else "演示中心端没有启动"))
