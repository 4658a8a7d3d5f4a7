"""What the window asks of a catalog's page: besides what it asks of every page, to go to a row (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui.page.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.catalog import Catalog
    from app.rows import Query
    from app.sheet import SheetContext
    from ui.desk import Desk
    from ui.grid.many_cells import Cells
    from ui.unsaved.watch import PageUnsaved


class Page(View):
    """One catalog's page.

    It keeps every change at once and calls `desk.tell_changed(catalog.name)` afterwards.
    `settle_requested` carries the name of one of `ui.waiting.settle_choices`, and row ids.
    """

    import_requested = Signal()
    export_requested = Signal()
    settle_requested = Signal(str, list)
    history_requested = Signal()
    problems_requested = Signal()
    cell_changed = Signal()
    unsaved: PageUnsaved | None = None
    """What waits on the page outside the store; None where nothing is typed."""

    def __init__(self, catalog: Catalog, *, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(catalog.name, desk=desk, parent=parent)
        self.catalog = catalog

    def depends_on(self, names: frozenset[str]) -> bool:
        """Say whether rows of these catalogs stand here: its own, those it refers to, a sheet's approval."""
        from app.flow.record import RECORDS  # noqa: PLC0415 - the window shows before it is needed

        catalog = self.catalog
        record = {RECORDS} if catalog.flow and catalog.sheet else set()
        return bool(names & {catalog.name, *record, *(reference.to for reference in catalog.references)})

    def show_row(self, row_id: str, *, field: str = "", also: Cells | None = None) -> None:
        """Select a row (and the cell of a field) and scroll to it, once it is read.

        `also`: further cells to select with it, as far as they are near.
        """
        raise NotImplementedError

    def show_cells(self, cells: Cells) -> None:
        """Select cells of the filling-in sheet that shows."""
        raise NotImplementedError

    def choose_pages(self, pages: Mapping[str, str]) -> None:
        """Show the page of a filling-in sheet with these choices (field: code)."""
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

    def show_legend(self) -> None:
        """Open the list of what marks and colours of cells mean."""
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
