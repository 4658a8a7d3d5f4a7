"""Population, wages and prices behind the demo province's figures (macro parameters of clauses 1.8 and 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.central.demo.places import Place, books_inside, share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SCALE = 10_000
"""Values are kept in units of 10**-4."""

FIRST_YEAR = 2015
FIRST_WAGE = 66_000
FIRST_PRODUCT = 82_000
YUAN_IN_CENT_OF_YI = 1_000_000


def ratio(over: int, under: int, *, digits: int) -> int:
    """Return over/under in units of 10**-4, rounded to `digits` decimals; 0 when nothing is below the line."""
    if not under:
        return 0
    unit: int = 10**digits
    return (over * unit * 2 + under) // (under * 2) * (SCALE // unit)


def grown(year: int, *, what: str, low: int, high: int) -> float:
    """Return how far something has grown since 2015 when it grows by low to high permille a year."""
    level: float = 1.0
    for each in range(FIRST_YEAR + 1, year + 1):
        level *= 1 + (low + int((high - low + 1) * share(what, str(each)))) / 1000
    return level


def wage(year: int) -> int:
    """Average yearly wage of the province in yuan."""
    return round(FIRST_WAGE * grown(year, what="wage", low=33, high=71))


def residents(place: Place, *, year: int, fiscal_year: int) -> int:
    """Residents of a county at the end of a year; they have grown by 2 to 6 permille a year."""
    grown_since = sum(20 + int(41 * share(place.city, "people", str(each))) for each in range(year, fiscal_year))
    return place.people * (10_000 - grown_since) // 10_000


def registered(place: Place, *, year: int, fiscal_year: int) -> int:
    """People registered in a county."""
    return residents(place, year=year, fiscal_year=fiscal_year) * (700 + int(220 * share(place.code, "hukou"))) // 1000


def employed(place: Place, *, year: int, fiscal_year: int) -> int:
    """People at work in a county."""
    return residents(place, year=year, fiscal_year=fiscal_year) * (560 + int(60 * share(place.code, "work"))) // 1000


def arrived(place: Place, *, year: int, fiscal_year: int) -> int:
    """People who moved to a county in a year, less those who left."""
    before = residents(place, year=year - 1, fiscal_year=fiscal_year)
    return residents(place, year=year, fiscal_year=fiscal_year) - before


def product(place: Place, *, year: int, fiscal_year: int) -> int:
    """Gross product of a county in units of 0.01 亿元."""
    heads = residents(place, year=fiscal_year, fiscal_year=fiscal_year)
    rich = 0.62 + 0.76 * share(place.city, "rich")
    each = FIRST_PRODUCT * rich * grown(year, what="product", low=41, high=74)
    return round(heads * each / YUAN_IN_CENT_OF_YI)


def summed(place: Place, *, places: Sequence[Place], year: int, fiscal_year: int, amount: Callable[..., int]) -> int:
    """Add an amount up over the counties of a place."""
    inside = books_inside(place, places=places)
    return sum(amount(one, year=year, fiscal_year=fiscal_year) for one in inside)


def wobble(place: Place, *, year: int, what: str, low: int, high: int) -> int:
    """Return a whole number from low to high that belongs to a city, a year and a subject."""
    return low + int((high - low + 1) * share(place.city or place.code, what, str(year)))


def birth_rate(place: Place, *, year: int) -> int:
    """Births per thousand residents, in units of 10**-4."""
    return wobble(place, year=year, what="births", low=560, high=690) * (SCALE // 100)


def urban_rate(place: Place, *, year: int) -> int:
    """Percent of residents who live in towns, in units of 10**-4; it only rises."""
    town = 6_750 + int(900 * share(place.city or place.code, "urban"))
    return (town + 46 * (year - FIRST_YEAR)) * (SCALE // 100)
