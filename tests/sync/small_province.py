"""A small part of the demo province: every catalog, few regions, few values; enough for most tests."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.people import MINISTRY_DIV
from sync.central.demo_province import demo_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.catalog import Catalog
    from app.fields import Value

PROVINCE, HANGZHOU, NINGBO, HAISHU, YINZHOU = "330000000", "330100000", "330200000", "330203000", "330212000"
REGIONS = {MINISTRY_DIV, PROVINCE, HANGZHOU, NINGBO, HAISHU, YINZHOU}
MOST_VALUES = 40
"""Rows of one region that are kept of each catalog in which regions fill in values."""


def small_rows(*, catalogs: Sequence[Catalog], fiscal_year: int) -> Iterator[tuple[Catalog, list[dict[str, Value]]]]:
    """Yield each catalog with the rows of a few regions."""
    for catalog, rows in demo_rows(catalogs=catalogs, fiscal_year=fiscal_year):
        kept: list[dict[str, Value]] = []
        seen: Counter[Value] = Counter()
        for row in rows:
            region = row["mof_div_code"]
            seen[region] += 1
            if region in REGIONS and (not catalog.sheet or seen[region] <= MOST_VALUES):
                kept.append(row)
        yield catalog, kept
