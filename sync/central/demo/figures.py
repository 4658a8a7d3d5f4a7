"""What one insurance type moves in one place in one year, so that every filled-in parameter fits the others (1.9)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sync.central.demo.places import PROVINCE, Place, books_inside, share
from sync.central.demo.recipes import RECIPES, Recipe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FLOW_PERMILLE = {"q1": 241, "q2": 492, "q3": 744, "q4": 1000, "year": 1000}
STOCK_PERMILLE = {"q1": 988, "q2": 992, "q3": 996, "q4": 1000, "year": 1000}
STANDING = frozenset(
    {"insured", "workers", "students", "elderly", "helped", "maternity", "payers", "holders", "claimants"}
)
HEAD_COUNTS = STANDING | {"visits", "inpatients"}
STOCKS = STANDING | {"arrears", "balance"}
FIXED = frozenset({"opening"})
"""Figures that are the same all year."""
"""Figures that stand at a date; all others run up from January on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """People and visits as counts, money in fen; every figure may be summed over places."""

    insured: int = 0
    workers: int = 0
    students: int = 0
    elderly: int = 0
    helped: int = 0
    maternity: int = 0
    payers: int = 0
    holders: int = 0
    claimants: int = 0
    visits: int = 0
    inpatients: int = 0
    base: int = 0
    personal_base: int = 0
    wages: int = 0
    collected: int = 0
    arrears: int = 0
    cleared: int = 0
    prepaid: int = 0
    backpaid: int = 0
    credited: int = 0
    spending: int = 0
    inpatient_cost: int = 0
    balance: int = 0
    opening: int = 0
    income: int = 0
    central: int = 0
    province: int = 0
    city: int = 0
    county: int = 0
    handed_up: int = 0
    handed_down: int = 0

    @property
    def retirees(self) -> int:
        """Insured people who no longer work."""
        return self.insured - self.workers

    @property
    def others(self) -> int:
        """Insured residents who are neither students nor elderly."""
        return self.insured - self.students - self.elderly

    @property
    def closing(self) -> int:
        """Return what is there at the end."""
        return self.opening + self.income - self.spending

    @property
    def subsidy(self) -> int:
        """Return the subsidies of all levels."""
        return self.central + self.local

    @property
    def local(self) -> int:
        """Subsidy from below the centre."""
        return self.province + self.city + self.county


NAMES = tuple(field.name for field in fields(Figures))


HELPED = 28
"""Permille of a residents' scheme whose dues are paid for them."""


def county_figures(place: Place, *, insurance_type: str, basis: str) -> Figures:
    """Return the yearly figures of a county or zone; `basis` is 'estimate' or 'actual'."""
    recipe = RECIPES[insurance_type]
    size = 0.92 + 0.16 * share(place.code, insurance_type)
    if basis == "actual":
        size *= 0.985 + 0.03 * share(place.code, insurance_type, basis)
    heads = int(place.people * size)
    people = _people(recipe, heads=heads, place=place, insurance_type=insurance_type)
    money = _money(recipe, people=people, place=place, insurance_type=insurance_type)
    return Figures(**people, **money)


def _people(recipe: Recipe, *, heads: int, place: Place, insurance_type: str) -> dict[str, int]:
    insured = heads * recipe.insured // 1000
    workers = heads * recipe.workers // 1000
    students = insured * 352 // 1000 if insurance_type == "1105" else 0
    elderly = insured * 297 // 1000 if insurance_type == "1105" else 0
    stays = recipe.stays * (94 + int(12 * share(place.code, "stays"))) // 100
    return {
        "insured": insured,
        "workers": workers,
        "students": students,
        "elderly": elderly,
        "helped": insured * HELPED // 1000 if recipe.dues else 0,
        "maternity": workers * 962 // 1000 if insurance_type == "1104" else 0,
        "payers": heads * recipe.payers // 1000,
        "holders": insured if insurance_type in {"1102", "1104"} else workers,
        "claimants": insured - workers if insurance_type in {"1101", "1103"} else heads * recipe.claimants // 1000,
        "visits": insured * recipe.visits // 1000,
        "inpatients": insured * stays // 1000,
    }


def _money(recipe: Recipe, *, people: dict[str, int], place: Place, insurance_type: str) -> dict[str, int]:
    level = 94 + int(12 * share(place.code, insurance_type, "level"))
    base = people["payers"] * 12 * (recipe.base * level // 100)
    collected = base * (recipe.employer + recipe.personal) // 10_000 * 985 // 1000 + people["payers"] * recipe.dues
    heads = people["insured"] if recipe.visits else people["claimants"]
    spending = heads * (recipe.benefit * level // 100) * (1 if recipe.visits else 12)
    aided = heads * recipe.grant or spending
    central, province, city, county = (aided * part // 1000 for part in recipe.aid)
    return {
        "base": base,
        "personal_base": base * 997 // 1000 if recipe.personal else 0,
        "wages": base * 1083 // 1000,
        "collected": collected,
        "arrears": collected * 13 // 1000 if recipe.base else 0,
        "cleared": collected * 4 // 1000 if recipe.base else 0,
        "prepaid": collected * 2 // 1000,
        "backpaid": collected * 7 // 1000,
        "credited": (people["payers"] * recipe.dues + base * recipe.account // 10_000) if recipe.account else 0,
        "spending": spending,
        "inpatient_cost": people["inpatients"] * (recipe.stay_cost * level // 100),
        "balance": spending * recipe.months // 12,
        "opening": spending * recipe.months // 12,
        "income": collected + central + province + city + county,
        "central": central,
        "province": province,
        "city": city,
        "county": county,
    }


def total(parts: Iterable[Figures]) -> Figures:
    """Add up the figures of several places."""
    rows = [[getattr(part, name) for name in NAMES] for part in parts]
    return Figures(**dict(zip(NAMES, map(sum, zip(*rows, strict=True)), strict=True)))


def figures_of(place: Place, *, places: Sequence[Place], insurance_type: str, basis: str) -> Figures:
    """Return the yearly figures of any place: a city's and the province's are the sums of what lies below."""
    inside = books_inside(place, places=places)
    whole = total(county_figures(one, insurance_type=insurance_type, basis=basis) for one in inside)
    if place.code != PROVINCE or insurance_type != "1101":
        return whole
    return with_values(whole, handed_up=whole.collected * 31 // 1000, handed_down=whole.spending * 12 // 1000)


def with_values(figures: Figures, **changed: int) -> Figures:
    """Return the figures with some of them replaced."""
    return Figures(**{**{name: getattr(figures, name) for name in NAMES}, **changed})


def at_period(figures: Figures, *, period: str) -> Figures:
    """Return the figures as of the end of a period: stocks as they stand, money and visits run up since January."""
    flow, stock = FLOW_PERMILLE[period], STOCK_PERMILLE[period]
    parts = {name: 1000 if name in FIXED else stock if name in STOCKS else flow for name in NAMES}
    return Figures(**{name: getattr(figures, name) * part // 1000 for name, part in parts.items()})
