"""Made-up rows of the year before in the demo: what comparing, jumps and the pooling matrix look back on (1.2, 1.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.flow.record import Place as PageOf
from app.people import Level
from sync.central.demo.coverage import EVERY_PERIOD, MACRO, Patch
from sync.central.demo.fillings import FILED, record_of
from sync.central.demo.management import management_values
from sync.central.demo.places import PROVINCE, Place, places_of
from sync.central.demo.pooling import pooling_areas, pooling_levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.catalog import Catalog
    from app.fields import Value

    Rows = Sequence[Mapping[str, Value]]

CITY, COUNTY, JUMPING = "330200000", "330203000", "330212000"
"""The city whose counties have figures of the year before (of the others only base data is there), and two of them."""
BASE = ("region", "insurance_type", "budget_subject", "management_parameter")
MOVED = "1201"
"""The insurance type that was pooled in the county and is pooled in the city now."""
NEW_ZONE = "330206401"
"""A zone that had no budget of its own yet."""
SPREAD = "1101"
"""The page of which the first county had few people then."""
PAGES = (MACRO, SPREAD, "1102")
PATCHES = (
    Patch(pages=PAGES, basis="estimate", periods=EVERY_PERIOD),
    Patch(pages=PAGES, basis="actual", periods=("year", "q1")),
)
USUAL, FEW = 984, 640
"""Permille of this year's people: what nobody asks about, and what a check of jumps notices."""


def rows_before(
    *, catalogs: Sequence[Catalog], standard: Mapping[str, Rows], fiscal_year: int
) -> Iterator[tuple[Catalog, list[dict[str, Value]]]]:
    """Yield catalogs with their rows of the year before `fiscal_year`; `standard` has this year's base data."""
    year = fiscal_year - 1
    regions = [row for row in standard["region"] if row["mof_div_code"] != NEW_ZONE]
    places = places_of(regions)
    types = standard["insurance_type"]
    values = list(_values(parameters=standard["management_parameter"], places=places, year=year))
    made: dict[str, Rows] = {
        **{name: standard[name] for name in BASE},
        "region": regions,
        "pooling_level": [_level_before(row) for row in pooling_levels(types=types)],
        "pooling_area": [_area_before(row) for row in pooling_areas(types=types, places=places)],
        "management_value": values,
        "filling": list(_records(values, year=year)),
    }
    for catalog in catalogs:
        if catalog.name in made:
            blank = catalog.blank()
            yield catalog, [{**blank, **row, "fiscal_year": year} for row in made[catalog.name]]


def _level_before(row: Mapping[str, Value]) -> dict[str, Value]:
    return {**row, "pooling_level": str(int(Level.COUNTY))} if row["insurance_type"] == MOVED else dict(row)


def _area_before(row: Mapping[str, Value]) -> dict[str, Value]:
    return {**row, "pooling_area_code": row["mof_div_code"]} if row["insurance_type"] == MOVED else dict(row)


def _values(*, parameters: Rows, places: Sequence[Place], year: int) -> Iterator[dict[str, Value]]:
    """Yield figures of the city, its counties and the province; in one county and on one page many people are new."""
    earlier = [_with_people(one, permille=FEW if one.code == JUMPING else USUAL) for one in places]
    kept = {one.code for one in places if one.city == CITY or one.code == PROVINCE}
    for row in management_values(
        parameters=parameters,
        places=earlier,
        fiscal_year=year,
        filled=lambda place: PATCHES if place.code in kept else (),
    ):
        if (row["mof_div_code"], row["insurance_type"]) != (COUNTY, SPREAD):
            yield row
    county = [_with_people(one, permille=FEW) for one in places if one.code == COUNTY]
    patches = [replace(patch, pages=(SPREAD,)) for patch in PATCHES]
    yield from management_values(parameters=parameters, places=county, fiscal_year=year, filled=lambda _: patches)


def _with_people(place: Place, *, permille: int) -> Place:
    return replace(place, people=place.people * permille // 1000)


def _records(values: Rows, *, year: int) -> Iterator[dict[str, Value]]:
    """Yield the records of the two counties' pages, all of them filed."""
    pages = dict.fromkeys((str(row["mof_div_code"]), str(row["insurance_type"]), str(row["basis"])) for row in values)
    for region, insurance_type, basis in pages:
        if region in {COUNTY, JUMPING}:
            page = PageOf(
                fiscal_year=year, region=region, catalog="management_value", insurance_type=insurance_type, basis=basis
            )
            yield record_of(page, way=FILED)
