"""Fits a page's grid out with what a person chose: columns, frozen ones, stripes, density, red numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.grid.columns import Columns
from ui.grid.grouping import Grouping
from ui.grid.heading_menu import HeadingMenus
from ui.grid.seeing import Worn

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.grid.view import GridView


def fit_out(view: GridView, *, desk: Desk, catalog: str) -> HeadingMenus:
    """Return the menus of the headings, once the view looks as this person left the catalog's."""
    if desk.schema.catalog(catalog).sheet is None:
        group = f"{desk.store.path.stem}/group/{catalog}"
        view.folding.grouping = Grouping(settings=desk.settings, key=group, parent=view)
    Worn(view, seeing=desk.seeing)
    key = f"{desk.store.path.stem}/columns/{catalog}"
    return HeadingMenus(view, columns=Columns(view, settings=desk.settings, key=key))
