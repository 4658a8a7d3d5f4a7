"""Reading trees: headings from grouping fields, then rows below their parents, a level at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.rows import Query, conditions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table

    from app.catalog import Catalog, Tree
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node: a heading (`row_id` is '') or a row. `groups` holds the grouping values on the way to it."""

    label: str
    code: str = ""
    row_id: str = ""
    groups: tuple[tuple[str, str], ...] = ()
    has_children: bool = False
    state: int = 0
    is_enabled: bool = True
    is_standard: bool = False
    mof_div_code: str = ""


def children(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    node: Node | None,
    names: Mapping[str, Mapping[str, str]],
    limit: int | None = None,
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
        return _headings(connection, schema=schema, query=query, groups=groups, names=names)
    query = replace(query, groups=groups)
    return _rows_below(connection, schema=schema, query=query, node=node, names=names, limit=limit)


def _headings(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    groups: tuple[tuple[str, str], ...],
    names: Mapping[str, Mapping[str, str]],
) -> list[Node]:
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    name = catalog.tree.groups[len(groups)] if catalog.tree else ""
    field = catalog.by_name[name]
    wanted = (
        select(table.c[name], func.count())
        .where(*conditions(replace(query, groups=groups, under=""), schema=schema))
        .group_by(table.c[name])
        .order_by(table.c[name])
    )
    known = names.get(getattr(field, "to", ""), {})
    return [
        Node(
            label=f"{field.show(value, names=known) or '（未填）'}（{count}）",
            groups=(*groups, (name, value)),
            has_children=True,
        )
        for value, count in connection.execute(wanted)
    ]


def _rows_below(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    node: Node | None,
    names: Mapping[str, Mapping[str, str]],
    limit: int | None,
) -> list[Node]:
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    tree = catalog.tree
    if tree is None or (not tree.parent and node is not None and node.row_id):
        return []
    inside = conditions(replace(query, under=""), schema=schema)
    place = _children_of(catalog, table, node, schema=schema) if tree.parent else None
    wanted = (
        select(
            table.c.id,
            table.c[catalog.code],
            table.c[catalog.title],
            table.c.state,
            table.c.is_enabled,
            table.c.is_standard,
            table.c.mof_div_code,
            _has_children(catalog, table, tree).label("has_children"),
        )
        .where(*inside, *([] if place is None else [place]))
        .order_by(*(table.c[name] for name in catalog.order), table.c.rid)
        .limit(limit)
    )
    return [
        Node(
            label=_label(catalog, code, title, names=names),
            code=code,
            row_id=row_id,
            groups=query.groups,
            has_children=bool(more),
            state=state,
            is_enabled=enabled,
            is_standard=standard,
            mof_div_code=owner,
        )
        for row_id, code, title, state, enabled, standard, owner, more in connection.execute(wanted)
    ]


def _label(catalog: Catalog, code: str, title: str, *, names: Mapping[str, Mapping[str, str]]) -> str:
    field = catalog.by_name[catalog.title]
    shown = field.show(title, names=names.get(getattr(field, "to", ""), {}))
    return shown if catalog.title == catalog.code else f"{code} {shown}"


def _children_of(catalog: Catalog, table: Table, node: Node | None, *, schema: Schema) -> ColumnElement[bool]:
    """Return the condition for the children of a row, or for the roots: no parent among the rows at hand."""
    name = catalog.tree.parent if catalog.tree else ""
    code = table.c[catalog.code]
    if node is not None and node.row_id:
        return and_(table.c[name] == node.code, code != node.code)
    above = schema.rows[catalog.name].alias("above")
    within = catalog.tree.within if catalog.tree else ()
    found = exists().where(
        above.c[catalog.code] == table.c[name],
        above.c.fiscal_year == table.c.fiscal_year,
        above.c.is_deleted.is_(False),
        *(above.c[shared] == table.c[shared] for shared in within),
    )
    return or_(table.c[name] == "", table.c[name] == code, ~found)


def _has_children(catalog: Catalog, table: Table, tree: Tree) -> ColumnElement[bool]:
    if not tree.parent:
        return exists().where(table.c.id != table.c.id)
    under = table.alias("under")
    return exists().where(
        under.c[tree.parent] == table.c[catalog.code],
        under.c[catalog.code] != table.c[catalog.code],
        under.c.fiscal_year == table.c.fiscal_year,
        under.c.is_deleted.is_(False),
        *(under.c[shared] == table.c[shared] for shared in tree.within),
    )
