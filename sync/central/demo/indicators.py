"""Made-up target values and weights of the performance indicators of the demo province (clause 1.7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.catalogs.indicator_target import TARGET, WEIGHT
from app.check import applies_to
from sync.central.demo.coverage import is_complete
from sync.central.demo.economy import SCALE
from sync.central.demo.places import share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.fields import Value
    from sync.central.demo.places import Place

PAGES = ("1101", "1102", "1104", "1105", "1106")
WHOLE, STEP = 100, 5
UNFINISHED = "330203000"
"""海曙区 has begun with one insurance type; its weights do not add up yet."""
QUALITATIVE = "2"


def indicator_targets(
    *, indicators: Sequence[Mapping[str, Value]], places: Sequence[Place]
) -> Iterator[dict[str, Value]]:
    """Yield the value rows (without the common columns) of every place that has set its targets."""
    for place in places:
        for page in _pages(place):
            wanted = [
                row
                for row in indicators
                if row["indicator_level"] == "3" and row["is_enabled"] and applies_to(str(row["insurance_types"]), page)
            ]
            weights = spread_weights(len(wanted), short=STEP if place.code == UNFINISHED else 0)
            for row, weight in zip(wanted, weights, strict=True):
                base = {"mof_div_code": place.code, "insurance_type": page, "indicator": row["code"]}
                target = _target(row, place=place, page=page)
                yield {**base, "item": TARGET, "value": target, "is_not_applicable": target is None}
                yield {**base, "item": WEIGHT, "value": weight * SCALE, "is_not_applicable": False}


def spread_weights(count: int, *, short: int = 0) -> list[int]:
    """Return so many whole weights that come to 100, less what is still missing."""
    each, rest = divmod(WHOLE, count)
    weights = [each + (1 if n < rest else 0) for n in range(count)]
    weights[-1] -= short
    return weights


def _pages(place: Place) -> tuple[str, ...]:
    if place.code == UNFINISHED:
        return PAGES[:1]
    return PAGES if is_complete(place) else ()


def _target(row: Mapping[str, Value], *, place: Place, page: str) -> int | None:
    """Return a target near what the definition says; None for what is judged by words."""
    if row["nature"] == QUALITATIVE:
        return None
    said = re.match(r"[0-9.]+", str(row["kpi_val"] or ""))
    if said:
        return int(float(said.group()) * SCALE)
    return int(place.people * (0.2 + 0.6 * share(place.code, page, str(row["code"])))) * SCALE
