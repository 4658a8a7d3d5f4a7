"""Any small table as a workbook: what stands on the screen, numbers as numbers, codes as text (clause 2, 导出)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.excel.look import Shade
from app.excel.table import Column, Table, write_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.excel.row_xml import Content

NUMBER, TEXT = "#,##0.00##", "@"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedColumn:
    """A heading, its width in half-width characters, and whether numbers stand below it."""

    label: str
    width: int
    is_number: bool = False


def export_listed(
    path: Path, *, title: str, line: str, columns: Sequence[ListedColumn], rows: Sequence[Sequence[Content]]
) -> None:
    """Write one sheet to an .xlsx at `path`; `line` stands below the title. Raise WorkbookError."""
    made = tuple(
        Column(label=one.label, width=one.width, number_format=NUMBER if one.is_number else TEXT) for one in columns
    )
    table = Table(
        title=title,
        heading=title,
        line=line,
        columns=made,
        rows=((tuple(row), (Shade.PLAIN,) * len(made)) for row in rows),
        count=len(rows),
        frozen=sum(not one.is_number for one in columns[:2]),
    )
    write_tables(path, tables=[table], meta=None)
