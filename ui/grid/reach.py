"""Rows that an action needs, in memory or not: at once where all are known, else from the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.grid.source import GridRow
    from ui.grid.view import GridView
    from ui.operations import Operations


def with_rows(
    view: GridView,
    *,
    operations: Operations,
    positions: Sequence[int],
    then: Callable[[Sequence[GridRow]], None],
    label: str,
) -> None:
    """Call `then` with the rows at these positions, unless another source is shown by then."""
    grid, source = view.grid, view.grid.source
    if source is None:
        return
    known = [row for position in positions if (row := grid.row_at(position))]
    if len(known) == len(positions):
        then(known)
        return

    def done(rows: Sequence[GridRow]) -> None:
        if grid.source is source and len(rows) == len(positions):
            then(rows)

    operations.run(source.reading(positions), done=done, failed=grid.failed.emit, owner=view, key=label, label=label)


def text_at(view: GridView, row: GridRow, *, position: int, column: int) -> str:
    """Return what a copy takes of a cell: what was typed and not kept, else the stored value's text."""
    typed, source = view.grid.typed_at(position, column), view.grid.source
    if typed:
        return typed.text
    return source.edit_text(row, column) if source else ""
