"""Parts of a catalog between two ids: their counts and hashes, and their rows, to find and mend what differs (SYNC 9).

Ids are compared as the database compares them; their letters (hex digits and hyphens at fixed places) have one order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from app.scope import seen_by
from app.tables import SYSTEM_COLUMNS
from sync.central.blocks import blocks, decode_extra, selected
from sync.content_hash import content_hash
from sync.row_hash import row_hash
from sync.wire_ranges import Ranges, RangeSum, RowsPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

    from app.catalog import Catalog
    from app.people import User
    from app.tables import Schema

READ_AT_A_TIME = 5_000
LOWEST = ""
"""An id before all others."""


class Span:
    """The rows with first <= id < last ('': no end) of one catalog that a person sees."""

    def __init__(self, connection: Connection, *, schema: Schema, catalog: Catalog, user: User) -> None:
        self._connection = connection
        self._catalog = catalog
        self._table = schema.rows[catalog.name]
        self._seen = seen_by(self._table, schema=schema, catalog=catalog, user=user)

    def _within(self, *, first: str, last: str) -> ColumnElement[bool]:
        bounds = [self._table.c.id >= first] if first else []
        return and_(self._seen, *bounds, *([self._table.c.id < last] if last else []))

    def ranges(self, *, first: str, last: str, parts: int, with_content: bool) -> Ranges:
        """Return at most `parts` neighbouring parts with about as many rows each, together the whole span."""
        within = self._within(first=first, last=last)
        count = self._connection.execute(select(func.count()).select_from(self._table).where(within)).scalar_one()
        size = max(1, -(-count // parts))
        found = [
            self._sum(rows, with_content=with_content)
            for rows in self._portions(within, size=size, with_content=with_content)
        ]
        starts = [first, *(one.first for one in found[1:])]
        ends = [*starts[1:], last]
        sums = [
            RangeSum(start, end, one.count, one.xor, one.content)
            for start, end, one in zip(starts, ends, found or [RangeSum(first, last, 0, 0, 0)], strict=True)
        ]
        return Ranges(catalog=self._catalog.name, parts=sums)

    def _portions(self, within: ColumnElement[bool], *, size: int, with_content: bool) -> Iterator[list[Sequence[Any]]]:
        table = self._table
        columns = selected(table, catalog=self._catalog) if with_content else [table.c.id, table.c.version]
        wanted = select(*columns).where(within).order_by(table.c.id).execution_options(yield_per=READ_AT_A_TIME)
        kept: list[Sequence[Any]] = []
        for rows in self._connection.execute(wanted).partitions():
            kept += rows
            while len(kept) >= size:
                yield kept[:size]
                del kept[:size]
        if kept:
            yield kept

    def _sum(self, rows: Sequence[Sequence[Any]], *, with_content: bool) -> RangeSum:
        xor = content = 0
        for row in rows:
            xor ^= row_hash(row[1])
            if with_content:
                content ^= self._content(row)
        return RangeSum(rows[0][0], "", len(rows), xor, content)

    def _content(self, row: Sequence[Any]) -> int:
        values = list(zip(self._catalog.names, row[len(SYSTEM_COLUMNS) : -1], strict=True))
        if row[-1]:
            values += [
                (name, value) for name, value in decode_extra(row[-1]).items() if name not in self._catalog.by_name
            ]
        return content_hash(row[0], version=row[1], is_deleted=row[2], values=values)

    def rows(self, *, first: str, last: str, most: int) -> RowsPage:
        """Return the rows by id, at most `most`, and where the rest begins."""
        within = self._within(first=first, last=last)
        wanted = select(*selected(self._table, catalog=self._catalog)).where(within).order_by(self._table.c.id)
        found = self._connection.execute(wanted.limit(most + 1)).fetchall()
        following = str(found[most][0]) if len(found) > most else ""
        return RowsPage(blocks=blocks(self._catalog, rows=found[:most]), following=following)
