"""A roll-up as rows of a table: what the window, the workbook and the command line show alike (clause 1.9)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.fields import show_scaled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.rollup.adding import Cell, Parameter
    from app.rollup.reading import RollUp

TITLE = "参数汇总"
NAMED = 5
"""Regions that are named one by one where figures are missing."""
SUM_HEADS = ("代码", "参数", "计量单位", "汇总方式", "汇总数", "本级填报数", "差额", "已填地区", "未填地区")
NUMBERS = ("汇总数", "本级填报数", "差额")
REGION_HEADS = ("区划", "地区", "已填单元格", "应填单元格", "填报率", "填报单", "计入汇总")


def number(parameter: Parameter, value: int | None) -> Decimal | None:
    """Return a value as the number it is."""
    return None if value is None else Decimal(value).scaleb(-parameter.scale)


def shown(parameter: Parameter, value: int | None) -> str:
    """Return a value with its parameter's digits."""
    return "" if value is None else show_scaled(value, scale=parameter.scale, places=parameter.places)


def names_of_missing(cell: Cell, *, names: Mapping[str, str]) -> str:
    """Return the regions that left it blank, the first of them by name."""
    told = "、".join(names.get(code, code) for code in cell.missing[:NAMED])
    return f"{told}等 {len(cell.missing):,} 个" if len(cell.missing) > NAMED else told


def sum_rows(found: RollUp, *, group: str | None = None) -> list[tuple[str, ...]]:
    """Return a row for each parameter as SUM_HEADS say, of the whole or of one group."""
    place = next((n for n, one in enumerate(found.groups) if one.code == group), None) if group is not None else None
    rows: list[tuple[str, ...]] = []
    for line in found.lines:
        one, cell = line.parameter, line.whole if place is None else line.parts[place]
        figures = [shown(one, value) for value in (cell.total, cell.own, cell.difference)]
        about = (one.code, one.name, one.unit, one.way.how.label)
        rows.append((*about, *figures, f"{cell.filled}/{cell.asked}", names_of_missing(cell, names=found.names)))
    return rows


def sum_numbers(found: RollUp, *, group: str | None = None) -> dict[tuple[str, str], Decimal | None]:
    """Return the numbers of `sum_rows` by parameter and heading."""
    place = next((n for n, one in enumerate(found.groups) if one.code == group), None) if group is not None else None
    numbers: dict[tuple[str, str], Decimal | None] = {}
    for line in found.lines:
        cell = line.whole if place is None else line.parts[place]
        for head, value in zip(NUMBERS, (cell.total, cell.own, cell.difference), strict=True):
            numbers[line.parameter.code, head] = number(line.parameter, value)
    return numbers


def part_heads(found: RollUp) -> tuple[str, ...]:
    """Return the headings of the table by groups: the parameter, the whole, each group."""
    return ("代码", "参数", "计量单位", "合计", *(one.name for one in found.groups))


def part_cells(found: RollUp) -> list[tuple[Parameter, tuple[Cell, ...]]]:
    """Return the cells of the table by groups, the whole first."""
    return [(line.parameter, (line.whole, *line.parts)) for line in found.lines]


def rate(filled: int, *, due: int) -> str:
    """Return which part of what is due is filled in, in percent; never 100 while something is left."""
    return f"{filled * 100 // due}%" if due else ""


def region_rows(found: RollUp) -> list[tuple[str, str, int, int, str, str, str]]:
    """Return a row for each region as REGION_HEADS say."""
    return [
        (
            one.code,
            one.name,
            one.filled,
            one.due,
            rate(one.filled, due=one.due),
            one.state,
            "是" if one.counts else "否（未审核）",
        )
        for one in found.regions
    ]


def sentence(found: RollUp) -> str:
    """Return what it comes to: regions, what is left, what differs."""
    left, differing = found.incomplete, found.differing
    parts: Sequence[str] = (
        f"{len(found.regions):,} 个填报地区",
        f"{left:,} 个未填全或未审核" if left else "全部填报完整",
        f"{differing:,} 项与本级填报数不一致" if differing else "",
    )
    return "，".join(filter(None, parts))
