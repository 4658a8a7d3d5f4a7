"""The rule of a sheet's column that adds up to a given amount, such as weights to 100 (clause 1.7).

While a sheet is filled in, the sum is a reminder; it is submitted only when it is right, on both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.candidate import Problem
from app.fields import show_scaled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.catalog import Catalog

RULE = "sheet.sum"


def sum_problem(catalog: Catalog, *, rows: Iterable[Mapping[str, Any]]) -> Problem | None:
    """Return what is wrong with the sum of the rows of one page, or None; a page without values has no sum."""
    sheet = catalog.sheet
    if sheet is None or sheet.full is None:
        return None
    places = int(getattr(catalog.by_name[sheet.value], "places", 0))
    weights, wanted = [], sheet.full.amount * 10**places
    for row in rows:
        value = row[sheet.value]
        if row[sheet.across] != sheet.full.column:
            continue
        label = catalog.by_name[sheet.across].show(sheet.full.column)
        if isinstance(value, int) and not 0 <= value <= wanted:
            return Problem(RULE, sheet.value, f"{label}应在 0 到 {sheet.full.amount} 之间")
        weights.append(value if isinstance(value, int) else 0)
    total = sum(weights)
    if total == wanted:
        return None
    label = catalog.by_name[sheet.across].show(sheet.full.column)
    shown, off = (show_scaled(amount, scale=places, places=0) for amount in (total, abs(wanted - total)))
    than = "还差" if total < wanted else "多出"
    return Problem(RULE, sheet.value, f"{label}合计应为 {sheet.full.amount}，现为 {shown}，{than} {off}")
