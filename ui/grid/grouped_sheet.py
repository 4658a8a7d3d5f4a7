"""A filling-in sheet in groups of its parameters, each with what is filled in of every period (分组; 1.8, 1.9).

Figures of different parameters never add up; what a group can say is how far it is filled in.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.fields import Choice
from app.grouping import BLANK
from ui.grid.folds import Folds, is_head_key
from ui.grid.heads import LOCK, TOTAL_KEY, Head, Woven, woven
from ui.grid.sheet_source import SheetSource
from ui.grid.source import GridRow, Opening, Typed, Work
from ui.grid.steps import steps_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from app.people import User
    from app.sheet import SheetContext
    from app.store import Store
    from ui.grid.grouping import Grouping
    from ui.grid.source import RowKey
    from ui.operations import Progress

NAME = "head.name"


def sheet_source(
    store: Store,
    *,
    user: User,
    context: SheetContext,
    grouping: Grouping | None,
    words: str = "",
    states: tuple[int, ...] = (),
) -> SheetSource:
    """Return the source of a sheet, in groups where a person grouped it by one of its columns."""
    source = SheetSource(store=store, user=user, context=context, words=words, states=states)
    if grouping is None or grouping.field not in {column.name for column in source.columns}:
        return source
    return GroupedSheet(store=store, user=user, context=context, grouping=grouping, words=words, states=states)


class GroupedSheet(SheetSource):
    """Keys below 0 are rows above groups; everything else is as without groups."""

    def __init__(
        self,
        *,
        store: Store,
        user: User,
        context: SheetContext,
        grouping: Grouping,
        words: str = "",
        states: tuple[int, ...] = (),
    ) -> None:
        super().__init__(store=store, user=user, context=context, words=words, states=states)
        self.folds: Folds = Folds(grouping=grouping)
        names = [column.name for column in self.columns]
        self._by, self._name = names.index(grouping.field), names.index(NAME)
        field = self.columns[self._by].field
        options = field.options if isinstance(field, Choice) else ()
        self._ranks = {text: rank for rank, (_, text) in enumerate(options)}

    def row(self, position: int) -> GridRow | None:
        """Return a row, or one above a group."""
        key = self._keys[position]
        return self.folds.row(key) if is_head_key(key) else super().row(position)

    def amount(self, row: GridRow, column: int) -> Decimal | None:
        """Return the number of a value cell; above a group there is none."""
        return None if row.is_head else super().amount(row, column)

    def opening(self, *, limit: int | None, shown: Sequence[RowKey] | None) -> Work[Opening]:
        """Return the work that reads the sheet and puts its rows in groups."""
        inner = super().opening(limit=limit, shown=None)
        down = dict(self._order).get(self.folds.grouping.field, False)

        def work(progress: Progress) -> Opening:
            rows = inner(progress).rows
            self.folds.woven = self._weave(rows, down=down)
            keys = self.folds.keys
            steps = None if shown is None else steps_between(shown, keys)
            return Opening(keys=keys, rows=rows, is_complete=True, steps=steps)

        return work

    def reading(self, positions: Iterable[int]) -> Work[list[GridRow]]:
        """Return the work that reads rows again, those above groups among them."""
        wanted = [position for position in positions if position < len(self._keys)]
        keys, inner = [self._keys[position] for position in wanted], super().reading(wanted)

        def work(progress: Progress) -> list[GridRow]:
            found = {row.key: row for row in inner(progress)}
            return [row for key in keys if (row := self.folds.row(key) or found.get(key))]

        return work

    def _locked(self, cells: Sequence[Typed], *, rows: dict[RowKey, GridRow]) -> dict[int, str]:
        heads = {place: LOCK for place, cell in enumerate(cells) if is_head_key(cell.key)}
        return super()._locked(cells, rows=rows) | heads

    def _weave(self, rows: Sequence[GridRow], *, down: bool) -> Woven:
        """Return the rows group by group, groups in the order of their declaration, in each as they were ordered."""
        together = sorted(rows, key=lambda row: self._rank(self._group_of(row)), reverse=down)
        if down:  # a reversed sort keeps equal rows in their order, and blanks stay last
            together.sort(key=lambda row: not self._group_of(row))
        heads: list[Head] = []
        above: dict[RowKey, GridRow] = {}
        for text, members in groupby(together, key=self._group_of):
            inside = list(members)
            head = Head(key=self.folds.number(text), value=text, start=_end(heads), count=len(inside))
            above[head.key] = self._head_row(head.key, text=text or BLANK, rows=inside, count=f"{len(inside):,} 项")
            heads.append(head)
        if heads:
            count = f"{len(heads):,} 组 {len(together):,} 项"
            above[TOTAL_KEY] = self._head_row(TOTAL_KEY, text="总计", rows=together, count=count)
        return woven([row.key for row in together], heads=heads, rows=above)

    def _group_of(self, row: GridRow) -> str:
        return row.texts[self._by]

    def _rank(self, text: str) -> tuple[bool, int, str]:
        return (not text, self._ranks.get(text, len(self._ranks)), text)

    def _head_row(self, key: int, *, text: str, rows: Sequence[GridRow], count: str) -> GridRow:
        width = len(self.columns)
        texts = [""] * width
        for place in range(self._heads, width):
            filled = sum(1 for row in rows if row.texts[place])
            texts[place] = f"已填 {filled:,}/{len(rows):,}"
        texts[self._name] = count
        texts[self._by] = text
        return GridRow(
            key=key,
            row_id="",
            texts=texts,
            states=(0,) * width,
            locks=(LOCK,) * width,
            kept_because=LOCK,
            is_head=True,
        )


def _end(heads: Sequence[Head]) -> int:
    return heads[-1].start + heads[-1].count if heads else 0
