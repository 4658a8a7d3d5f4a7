"""Where a catalog's columns stand in a stored row, so that rows can be read as plain tuples."""

from __future__ import annotations

from operator import itemgetter, ne
from typing import TYPE_CHECKING, Any

from app.tables import SYSTEM_COLUMNS
from sync.central.blocks import decode_extra, sent_columns
from sync.central.bulk import fetch_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection, Table

    from app.catalog import Catalog

Stored = tuple[Any, ...]
"""A row as selected by `blocks.selected`: the system's columns, the declared ones, `extra`."""

VERSION, IS_DELETED, UPDATED_AT, UPDATED_BY = (SYSTEM_COLUMNS.index(name) for name in SYSTEM_COLUMNS[1:])


class Layout:
    """One catalog's rows as tuples."""

    def __init__(self, catalog: Catalog, *, table: Table) -> None:
        self.catalog = catalog
        self.table = table
        self._place = {name: n for n, name in enumerate(sent_columns(catalog))}
        self._getters: dict[tuple[str, ...], Callable[[Stored], Stored]] = {}

    def fetch(self, connection: Connection, *, ids: Iterable[str]) -> dict[str, Stored]:
        """Return the stored rows with these ids, deleted ones too."""
        columns = (*sent_columns(self.catalog), "extra")
        found = fetch_rows(connection, table=self.table, columns=columns, ids=list(ids))
        return {row[0]: tuple(row) for row in found}

    def columns(
        self, connection: Connection, *, ids: Sequence[str], names: tuple[str, ...]
    ) -> dict[str, Sequence[Any]] | None:
        """Return columns of the rows with these ids, in their order; None where one of them is not there."""
        rows = fetch_rows(connection, table=self.table, columns=("id", *names), ids=ids)
        if len(rows) != len(ids):
            return None
        if any(map(ne, map(itemgetter(0), rows), ids)):
            by_id = {row[0]: row for row in rows}
            rows = [by_id[row_id] for row_id in ids]
        return dict(zip(names, list(zip(*rows, strict=True))[1:], strict=True))

    def values(self, row: Stored) -> dict[str, Any]:
        """Return the declared values of a stored row by name."""
        return dict(zip(self.catalog.names, row[len(SYSTEM_COLUMNS) : -1], strict=True))

    def cells(self, row: Stored, *, names: tuple[str, ...], unknown: Sequence[int]) -> Stored:
        """Return the values of some columns, those that are not declared (at the places `unknown`) too."""
        if unknown:
            extra = self.undeclared(row)
            return tuple(row[self._place[name]] if name in self._place else extra.get(name) for name in names)
        if names not in self._getters:
            places = [self._place[name] for name in names]
            get = itemgetter(*places) if places else lambda _row: ()
            self._getters[names] = get if len(places) != 1 else lambda row: (row[places[0]],)
        return self._getters[names](row)

    @staticmethod
    def undeclared(row: Stored) -> dict[str, Any]:
        """Return the columns of a stored row that are not declared."""
        return decode_extra(row[-1]) if row[-1] else {}
