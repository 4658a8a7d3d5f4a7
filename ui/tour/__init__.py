"""The window walks through the main job by itself, with real events, and leaves a picture of each step (issue 2)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ui.main_window import SIZE
from ui.tour.clash import clash
from ui.tour.runner import Tour
from ui.tour.steps import five_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from ui.bootstrap import Program
    from ui.tour.runner import Until

__all__ = ["take_tour"]


def main_job(tour: Tour) -> Iterator[Until]:
    """Yield the five steps and a disagreement."""
    return chain(five_steps(tour), clash(tour))


def take_tour(
    application: QApplication,
    *,
    program: Program,
    folder: Path,
    steps: Callable[[Tour], Iterator[Until]] = main_job,
    size: tuple[int, int] = SIZE,
) -> int:
    """Walk through these steps; return 0, or 2 after saying on stderr what could not be done."""
    folder.mkdir(parents=True, exist_ok=True)
    tour = Tour(program, folder=folder)
    program.window.resize(*size)
    tour.start(steps(tour))
    application.setQuitOnLastWindowClosed(False)
    try:
        return application.exec()
    finally:
        application.setQuitOnLastWindowClosed(True)
        tour.close()
