"""What a tree shows, free of Qt: levels of nodes with staged moves in place, numbers, hits; read by the worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from app.restructuring.move import in_new_place, is_same_place
from app.rows import names_of
from app.tree import WHOLE, Extent, Node, children
from app.tree_badges import Badge, badges
from app.tree_search import Hit, find_nodes

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from app.catalog import Catalog
    from app.restructuring.move import Move
    from app.rows import Query
    from app.store import Open, Store
    from ui.grid.source import Work
    from ui.operations import Progress


LEVEL = 50_000
"""Rows of one level that a tree shows; no one looks for a row among more by scrolling."""
MORE = ("", "more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Levels as they are by now (None: nothing changed since `known`), and the numbers at the nodes."""

    levels: list[list[Node] | None]
    badges: Mapping[str, Badge] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One level to be read: the node above it, and what is shown of it by now (None: nothing)."""

    node: Node
    known: Sequence[Node] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a person chose to see of a tree, and the moves that are staged in it."""

    extent: Extent = WHOLE
    moves: tuple[Move, ...] = field(default=())


class TreeSource:
    """The tree of one catalog under a query (year, region, enabled only)."""

    def __init__(self, *, store: Store, query: Query, view: View | None = None) -> None:
        self._store = store
        self.query = query
        self.view = view or View()
        self.catalog: Catalog = store.schema.catalog(query.catalog)

    @property
    def root(self) -> Node:
        """Return the node above all roots."""
        return Node(label=f"全部{self.catalog.label}", has_children=True)

    def levels(self, wanted: Sequence[Wanted], *, counted: bool = False) -> Work[Reading]:
        """Return the work that reads the nodes below each of `wanted`; `counted`: the numbers at the nodes too."""

        def work(progress: Progress) -> Reading:
            found: list[list[Node] | None] = []
            with self._store.read() as connection:
                names = self._names(connection)
                for one in wanted:
                    progress.check()
                    level = self._level(connection, node=one.node, names=names)
                    found.append(None if one.known is not None and level == one.known else level)
                numbers = self._badges(connection) if counted else None
            return Reading(levels=found, badges=numbers)

        return work

    def finding(self, words: str) -> Work[list[Hit]]:
        """Return the work that looks for nodes, with the way to them."""

        def work(_progress: Progress) -> list[Hit]:
            with self._store.read() as connection:
                return find_nodes(
                    connection,
                    schema=self._store.schema,
                    query=self.query,
                    words=words,
                    names=self._names(connection),
                    extent=self.view.extent,
                )

        return work

    def _level(self, connection: Open, *, node: Node, names: Mapping[str, Mapping[str, str]]) -> list[Node]:
        level = children(
            connection,
            schema=self._store.schema,
            query=self.query,
            node=None if is_root(node) else node,
            names=names,
            limit=LEVEL + 1,
            extent=self.view.extent,
        )
        return _cut(overlaid(self.catalog, level=level, above=node, moves=self.view.moves), above=node)

    def _badges(self, connection: Open) -> Mapping[str, Badge]:
        return badges(connection, schema=self._store.schema, query=self.query, extent=self.view.extent)

    def _names(self, connection: Open) -> dict[str, Mapping[str, str]]:
        """Return the names that labels need: of the title and of the grouping fields, where these are references."""
        groups = self.catalog.tree.groups if self.catalog.tree else ()
        wanted = {getattr(self.catalog.by_name[name], "to", "") for name in (*groups, self.catalog.title)} - {""}
        return {
            name: names_of(
                connection,
                schema=self._store.schema,
                catalog=self._store.schema.catalog(name),
                fiscal_year=self.query.fiscal_year,
            )
            for name in wanted
        }


def overlaid(catalog: Catalog, *, level: list[Node], above: Node, moves: Sequence[Move]) -> list[Node]:
    """Return a level as it will be: without the nodes staged away, with those staged to come, in their order."""
    if not moves:
        return level
    gone = {move.node.identity for move in moves}
    coming = [in_new_place(catalog, move) for move in moves if is_same_place(move.target, above)]
    targets = {move.target.identity for move in moves}
    found = [
        replace(node, has_children=True) if node.identity in targets and not node.has_children else node
        for node in level
        if node.identity not in gone
    ]
    if coming:
        found = sorted([*found, *coming], key=lambda node: (bool(node.code), node.label if node.code else ""))
    return found


def _cut(level: list[Node], *, above: Node) -> list[Node]:
    """Return a level of bearable length; its last line says that there are more."""
    if len(level) <= LEVEL:
        return level
    more = Node(label=f"只列出前 {LEVEL:,} 项，请在右侧表格中查询", groups=(*above.groups, MORE), is_enabled=False)
    return [*level[:LEVEL], more]


def is_more(node: Node) -> bool:
    """Say whether a node only says that there are more."""
    return node.groups[-1:] == (MORE,)


def is_root(node: Node) -> bool:
    """Say whether a node is the one above all roots."""
    return not node.row_id and not node.groups


def identity(node: Node) -> Hashable:
    """Return what stays the same of a node when it is read again."""
    return node.identity
