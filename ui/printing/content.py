"""From the rows of a grid, as they are shown, to a report: order, filters and chosen columns stay (clause 2, 导出)."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from app.errors import ShebaoError
from app.excel.export_sheet import page_word
from app.report_pages.report import PrintColumn, Report
from app.rows import all_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.people import User
    from app.store import Open
    from app.tables import Schema
    from ui.grid.source import GridColumn, GridRow, GridSource, RowKey, Work
    from ui.operations import Progress

MOST_ROWS = 50_000
READ_AT_ONCE = 1_000
UNITS = {"元": 0, "万元": 4, "亿元": 8}
"""Units of amounts, each with the digits that it moves the point."""
SIGNERS = ("制表人", "审核人", "负责人")


class TooManyRowsError(ShebaoError):
    """More rows than anybody prints."""

    code = "print.rows"
    title = "行数太多"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above the table: title, whose it is, of when; `report_of` adds the unit."""

    title: str
    left: str = ""
    middle: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Of what a grid shows rows: a catalog's, of a year and a region, a page of a filling-in sheet (field, value)."""

    catalog: str
    fiscal_year: int | None
    region: str
    pages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a person chooses about the content: unit of amounts, negatives in red, who signs."""

    unit: str = "元"
    is_red: bool = True
    signers: tuple[str, ...] = SIGNERS


def reading_all(source: GridSource, *, keys: Sequence[RowKey] | None = None) -> Work[list[GridRow]]:
    """Return the work that reads all rows that `source` shows in their order, or those with these keys.

    It works on a copy: the grid goes on with its own. TooManyRowsError above fifty thousand.
    """
    own = copy.copy(source)
    find = own.opening(limit=None, shown=None)

    def work(progress: Progress) -> list[GridRow]:
        found = find(progress).keys if keys is None else keys
        if len(found) > MOST_ROWS:
            raise TooManyRowsError(
                f"现有 {len(found):,} 行，一次最多打印 {MOST_ROWS:,} 行；请先筛选，或选中要打印的行。"
            )
        own.take(found)
        rows: list[GridRow] = []
        for first in range(0, len(found), READ_AT_ONCE):
            progress.check()
            rows += own.reading(range(first, min(first + READ_AT_ONCE, len(found))))(progress)
            progress.report(len(rows), len(found))
        return rows

    return work


def report_of(
    columns: Sequence[GridColumn], *, rows: Sequence[GridRow], places: Sequence[int], heading: Heading, look: Look
) -> Report:
    """Return the report of rows; `places`: the columns wanted, from left to right."""
    shown = [columns[place] for place in places]
    has_money = any(column.field.is_money for column in shown)
    moved = UNITS[look.unit]
    texts = [
        tuple(
            in_unit(row.values.get(column.name), moved=moved, otherwise=row.texts[place])
            if moved and column.field.is_money
            else row.texts[place]
            for place, column in zip(places, shown, strict=True)
        )
        for row in rows
    ]
    return Report(
        title=heading.title,
        left=heading.left,
        middle=heading.middle,
        right=f"单位：{look.unit}" if has_money else "",
        foot=heading.foot,
        columns=tuple(
            PrintColumn(label=column.label, is_number=column.align_right, is_key=column.is_frozen) for column in shown
        ),
        rows=texts,
        signers=look.signers,
        is_red=look.is_red,
    )


def in_unit(value: object, *, moved: int, otherwise: str) -> str:
    """Return an amount in fen with its point moved, rounded half up to two digits; `otherwise` where it is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return otherwise
    exact = Decimal(value).scaleb(-2 - moved)
    return f"{exact.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,}"


def heading_for(connection: Open, *, schema: Schema, user: User, shown: Shown) -> Heading:
    """Return the usual heading: who made it, of which region, year and page of a sheet, printed when."""
    catalog = schema.catalog(shown.catalog)
    names = all_names(connection, schema=schema, catalog=catalog, fiscal_year=shown.fiscal_year)
    region = names.get("region", {}).get(shown.region, shown.region)
    pages = [page_word(catalog.by_name[name], value, names=names) for name, value in shown.pages if value]
    year = f"{shown.fiscal_year}年度" if shown.fiscal_year else ""
    place = f"地区：{region}" if region else ""
    return Heading(
        title=catalog.label,
        left=f"编制单位：{user.mof_div_name}（{user.mof_div_code}）",
        middle="　".join(filter(None, [place, year, *pages])),
        foot=f"打印日期：{datetime.now().astimezone():%Y-%m-%d}",
    )
