"""What the window asks of a page, whatever it shows: follow the choices above, refresh, go to a row (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from app.catalog import Catalog
    from app.rows import Query
    from app.sheet import SheetContext
    from ui.desk import Desk
    from ui.page.memory import PageMemory
    from ui.unsaved.watch import PageUnsaved


class Page(QWidget):
    """One catalog's page. The window makes it when it is first opened and keeps it; nothing is ever asked on leaving.

    A page keeps every change at once and calls `desk.tell_changed(catalog.name)` afterwards; the window answers
    `rows_changed` by calling `refresh` of the page that shows (also of the one that told) and of others when they show.
    `shown` tells that other rows stand on the screen now.
    `settle_requested` carries the name of one of `ui.waiting.settle_choices`, and row ids.
    """

    import_requested = Signal()
    export_requested = Signal()
    settle_requested = Signal(str, list)
    history_requested = Signal()
    cell_changed = Signal()
    shown = Signal()
    status_message = Signal(str)
    unsaved: PageUnsaved | None = None
    """What waits on the page outside the store; None where nothing is typed."""
    memory: PageMemory | None = None
    """What it remembers from start to start."""
    own_actions: Sequence[QAction] = ()
    """The page's buttons as actions, each named."""
    areas: Sequence[QWidget] = ()
    """The parts that F6 goes through."""

    def __init__(self, catalog: Catalog, *, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.catalog = catalog
        self.desk = desk

    def set_context(self, *, fiscal_year: int, region: str, insurance_type: str) -> None:
        """Show another year, region or insurance type ('' for all of them)."""
        raise NotImplementedError

    def save(self) -> None:
        """Keep the cell that is being typed; the window asks for it before it closes."""
        raise NotImplementedError

    def give_up_typing(self) -> bool:
        """Close an open editor and drop what it holds; return False when none is open."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read the rows again; selection, scrolling and an editor that is open stay."""
        raise NotImplementedError

    def show_row(self, row_id: str, *, field: str = "") -> None:
        """Select a row (and the cell of a field) and scroll to it, once it is read."""
        raise NotImplementedError

    def mark_lines(self, *, reconciled: bool) -> None:
        """Mark the selected statement lines as reconciled, or take the marks off."""
        raise NotImplementedError

    def history_target(self) -> tuple[str, str]:
        """Return the stored row behind the current cell, and the cell's field; ('', '') where nothing is stored."""
        raise NotImplementedError

    def shown_query(self) -> Query | None:
        """Return the rows that are shown, with search and filters, for an export; None before there is a context."""
        raise NotImplementedError

    def turn_groups(self) -> None:
        """Group the rows by the current column, or no longer."""
        raise NotImplementedError

    def shown_group(self) -> str:
        """Return the field by which the rows are grouped, '' for none."""
        return ""

    def chosen_query(self) -> Query | None:
        """Return the rows of the nodes selected in a tree, None where there are none."""
        return None

    def shown_sheet(self) -> SheetContext | None:
        """Return the filling-in sheet that is shown, None when rows are."""
        raise NotImplementedError
