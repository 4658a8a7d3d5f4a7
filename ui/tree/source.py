"""What a tree shows, free of Qt: levels of nodes, read by the worker (SPEC section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rows import names_of
from app.tree import Node, children

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from app.catalog import Catalog
    from app.rows import Query
    from app.store import Open, Store
    from ui.grid.source import Work
    from ui.operations import Progress


LEVEL = 5000
"""Rows of one level that a tree shows; no one looks for a row among more by scrolling."""
MORE = ("", "more")


class TreeSource:
    """The tree of one catalog under a query (year, region, enabled only)."""

    def __init__(self, *, store: Store, query: Query) -> None:
        self._store = store
        self._query = query
        self.catalog: Catalog = store.schema.catalog(query.catalog)

    @property
    def root(self) -> Node:
        """Return the node above all roots."""
        return Node(label=f"全部{self.catalog.label}", has_children=True)

    def levels(self, nodes: Sequence[Node]) -> Work[list[list[Node]]]:
        """Return the work that reads the nodes below each of `nodes`."""

        def work(progress: Progress) -> list[list[Node]]:
            found: list[list[Node]] = []
            with self._store.read() as connection:
                names = self._names(connection)
                for node in nodes:
                    progress.check()
                    above = None if is_root(node) else node
                    level = children(
                        connection,
                        schema=self._store.schema,
                        query=self._query,
                        node=above,
                        names=names,
                        limit=LEVEL + 1,
                    )
                    found.append(_cut(level, above=node))
            return found

        return work

    def _names(self, connection: Open) -> dict[str, Mapping[str, str]]:
        """Return the names that labels need: of the title and of the grouping fields, where these are references."""
        groups = self.catalog.tree.groups if self.catalog.tree else ()
        wanted = {getattr(self.catalog.by_name[name], "to", "") for name in (*groups, self.catalog.title)} - {""}
        return {
            name: names_of(
                connection,
                schema=self._store.schema,
                catalog=self._store.schema.catalog(name),
                fiscal_year=self._query.fiscal_year,
            )
            for name in wanted
        }


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
    return node.row_id or node.groups
