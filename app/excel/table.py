"""A long list as a worksheet: headings, widths, drop-downs, frozen panes and filter, then the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import WorkbookError
from app.excel.book import FIRST_ROW, HEAD_ROW, Book
from app.excel.splice import Rows, splice, write_model
from app.excel.target import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from app.excel.look import Worksheet
    from app.excel.meta import WorkbookMeta
    from app.excel.row_xml import StyledRow

ROOM_BELOW = 1_000
"""Empty rows below the data that still have their drop-down lists."""

_MOST_ROWS = 1_048_576 - FIRST_ROW
_LONGEST_PROMPT = 255
_FITS_A4 = 180
_A3 = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `offers` are the texts of its drop-down list; `strict` refuses others while typing in Excel."""

    label: str
    width: float
    number_format: str = "@"
    required: bool = False
    hidden: bool = False
    offers: Sequence[str] = ()
    strict: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A worksheet: title, line of unit, region and year, columns (`frozen` of them stay in view), `count` rows.

    `is_outlined`: rows fold below those of the shade GROUP.
    """

    title: str
    heading: str
    line: str
    columns: Sequence[Column]
    rows: Iterable[StyledRow]
    count: int
    frozen: int = 0
    is_outlined: bool = False


def write_tables(path: Path, *, tables: Sequence[Table], meta: WorkbookMeta | None) -> None:
    """Write tables as the worksheets of one workbook at `path`, in place of what was there; raise WorkbookError."""
    most = max(table.count for table in tables)
    if most > _MOST_ROWS:
        raise WorkbookError(
            f"共有 {most} 行，一张工作表最多 {_MOST_ROWS} 行；请缩小查询范围后分几次导出。", code="workbook.too-many"
        )
    book = Book(title=tables[0].heading)
    for table in tables:
        _frame(book, table=table)
    sheets = [
        Rows(
            sheet=number,
            first=FIRST_ROW + 1,
            columns=len(table.columns),
            rows=table.rows,
            is_outlined=table.is_outlined,
        )
        for number, table in enumerate(tables, start=1)
    ]
    with replacing(path) as beside:
        splice(book.finish(meta), sheets=sheets, path=beside)


def _frame(book: Book, *, table: Table) -> None:
    _, sheet = book.worksheet(table.title, heading=table.heading, line=table.line)
    last = FIRST_ROW + max(table.count, 1) - 1
    for place, column in enumerate(table.columns):
        _write_column(book, sheet, place=place, column=column, last=last + ROOM_BELOW)
    if sum(column.width for column in table.columns if not column.hidden) > _FITS_A4:
        sheet.set_paper(_A3)
    sheet.set_row(HEAD_ROW, 30)
    sheet.freeze_panes(FIRST_ROW, table.frozen)
    sheet.autofilter(HEAD_ROW, 0, last, len(table.columns) - 1)
    if table.is_outlined:
        # the row itself is replaced; what stays is that the sheet has levels
        sheet.set_row(FIRST_ROW, None, None, {"level": 1})
        sheet.outline_settings(True, False)  # noqa: FBT003 - visible, and the sums stand above
    write_model(sheet, row=FIRST_ROW, number_formats=[one.number_format for one in table.columns], look=book.look)


def _write_column(book: Book, sheet: Worksheet, *, place: int, column: Column, last: int) -> None:
    shape = book.look.head_required if column.required else book.look.head
    sheet.write_string(HEAD_ROW, place, f"*{column.label}" if column.required else column.label, shape)
    options = {"hidden": True} if column.hidden else {}
    sheet.set_column(place, place, column.width, book.look.cell(column.number_format), options)
    rule: dict[str, object] = {"validate": "any", "ignore_blank": True}
    if column.offers:
        rule |= {"validate": "list", "source": book.list_source(column.offers)}
        rule |= {"error_type": "stop" if column.strict else "warning", "error_title": column.label[:32]}
        rule |= {"error_message": "请从下拉列表中选择。" if column.strict else "下拉列表中没有这一项，确定要填吗？"}
    if column.hint:
        rule |= {"input_title": column.label[:32], "input_message": column.hint[:_LONGEST_PROMPT]}
    if column.offers or column.hint:
        sheet.data_validation(FIRST_ROW, place, last, place, rule)
