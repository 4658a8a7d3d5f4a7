"""Groups over the keys of a source: rows above groups, opening and closing them (分组)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.grid.heads import CLOSED, NOTHING, OPEN, TOTAL_KEY, TOTAL_SIGN, Head, Woven
from ui.grid.steps import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.fields import Value
    from ui.grid.grouping import Grouping
    from ui.grid.source import GridRow, RowKey


class Folds:
    """Which rows stand in which group of one source, and which groups are closed."""

    def __init__(self, *, grouping: Grouping) -> None:
        self.grouping = grouping
        # put in place at once by the worker that found it: keys of groups keep their meaning
        self.woven: Woven = NOTHING
        self._numbers: dict[Value, int] = {}

    @property
    def keys(self) -> Sequence[RowKey]:
        """Return the keys that are shown: heads, the rows of open groups, the total."""
        return self.woven.keys(is_closed=self.grouping.is_closed)

    def number(self, value: Value) -> int:
        """Return the key of a value's group: the same in every opening, so that what is selected stays."""
        return self._numbers.setdefault(value, -1 - len(self._numbers))

    def row(self, key: RowKey) -> GridRow | None:
        """Return the row above a group (or the total) by its key; None for any other key."""
        return self.woven.rows.get(key) if is_head_key(key) else None

    def arrow(self, key: RowKey) -> str:
        """Return the sign before a group, open or closed, and before the total; '' at any other row."""
        if key == TOTAL_KEY:
            return TOTAL_SIGN
        head = self.woven.by_key.get(key) if is_head_key(key) else None
        return "" if head is None else CLOSED if self.grouping.is_closed(head.value) else OPEN

    def head_of(self, key: RowKey) -> Head | None:
        """Return the group of a row, or of the row above it; None at the total."""
        return self.woven.by_key.get(key) if is_head_key(key) else self.woven.head_over(key)

    def fold(self, head: Head, *, closed: bool, place: int) -> list[Step]:
        """Close or open the group whose row is at `place`; return the steps that a model takes to show it."""
        if self.grouping.is_closed(head.value) is closed:
            return []
        self.grouping.fold([head.value], closed=closed)
        first = place + 1
        if closed:
            return [Step(first, first + head.count - 1)]
        return [Step(first, first, self.woven.rids[head.start : head.start + head.count])]

    def fold_all(self, *, closed: bool) -> None:
        """Close or open all groups, from the next opening on."""
        self.grouping.fold([head.value for head in self.woven.heads], closed=closed)


def is_head_key(key: RowKey) -> bool:
    """Say whether a key is that of a row above a group, or of the total."""
    return isinstance(key, int) and key < 0
