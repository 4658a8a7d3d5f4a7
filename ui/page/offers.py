"""Rows that a reference may name, asked of the worker for pickers; one for each page (year and region of the page)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rows import Query, all_names, offered
from app.tree import children

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from app.fields import Reference
    from app.store import Store
    from app.tree import Node
    from ui.operations import Operations, Progress

MOST = 200
"""Rows listed at once; typing narrows them down."""


class Offers:
    """Asks for (code, name) pairs; a newer question of the same editor drops the answer to an older one."""

    def __init__(self, *, store: Store, operations: Operations) -> None:
        self._store = store
        self._operations = operations
        self.fiscal_year = 0
        self.region = ""

    def ask(
        self, field: Reference, *, search: str, done: Callable[[list[tuple[str, str]]], None], owner: QObject
    ) -> None:
        """Look for the rows that `field` may name, with `search` in code or name; at most MOST + 1 are given."""
        year, region, store = self.fiscal_year, self.region, self._store

        def work(_progress: Progress) -> list[tuple[str, str]]:
            with store.read() as connection:
                return offered(
                    connection,
                    schema=store.schema,
                    catalog=store.schema.catalog(field.to),
                    fiscal_year=year,
                    region=region,
                    search=search,
                    limit=MOST + 1,
                )

        self._operations.run(work, done=done, owner=owner, key="offers", label=f"查找{field.label}")

    def has_tree(self, field: Reference) -> bool:
        """Say whether the rows that `field` may name form a tree."""
        tree = self._store.schema.catalog(field.to).tree
        return tree is not None and bool(tree.parent)

    def branch(
        self, field: Reference, *, node: Node | None, done: Callable[[list[Node]], None], owner: QObject
    ) -> None:
        """Look for the nodes below `node` (None: the top) of the tree that `field` points into."""
        schema, store = self._store.schema, self._store
        catalog = schema.catalog(field.to)
        query = Query(catalog=field.to, fiscal_year=self.fiscal_year, region=self.region, enabled_only=True)

        def work(_progress: Progress) -> list[Node]:
            with store.read() as connection:
                names = all_names(connection, schema=schema, catalog=catalog, fiscal_year=query.fiscal_year)
                return children(connection, schema=schema, query=query, node=node, names=names)

        self._operations.run(
            work, done=done, owner=owner, key=f"branch {node.memo if node else ''}", label=f"查找{field.label}"
        )
