"""What the numbers of a selection add up to, exactly. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.adding_up import Figures
    from ui.grid.source import GridRow, GridSource

AVERAGE_PLACES = Decimal("0.01")
EXACT = Context(prec=60)
"""A million amounts of 18 digits have more digits than numbers keep without being asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How many numbers, their sum, the least and the greatest."""

    count: int = 0
    total: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)

    def words(self) -> list[str]:
        """Return the parts of a sentence about it; nothing when there are no numbers."""
        if not self.count:
            return []
        average = EXACT.divide(self.total, Decimal(self.count)).quantize(AVERAGE_PLACES, context=EXACT)
        return [
            f"合计 {_shown(self.total)}",
            f"平均 {_shown(average)}",
            f"数值 {self.count:,} 个",
            f"最小 {_shown(self.least)}",
            f"最大 {_shown(self.most)}",
        ]


def add_up(source: GridSource, *, rows: Sequence[GridRow], columns: Sequence[Iterable[int]]) -> Sum:
    """Add up the cells of `rows`, for each row those in its `columns`."""
    amounts = [
        amount
        for row, places in zip(rows, columns, strict=True)
        for column in places
        if (amount := source.amount(row, column)) is not None
    ]
    return _sum(amounts, count=len(amounts), least=amounts, most=amounts)


def sum_of(figures: Sequence[Figures], *, places: Sequence[int]) -> Sum:
    """Return the sum of what the store added up, column by column; `places`: digits after the point of each."""
    each = list(zip(figures, places, strict=True))
    return _sum(
        [_scaled(one.total, digits) for one, digits in each],
        count=sum(one.count for one in figures),
        least=[_scaled(one.least, digits) for one, digits in each if one.least is not None],
        most=[_scaled(one.most, digits) for one, digits in each if one.most is not None],
    )


def _sum(totals: Iterable[Decimal], *, count: int, least: Sequence[Decimal], most: Sequence[Decimal]) -> Sum:
    total = Decimal(0)
    for one in totals:
        total = EXACT.add(total, one)
    none = Decimal(0)
    return Sum(count=count, total=total, least=min(least, default=none), most=max(most, default=none))


def _scaled(value: int, places: int) -> Decimal:
    return EXACT.scaleb(Decimal(value), -places)


def _shown(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
