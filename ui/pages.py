"""The open pages as tabs: made when first shown, kept while others show, refreshed when their rows changed.

A tab follows the choices above the pages, or has its own: then the same catalog stands beside itself in two regions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.page.base import Page
from ui.tools.registry import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QStackedWidget

    from ui.desk import Context, Desk
    from ui.page.view import View


@dataclass(slots=True, kw_only=True)
class Tab:
    """One open page, of a catalog or a tool; `own`: choices of its own (None: it follows).

    `kept`: what a page not made yet begins with.
    """

    number: int
    name: str
    own: Context | None = None
    kept: Mapping[str, object] = field(default_factory=dict)
    page: View | None = None
    seen: Context | None = None
    is_stale: bool = False


class Pages(QObject):
    """`opened` carries the name of the page that shows now; `context_wanted` the choices that belong to it."""

    opened = Signal(str)
    changed = Signal()
    """Tabs were opened, closed, moved, or have other choices."""
    context_wanted = Signal(object)
    left = Signal(object)
    """A page is about to be taken away."""

    def __init__(
        self,
        desk: Desk,
        *,
        stack: QStackedWidget,
        make: Callable[[Tab], View],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._stack, self._make = desk, stack, make
        self.tabs: list[Tab] = []
        self.shared: Context | None = None
        self._numbers = count(1)
        desk.rows_changed.connect(self._rows_changed)

    @property
    def shown(self) -> Tab | None:
        """Return the tab that shows, None when none does."""
        return next((tab for tab in self.tabs if tab.page and tab.page is self._stack.currentWidget()), None)

    @property
    def name(self) -> str:
        """Return the catalog or tool whose page shows, '' when none does."""
        return self.shown.name if self.shown else ""

    @property
    def view(self) -> View | None:
        """Return the page that shows, a catalog's or a tool's."""
        return self.shown.page if self.shown else None

    @property
    def current(self) -> Page | None:
        """Return the catalog's page that shows, None when a tool does."""
        return self.view if isinstance(self.view, Page) else None

    @property
    def made(self) -> tuple[Page, ...]:
        """Return every catalog's page there is, shown or not."""
        return tuple(tab.page for tab in self.tabs if isinstance(tab.page, Page))

    def label(self, tab: Tab) -> str:
        """Return what a tab is called."""
        return label_of(tab.name, schema=self._desk.schema)

    def open(self, name: str) -> Page:
        """Show a catalog's page: the tab that shows, or one that follows the choices above, or a new one.

        TypeError when the name is a tool's.
        """
        page = self.go(name)
        if not isinstance(page, Page):
            raise TypeError(name)
        return page

    def go(self, name: str) -> View:
        """Show the page of a catalog or a tool, as `open` does."""
        shown = self.shown
        tab = shown if shown and shown.name == name else None
        tab = tab or next((one for one in self.tabs if one.name == name and one.own is None), None)
        return self.show(tab or self.add(name))

    def open_where(self, name: str, *, suits: Callable[[Context], bool]) -> Page:
        """Show the tab of a catalog whose own choices suit; where none does, as `open` does."""
        tab = next((one for one in self.tabs if one.name == name and one.own and suits(one.own)), None)
        if tab is not None:
            self.show(tab)
        return self.open(name)

    def promised(self, tab: Tab) -> list[Context]:
        """Return the own choices of the other tabs of a tab's catalog whose pages are not made yet."""
        others = (one for one in self.tabs if one is not tab and one.name == tab.name and one.page is None)
        return [one.own for one in others if one.own is not None and one.own != tab.own]

    def add(self, name: str, *, own: Context | None = None, kept: Mapping[str, object] | None = None) -> Tab:
        """Put a tab after the one that shows, without making its page."""
        tab = Tab(number=next(self._numbers), name=name, own=own, kept=kept or {})
        place = self.tabs.index(self.shown) + 1 if self.shown else len(self.tabs)
        self.tabs.insert(place, tab)
        self.changed.emit()
        return tab

    def open_apart(self, name: str) -> View:
        """Show another tab of a catalog or a tool, which from now on has choices of its own."""
        return self.show(self.add(name, own=self.context))

    def show(self, tab: Tab) -> View:
        """Show a tab with its choices and its newest rows."""
        if tab.page is None:
            tab.page = self._make(tab)
            if tab.page.memory is not None:
                tab.page.memory.recall(tab.kept)
            self._stack.addWidget(tab.page)
        self._stack.setCurrentWidget(tab.page)
        self._bring_up_to_date(tab)
        self.changed.emit()
        self.opened.emit(tab.name)
        if self.context is not None:
            self.context_wanted.emit(self.context)
        return tab.page

    def close_tab(self, tab: Tab) -> None:
        """Take a tab away and show its neighbour, if there is one; what was typed is kept."""
        place, was_shown = self.tabs.index(tab), tab is self.shown
        self._take_away(tab)
        self.tabs.remove(tab)
        if was_shown and self.tabs:
            self.show(self.tabs[min(place, len(self.tabs) - 1)])
        else:
            self.changed.emit()

    def move(self, old: int, new: int) -> None:
        """Put a tab in another place."""
        self.tabs.insert(new, self.tabs.pop(old))

    @property
    def context(self) -> Context | None:
        """Return the choices of the tab that shows."""
        return (self.shown.own if self.shown else None) or self.shared

    def set_context(self, context: Context) -> None:
        """Let the tab that shows follow the choices above; those without their own follow when they are shown."""
        shown = self.shown
        if shown and shown.own is not None:
            shown.own = context
        if shown is None or shown.own is None or self.shared is None:
            self.shared = context
        if self.shown:
            self._bring_up_to_date(self.shown)
        self.changed.emit()

    def follow_person(self) -> None:
        """Show the rows anew to a person who may do more or less than before; other pages when they are opened."""
        for tab in self.tabs:
            tab.seen = None
        if self.shown:
            self._bring_up_to_date(self.shown)

    def refresh(self) -> None:
        """Read the page that shows again."""
        if self.view is not None:
            self.view.refresh()

    def save(self) -> None:
        """Keep what is being typed on any page."""
        for tab in self.tabs:
            if tab.page is not None:
                tab.page.save()

    def close(self) -> None:
        """Take all pages away: the window closes, or somebody else signs in."""
        for tab in self.tabs:
            self._take_away(tab)
        self.tabs.clear()
        self.changed.emit()

    def _take_away(self, tab: Tab) -> None:
        if tab.page is not None:
            tab.page.save()
            self.left.emit(tab.page)
            self._stack.removeWidget(tab.page)
            tab.page.deleteLater()
            tab.page = None

    def _bring_up_to_date(self, tab: Tab) -> None:
        page, context = tab.page, tab.own or self.shared
        if page is None:
            return
        if context is not None and tab.seen != context:
            tab.seen, tab.is_stale = context, False
            page.set_context(
                fiscal_year=context.fiscal_year, region=context.region, insurance_type=context.insurance_type
            )
        elif tab.is_stale:
            tab.is_stale = False
            page.refresh()

    def _rows_changed(self, names: frozenset[str]) -> None:
        for tab in self.tabs:
            if tab.page is not None and tab.page.depends_on(names):
                tab.is_stale = True
        if self.shown and self.shown.is_stale:
            self._bring_up_to_date(self.shown)


def apart_words(tab: Tab, *, shared: Context | None, names: Sequence[tuple[str, str]]) -> str:
    """Return in what a tab's own choices differ from the shared ones; `names`: regions as (code, name)."""
    own = tab.own
    if own is None or shared is None:
        return ""
    region = dict(names).get(own.region, own.region)
    parts = (
        (f"{own.fiscal_year}", own.fiscal_year != shared.fiscal_year),
        (region, own.region != shared.region),
        (own.insurance_type or "全部险种", own.insurance_type != shared.insurance_type),
    )
    return " ".join(text for text, differs in parts if differs) or "另开"
