"""Reading trees: headings from grouping fields, then rows below their parents, a level at a time (SPEC section 2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select

from app.rows import Query, conditions
from app.scope import below
from app.tree_unplaced import count_unplaced, unplaced

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog, Tree
    from app.tables import Schema

Groups = tuple[tuple[str, str], ...]
"""Values of grouping fields on the way to a node."""


class Node(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A node: a heading (`row_id` is '') or a row. `groups` holds the grouping values on the way to it.

    `depth` counts rows from the top (a heading has 0); `level` is the value of the field that names the level.
    `staged` says in Chinese how a node is to be moved that stands here already, in its new place.
    """

    label: str
    code: str = ""
    row_id: str = ""
    groups: Groups = ()
    has_children: bool = False
    state: int = 0
    is_enabled: bool = True
    is_standard: bool = False
    mof_div_code: str = ""
    name: str = ""
    depth: int = 0
    level: str = ""
    staged: str = ""

    @property
    def identity(self) -> Hashable:
        """Return what stays the same of a node when it is read again."""
        return self.row_id or self.groups

    @property
    def memo(self) -> str:
        """Return what a node is remembered by, also in another year."""
        return "|".join([*(f"{name}={value}" for name, value in self.groups), self.code])

    @property
    def is_heading(self) -> bool:
        """Say whether the node stands for a group of rows, not for something with a code."""
        return not self.row_id and not self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Which part of a tree is shown. `own`: what belongs to the query's region and below, nothing inherited.

    `depth`: so many levels of rows, 0 for all.
    """

    own: bool = False
    depth: int = 0


WHOLE = Extent()


def children(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    node: Node | None,
    names: Mapping[str, Mapping[str, str]],
    limit: int | None = None,
    extent: Extent = WHOLE,
) -> list[Node]:
    """Return the nodes below `node` (None: the roots), in order; `names` as `rows.all_names` gives them.

    `limit`: at most so many rows; headings come all.
    """
    catalog = schema.catalog(query.catalog)
    tree = catalog.tree
    if tree is None:
        return []
    groups = node.groups if node else ()
    if (node is None or not node.row_id) and len(groups) < len(tree.groups):
        return _headings(connection, schema=schema, query=query, groups=groups, names=names, extent=extent)
    if node is not None and _is_unplaced(tree, groups=groups):
        return _unplaced_rows(connection, schema=schema, query=query, groups=groups, names=names, limit=limit)
    query = replace(query, groups=groups)
    return _rows_below(connection, schema=schema, query=query, node=node, names=names, limit=limit, extent=extent)


def _is_unplaced(tree: Tree, *, groups: Groups) -> bool:
    return bool(tree.each) and len(groups) == len(tree.groups) and not groups[-1][1]


def wanted_rows(query: Query, *, schema: Schema, extent: Extent) -> list[ColumnElement[bool]]:
    """Return the conditions for the rows that a tree shows, wherever they stand in it."""
    found = conditions(replace(query, under=""), schema=schema)
    if extent.own and query.region:
        found.append(below(schema.rows[query.catalog], schema=schema, region=query.region))
    return found


def _headings(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    groups: Groups,
    names: Mapping[str, Mapping[str, str]],
    extent: Extent,
) -> list[Node]:
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    tree = catalog.tree
    if tree is None:
        return []
    name = tree.groups[len(groups)]
    field = catalog.by_name[name]
    wanted = (
        select(table.c[name], func.count())
        .where(*wanted_rows(replace(query, groups=groups), schema=schema, extent=extent))
        .group_by(table.c[name])
        .order_by(table.c[name])
    )
    known = names.get(getattr(field, "to", ""), {})
    found = [
        Node(
            label=f"{field.show(value, names=known) or '（未填）'}（{count}）",
            groups=(*groups, (name, value)),
            has_children=True,
        )
        for value, count in connection.execute(wanted)
    ]
    if tree.each and name == "insurance_type" and query.insurance_type and not found:
        label = f"{field.show(query.insurance_type, names=known)}（0）"
        found = [Node(label=label, groups=(*groups, (name, query.insurance_type)), has_children=True)]
    if tree.each and len(groups) + 1 == len(tree.groups):
        missing = count_unplaced(connection, schema=schema, query=query, groups=groups)
        label = f"未归入{field.label.removeprefix('基金')}（{missing}）"
        found += [Node(label=label, groups=(*groups, (name, "")), has_children=True)] if missing else []
    return found


def _unplaced_rows(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    groups: Groups,
    names: Mapping[str, Mapping[str, str]],
    limit: int | None,
) -> list[Node]:
    """Return the rows of another catalog that should each stand in the tree once and do not."""
    catalog = schema.catalog(query.catalog)
    each = catalog.tree.each if catalog.tree else ""
    known = names.get(getattr(catalog.by_name[each], "to", ""), {})
    codes = unplaced(connection, schema=schema, query=query, groups=groups[:-1], limit=limit)
    return [
        Node(
            label=f"{code} {known.get(code, '')}".strip(),
            code=code,
            groups=(*groups, (each, code)),
            mof_div_code=code,
            name=known.get(code, ""),
            depth=1,
        )
        for code in codes
    ]


def _rows_below(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    node: Node | None,
    names: Mapping[str, Mapping[str, str]],
    limit: int | None,
    extent: Extent,
) -> list[Node]:
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    tree = catalog.tree
    if tree is None or (not tree.parent and node is not None and node.row_id):
        return []
    inside = wanted_rows(query, schema=schema, extent=extent)
    place = _place(catalog, query=query, node=node, schema=schema, extent=extent) if tree.parent else None
    depth = 1 + (node.depth if node else 0)
    is_last = depth == extent.depth
    more = literal(value=False) if is_last else _has_children(catalog, query=query, schema=schema, extent=extent)
    wanted = (
        select(
            table.c.id,
            table.c[catalog.code],
            table.c[catalog.title],
            table.c.state,
            table.c.is_enabled,
            table.c.is_standard,
            table.c.mof_div_code,
            table.c[tree.level] if tree.level else literal(""),
            more.label("has_children"),
        )
        .where(*inside, *([] if place is None else [place]))
        .order_by(*(table.c[name] for name in catalog.order), table.c.rid)
        .limit(limit)
    )
    titles = _titles(catalog, names=names)
    # the driver's own cursor: ten thousand row objects would take longer than the rest
    found = cast("Iterable[tuple[Any, ...]]", connection.execute(wanted).cursor)
    return [
        Node(
            label=f"{code} {name}" if name else code,
            code=code,
            row_id=row_id,
            groups=query.groups,
            has_children=bool(more),
            state=state,
            is_enabled=bool(enabled),
            is_standard=bool(standard),
            mof_div_code=owner,
            name=name,
            depth=depth,
            level=level,
        )
        for row_id, code, title, state, enabled, standard, owner, level, more in found
        for name in (title if titles is None else titles.get(title, ""),)
    ]


def _titles(catalog: Catalog, *, names: Mapping[str, Mapping[str, str]]) -> Mapping[str, str] | None:
    """Return the names by code where a catalog's titles are codes of another one, else None."""
    to = getattr(catalog.by_name[catalog.title], "to", "")
    return names.get(to, {}) if to else None


def _place(catalog: Catalog, *, query: Query, node: Node | None, schema: Schema, extent: Extent) -> ColumnElement[bool]:
    """Return the condition for the children of a row, or for the roots: no parent among the rows at hand."""
    table = schema.rows[catalog.name]
    name = catalog.tree.parent if catalog.tree else ""
    code = table.c[catalog.code]
    if node is not None and node.row_id:
        return and_(table.c[name] == node.code, code != node.code)
    if extent.own or query.enabled_only or query.own_only:
        shown = select(code).where(*wanted_rows(query, schema=schema, extent=extent)).correlate(None)
        return or_(table.c[name] == "", table.c[name] == code, table.c[name].not_in(shown))
    above = table.alias("above")
    within = catalog.tree.within if catalog.tree else ()
    found = exists().where(
        above.c[catalog.code] == table.c[name],
        above.c.fiscal_year == table.c.fiscal_year,
        above.c.is_deleted.is_(False),
        *(above.c[shared] == table.c[shared] for shared in within),
    )
    return or_(table.c[name] == "", table.c[name] == code, ~found)


def _has_children(catalog: Catalog, *, query: Query, schema: Schema, extent: Extent) -> ColumnElement[bool]:
    table, tree = schema.rows[catalog.name], catalog.tree
    if tree is None or not tree.parent:
        return literal(value=False)
    under = table.alias("under")
    filters: Sequence[ColumnElement[bool]] = [
        *([under.c.is_enabled.is_(True)] if query.enabled_only else []),
        *([under.c.mof_div_code == query.region] if query.own_only and query.region else []),
        *([below(under, schema=schema, region=query.region)] if extent.own and query.region else []),  # type: ignore[arg-type]
    ]
    return exists().where(
        under.c[tree.parent] == table.c[catalog.code],
        under.c[catalog.code] != table.c[catalog.code],
        under.c.fiscal_year == table.c.fiscal_year,
        under.c.is_deleted.is_(False),
        *(under.c[shared] == table.c[shared] for shared in tree.within),
        *filters,
    )
