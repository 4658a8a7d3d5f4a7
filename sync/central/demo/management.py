"""Filled-in management parameters of the demo province, each derived from the same figures (clause 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.catalogs.management_value import BASES, PERIODS
from app.check import applies_to
from sync.central.demo import economy
from sync.central.demo.coverage import covers, patches_of
from sync.central.demo.economy import SCALE, ratio, summed, wage
from sync.central.demo.figures import Figures, at_period, figures_of
from sync.central.demo.places import PROVINCE, Place
from sync.central.demo.recipes import RECIPES, Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.fields import Value
    from sync.central.demo.coverage import Patch

FEN = SCALE // 100
PAGES = ("", *RECIPES)

COUNTS = {
    "GL0101": "insured",
    "GL0102": "workers",
    "GL0103": "retirees",
    "GL0104": "students",
    "GL0105": "elderly",
    "GL0106": "others",
    "GL0107": "helped",
    "GL0108": "insured",
    "GL0109": "maternity",
    "GL0201": "payers",
    "GL0501": "holders",
    "GL0601": "claimants",
    "GL0602": "visits",
}
AMOUNTS = {
    "GL0202": "base",
    "GL0203": "base",
    "GL0204": "personal_base",
    "GL0205": "wages",
    "GL0401": "collected",
    "GL0402": "arrears",
    "GL0403": "cleared",
    "GL0404": "prepaid",
    "GL0405": "backpaid",
    "GL0502": "credited",
    "GL0609": "opening",
    "GL0610": "income",
    "GL0611": "spending",
    "GL0612": "closing",
    "GL0700": "subsidy",
    "GL0701": "central",
    "GL0702": "local",
    "GL0703": "province",
    "GL0704": "city",
    "GL0705": "county",
    "GL0801": "handed_up",
    "GL0802": "handed_down",
}
YEARLY: dict[str, Callable[[Figures, Recipe, int], int]] = {
    "GL0206": lambda sums, _, __: ratio(sums.base, sums.payers * 1200, digits=2),
    "GL0207": lambda _, recipe, __: recipe.employer * FEN,
    "GL0208": lambda _, recipe, __: recipe.personal * FEN,
    "GL0209": lambda _, recipe, __: recipe.dues * FEN,
    "GL0210": lambda _, recipe, __: recipe.grant * FEN,
    "GL0211": lambda _, __, year: wage(year - 1) * 3 // 12 * SCALE,
    "GL0212": lambda _, __, year: wage(year - 1) * 6 // 120 * SCALE,
    "GL0301": lambda _, __, year: wage(year - 1) * SCALE,
    "GL0503": lambda _, __, ___: 262 * FEN,
    "GL0603": lambda sums, _, __: ratio(sums.spending, sums.claimants * 1200, digits=2),
    "GL0604": lambda sums, _, __: ratio(sums.inpatient_cost, sums.inpatients * 100, digits=2),
    "GL0605": lambda sums, _, __: ratio(sums.spending, sums.visits * 200, digits=2),
    "GL0606": lambda sums, _, __: ratio(sums.inpatients * 100, sums.insured, digits=2),
    "GL0607": lambda sums, _, __: ratio(sums.workers, sums.retirees, digits=2),
    "GL0608": lambda sums, _, __: ratio(sums.balance * 12, sums.spending, digits=1),
}
"""Rates, standards and averages: filled in for the whole year only."""

HEADS = {"GL0303": economy.residents, "GL0304": economy.registered, "GL0305": economy.employed}
BIRTH_RATE = "GL0302"
PROVINCIAL_ONLY = frozenset({"GL0801", "GL0802"})
KNOWN = frozenset({*COUNTS, *AMOUNTS, *YEARLY, *HEADS, BIRTH_RATE})
"""The parameters for which figures exist; one that is added to the data file stays blank in the demo."""


def management_values(
    *,
    parameters: Sequence[Mapping[str, Value]],
    places: Sequence[Place],
    fiscal_year: int,
    filled: Callable[[Place], Sequence[Patch]] = patches_of,
) -> Iterator[dict[str, Value]]:
    """Yield the value rows (without the common columns) of every place that has filled something in."""
    for place in places:
        patches = filled(place)
        for basis in (code for code, _ in BASES if any(patch.basis == code for patch in patches)):
            for page in (page for page in PAGES if any(page in patch.pages for patch in patches)):
                wanted = [row for row in parameters if row["code"] in KNOWN and is_for(row, page=page)]
                values = _page(place, places=places, page=page, basis=basis, fiscal_year=fiscal_year)
                for code, category in ((str(row["code"]), str(row["category"])) for row in wanted):
                    for period in periods_of(code):
                        if covers(patches, page=page, category=category, basis=basis, period=period):
                            yield _row(place, page=page, code=code, basis=basis, period=period, value=values)


def is_for(parameter: Mapping[str, Value], *, page: str) -> bool:
    """Say whether a parameter is filled in on a page (an insurance type, or '')."""
    return applies_to(str(parameter["insurance_types"] or ""), page)


def periods_of(code: str) -> tuple[str, ...]:
    """Return the periods for which a parameter is filled in."""
    return tuple(period for period, _ in PERIODS) if code in COUNTS or code in AMOUNTS else ("year",)


def _row(
    place: Place, *, page: str, code: str, basis: str, period: str, value: Callable[[str, str], int]
) -> dict[str, Value]:
    blank = code in PROVINCIAL_ONLY and place.code != PROVINCE
    return {
        "mof_div_code": place.code,
        "insurance_type": page,
        "parameter": code,
        "basis": basis,
        "period": period,
        "value": None if blank else value(code, period),
        "is_not_applicable": blank,
    }


def _page(
    place: Place, *, places: Sequence[Place], page: str, basis: str, fiscal_year: int
) -> Callable[[str, str], int]:
    """Return how to look up (parameter, period) on one page of one place; values in units of 10**-4."""
    if not page:
        return lambda code, _: _macro(place, places=places, code=code, fiscal_year=fiscal_year)
    sums = figures_of(place, places=places, insurance_type=page, basis=basis)
    standing = {period: at_period(sums, period=period) for period, _ in PERIODS}

    def value(code: str, period: str) -> int:
        if code in YEARLY:
            return YEARLY[code](sums, RECIPES[page], fiscal_year)
        if code in COUNTS:
            return int(getattr(standing[period], COUNTS[code])) * SCALE
        return int(getattr(standing[period], AMOUNTS[code])) * FEN

    return value


def _macro(place: Place, *, places: Sequence[Place], code: str, fiscal_year: int) -> int:
    if code == BIRTH_RATE:
        return economy.birth_rate(place, year=fiscal_year)
    return summed(place, places=places, year=fiscal_year, fiscal_year=fiscal_year, amount=HEADS[code]) * SCALE
