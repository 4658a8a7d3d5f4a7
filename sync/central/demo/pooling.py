"""Pooling levels and areas of the demo province: each place in exactly one area per insurance type (clause 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.people import Level
from sync.central.demo.places import PROVINCE, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.fields import Value

LEVELS = {
    **dict.fromkeys(("1101", "1106", "1107", "1202"), Level.PROVINCE),
    **dict.fromkeys(("1104", "1105", "1108", "1201", "1203", "1204", "1205", "1206"), Level.CITY),
}
"""What is pooled above the county; everything else stays there."""

REMARK = "演示数据，请按本省实际统筹级次调整"


def level_of(insurance_type: str) -> Level:
    """Return the pooling level of an insurance type."""
    return LEVELS.get(insurance_type, Level.COUNTY)


def pooling_levels(*, types: Sequence[Mapping[str, Value]]) -> Iterator[dict[str, Value]]:
    """Yield the level of every insurance type."""
    for row in types:
        yield {
            "mof_div_code": PROVINCE,
            "insurance_type": row["code"],
            "pooling_level": str(int(level_of(str(row["code"])))),
            "remark": REMARK,
        }


def pooling_areas(*, types: Sequence[Mapping[str, Value]], places: Sequence[Place]) -> Iterator[dict[str, Value]]:
    """Yield the area of every place for every insurance type."""
    for row in types:
        level = level_of(str(row["code"]))
        for place in places:
            yield {
                "insurance_type": row["code"],
                "pooling_area_code": area_of(place, level=level),
                "mof_div_code": place.code,
            }


def area_of(place: Place, *, level: Level) -> str:
    """Return the area a place belongs to: the region at the pooling level that it reports through, or itself."""
    if level is Level.PROVINCE:
        return PROVINCE
    return place.city if level is Level.CITY and place.city else place.code
