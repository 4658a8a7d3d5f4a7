"""Lets Python's cyclic collector run on the GUI thread alone: on a worker it would destroy window objects there."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = 500
"""Milliseconds between two looks at what has piled up."""
WHOLE = 20
"""Of so many full collections one goes through everything; the others through what came since the last."""


class Collector(QObject):
    """Takes the place of the automatic collection until it is closed; the oldest objects wait for a quiet moment.

    To go through all that a window is made of takes some 40 ms, so what has outlived a full collection is put aside.
    """

    def __init__(self, *, is_quiet: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_quiet = is_quiet
        self._full = 0
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY)

    def collect(self) -> None:
        """Collect the generations that would be due by now."""
        due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[2] and self._is_quiet():
            self.collect_all()
        elif due[0] or due[1]:
            gc.collect(1 if due[1] else 0)

    def collect_all(self) -> None:
        """Collect all generations; in between, pages that were put aside and closed since wait for the next whole."""
        if self._full % WHOLE == WHOLE - 1:
            gc.unfreeze()
        self._full += 1
        gc.collect(2)
        gc.freeze()

    def close(self) -> None:
        """Let collection be automatic again: no worker is left."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
