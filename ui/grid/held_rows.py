"""The rows of a small grid source, all in memory: keys in order and what was read for each (HOUSE, style 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ui.grid.folds import Folds
    from ui.grid.source import GridRow, RowKey


class HeldRows:
    """What a GridSource needs beside reading and writing, for sources whose rows are read all at once."""

    folds: Folds | None = None

    def __init__(self) -> None:
        self._keys: list[RowKey] = []
        self._rows: dict[RowKey, GridRow] = {}

    @property
    def keys(self) -> Sequence[RowKey]:
        """Return the keys in order."""
        return self._keys

    def row(self, position: int) -> GridRow | None:
        """Return a row."""
        return self._rows.get(self._keys[position])

    def take(self, keys: Sequence[RowKey]) -> None:
        """Set the keys."""
        self._keys = list(keys)

    def remove(self, first: int, last: int) -> None:
        """Take out keys."""
        del self._keys[first : last + 1]

    def insert(self, first: int, keys: Sequence[RowKey]) -> None:
        """Put in keys."""
        self._keys[first:first] = list(keys)

    def keep(self, rows: Iterable[GridRow]) -> None:
        """Remember rows."""
        self._rows.update({row.key: row for row in rows})

    def forget(self) -> None:
        """Forget all rows."""
        self._rows.clear()
