"""全省基金统筹区划信息表 as a workbook: the sums by type, then every region with its area (clause 1.2 (c))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.look import Shade
from app.excel.table import Column, Table, write_tables
from app.pooling.overview import TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.excel.row_xml import Content
    from app.pooling.overview import Overview

NUMBER = "#,##0"
_SUMS = (
    Column(label="险种代码", width=12),
    Column(label="险种名称", width=36),
    Column(label="统筹级次", width=12),
    Column(label="统筹区数", width=12, number_format=NUMBER),
    Column(label="区划数", width=12, number_format=NUMBER),
    Column(label="未划入区划数", width=14, number_format=NUMBER),
    Column(label="问题数", width=12, number_format=NUMBER),
)
_LINES = (
    Column(label="险种代码", width=12),
    Column(label="险种名称", width=36),
    Column(label="统筹级次", width=12),
    Column(label="基金统筹区代码", width=16),
    Column(label="基金统筹区名称", width=28),
    Column(label="财政区划代码", width=16),
    Column(label="财政区划名称", width=28),
)


def export_pooling(path: Path, *, found: Overview, place: str) -> None:
    """Write the table of one year to an .xlsx at `path`; `place`: whose table it is. Raise WorkbookError."""
    line = f"地区：{place}　年度：{found.fiscal_year}"
    sums = [
        (one.insurance_type, one.type_name, one.level, one.areas, one.regions, one.gaps, one.faults)
        for one in found.sums
    ]
    lines = [
        (one.insurance_type, one.type_name, one.level, one.area, one.area_name, one.region, one.region_name)
        for one in found.lines
    ]
    tables = [
        _table("汇总", columns=_SUMS, rows=sums, line=line),
        _table("明细", columns=_LINES, rows=lines, line=line),
    ]
    write_tables(path, tables=tables, meta=None)


def _table(title: str, *, columns: Sequence[Column], rows: Sequence[tuple[Content, ...]], line: str) -> Table:
    return Table(
        title=title,
        heading=TITLE,
        line=line,
        columns=columns,
        rows=((row, (Shade.PLAIN,) * len(columns)) for row in rows),
        count=len(rows),
        frozen=2,
    )
