"""Where stored rows stand in a page's grid, read off the GUI thread. Free of Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.grid_keys import grid_keys
from app.lookup import fetch_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.fields import Value
    from app.store import Store
    from ui.grid.many_cells import Cells
    from ui.grid.source import RowKey, Work
    from ui.operations import Progress


def reading_row(store: Store, *, catalog: Catalog, row_id: str) -> Work[Mapping[str, Value] | None]:
    """Return the work that reads a stored row by its id; None when there is none."""

    def work(_progress: Progress) -> Mapping[str, Value] | None:
        with store.read() as connection:
            found = fetch_rows(connection, table=store.schema.rows[catalog.name], column="id", values=[row_id])
        return found.get(row_id)

    return work


def reading_keys(store: Store, *, catalog: Catalog, cells: Cells) -> Work[dict[RowKey, tuple[str, ...]]]:
    """Return the work that tells where a grid of the catalog shows cells: columns by row key."""

    def work(progress: Progress) -> dict[RowKey, tuple[str, ...]]:
        found: dict[RowKey, tuple[str, ...]] = {key: tuple(names) for key, names in cells.by_key.items()}
        for row_id, key, across in grid_keys(store, catalog=catalog, row_ids=cells.by_id):
            progress.check()
            found[key] = (*found.get(key, ()), across) if across else tuple(cells.by_id[row_id])
        return found

    return work
