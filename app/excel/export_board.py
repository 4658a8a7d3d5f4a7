"""The board of reminders as a workbook: the counts, regions by pages, then every page with dates and people (催报)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.look import Shade
from app.excel.table import Column, Table, write_tables
from app.local_time import local_time
from app.todo.board import text_of, word_of

if TYPE_CHECKING:
    from pathlib import Path

    from app.excel.row_xml import Content, StyledRow
    from app.flow.board import BoardLine
    from app.todo.board import Board, BoardRow

TITLE = "填报进度与催报"
_LINES = (
    *(Column(label="财政区划", width=12), Column(label="地区", width=20), Column(label="填报表", width=18)),
    *(
        Column(label="险种", width=26),
        Column(label="进度", width=12),
        Column(label="已填", width=8, number_format="#,##0"),
    ),
    *(Column(label="应填", width=8, number_format="#,##0"), Column(label="截止日期", width=12)),
    *(Column(label="办理人", width=12), Column(label="办理时间", width=16), Column(label="意见", width=40)),
)


def export_board(path: Path, *, board: Board, place: str, fiscal_year: int) -> None:
    """Write a board to an .xlsx at `path`; `place`: whose it is. Raise WorkbookError."""
    line = f"地区：{place}　年度：{fiscal_year}　{board.sentence}"
    heads = [f"{column.group}\n{column.label}" for column in board.columns]
    columns = [Column(label="财政区划", width=12), Column(label="地区", width=24)]
    columns += [Column(label=head, width=16) for head in heads]
    matrix = [_row(row) for row in board.rows]
    pages = [(row, n, cell) for row in board.rows for n, cell in enumerate(row.cells) if cell]
    lines = [_line(row, cell, group=board.columns[n].group, label=board.columns[n].label) for row, n, cell in pages]
    tables = [
        Table(title="进度表", heading=TITLE, line=line, columns=columns, rows=matrix, count=len(matrix), frozen=2),
        Table(title="明细", heading=TITLE, line=line, columns=_LINES, rows=lines, count=len(lines), frozen=2),
    ]
    write_tables(path, tables=tables, meta=None)


def _row(row: BoardRow) -> StyledRow:
    cells: list[Content] = [row.region, "　" * row.depth + row.name]
    shades = [Shade.PLAIN, Shade.PLAIN]
    for cell in row.cells:
        cells.append(text_of(cell) if cell else "")
        shades.append(_shade(cell))
    return tuple(cells), tuple(shades)


def _shade(cell: BoardLine | None) -> Shade:
    if cell is None:
        return Shade.LOCKED
    return Shade.WRONG if cell.is_late or (word_of(cell).is_open and cell.is_returned) else Shade.PLAIN


def _line(row: BoardRow, cell: BoardLine, *, group: str, label: str) -> StyledRow:
    cells: tuple[Content, ...] = (
        *(row.region, row.name, group, label, text_of(cell), cell.filled, cell.asked),
        *(cell.due_date.isoformat() if cell.due_date else "", cell.moved_by, local_time(cell.moved_at), cell.opinion),
    )
    return cells, (_shade(cell),) * len(cells)
