"""Numbers at the nodes of a tree, rolled up from below: waiting, disputed, not yet filled in (clauses 1.8 and 1.9)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, literal, or_, select

from app.lookup import chunks
from app.row_state import RowState
from app.tree import WHOLE, Extent, wanted_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection

    from app.catalog import Catalog, Sheet
    from app.rows import Query
    from app.tables import Schema

KINDS = {RowState.WAITING: "waiting", RowState.REFUSED: "disputed", RowState.CONFLICT: "disputed"}
FURTHEST = 32
"""Steps up a tree; a circle that a faulty store holds ends there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """Rows at and below a node: waiting to be sent, refused or in conflict, and not yet filled in."""

    waiting: int = 0
    disputed: int = 0
    unfilled: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """So many rows with this code ('': any) below this parent and these groups."""

    groups: tuple[str, ...]
    parent: str
    code: str
    kind: str
    count: int


def badges(connection: Connection, *, schema: Schema, query: Query, extent: Extent = WHOLE) -> Mapping[str, Badge]:
    """Return the badges by the `memo` of the nodes that have any; '' is the top."""
    catalog = schema.catalog(query.catalog)
    if catalog.tree is None:
        return {}
    found = [
        *_on_their_way(connection, schema=schema, query=query, extent=extent),
        *_not_filled_in(connection, schema=schema, query=query, extent=extent),
    ]
    parents = _parents(connection, schema=schema, query=query, codes={one.parent for one in found})
    return _rolled_up(catalog, found=found, parents=parents)


def _rolled_up(catalog: Catalog, *, found: Iterable[_Found], parents: Mapping[str, str]) -> dict[str, Badge]:
    names = catalog.tree.groups if catalog.tree else ()
    sums: dict[str, Counter[str]] = {}
    for one in found:
        parts = [f"{name}={value}" for name, value in zip(names, one.groups, strict=True)]
        memos = {"|".join([*parts[:n], ""]) for n in range(len(parts) + 1)}
        memos |= {"|".join([*parts, code]) for code in (one.code, *_way(one.parent, parents=parents)) if code}
        for memo in memos:
            sums.setdefault(memo, Counter())[one.kind] += one.count
    return {memo: Badge(**kinds) for memo, kinds in sums.items()}


def _way(code: str, *, parents: Mapping[str, str]) -> list[str]:
    way: list[str] = []
    while code and code not in way and len(way) < FURTHEST:
        way.append(code)
        code = parents.get(code, "")
    return way


def _on_their_way(connection: Connection, *, schema: Schema, query: Query, extent: Extent) -> Iterator[_Found]:
    """Yield the rows that wait, were refused or are in conflict, counted by what they hang below."""
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    tree, outbox = catalog.tree, schema.table("outbox")
    if tree is None:
        return
    named = [table.c[name] for name in tree.groups]
    parent = table.c[tree.parent] if tree.parent else literal("")
    lines = select(outbox.c.row_id).where(outbox.c.catalog == catalog.name)
    wanted = (
        select(table.c.state, parent, func.count(), *named)
        .where(*wanted_rows(query, schema=schema, extent=extent), table.c.id.in_(lines), table.c.state.in_(KINDS))
        .group_by(table.c.state, parent, *named)
    )
    for state, above, count, *groups in connection.execute(wanted):
        yield _Found(tuple(groups), above, "", KINDS[RowState(state)], count)


def _not_filled_in(connection: Connection, *, schema: Schema, query: Query, extent: Extent) -> Iterator[_Found]:
    """Yield what a sheet depends on and has no value yet: parameters of the region, or regions that fill in."""
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    tree = catalog.tree
    if tree is None:
        return
    for other in schema.catalogs:
        missing = _missing(catalog, other=other, schema=schema, query=query) if other.sheet else None
        if missing is None:
            continue
        named = [table.c[name] for name in tree.groups]
        parent = table.c[tree.parent] if tree.parent else literal("")
        enabled = replace(query, enabled_only=True)
        rows = wanted_rows(enabled, schema=schema, extent=extent)
        wanted = select(table.c[catalog.code], parent, *named).where(*rows, *missing)
        for code, above, *groups in connection.execute(wanted):
            yield _Found(tuple(groups), above, code, "unfilled", 1)


def _missing(catalog: Catalog, *, other: Catalog, schema: Schema, query: Query) -> list[ColumnElement[bool]] | None:
    """Return the conditions for rows of `catalog` that the sheet `other` lacks values for; None: it does not ask."""
    table, values, sheet = schema.rows[catalog.name], schema.rows[other.name], other.sheet
    if sheet is None:
        return None
    fill = [str(int(level)) for level in other.authority.fill]
    given = [
        values.c.fiscal_year == query.fiscal_year,
        values.c.is_deleted.is_(False),
        _is_filled(other, sheet, schema),
    ]
    if getattr(other.by_name[sheet.rows], "to", "") == catalog.name and query.region:
        own = values.c.mof_div_code == query.region
        only = (table.c[name] == value for name, value in sheet.only)
        return [*only, ~exists().where(values.c[sheet.rows] == table.c[catalog.code], own, *given)]
    if catalog.name == "region":
        any_value = exists().where(values.c.mof_div_code == table.c.mof_div_code, *given)
        return [table.c.level_no.in_(fill), ~any_value]
    return None


def sheets_on(catalog: Catalog, *, schema: Schema) -> list[str]:
    """Return the catalogs whose values decide what is not yet filled in of this one."""
    is_region = catalog.name == "region"
    return [
        other.name
        for other in schema.catalogs
        if other.sheet and (is_region or getattr(other.by_name[other.sheet.rows], "to", "") == catalog.name)
    ]


def _is_filled(other: Catalog, sheet: Sheet, schema: Schema) -> ColumnElement[bool]:
    values = schema.rows[other.name]
    filled = values.c[sheet.value].is_not(None)
    return or_(filled, values.c[sheet.not_applicable].is_(True)) if sheet.not_applicable else filled


def _parents(connection: Connection, *, schema: Schema, query: Query, codes: set[str]) -> dict[str, str]:
    """Return the parent of each of these codes and of those above them."""
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    known: dict[str, str] = {}
    if catalog.tree is None or not catalog.tree.parent:
        return known
    code, parent = table.c[catalog.code], table.c[catalog.tree.parent]
    asked = codes - {""}
    for _ in range(FURTHEST):
        for part in chunks(sorted(asked)):
            wanted = select(code, parent).where(
                code.in_(part), table.c.fiscal_year == query.fiscal_year, table.c.is_deleted.is_(False)
            )
            known.update({one: above for one, above in connection.execute(wanted)})  # noqa: C416 - rows are not pairs
        asked = {known.get(one, "") for one in asked} - known.keys() - {""}
        if not asked:
            break
    return known
