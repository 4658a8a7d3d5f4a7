"""Adds up what is selected off the GUI thread: of many rows the store does it, by row numbers in ranges (STACK)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.adding_up import add_up_query, add_up_rows, together
from ui.grid.row_source import as_numbers
from ui.grid.selection_sum import Sum, sum_of

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from app.adding_up import Figures
    from app.rows import Query
    from app.store import Store
    from ui.grid.row_source import RowSource
    from ui.grid.source import Work
    from ui.operations import Progress

Part = tuple[range, tuple[int, ...]]
"""Positions of rows, and the columns that are selected of them."""


def adding(source: RowSource, *, store: Store, parts: Sequence[Part]) -> Work[Sum]:
    """Return the work that adds up the cells of these parts; rows above groups are in no row of the store."""
    query, keys = source.query, source.keys
    is_whole = [source.shows_all and len(rows) == len(keys) for rows, _ in parts]
    taken = [
        (None if whole else as_numbers(keys[rows.start : rows.stop]), columns)
        for (rows, columns), whole in zip(parts, is_whole, strict=True)
    ]
    shown = source.columns
    fields = {place: shown[place].field for _, columns in parts for place in columns}

    def work(progress: Progress) -> Sum:
        found: dict[int, list[Figures]] = {}
        for rids, columns in taken:
            names = [fields[place].name for place in columns]
            figures = _figures(store, query=query, rids=rids, names=names, progress=progress)
            for place, one in zip(columns, figures, strict=True):
                found.setdefault(place, []).append(one)
        digits = [int(getattr(fields[place], "places", 0)) for place in found]
        return sum_of([together(parts) for parts in found.values()], places=digits)

    return work


def _figures(
    store: Store, *, query: Query, rids: array[int] | None, names: Sequence[str], progress: Progress
) -> list[Figures]:
    """Return the figures of columns among rows of these numbers, None: among all that the query finds."""
    with store.read() as connection:
        if rids is None:
            return add_up_query(connection, schema=store.schema, query=query, fields=names)
        return add_up_rows(
            connection, schema=store.schema, catalog=query.catalog, rids=rids, fields=names, check=progress.check
        )
