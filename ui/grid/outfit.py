"""Fits a page's grid out with what a person chose (columns, stripes, density) and what the checks found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.grid.columns import Columns
from ui.grid.grouping import Grouping
from ui.grid.heading_menu import HeadingMenus
from ui.grid.seeing import Worn

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.grid.findings import Findings
    from ui.grid.view import GridView


def fit_out(view: GridView, *, desk: Desk, catalog: str) -> HeadingMenus:
    """Return the menus of the headings, once the view looks as this person left the catalog's."""
    group = f"{desk.store.path.stem}/group/{catalog}"
    view.folding.grouping = Grouping(settings=desk.settings, key=group, parent=view)
    Worn(view, seeing=desk.seeing)
    FoundShown(view, findings=desk.findings, catalog=catalog)
    key = f"{desk.store.path.stem}/columns/{catalog}"
    return HeadingMenus(view, columns=Columns(view, settings=desk.settings, key=key))


class FoundShown(QObject):
    """Keeps the marks of one view at what stands in its catalog."""

    def __init__(self, view: GridView, *, findings: Findings, catalog: str) -> None:
        super().__init__(view)
        self._view, self._findings, self._catalog = view, findings, catalog
        findings.changed.connect(self._show)
        self._show(catalog)

    def _show(self, catalog: str) -> None:
        if catalog == self._catalog:
            self._view.grid.show_found(self._findings.of(catalog))
