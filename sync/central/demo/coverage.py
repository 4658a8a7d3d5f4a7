"""Who has filled in how much in the demo province: some all, some half, some nothing, two counties with work left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.people import Level
from sync.central.demo.recipes import RECIPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.central.demo.places import Place

MACRO = ""
EVERY_PAGE = (MACRO, *RECIPES)
EVERY_PERIOD = ("year", "q1", "q2", "q3", "q4")
PEOPLE, DUES = "01", "02"
FULL_RANK, HALF_RANK = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A filled-in part of the sheets: pages (insurance types) by categories (none named: all) by periods."""

    pages: tuple[str, ...]
    basis: str
    periods: tuple[str, ...]
    categories: tuple[str, ...] = ()


FULL = (
    Patch(pages=EVERY_PAGE, basis="estimate", periods=EVERY_PERIOD),
    Patch(pages=EVERY_PAGE, basis="actual", periods=("q1", "q2")),
)
HALF = (
    Patch(pages=(MACRO, "1101", "1102"), basis="estimate", periods=("year", "q1", "q2")),
    Patch(pages=("1101",), basis="actual", periods=("q1",), categories=(PEOPLE, DUES)),
)
STARTED = {
    "330203000": (
        Patch(pages=(MACRO, "1101"), basis="estimate", periods=EVERY_PERIOD),
        Patch(pages=("1102",), basis="estimate", periods=EVERY_PERIOD, categories=(PEOPLE, DUES)),
        Patch(pages=("1101",), basis="actual", periods=("q1",), categories=(PEOPLE,)),
    ),
    "330212000": (
        Patch(pages=(MACRO, "1101", "1104"), basis="estimate", periods=EVERY_PERIOD),
        Patch(pages=("1105",), basis="estimate", periods=("year",), categories=(PEOPLE,)),
        Patch(pages=("1101", "1104"), basis="actual", periods=("q1",)),
    ),
}
"""海曙区 and 鄞州区, whose officers the demo signs in."""


def patches_of(place: Place) -> tuple[Patch, ...]:
    """Return what a place has filled in: province and cities all; of each city's counties one all, one half."""
    if place.code in STARTED:
        return STARTED[place.code]
    if place.level is not Level.COUNTY or place.rank == FULL_RANK:
        return FULL
    return HALF if place.rank == HALF_RANK else ()


def is_complete(place: Place) -> bool:
    """Say whether a place has filled in everything."""
    return patches_of(place) is FULL


def covers(patches: Sequence[Patch], *, page: str, category: str, basis: str, period: str) -> bool:
    """Say whether a cell of the sheets is filled in."""
    return any(
        basis == patch.basis
        and page in patch.pages
        and period in patch.periods
        and (not patch.categories or category in patch.categories)
        for patch in patches
    )
