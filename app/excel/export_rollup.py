"""A roll-up as a workbook: totals beside what the level itself filled in, groups, who is missing (clause 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.look import Shade
from app.excel.table import Column, Table, write_tables
from app.rollup.telling import (
    NUMBERS,
    REGION_HEADS,
    SUM_HEADS,
    TITLE,
    number,
    part_cells,
    part_heads,
    region_rows,
    sum_numbers,
    sum_rows,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.excel.row_xml import Content
    from app.rollup.reading import RollUp

NUMBER = "#,##0.00##"
WIDTHS = (12, 30, 14, 12, 22, 22, 20, 12, 60)


def export_roll_up(path: Path, *, found: RollUp, line: str) -> None:
    """Write a roll-up to an .xlsx at `path`; `line` says of which page it is. Raise WorkbookError."""
    numbers = sum_numbers(found)
    sums: list[tuple[Content, ...]] = [
        tuple(
            _content(numbers[row[0], head]) if head in NUMBERS else text
            for head, text in zip(SUM_HEADS, row, strict=True)
        )
        for row in sum_rows(found)
    ]
    parts: list[tuple[Content, ...]] = [
        (one.code, one.name, one.unit, *(_content(number(one, cell.total)) for cell in cells))
        for one, cells in part_cells(found)
    ]
    heads = part_heads(found)
    tables = [
        _table("汇总", line=line, columns=_columns(SUM_HEADS, numbers=NUMBERS, widths=WIDTHS), rows=sums),
        _table(
            "按统筹区" if found.asked.by_area else "按地区",
            line=line,
            columns=_columns(heads, numbers=heads[3:], widths=(12, 30, 14, *[20] * len(heads))),
            rows=parts,
        ),
        _table(
            "填报完整度",
            line=line,
            columns=_columns(
                REGION_HEADS, numbers=REGION_HEADS[2:4], digits="#,##0", widths=(14, 24, 12, 12, 10, 12, 14)
            ),
            rows=list(region_rows(found)),
        ),
    ]
    write_tables(path, tables=tables, meta=None)


def _content(value: object) -> Content:
    return None if value is None else float(str(value))


def _columns(
    heads: Sequence[str], *, numbers: Sequence[str], widths: Sequence[int], digits: str = NUMBER
) -> tuple[Column, ...]:
    return tuple(
        Column(label=head, width=width, number_format=digits if head in numbers else "@")
        for head, width in zip(heads, widths, strict=False)
    )


def _table(title: str, *, line: str, columns: Sequence[Column], rows: Sequence[tuple[Content, ...]]) -> Table:
    return Table(
        title=title,
        heading=f"{TITLE}（{title}）",
        line=line,
        columns=columns,
        rows=((row, (Shade.PLAIN,) * len(columns)) for row in rows),
        count=len(rows),
        frozen=2,
    )
