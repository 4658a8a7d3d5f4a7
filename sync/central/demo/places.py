"""The places of the demo province that keep books of their own: province, cities, counties, zones below a city."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from app.people import Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.fields import Value

PROVINCE = "330000000"

CITY_PEOPLE = {
    "330100000": 12_522_000,
    "330200000": 9_697_000,
    "330300000": 9_761_000,
    "330400000": 5_584_000,
    "330500000": 3_449_000,
    "330600000": 5_394_000,
    "330700000": 7_151_000,
    "330800000": 2_296_000,
    "330900000": 1_173_000,
    "331000000": 6_680_000,
    "331100000": 2_519_000,
}
"""Residents, rounded from published yearbooks; they only give the made-up figures a believable size."""

ZONE_WEIGHT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region with books of its own. `city` is the city it lies in ('' for the province), `rank` its place there."""

    code: str
    name: str
    level: Level
    city: str
    rank: int
    people: int
    is_zone: bool = False

    @property
    def short(self) -> str:
        """The name without 市, 区, 县: as banks name their branches."""
        plain = self.name.removesuffix("畲族自治县")
        return plain if self.is_zone or len(plain) <= len("海曙") else plain[:-1]


def books_inside(place: Place, *, places: Sequence[Place]) -> list[Place]:
    """Return the counties and zones whose figures add up to this place's (a county: itself)."""
    if place.level is Level.COUNTY:
        return [place]
    return [one for one in places if one.level is Level.COUNTY and place.code in {PROVINCE, one.city}]


def share(*words: str) -> float:
    """Return a number in [0, 1) that depends on the words alone."""
    return zlib.crc32("|".join(words).encode()) / 2**32


def places_of(regions: Sequence[Mapping[str, Value]]) -> tuple[Place, ...]:
    """Return the province, its cities, and the regions that report to a city, in the order of their codes.

    A city's residents are spread over its counties by their number of townships; the sums are exact.
    """
    rows = sorted(regions, key=lambda row: str(row["mof_div_code"]))
    townships = Counter(str(row["parent_code"]) for row in rows if row["level_no"] == str(int(Level.TOWNSHIP)))
    found: list[Place] = []
    for row in rows:
        code, level = str(row["mof_div_code"]), Level(int(str(row["level_no"])))
        if level is Level.PROVINCE:
            found.append(_place(row, city="", rank=0, people=sum(CITY_PEOPLE.values())))
        elif level is Level.CITY:
            members = [one for one in rows if one["parent_code"] == code]
            weights = [(townships[str(one["mof_div_code"])] or ZONE_WEIGHT) * 100 for one in members]
            people = spread(CITY_PEOPLE[code], weights=weights)
            found.append(_place(row, city=code, rank=0, people=CITY_PEOPLE[code]))
            ranked = enumerate(zip(members, people, strict=True))
            found += [_place(one, city=code, rank=rank, people=count) for rank, (one, count) in ranked]
    return tuple(sorted(found, key=lambda place: place.code))


def _place(row: Mapping[str, Value], *, city: str, rank: int, people: int) -> Place:
    return Place(
        code=str(row["mof_div_code"]),
        name=str(row["name"]),
        level=Level(int(str(row["level_no"]))),
        city=city,
        rank=rank,
        people=people,
        is_zone=row["mof_div_type"] == "2",
    )


def spread(total: int, *, weights: Sequence[int]) -> list[int]:
    """Cut `total` into whole parts in the ratio of the weights; the parts add up to it exactly."""
    whole, cuts, reached = sum(weights), [0], 0
    for weight in weights:
        reached += weight
        cuts.append(total * reached // whole)
    return [upper - lower for lower, upper in pairwise(cuts)]
