"""What the numbers of a selection add up to, exactly. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ui.grid.source import GridRow, GridSource

AVERAGE_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How many numbers, and their sum."""

    count: int = 0
    total: Decimal = Decimal(0)

    def words(self) -> list[str]:
        """Return the parts of a sentence about it; nothing when there are no numbers."""
        if not self.count:
            return []
        average = (self.total / self.count).quantize(AVERAGE_PLACES)
        return [f"合计 {_shown(self.total)}", f"平均 {_shown(average)}", f"数值 {self.count:,} 个"]


def add_up(source: GridSource, *, rows: Sequence[GridRow], columns: Sequence[Iterable[int]]) -> Sum:
    """Add up the cells of `rows`, for each row those in its `columns`."""
    amounts = [
        amount
        for row, places in zip(rows, columns, strict=True)
        for column in places
        if (amount := source.amount(row, column)) is not None
    ]
    return Sum(count=len(amounts), total=sum(amounts, Decimal(0)))


def _shown(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
