"""The pages of the window: made when first opened, kept while others show, refreshed when their rows changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QStackedWidget

    from app.catalog import Catalog
    from ui.desk import Context, Desk
    from ui.page.base import Page


class Pages(QObject):
    """Emits `opened` with the catalog's name when another page shows."""

    opened = Signal(str)

    def __init__(
        self,
        desk: Desk,
        *,
        stack: QStackedWidget,
        make: Callable[[Catalog], Page],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._stack, self._make = desk, stack, make
        self._pages: dict[str, Page] = {}
        self._seen: dict[str, Context] = {}
        self._stale: set[str] = set()
        self._context: Context | None = None
        desk.rows_changed.connect(self._rows_changed)

    @property
    def name(self) -> str:
        """Return the catalog whose page shows, '' when none does."""
        return next((name for name, page in self._pages.items() if page is self._stack.currentWidget()), "")

    @property
    def current(self) -> Page | None:
        """Return the page that shows."""
        return self._pages.get(self.name)

    @property
    def made(self) -> tuple[Page, ...]:
        """Return every page there is, shown or not."""
        return tuple(self._pages.values())

    def open(self, name: str) -> Page:
        """Show the page of a catalog, with the context chosen above and its newest rows."""
        if name not in self._pages:
            self._pages[name] = self._make(self._desk.schema.catalog(name))
            self._stack.addWidget(self._pages[name])
        page = self._pages[name]
        self._stack.setCurrentWidget(page)
        self._bring_up_to_date(name)
        self.opened.emit(name)
        return page

    def set_context(self, context: Context) -> None:
        """Let the page that shows follow the choices above; the others follow when they are opened."""
        self._context = context
        if self.name:
            self._bring_up_to_date(self.name)

    def follow_person(self) -> None:
        """Show the rows anew to a person who may do more or less than before; other pages when they are opened."""
        self._seen.clear()
        if self.name:
            self._bring_up_to_date(self.name)

    def refresh(self) -> None:
        """Read the page that shows again."""
        if self.current is not None:
            self.current.refresh()

    def save(self) -> None:
        """Keep what is being typed on any page."""
        for page in self._pages.values():
            page.save()

    def close(self) -> None:
        """Take all pages away: the window closes, or somebody else signs in."""
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    def _bring_up_to_date(self, name: str) -> None:
        page, context = self._pages[name], self._context
        if context is not None and self._seen.get(name) != context:
            self._seen[name] = context
            self._stale.discard(name)
            page.set_context(
                fiscal_year=context.fiscal_year, region=context.region, insurance_type=context.insurance_type
            )
        elif name in self._stale:
            self._stale.discard(name)
            page.refresh()

    def _rows_changed(self, names: frozenset[str]) -> None:
        for name in self._pages:
            catalog = self._desk.schema.catalog(name)
            if names & {name, *(reference.to for reference in catalog.references)}:
                self._stale.add(name)
        if self.name in self._stale:
            self._bring_up_to_date(self.name)
