"""What may be chosen above the pages, and what is: read from the store, following the tabs, remembered (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.choices import read_choices
from ui.dashboard.early import context_left
from ui.desk import Context

if TYPE_CHECKING:
    from ui.context_bar import Choices, ContextBar
    from ui.desk import Desk
    from ui.operations import Operation
    from ui.pages import Pages

FOLLOWED = frozenset({"region", "insurance_type"})
"""Catalogs whose rows are offered above the pages."""


class Choosing(QObject):
    """One person's choices of year, region and insurance type; `memory`: under which key they are remembered."""

    def __init__(self, bar: ContextBar, *, desk: Desk, pages: Pages, memory: str, parent: QObject) -> None:
        super().__init__(parent)
        self._bar, self._desk, self._pages = bar, desk, pages
        self._memory = memory
        self._reading: Operation | None = None

    def remember(self) -> None:
        """Remember the choices that pages share."""
        context = self._pages.shared
        if context is not None:
            chosen = [context.fiscal_year, context.region, context.insurance_type]
            self._desk.settings.setValue(f"{self._memory}/context", chosen)

    def remembered(self) -> Context | None:
        """Return the choices of the last time."""
        return context_left(self._desk.settings, memory=self._memory)

    def follow_tab(self, wanted: Context | None) -> None:
        """Show above the pages what the tab that shows now has chosen."""
        context = self._bar.context
        if context is None or wanted is None:
            return
        if self._reading is not None and not self._reading.is_over:
            self._reading.supersede()  # it was for another tab
        if wanted.fiscal_year == context.fiscal_year:
            self._bar.choose(wanted)
        else:
            self.read(wanted)

    def follow_rows(self, names: frozenset[str]) -> None:
        """Offer anew what rows of these catalogs say."""
        if names & FOLLOWED and self._bar.context is not None:
            self.read(self._bar.context)

    def read(self, wanted: Context | None) -> None:
        """Read what may be chosen and choose what is wanted; None for the newest year and one's own region."""
        store, user = self._desk.store, self._desk.user
        year = wanted.fiscal_year if wanted else None
        self._reading = self._desk.operations.run(
            lambda _: read_choices(store, user=user, wanted_year=year),
            done=lambda choices: self._offer(choices, wanted=wanted),
            owner=self,
            key="choices",
            label="读取年度、区划和险种",
        )

    def _offer(self, choices: Choices, *, wanted: Context | None) -> None:
        if wanted is None and choices.types:
            # the sheet filled in most is by insurance type; without one it would be nearly empty
            wanted = Context(fiscal_year=choices.year, region="", insurance_type=choices.types[0][0])
        self._bar.offer(choices, wanted=wanted)
