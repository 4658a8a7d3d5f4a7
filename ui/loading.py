"""Loads the window's own parts between events, on the GUI thread, so that the window answers meanwhile (clause 2).

A class with signals enters Qt's registry when its module is loaded; done from a worker, that has ended the program.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = (
    "ui.grid.model",
    "ui.editors",
    "ui.grid.header",
    "ui.grid.view",
    "ui.tree.model",
    "ui.tree.part",
    "ui.page.forms",
    "ui.page.catalog_page",
    "ui.history.panel",
    "ui.problems.panel",
    "ui.waiting.panel",
    "ui.rounds.view",
    "ui.dashboard.home",
    "ui.workbench",
)
"""What a page needs, each little enough not to be felt; a later part finds what earlier ones loaded."""


class Loader(QObject):
    """Loads each part once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = list(PARTS)

    def load(self, done: Callable[[], object]) -> None:
        """Load what is not loaded yet, a part for each turn of the event loop, then call `done`."""
        if not self._left:
            done()
            return
        import_module(self._left.pop(0))
        QTimer.singleShot(0, self, lambda: self.load(done))
