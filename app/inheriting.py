"""What a new row takes from the row it hangs below where nothing was given (clause 1.5: 余额方向 of details)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.candidate import visible_row, year_of
from app.lookup import fetch_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.candidate import Candidate
    from app.catalog import Catalog
    from app.fields import Value
    from app.lookup import Lookup


def inherit(catalog: Catalog, *, new: Iterable[Candidate], lookup: Lookup) -> None:
    """Fill in what new rows left blank and their parents have; a parent may stand before its child in the action."""
    names = catalog.tree.inherits if catalog.tree else ()
    if not names:
        return
    offered: dict[tuple[int, str], Mapping[str, Value]] = {}
    for one in new:
        lacking = [name for name in names if one.values[name] in {None, ""}]
        if lacking and (parent := _parent(catalog, row=one.values, offered=offered, lookup=lookup)):
            one.values = {**one.values, **{name: parent[name] for name in lacking}}
        offered[year_of(one.values), str(one.values[catalog.code])] = one.values


def _parent(
    catalog: Catalog,
    *,
    row: Mapping[str, Value],
    offered: Mapping[tuple[int, str], Mapping[str, Value]],
    lookup: Lookup,
) -> Mapping[str, Value] | None:
    code, year = str(row[catalog.tree.parent] or "") if catalog.tree else "", year_of(row)
    if not code or (year, code) in offered:
        return offered.get((year, code))
    stored = visible_row(catalog.name, year=year, code=code, owner=str(row["mof_div_code"]), lookup=lookup)
    if stored is None:
        return None
    table, row_id = lookup.schema.rows[catalog.name], str(stored["id"])
    return fetch_rows(lookup.connection, table=table, column="id", values=[row_id]).get(row_id)
