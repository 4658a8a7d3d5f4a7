"""Goes where a click leads: to a row, to a filling-in sheet, to what was taken back or left unsaved (clause 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ui.desk import Context
from ui.tools.base import ToolPage
from ui.unsaved.journal import stands_in

if TYPE_CHECKING:
    from app.line_texts import RowPlace
    from ui.context_bar import ContextBar
    from ui.grid.many_cells import Cells
    from ui.pages import Pages
    from ui.tools.base import SheetPlace
    from ui.unsaved.records import Unsaved


class Going:
    """The ways through one person's pages; each changes the choices above them where the place asks for it."""

    def __init__(self, pages: Pages, *, bar: ContextBar) -> None:
        self._pages, self._bar = pages, bar

    def to_row(self, place: RowPlace, field: str, also: Cells | None = None) -> None:
        """Show a row, and the cell of a field, with further cells."""
        page = self._pages.open(place.catalog)
        if place.fiscal_year:
            self._bar.choose(
                Context(fiscal_year=place.fiscal_year, region=place.mof_div_code, insurance_type=place.insurance_type)
            )
        page.show_row(place.row_id, field=field, also=also)

    def to_undone(self, place: RowPlace, field: str, also: Cells) -> None:
        """Show what was taken back, all of it; where the page shows it already, the choices above it stay."""
        view = self._pages.view
        if isinstance(view, ToolPage) and view.depends_on(frozenset({place.catalog})):
            return  # it is read again, as all rows that were written
        page, context = self._pages.current, self._bar.context
        if page is None or context is None or page.catalog.name != place.catalog:
            self.to_row(place, field, also)
            return
        elsewhere = page.catalog.sheet is not None and context.region != place.mof_div_code
        elsewhere = elsewhere or context.insurance_type not in ("", place.insurance_type)
        if elsewhere or context.fiscal_year != place.fiscal_year:
            self.to_row(place, field, also)
        else:
            page.show_row(place.row_id, field=field, also=also)

    def to_emptied(self, catalog: str, cells: Cells) -> None:
        """Select cells of the filling-in sheet that shows."""
        page = self._pages.current
        if page is not None and page.catalog.name == catalog:
            page.show_cells(cells)

    def to_sheet(self, place: SheetPlace) -> None:
        """Show a filling-in sheet with these choices."""
        self._bar.choose(place.context)
        self._pages.open(place.catalog).choose_pages(place.pages)

    def to_unsaved(self, name: str, unsaved: Unsaved) -> None:
        """Show what came back that was not saved when the program ended."""
        cell = next(iter(unsaved.cells), None)
        page = self._pages.open_where(name, suits=lambda own: cell is not None and stands_in(cell, own))
        context = self._bar.context
        if cell is not None and cell.fiscal_year and context is not None:
            self._bar.choose(replace(context, fiscal_year=cell.fiscal_year, region=cell.region, insurance_type=""))
        if page.unsaved is not None:
            page.unsaved.show(unsaved)
