"""A projection as a workbook: assumptions with where they come from, then a sheet of years for each scenario (1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.look import Shade
from app.excel.table import Column, Table, write_tables
from app.projection.assumptions import BY_NAME
from app.projection.scenarios import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from app.excel.row_xml import Content
    from app.projection.model import YearLine
    from app.projection.scenarios import Scenario
    from app.projection.starting import Start

NUMBER = "#,##0.00##"


def export_projection(
    path: Path,
    *,
    heading: str,
    line: str,
    start: Mapping[str, Start],
    runs: Sequence[tuple[Scenario, Sequence[YearLine]]],
) -> None:
    """Write assumptions and years of all scenarios to an .xlsx at `path`; raise WorkbookError."""
    write_tables(
        path,
        tables=[
            _assumptions(heading=heading, line=line, start=start, scenarios=[scenario for scenario, _ in runs]),
            *(_years(scenario, lines=lines, heading=heading, line=line) for scenario, lines in runs),
        ],
        meta=None,
    )


def _assumptions(*, heading: str, line: str, start: Mapping[str, Start], scenarios: Sequence[Scenario]) -> Table:
    values = [values_of(one, start=start) for one in scenarios]
    rows: list[tuple[Content, ...]] = [
        (BY_NAME[name].label, BY_NAME[name].unit, one.origin, *(float(found[name]) for found in values))
        for name, one in start.items()
    ]
    columns = (
        Column(label="测算假设", width=26),
        Column(label="单位", width=12),
        Column(label="来源", width=36),
        *(Column(label=one.name, width=20, number_format=NUMBER) for one in scenarios),
    )
    return _table("测算假设", columns=columns, rows=rows, heading=heading, line=line)


def _years(scenario: Scenario, *, lines: Sequence[YearLine], heading: str, line: str) -> Table:
    rows: list[tuple[Content, ...]] = [
        (one.label, one.unit, *(_number(year, one.name) for year in lines), one.formula) for one in lines[0].figures
    ]
    columns = (
        Column(label="项目", width=18),
        Column(label="单位", width=12),
        *(Column(label=f"{one.year}年", width=20, number_format=NUMBER) for one in lines),
        Column(label=f"{lines[0].year}年的算式", width=60),
    )
    return _table(scenario.name, columns=columns, rows=rows, heading=f"{heading}（{scenario.name}）", line=line)


def _number(line: YearLine, name: str) -> Content:
    value = line.value(name)
    return None if value is None else float(value)


def _table(
    title: str, *, columns: Sequence[Column], rows: Sequence[tuple[Content, ...]], heading: str, line: str
) -> Table:
    return Table(
        title=title,
        heading=heading,
        line=line,
        columns=columns,
        rows=((row, (Shade.PLAIN,) * len(columns)) for row in rows),
        count=len(rows),
        frozen=2,
    )
