"""Rows that others refer to: not deleted, not given another code, in some catalogs not even disabled (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.candidate import Problem
from app.effect import DATES, out_of_effect
from app.frame import MOVES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.catalog import Catalog
    from app.fields import Value
    from app.lookup import Lookup


def use_problem(
    catalog: Catalog,
    *,
    before: Mapping[str, Value],
    after: Mapping[str, Value] | None,
    changed: Collection[str],
    lookup: Lookup,
) -> Problem | None:
    """Return what forbids the change of a stored row (with its `id`); `after` is None for a deletion."""
    words, field = _asked(catalog, after=after, changed=changed)
    if words and (used := lookup.users_of(catalog, row=before)):
        return Problem("row.in-use", field, f"{used}，{words}")
    return None


def _asked(catalog: Catalog, *, after: Mapping[str, Value] | None, changed: Collection[str]) -> tuple[str, str]:
    if after is None:
        return "不能删除；可以停用", ""
    for name in changed:
        if name == catalog.code or name in MOVES:
            return f"不能修改{catalog.by_name[name].label}；可以停用后另行增加", name
    if catalog.disable_only_unused and "is_enabled" in changed and not after["is_enabled"]:
        return "不能停用", "is_enabled"
    date = next((name for name in DATES if name in changed), "")
    if catalog.disable_only_unused and date:
        year = after["fiscal_year"]
        out = out_of_effect(after, fiscal_year=year if isinstance(year, int) else 0)
        return (f"不能改{catalog.by_name[date].label}：改后{out}", date) if out else ("", "")
    return "", ""
