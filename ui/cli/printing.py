"""The command that lays out rows or a filled-in sheet as pages and writes them to a PDF (clause 2: 打印)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.filling import sheet_catalog, sheet_context, take_pages
from ui.cli.given import take_catalog, take_filters
from ui.cli.looking import row_query
from ui.cli.parser import Command

if TYPE_CHECKING:
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work
    from ui.grid.source import GridSource
    from ui.printing.content import Shown

PAPERS, TURNS, UNITS = ("A4", "A3"), {"自动": "auto", "纵向": "portrait", "横向": "landscape"}, ("元", "万元", "亿元")


def print_rows(words: Words, seat: Seat) -> Answer:
    """Write the pages of a catalog's rows, or of a filled-in sheet, to a PDF; as the print preview does."""
    application = _application()
    from app.report_pages.layout import lay_out
    from app.report_pages.report import Fit, Paper, Setup, Turn
    from ui.operations import Progress
    from ui.printing.content import SIGNERS, Look, heading_for, reading_all, report_of
    from ui.printing.output import write_pdf
    from ui.printing.painting import print_letters

    path = words.file if words.file.suffix.lower() == ".pdf" else words.file.with_name(f"{words.file.name}.pdf")
    quiet = Progress(lambda *_: None)
    with seat.work() as work:
        source, shown = _wanted(words, work=work)
        rows = reading_all(source)(quiet)
        with work.store.read() as connection:
            heading = heading_for(connection, schema=work.store.schema, user=work.user, shown=shown)
        look = Look(unit=words.unit, signers=() if words.unsigned else SIGNERS)
        places = range(len(source.columns))
        report = report_of(source.columns, rows=rows, places=places, heading=heading, look=look)
        label = work.store.schema.catalog(shown.catalog).label
    setup = Setup(
        paper=Paper(words.paper), turn=Turn(TURNS[words.turn]), fit=Fit.SPREAD if words.spread else Fit.SHRINK
    )
    plan = lay_out(report, setup=setup, letters=print_letters())
    pages = write_pdf(plan, path=path, progress=quiet.report)
    del application
    return Answer(
        text=f"“{label}”{len(rows):,} 行已排成 {pages:,} 页：{path}",
        data={"catalog": shown.catalog, "file": str(path), "rows": len(rows), "pages": pages},
    )


def _wanted(words: Words, *, work: Work) -> tuple[GridSource, Shown]:
    """Return what a grid would show for these words."""
    from ui.grid.row_source import RowSource
    from ui.grid.sheet_source import SheetSource
    from ui.printing.content import Shown

    if words.page:
        page = sheet_context(sheet_catalog(work, name=words.catalog), work=work, pages=words.page, year=words.year)
        sheet = SheetSource(store=work.store, user=work.user, context=page)
        return sheet, Shown(catalog=page.catalog, fiscal_year=page.fiscal_year, region=page.region, pages=page.pages)
    query = row_query(words, work=work, catalog=work.catalog(words.catalog))
    rows = RowSource(store=work.store, user=work.user, query=query)
    return rows, Shown(catalog=query.catalog, fiscal_year=query.fiscal_year, region=query.region)


def _application() -> object:
    """Return what lets Qt find fonts while it is kept; a console on Linux may have no display, and needs none here."""
    from PySide6.QtGui import QGuiApplication

    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication.instance() or QGuiApplication(["shebao"])


def _arguments(parser: Parser) -> None:
    take_catalog(parser)
    parser.add_argument("file", type=Path, metavar="文件", help="写入哪个 .pdf 文件，已有的会被替换")
    parser.add_argument("--paper", choices=PAPERS, default="A4", metavar="纸张", help="A4 或 A3，默认 A4")
    parser.add_argument(
        "--turn", choices=tuple(TURNS), default="自动", metavar="方向", help="自动、纵向或横向，默认自动"
    )
    parser.add_argument("--unit", choices=UNITS, default="元", metavar="单位", help="金额单位：元、万元或亿元，默认元")
    parser.add_argument("--spread", action="store_true", help="列太多时分到几页并重复关键列，默认缩到一页宽")
    parser.add_argument("--unsigned", action="store_true", help="末尾不加签字栏")
    take_filters(parser)
    take_pages(parser)


PRINT_COMMAND = Command(
    name="print",
    help="把目录的行或填报表排成页，存为 PDF",
    run=print_rows,
    arguments=_arguments,
    about="与窗口的打印预览相同：标题、编制单位、地区、年度、金额单位、页码，每页重复表头，末尾有签字栏。",
    examples=(
        "shebao print 基金账户 账户.pdf --unit 万元",
        "shebao print 参数填报 填报.pdf --page 险种=1101 --page 口径=预计 --paper A3",
    ),
    keys=("catalog", "file", "rows", "pages"),
)
