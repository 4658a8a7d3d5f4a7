"""The tables of the page 参数汇总 as grid sources: totals, by groups, how complete each region is (clause 1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING

from app.fields import Text
from app.rollup.telling import (
    NUMBERS,
    REGION_HEADS,
    SUM_HEADS,
    number,
    part_cells,
    part_heads,
    region_rows,
    shown,
    sum_numbers,
    sum_rows,
)
from ui.grid.listed_source import ListedSource, shown_column, shown_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.rollup.reading import Group, RollUp
    from ui.grid.source import GridColumn, GridRow, RowKey

LOCK = "汇总数由下级填报数计算得出；要修改，请由填报地区在“参数填报”中修改"
SUM_WIDTHS = (9, 28, 11, 9, 20, 20, 18, 9, 40)
REGION_WIDTHS = (12, 20, 11, 11, 9, 10, 14)
PART_WIDTH = 18


class View(IntEnum):
    """Which table is shown."""

    SUMS = 0
    PARTS = 1
    REGIONS = 2


VIEWS = ((View.SUMS, "汇总"), (View.PARTS, "分地区"), (View.REGIONS, "填报完整度"))


FIRST_GROUP = 4
"""The column of the first group in the table by groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesTo:
    """Where a cell comes from: a region's sheet, a group to be rolled up by itself, another view; `why` is said."""

    sheet: str = ""
    group: str = ""
    view: View | None = None
    why: str = ""


def goes_to(found: RollUp, *, view: View, key: str, column: int) -> GoesTo:
    """Return where the cell of a row (a parameter's or a region's code) and column leads."""
    if view is View.REGIONS:
        return GoesTo(sheet=key)
    if [one.code for one in found.regions] == [found.asked.region]:
        return GoesTo(sheet=found.asked.region)
    if view is View.SUMS:
        return GoesTo(view=View.PARTS)
    if column < FIRST_GROUP:
        return GoesTo(why="请选中一个地区或统筹区的列，再查看它的填报数")
    return _into(found.groups[column - FIRST_GROUP], by_area=found.asked.by_area)


def _into(group: Group, *, by_area: bool) -> GoesTo:
    if len(group.regions) == 1:
        return GoesTo(sheet=group.regions[0])
    if by_area:
        return GoesTo(view=View.REGIONS, why=f"{group.name}含 {len(group.regions):,} 个填报地区，请选一个查看")
    return GoesTo(group=group.code)


def source_of(found: RollUp, *, view: View) -> ListedSource:
    """Return a roll-up as the table that is wanted."""
    return {View.SUMS: _sums, View.PARTS: _parts, View.REGIONS: _regions}[view](found)


def _sums(found: RollUp) -> ListedSource:
    rows = [shown_row(row[0], row, lock=LOCK, muted=row[3] == "不汇总") for row in sum_rows(found)]
    numbers = {(code, str(SUM_HEADS.index(head))): value for (code, head), value in sum_numbers(found).items()}
    columns = [
        _column(n, label=label, width=width, right=label in NUMBERS, frozen=n < 2)  # noqa: PLR2004 - code and name
        for n, (label, width) in enumerate(zip(SUM_HEADS, SUM_WIDTHS, strict=True))
    ]
    return _listed(found, "sums", columns=columns, rows=rows, numbers=numbers)


def _parts(found: RollUp) -> ListedSource:
    rows, numbers = [], {}
    for one, cells in part_cells(found):
        texts = (one.code, one.name, one.unit, *(shown(one, cell.total) for cell in cells))
        rows.append(shown_row(one.code, texts, lock=LOCK))
        numbers.update({(one.code, str(n)): number(one, cell.total) for n, cell in enumerate(cells, 3)})
    heads = part_heads(found)
    widths = (*SUM_WIDTHS[:3], *[PART_WIDTH] * (len(heads) - 3))
    columns = [
        _column(n, label=label, width=width, right=n > 2, frozen=n < 2)  # noqa: PLR2004 - code, name, unit stand first
        for n, (label, width) in enumerate(zip(heads, widths, strict=True))
    ]
    return _listed(found, "parts", columns=columns, rows=rows, numbers=numbers)


def _regions(found: RollUp) -> ListedSource:
    rows = [shown_row(row[0], tuple(map(str, row)), lock=LOCK) for row in region_rows(found)]
    numbers: dict[tuple[str, str], Decimal | None] = {
        (row[0], str(n)): Decimal(int(row[n])) for row in region_rows(found) for n in (2, 3)
    }
    columns = [
        _column(n, label=label, width=width, right=n in (2, 3, 4), frozen=n < 2)  # noqa: PLR2004 - code and name
        for n, (label, width) in enumerate(zip(REGION_HEADS, REGION_WIDTHS, strict=True))
    ]
    return _listed(found, "regions", columns=columns, rows=rows, numbers=numbers)


def _column(n: int, *, label: str, width: int, right: bool, frozen: bool) -> GridColumn:
    name = str(n)
    field = Text(name=f"c{name}", label=label, max_length=200)
    return shown_column(field, name=name, label=label, width=width, right=right, frozen=frozen, adds_up=right)


def _listed(
    found: RollUp,
    what: str,
    *,
    columns: Sequence[GridColumn],
    rows: list[GridRow],
    numbers: Mapping[tuple[str, str], Decimal | None],
) -> ListedSource:
    def amount(key: RowKey, column: str) -> Decimal | None:
        return numbers.get((str(key), column))

    asked = found.asked
    return ListedSource(
        place=("roll-up", what, asked.fiscal_year, asked.region, asked.by_area),
        columns=columns,
        read=lambda: rows,
        amounts=amount,
    )
