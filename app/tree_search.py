"""Finding nodes of a tree by words or codes, each with the way to it (查询, clause 2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import case, or_, select

from app.lookup import chunks
from app.queries import Query, conditions
from app.search import words_condition
from app.tree import WHOLE, Extent, wanted_rows

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from app.catalog import Catalog
    from app.tables import Schema

MOST = 200
"""Hits listed at once; more words narrow them down."""
FURTHEST = 32
SEPARATOR = " › "


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A node that was found: `trail` holds the identities from the top down to it, `path` the names above it."""

    label: str
    path: str
    trail: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    row_id: str
    code: str
    title: str
    parent: str
    groups: tuple[str, ...]


def find_nodes(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    words: str,
    names: Mapping[str, Mapping[str, str]],
    extent: Extent = WHOLE,
) -> list[Hit]:
    """Return the nodes that contain every word, at most MOST + 1: what is called just so first, then in order."""
    catalog = schema.catalog(query.catalog)
    if catalog.tree is None or not words.strip():
        return []
    wanted = [*wanted_rows(query, schema=schema, extent=extent), _contains(catalog, words, query=query, schema=schema)]
    first = _nearness(catalog, words.strip(), schema=schema)
    found = _rows(connection, catalog=catalog, schema=schema, wanted=wanted, first=first, limit=MOST + 1)
    above = _above(connection, catalog=catalog, schema=schema, query=query, extent=extent, found=found)
    return [_hit(catalog, row=row, above=above, names=names) for row in found]


def _contains(catalog: Catalog, words: str, *, query: Query, schema: Schema) -> ColumnElement[bool]:
    """Return the condition: each word stands in the row's code or name, or in the initials of its name.

    Other columns are left to the grid: a region would be found by the name of the one it reports to.
    """
    to = getattr(catalog.by_name[catalog.title], "to", "")
    table, named = schema.rows[catalog.name], schema.catalog(to) if to else catalog
    other = schema.rows[named.name]
    names = [other.c[name] for name in (named.title, "short_name") if name in named.by_name]
    found = words_condition(words, schema=schema, texts=[other.c[named.code]], names=names)
    if not to:
        return found
    present = conditions(Query(catalog=to, fiscal_year=query.fiscal_year), schema=schema)
    return table.c[catalog.title].in_(select(other.c[named.code]).where(found, *present))


def _nearness(catalog: Catalog, words: str, *, schema: Schema) -> ColumnElement[int]:
    """Return 0 for a row with this code or name, 1 for one whose code or name begins so, else 2."""
    table = schema.rows[catalog.name]
    named = [table.c[catalog.code], table.c[catalog.title]]
    same = or_(*(column == words for column in named))
    begins = or_(*(column.startswith(words, autoescape=True) for column in named))
    return case((same, 0), (begins, 1), else_=2)


def _rows(
    connection: Connection,
    *,
    catalog: Catalog,
    schema: Schema,
    wanted: Sequence[ColumnElement[bool]],
    first: ColumnElement[int] | None = None,
    limit: int | None = None,
) -> list[_Row]:
    table, tree = schema.rows[catalog.name], catalog.tree
    if tree is None:
        return []
    columns = [table.c.id, table.c[catalog.code], table.c[catalog.title]]
    columns += [table.c[name] for name in (tree.parent, *tree.groups) if name]
    order = [*([] if first is None else [first]), *(table.c[name] for name in catalog.order)]
    rows = connection.execute(select(*columns).where(*wanted).order_by(*order, table.c.rid).limit(limit))
    groups = 4 if tree.parent else 3
    return [_Row(row[0], row[1], str(row[2] or ""), row[3] if tree.parent else "", tuple(row[groups:])) for row in rows]


def _above(
    connection: Connection, *, catalog: Catalog, schema: Schema, query: Query, extent: Extent, found: Sequence[_Row]
) -> dict[str, _Row]:
    """Return the rows above those found, by code, as far as the tree shows them."""
    known: dict[str, _Row] = {}
    table = schema.rows[catalog.name]
    asked = {row.parent for row in found} - {""}
    for _ in range(FURTHEST):
        for part in chunks(sorted(asked)):
            shown = [
                *wanted_rows(replace(query, groups=()), schema=schema, extent=extent),
                table.c[catalog.code].in_(part),
            ]
            for row in _rows(connection, catalog=catalog, schema=schema, wanted=shown):
                known.setdefault(row.code, row)
        asked = {known[code].parent for code in asked if code in known} - known.keys() - {""}
        if not asked:
            break
    return known


def _hit(catalog: Catalog, *, row: _Row, above: Mapping[str, _Row], names: Mapping[str, Mapping[str, str]]) -> Hit:
    way: list[_Row] = []
    at = above.get(row.parent)
    while at is not None and at not in way and at.code != row.code and len(way) < FURTHEST:
        way.append(at)
        at = above.get(at.parent)
    way.reverse()
    tree = catalog.tree
    pairs = tuple(zip(tree.groups, row.groups, strict=True)) if tree else ()
    headings = [pairs[: n + 1] for n in range(len(pairs))]
    words = [_heading_words(catalog, name=name, value=value, names=names) for name, value in pairs]
    own = _words(catalog, row, names=names)
    return Hit(
        label=f"{row.code} {own}".strip(),
        path=SEPARATOR.join([*words, *(_words(catalog, one, names=names) or one.code for one in way)]),
        trail=(*headings, *(one.row_id for one in way), row.row_id),
    )


def _heading_words(catalog: Catalog, *, name: str, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    field = catalog.by_name[name]
    known = names.get(getattr(field, "to", ""), {})
    return known.get(value) or field.show(value) or "（未填）"


def _words(catalog: Catalog, row: _Row, *, names: Mapping[str, Mapping[str, str]]) -> str:
    to = getattr(catalog.by_name[catalog.title], "to", "")
    return names.get(to, {}).get(row.title, "") if to else row.title
