"""From when to when a row is in effect: 启用日期 and 停用日期 beside the switch (clause 1.1).

A row of a fiscal year may be named in that year when it is in effect on at least one of its days.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.candidate import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.catalog import Catalog
    from app.fields import Value
    from app.frame import Frame

SINCE, UNTIL = "start_date", "end_date"
DATES = (SINCE, UNTIL)


def has_dates(catalog: Catalog) -> bool:
    """Say whether a catalog's rows have both dates."""
    return all(name in catalog.by_name for name in DATES)


def out_of_effect(row: Mapping[str, Value], *, fiscal_year: int) -> str:
    """Return why a row is not in effect on any day of a year, '' where it is."""
    since, until = row.get(SINCE), row.get(UNTIL)
    if isinstance(until, date) and until.year < fiscal_year:
        return f"已于 {until} 停用，{fiscal_year} 年度不能再用"
    if isinstance(since, date) and since.year > fiscal_year:
        return f"自 {since} 起启用，{fiscal_year} 年度还不能用"
    return ""


def effect_columns(catalog: Catalog, *, changed: Collection[str]) -> tuple[str, ...]:
    """Return the columns that `check_dates` reads of stored rows of which `changed` are set."""
    return DATES if has_dates(catalog) and not set(changed).isdisjoint(DATES) else ()


def check_dates(catalog: Catalog, *, frame: Frame) -> None:
    """Put a problem at each row that ends before it begins."""
    places = frame.touching_any(*DATES)
    if not places:
        return
    begins, ends = frame.columns[SINCE], frame.columns[UNTIL]
    for n in places:
        since, until = begins[n], ends[n]
        if isinstance(since, date) and isinstance(until, date) and until < since:
            first, last = (catalog.by_name[name].label for name in DATES)
            text = f"{last} {until} 早于{first} {since}，请改正其中一个日期"
            frame.add(n, Problem("date.order", UNTIL, text))
