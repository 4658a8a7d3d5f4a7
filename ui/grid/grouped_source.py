"""The rows of a catalog in groups with subtotals, as a grid source: a million rows, one aggregate (分组小计)."""

from __future__ import annotations

from array import array
from itertools import groupby
from typing import TYPE_CHECKING

from app.filters import is_blank
from app.finding import Interrupts, first_row_ids
from app.grouping import BLANK, Group, grouped, read_groups
from app.rows import row_ids
from ui.grid.folds import Folds
from ui.grid.heads import LOCK, TOTAL_KEY, Head, Woven, head_row, woven
from ui.grid.row_source import RowSource
from ui.grid.source import PAGE, GridRow, Opening, Saved, Typed, Work
from ui.grid.steps import steps_between
from ui.grid.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from app.fields import Value
    from app.people import User
    from app.rows import Query
    from app.store import Open, Store
    from ui.grid.grouping import Grouping
    from ui.grid.source import RowKey
    from ui.operations import Progress


def row_source(store: Store, *, user: User, query: Query, unit: Unit, grouping: Grouping | None) -> RowSource:
    """Return the source of a query's rows, in groups where a person grouped them by one of its columns."""
    catalog = store.schema.catalog(query.catalog)
    if grouping is None or grouping.field not in catalog.by_name:
        return RowSource(store=store, user=user, query=query, unit=unit)
    return GroupedSource(store=store, user=user, query=query, grouping=grouping, unit=unit)


class GroupedSource(RowSource):
    """Keys below 0 are rows above groups; everything else is as without groups."""

    def __init__(self, *, store: Store, user: User, query: Query, grouping: Grouping, unit: Unit = Unit.YUAN) -> None:
        super().__init__(store=store, user=user, query=query, unit=unit)
        self.folds: Folds = Folds(grouping=grouping)
        self._field = self._catalog.by_name[grouping.field]

    @property
    def query(self) -> Query:
        """Return the query with its rows group by group."""
        return grouped(self._query, field=self._field.name)

    @property
    def shows_all(self) -> bool:
        """Say whether every row that the query finds is among the keys: none is in a closed group."""
        return not self.folds.grouping.has_closed

    def row(self, position: int) -> GridRow | None:
        """Return a row that is in memory, or one above a group."""
        key = self._keys[position]
        return self.folds.row(key) if key < 0 else self._rows.get(key)

    def edit_text(self, row: GridRow, column: int) -> str:
        """Return what a copy takes; nothing is typed above a group."""
        return row.texts[column] if row.is_head else super().edit_text(row, column)

    def amount(self, row: GridRow, column: int) -> Decimal | None:
        """Return an exact number; subtotals are not added to what they are made of."""
        return None if row.is_head else super().amount(row, column)

    def opening(self, *, limit: int | None, shown: Sequence[RowKey] | None) -> Work[Opening]:
        """Return the work that finds groups and rows; the first screen comes before the subtotals."""
        query, folds = self.query, self.folds
        if limit is not None and not self.folds.grouping.has_closed:
            return self._first(query, limit=limit)

        def work(progress: Progress) -> Opening:
            with self._reading(progress) as connection:
                found = self._weave(connection, query=query, progress=progress)
                keys = found.keys(is_closed=folds.grouping.is_closed)
                steps = None if shown is None else steps_between(shown, keys)
                first = [key for key in keys[:PAGE] if key >= 0] if steps is None else []
                rows = self._reader.read(connection, rids=first)
            self.folds.woven = found
            return Opening(keys=keys, rows=rows, is_complete=True, steps=steps)

        return work

    def _first(self, query: Query, *, limit: int) -> Work[Opening]:
        """Return the work that reads the first rows with the groups above them, not counted yet."""

        def work(progress: Progress) -> Opening:
            interrupts = Interrupts()
            with progress.interrupting(interrupts):
                rids = first_row_ids(self._store, query=query, limit=limit, interrupts=interrupts)
            with self._reading(progress) as connection:
                rows = self._reader.read(connection, rids=list(rids))
            found = self._provisional(rows)
            self.folds.woven = found
            keys = found.keys(is_closed=lambda _: False)
            return Opening(keys=keys, rows=rows, is_complete=not rids, steps=None)

        return work

    def _provisional(self, rows: Sequence[GridRow]) -> Woven:
        place = next(place for place, column in enumerate(self._columns) if column.name == self._field.name)
        heads: list[Head] = []
        shown: dict[RowKey, GridRow] = {}
        start = 0
        for value, members in groupby(rows, key=self._value):
            inside = list(members)
            head = Head(key=self.folds.number(value), value=value, start=start, count=len(inside))
            text = inside[0].texts[place] if value is not None else BLANK
            shown[head.key] = self._head_row(Group(value=value, text=text, count=0, sums={}), key=head.key, count="…")
            heads.append(head)
            start += len(inside)
        return woven(array("q", (int(row.key) for row in rows)), heads=heads, rows=shown)

    def _value(self, row: GridRow) -> Value:
        value = row.values.get(self._field.name)
        return None if is_blank(value) else value

    def _weave(self, connection: Open, *, query: Query, progress: Progress) -> Woven:
        schema = self._store.schema
        found = read_groups(connection, schema=schema, query=query, field=self._field.name)
        progress.check()
        rids = row_ids(connection, schema=schema, query=query)
        progress.check()
        heads: list[Head] = []
        rows: dict[RowKey, GridRow] = {}
        start = 0
        for group in found.groups:
            head = Head(key=self.folds.number(group.value), value=group.value, start=start, count=group.count)
            rows[head.key] = self._head_row(group, key=head.key, count=f"{group.count:,} 行")
            heads.append(head)
            start += group.count
        if heads:
            count = f"{len(heads):,} 组 {found.total.count:,} 行"
            rows[TOTAL_KEY] = self._head_row(found.total, key=TOTAL_KEY, count=count)
        return woven(rids, heads=heads, rows=rows)

    def _head_row(self, group: Group, *, key: int, count: str) -> GridRow:
        return head_row(group, key=key, columns=self._columns, by=self._field, count=count)

    def _reading_keys(self, keys: Sequence[int]) -> Work[list[GridRow]]:
        """Return the work that reads the rows of keys in their order, those above groups among them."""
        inner = super()._reading_keys([key for key in keys if key >= 0])

        def work(progress: Progress) -> list[GridRow]:
            read, heads = iter(inner(progress)), self.folds.woven.rows
            found = (heads.get(key) if key < 0 else next(read) for key in keys)
            return [
                row or self._head_row(Group(value=None, text="", count=0, sums={}), key=0, count="") for row in found
            ]

        return work

    def writing(self, cells: Sequence[Typed], *, verb: str = "") -> Work[Saved]:
        """Return the work that keeps typed cells; what was meant for a row above a group is left out."""
        places = [place for place, cell in enumerate(cells) if int(cell.key) >= 0]
        inner = super().writing([cells[place] for place in places], verb=verb)
        if len(places) == len(cells):
            return inner

        def work(progress: Progress) -> Saved:
            saved = inner(progress)
            saved.refused = {places[place]: reason for place, reason in saved.refused.items()}
            saved.skipped = {places[place]: reason for place, reason in saved.skipped.items()}
            saved.skipped |= {place: LOCK for place, cell in enumerate(cells) if int(cell.key) < 0}
            return saved

        return work

    def keep(self, rows: Iterable[GridRow]) -> None:
        """Remember rows; those above groups are all in memory."""
        super().keep(row for row in rows if not row.is_head)
