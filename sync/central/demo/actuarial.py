"""Filled-in actuarial parameters of the demo province for the years past (clause 1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.people import Level
from sync.central.demo import economy
from sync.central.demo.coverage import MACRO, STARTED, is_complete
from sync.central.demo.economy import SCALE, product, ratio, summed, wage, wobble
from sync.central.demo.figures import HEAD_COUNTS, NAMES, Figures, figures_of
from sync.central.demo.management import FEN, PAGES, is_for
from sync.central.demo.recipes import RECIPES, Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.fields import Value
    from sync.central.demo.places import Place

YEARS_UPPER, YEARS_COUNTY = 5, 3
PENSION_RAISE = {2021: 450, 2022: 400, 2023: 380, 2024: 300, 2025: 200}
RATE_CUT = 2024
RETIREMENT_AGE, RAISED_SINCE, HIGHEST_AGE = 60_00, 2025, 63_00
RESIDENT_SCHEMES = frozenset({"1102", "1105"})

FUND: dict[str, Callable[[Figures, Recipe, int], int]] = {
    "JS12": lambda sums, _, __: sums.insured * SCALE,
    "JS13": lambda sums, _, __: sums.payers * SCALE,
    "JS14": lambda sums, _, __: ratio(sums.payers * 100, sums.workers, digits=2),
    "JS15": lambda sums, _, __: (sums.claimants or sums.inpatients or sums.visits) * SCALE,
    "JS16": lambda sums, _, __: sums.balance * FEN,
    "JS17": lambda sums, _, __: ratio(sums.inpatient_cost, sums.inpatients * 100, digits=2),
    "JS18": lambda sums, _, __: ratio(sums.inpatients * 100, sums.insured, digits=2),
    "JS19": lambda _, recipe, __: recipe.employer * FEN,
    "JS20": lambda _, recipe, __: recipe.personal * FEN,
    "JS21": lambda _, __, year: min(HIGHEST_AGE, RETIREMENT_AGE + 25 * max(0, year - RAISED_SINCE + 1)) * FEN,
    "JS22": lambda _, __, ___: 139 * SCALE,
    "JS23": lambda _, __, year: (262 if year >= RATE_CUT else 397) * FEN,
    "JS24": lambda _, __, year: PENSION_RAISE.get(year, 200) * FEN,
    "JS25": lambda _, recipe, __: recipe.grant * FEN,
    "JS27": lambda _, __, year: (310 + year * 37 % 190) * FEN,
}
CONSTANT = {"JS26": 250 * FEN, "JS28": 75 * SCALE, "JS29": 2 * SCALE}
BETWEEN = {"JS05": (1001, 1024, 1000), "JS07": (910, 1050, 10), "JS09": (62_000, 74_000, 1)}
"""Statistics that lie between a lowest and a highest number, counted in units of 10**-4."""

RATES = {"JS08": economy.birth_rate, "JS10": economy.urban_rate}
HEADS = {"JS06": economy.residents, "JS11": economy.arrived}
PRODUCT, PRODUCT_GROWTH, WAGE, WAGE_GROWTH = "JS01", "JS02", "JS03", "JS04"
KNOWN = frozenset({*FUND, *CONSTANT, *BETWEEN, *RATES, *HEADS, PRODUCT, PRODUCT_GROWTH, WAGE, WAGE_GROWTH})


def actuarial_values(
    *, parameters: Sequence[Mapping[str, Value]], places: Sequence[Place], fiscal_year: int
) -> Iterator[dict[str, Value]]:
    """Yield the value rows (without the common columns): five years above the counties, three in them."""
    for place in places:
        for page in pages_of(place):
            codes = [str(row["code"]) for row in parameters if row["code"] in KNOWN and is_for(row, page=page)]
            sums = figures_of(place, places=places, insurance_type=page, basis="estimate") if page else Figures()
            for year in years_of(place, fiscal_year=fiscal_year):
                past = aged(sums, years=fiscal_year - year)
                for code in codes:
                    blank = is_blank(code, page=page)
                    value = None if blank or not page else FUND[code](past, RECIPES[page], year)
                    if not page:
                        value = _macro(place, places=places, code=code, year=year, fiscal_year=fiscal_year)
                    yield {
                        "mof_div_code": place.code,
                        "insurance_type": page,
                        "parameter": code,
                        "data_year": year,
                        "value": value,
                        "is_not_applicable": blank,
                    }


def pages_of(place: Place) -> tuple[str, ...]:
    """Return the sheets that a place has filled in."""
    if is_complete(place):
        return PAGES
    return (MACRO,) if place.code in STARTED else ()


def years_of(place: Place, *, fiscal_year: int) -> range:
    """Return the data years that a place has filled in."""
    back = YEARS_COUNTY if place.level is Level.COUNTY else YEARS_UPPER
    return range(fiscal_year - back, fiscal_year)


def is_blank(code: str, *, page: str) -> bool:
    """Say whether a cell is crossed out: no rates in residents' schemes, no rate of the person's in work injury."""
    return (code in {"JS19", "JS20"} and page in RESIDENT_SCHEMES) or (code == "JS20" and page == "1106")


def aged(figures: Figures, *, years: int) -> Figures:
    """Return the figures as they were some years before: 1.5 % fewer people, 6 % less money a year."""
    money, people = 94**years, 985**years
    old = {
        name: getattr(figures, name) * people // 1000**years
        if name in HEAD_COUNTS
        else getattr(figures, name) * money // 100**years
        for name in NAMES
    }
    return Figures(**old)


def _macro(place: Place, *, places: Sequence[Place], code: str, year: int, fiscal_year: int) -> int:
    if code in CONSTANT:
        return CONSTANT[code]
    if code in BETWEEN:
        low, high, unit = BETWEEN[code]
        return wobble(place, year=year, what=code, low=low, high=high) * unit
    if code in RATES:
        return RATES[code](place, year=year)
    if code in HEADS:
        return summed(place, places=places, year=year, fiscal_year=fiscal_year, amount=HEADS[code]) * SCALE
    if code in {WAGE, WAGE_GROWTH}:
        now, unit, before = wage(year), SCALE, wage(year - 1)
    else:
        now, unit = summed(place, places=places, year=year, fiscal_year=fiscal_year, amount=product), FEN
        before = summed(place, places=places, year=year - 1, fiscal_year=fiscal_year, amount=product)
    return ratio((now - before) * 100, before, digits=2) if code in {PRODUCT_GROWTH, WAGE_GROWTH} else now * unit
