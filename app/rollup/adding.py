"""Figures of several regions as one: pure, in whole numbers (clause 1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rollup.declared import How

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.rollup.declared import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What is rolled up: `places` digits are shown of values in units of 10**-scale."""

    code: str
    name: str
    unit: str
    places: int
    scale: int
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One parameter of one group of regions, values in units of 10**-scale.

    `total`: of the regions below that filled it in, None where nothing is to be told; `own`: what the upper region
    itself filled in, `missing`: the regions that left it blank (× is not blank), `asked`: how many are asked for it.
    """

    total: int | None
    own: int | None
    missing: tuple[str, ...]
    asked: int

    @property
    def difference(self) -> int | None:
        """Return by how much the upper region's own figure is above the total."""
        return None if self.own is None or self.total is None else self.own - self.total

    @property
    def filled(self) -> int:
        """Return how many regions filled it in."""
        return self.asked - len(self.missing)


def add_up(
    parameter: Parameter,
    *,
    regions: Sequence[str],
    values: Mapping[tuple[str, str], int],
    crossed: frozenset[tuple[str, str]],
    own: int | None,
) -> Cell:
    """Roll one parameter up over regions; `values` and `crossed` (×) are by region and parameter.

    An average counts the regions that have its weight too.
    """
    code, way = parameter.code, parameter.way
    asked = [region for region in regions if (region, code) not in crossed]
    missing = tuple(region for region in asked if (region, code) not in values)
    filled = [region for region in asked if (region, code) in values]
    total: int | None = None
    if way.how is How.SUM and filled:
        total = sum(values[region, code] for region in filled)
    elif way.how is How.WEIGHTED:
        pairs = [(values[one, code], values[one, way.weight]) for one in filled if (one, way.weight) in values]
        total = _average(pairs, step=10 ** max(parameter.scale - parameter.places, 0))
    return Cell(total=total, own=own, missing=missing, asked=len(asked))


def _average(pairs: Sequence[tuple[int, int]], *, step: int) -> int | None:
    """Return the weighted average rounded to whole steps, half away from 0; None where nothing weighs anything."""
    weight = sum(each for _, each in pairs)
    if weight <= 0:
        return None
    top, bottom = sum(value * each for value, each in pairs), weight * step
    rounded = (2 * abs(top) + bottom) // (2 * bottom) * step
    return rounded if top >= 0 else -rounded
