"""How a grid's rows are arranged: sorted by which columns, filtered by what; it outlives what is shown (查询)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.filters import Filter

Order = tuple[tuple[str, bool], ...]
"""Names of columns, the most important first, each with whether it descends."""


class Arrangement(QObject):
    """Emits `changed` when rows are to be found anew; at most one filter for each column."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.order: Order = ()
        self._filters: dict[str, tuple[Filter, str]] = {}

    @property
    def where(self) -> tuple[Filter, ...]:
        """Return the filters, the oldest first."""
        return tuple(one for one, _ in self._filters.values())

    @property
    def told(self) -> Sequence[tuple[str, str]]:
        """Return the filtered columns, each with the filter in words."""
        return [(name, words) for name, (_, words) in self._filters.items()]

    def filter_of(self, column: str) -> Filter | None:
        """Return the filter of a column."""
        found = self._filters.get(column)
        return found[0] if found else None

    def place_of(self, column: str) -> tuple[int, bool] | None:
        """Return a column's place in the order and whether it descends; None when it has none."""
        return next(((n, down) for n, (name, down) in enumerate(self.order) if name == column), None)

    def sort(self, *order: tuple[str, bool]) -> None:
        """Sort by these columns alone; by none: the natural order."""
        if order != self.order:
            self.order = order
            self.changed.emit()

    def turn(self, column: str, *, beside: bool) -> None:
        """Go on as a click on a heading does: ascending, descending, not at all; `beside`: after the other columns."""
        found = self.place_of(column)
        following = {None: False, False: True, True: None}[found[1] if found else None]
        if not beside:
            self.sort(*([] if following is None else [(column, following)]))
        elif found is None:
            self.sort(*self.order, (column, False))
        else:
            kept = [(name, bool(following) if name == column else down) for name, down in self.order]
            self.sort(*(one for one in kept if following is not None or one[0] != column))

    def filter(self, one: Filter, *, words: str) -> None:
        """Filter a column; `words` say by what."""
        if self._filters.get(one.field) != (one, words):
            self._filters[one.field] = (one, words)
            self.changed.emit()

    def show_all(self, *columns: str) -> None:
        """Take the filters of columns away; of every one when none is named."""
        gone = [name for name in self._filters if not columns or name in columns]
        for name in gone:
            del self._filters[name]
        if gone:
            self.changed.emit()
