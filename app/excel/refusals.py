"""Refused rows written back as a workbook with the reasons, to be corrected and imported again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from app.errors import WorkbookError
from app.excel.cells import cell_name
from app.excel.heading import REASON_LABEL, plain
from app.excel.look import Shade
from app.excel.plan import Verdict
from app.excel.table import Column, Table, write_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from app.excel.plan import CellProblem, ImportPlan, PlanColumn
    from app.excel.row_xml import Content, StyledRow
    from app.foreign import Cell


@dataclass(slots=True, kw_only=True)
class _Refused:
    """One line of the file with everything that is wrong with it."""

    row: int
    given: Sequence[Cell]
    problems: list[CellProblem] = field(default_factory=list)


def write_refusals(plan: ImportPlan, path: Path) -> int:
    """Write the refused rows of a plan to `path`, wrong cells red, reasons beside; return how many rows."""
    refused = _refused_rows(plan)
    if not refused:
        raise WorkbookError("没有不能导入的行，不需要写出。", code="workbook.no-rows")
    tables = [
        _table(plan, title=title, lines=list(lines.values()), columns=plan.headings[title])
        for title, lines in refused.items()
    ]
    write_tables(path, tables=tables, meta=plan.meta)
    return sum(table.count for table in tables)


def _refused_rows(plan: ImportPlan) -> dict[str, dict[int, _Refused]]:
    found: dict[str, dict[int, _Refused]] = {}
    for entry in plan.of(Verdict.REFUSED):
        lines = found.setdefault(entry.sheet, {})
        line = lines.setdefault(entry.row, _Refused(row=entry.row, given=entry.given))
        line.problems += entry.problems
    return found


def _table(plan: ImportPlan, *, title: str, lines: Sequence[_Refused], columns: Sequence[PlanColumn]) -> Table:
    kept = [place for place, column in enumerate(columns) if plain(column.label) != REASON_LABEL]
    return Table(
        title=title,
        heading=f"{title}：不能导入的行",
        line=f"来自“{plan.source}”，红色的格有误；改正后可直接导入本文件，最后一列不必删除",
        columns=[
            *(_column(columns[place]) for place in kept),
            Column(label=REASON_LABEL, width=60),
        ],
        rows=_styled(lines, kept=kept),
        count=len(lines),
    )


def _column(column: PlanColumn) -> Column:
    return Column(label=column.label, width=column.width, number_format=column.number_format, hidden=column.hidden)


def _styled(lines: Sequence[_Refused], *, kept: Sequence[int]) -> Iterator[StyledRow]:
    for line in lines:
        wrong = {problem.cell for problem in line.problems}
        cells = [_content(line.given[place]) if place < len(line.given) else None for place in kept]
        shades = [Shade.WRONG if cell_name(line.row - 1, place) in wrong else Shade.PLAIN for place in kept]
        reasons = "；".join(_reason(problem) for problem in line.problems)
        yield [*cells, reasons], [*shades, Shade.WRONG]


def _reason(problem: CellProblem) -> str:
    """Leave the cell's name out: in the new file the row stands elsewhere."""
    return f"{problem.column}：{problem.reason}" if problem.column else problem.reason


def _content(cell: Cell) -> Content:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell
