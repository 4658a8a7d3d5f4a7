"""A comparison as a workbook: what the window shows, amounts as numbers (clause 2, 导出)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.look import Shade
from app.excel.table import Column, Table, write_tables
from app.fields.number import EXACT_IN_WORKBOOKS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.catalog import Catalog
    from app.comparing import Compared, Comparison
    from app.excel.row_xml import Content

NUMBER = "#,##0.00##"


def export_comparison(path: Path, *, catalog: Catalog, comparison: Comparison, found: Sequence[Compared]) -> None:
    """Write the lines of a comparison to an .xlsx; raise WorkbookError."""
    left, right = (f"{side.fiscal_year} 年 {side.region}" for side in (comparison.left, comparison.right))
    columns = (
        Column(label="代码", width=14),
        Column(label="名称", width=36),
        Column(label="项目", width=14),
        Column(label=left, width=20, number_format=NUMBER),
        Column(label=right, width=20, number_format=NUMBER),
        Column(label="差额", width=18, number_format=NUMBER),
        Column(label="增减", width=12),
    )
    table = Table(
        title="对比",
        heading=f"{catalog.label}对比",
        line=f"甲方：{left}　乙方：{right}　差额 = 乙方 - 甲方",
        columns=columns,
        rows=((_cells(one), (Shade.PLAIN,) * len(columns)) for one in found),
        count=len(found),
        frozen=3,
    )
    write_tables(path, tables=[table], meta=None)


def _cells(one: Compared) -> tuple[Content, ...]:
    left, right = one.values
    return (
        one.code,
        one.name,
        one.what,
        _number(left, text=one.left, scale=one.scale),
        _number(right, text=one.right, scale=one.scale),
        _number(one.difference, text=one.difference_text, scale=one.scale),
        one.percent_text,
    )


def _number(value: int | None, *, text: str, scale: int) -> Content:
    """Return a number, or the text where there is none or a workbook would round it; blank stays blank."""
    if value is None or abs(value) > EXACT_IN_WORKBOOKS:
        return text or None
    unit: int = 10**scale
    return value / unit if value % unit else value // unit
