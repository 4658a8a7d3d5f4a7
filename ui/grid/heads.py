"""The rows above groups: code, name, number of rows and subtotals, as grid rows of their own (分组小计). Pure."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.fields import Reference
from ui.grid.source import GridRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableSequence, Sequence

    from app.fields import Field, Value
    from app.grouping import Group
    from ui.grid.source import GridColumn, RowKey

LOCK = "分组行由它下面的行计算得出，不能录入；按空格展开或收起"
OPEN, CLOSED, TOTAL_SIGN = "▾", "▸", "Σ"
TOTAL_KEY = -(2**62)
"""The key of the last row, the total; groups have the other negative numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A group in its place: its rows are `count` of all row numbers from `start` on."""

    key: int
    value: Value
    start: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Woven:
    """All keys of rows in order, the groups over them, and how the rows above the groups look."""

    rids: MutableSequence[Any]
    heads: Sequence[Head]
    rows: Mapping[RowKey, GridRow]
    by_key: Mapping[RowKey, Head] = field(default_factory=dict)

    def keys(self, *, is_closed: Callable[[Value], bool]) -> MutableSequence[Any]:
        """Return what is shown: each group's row, below it its own rows while it is open, the total at last."""
        found = self.rids[:0]
        for head in self.heads:
            found.append(head.key)
            if not is_closed(head.value):
                found.extend(self.rids[head.start : head.start + head.count])
        if TOTAL_KEY in self.rows:
            found.append(TOTAL_KEY)
        return found

    def head_over(self, rid: RowKey) -> Head | None:
        """Return the group of a row; None when there is no such row."""
        try:
            place = self.rids.index(rid)
        except ValueError:
            return None
        return next((head for head in self.heads if head.start <= place < head.start + head.count), None)


def woven(rids: MutableSequence[Any], *, heads: Sequence[Head], rows: Mapping[RowKey, GridRow]) -> Woven:
    """Return rows and groups put together."""
    return Woven(rids=rids, heads=heads, rows=rows, by_key={head.key: head for head in heads})


NOTHING = woven(array("q"), heads=(), rows={})


def head_row(group: Group, *, key: int, columns: Sequence[GridColumn], by: Field, count: str) -> GridRow:
    """Return a group's row: its code and name in the key columns, the sums in theirs."""
    code, name = _code_and_name(group, by=by)
    first, second = _places(columns)
    texts = ["" if (total := group.sums.get(column.name)) is None else column.field.show(total) for column in columns]
    texts[first] = code if first != second else " ".join(filter(None, (code, name, count)))
    if first != second:
        texts[second] = f"{name}（{count}）" if name else count
    blank = (0,) * len(columns)
    return GridRow(
        key=key,
        row_id="",
        texts=texts,
        states=blank,
        locks=(LOCK,) * len(columns),
        kept_because=LOCK,
        values={name: total for name, total in group.sums.items() if total is not None},
        is_head=True,
    )


def _code_and_name(group: Group, *, by: Field) -> tuple[str, str]:
    single = isinstance(by, Reference) and not by.many and group.value is not None
    if not single:
        return group.text, ""
    code = str(group.value)
    return code, group.text.removeprefix(code).strip()


def _places(columns: Sequence[GridColumn]) -> tuple[int, int]:
    """Return the columns for code and name: the first two that are frozen."""
    frozen = [place for place, column in enumerate(columns) if column.is_frozen] or [0]
    return frozen[0], frozen[1] if len(frozen) > 1 else frozen[0]
