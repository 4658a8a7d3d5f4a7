"""What the window asks of whatever stands in a tab: follow the choices above, keep what is typed (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction

    from ui.desk import Desk


class Memory(Protocol):
    """What a page remembers from start to start, as plain values that a file can hold."""

    def now(self) -> dict[str, object]:
        """Return what there is to remember."""

    def recall(self, kept: Mapping[str, object]) -> None:
        """Begin where the page was left; called before it has choices."""


class View(QWidget):
    """A catalog's page or a tool's. The window makes it when it is first opened and keeps it; leaving asks nothing.

    The window answers `desk.rows_changed` by calling `refresh` of the page that shows (also of the one that told) and
    of others when they show, where `depends_on` says so. `shown` tells that other rows stand on the screen now.
    """

    shown = Signal()
    status_message = Signal(str)
    memory: Memory | None = None
    """What it remembers from start to start."""
    own_actions: Sequence[QAction] = ()
    """The page's buttons as actions, each named."""
    areas: Sequence[QWidget] = ()
    """The parts that F6 goes through."""

    def __init__(self, name: str, *, desk: Desk, parent: QWidget | None = None) -> None:
        """`name`: of the catalog or the tool, as tabs and navigation know it."""
        super().__init__(parent)
        self.name = name
        self.desk = desk

    def set_context(self, *, fiscal_year: int, region: str, insurance_type: str) -> None:
        """Show another year, region or insurance type ('' for all of them)."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read the rows again; selection, scrolling and an editor that is open stay."""
        raise NotImplementedError

    def depends_on(self, names: frozenset[str]) -> bool:
        """Say whether rows of these catalogs stand on the page."""
        raise NotImplementedError

    def save(self) -> None:
        """Keep the cell that is being typed; the window asks for it before it closes."""

    def give_up_typing(self) -> bool:
        """Close an open editor and drop what it holds; return False when none is open."""
        return False
