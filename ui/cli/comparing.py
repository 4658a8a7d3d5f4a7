"""The command that puts two years or two regions of a catalog side by side: the same function as in the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.given import take_catalog, year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from app.comparing import Compared
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat


def compare_sides(words: Words, seat: Seat) -> Answer:
    """Compare; by default the year before with the present one, in one's own region."""
    from app.comparing import Comparison, Side, compare
    from app.excel.export_comparison import export_comparison
    from ui.cli.filling import sheet_context
    from ui.cli.table import Column, table

    with seat.work() as work, work.store.read() as connection:
        schema, catalog = work.store.schema, work.catalog(words.catalog)
        present, region = work.year(words.year), words.region or work.user.mof_div_code
        other = words.with_region or region
        before = words.with_year or (present if words.with_region else present - 1)
        pages = sheet_context(catalog, work=work, pages=words.page or (), year=present).pages if catalog.sheet else ()
        comparison = Comparison(
            catalog=catalog.name,
            left=Side(fiscal_year=before, region=other),
            right=Side(fiscal_year=present, region=region),
            pages=pages,
            only_differences=words.differences,
        )
        found = compare(connection, schema=schema, comparison=comparison)
        if words.to:
            export_comparison(words.to, catalog=catalog, comparison=comparison, found=found)
    heads = [f"{side.fiscal_year} {side.region}" for side in (comparison.left, comparison.right)]
    columns = (
        Column(heading="代码"),
        Column(heading="名称", widest=40),
        Column(heading="项目"),
        *(Column(heading=head, right=True, widest=40) for head in heads),
        Column(heading="差额", right=True),
        Column(heading="增减", right=True),
    )
    lines = [
        [one.code, one.name, one.what, one.left, one.right, one.difference_text, one.percent_text] for one in found
    ]
    differing = sum(one.differs for one in found)
    data = {
        "catalog": catalog.name,
        "left": {"fiscal_year": before, "region": other},
        "right": {"fiscal_year": present, "region": region},
        "lines": [_plain(one) for one in found],
    }
    text = f"{table(columns, lines)}\n（{len(found):,} 项，{differing:,} 项不同）" if found else "两边都没有数据。"
    return Answer(text=text, data=data)


def _plain(one: Compared) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "what": one.what,
        "left": one.left,
        "right": one.right,
        "difference": one.difference_text,
        "percent": one.percent_text,
        "differs": one.differs,
        "rows": list(one.row_ids),
    }


def _arguments(parser: Parser) -> None:
    take_catalog(parser)
    parser.add_argument("--year", type=year, metavar="年度", help="乙方的年度，默认为当前年度")
    parser.add_argument("--region", metavar="区划", help="乙方的财政区划代码，默认为本级")
    parser.add_argument(
        "--with-year", type=year, metavar="年度", help="甲方的年度，默认为上一年度（比较两个地区时为同一年度）"
    )
    parser.add_argument("--with-region", metavar="区划", help="甲方的财政区划代码，默认与乙方相同")
    from ui.cli.filling import take_pages

    take_pages(parser)
    parser.add_argument("--differences", action="store_true", help="只列不同的")
    parser.add_argument("--to", type=Path, metavar="文件", help="另存为 Excel 工作簿")


COMPARE_COMMAND = Command(
    name="compare",
    help="把一个目录的两个年度或两个地区并排比较",
    run=compare_sides,
    arguments=_arguments,
    about="甲方在前，乙方在后；差额为乙减甲，增减为差额占甲方的百分比，甲方为 0 或空白时为“—”。空白、0 和“×”各不相同。",
    examples=(
        "shebao compare management_value --page 险种=1101 --with-year 2025",
        "shebao compare management_value --page 险种=1101 --with-region 330212000 --differences",
    ),
    keys=("catalog", "left", "right", "lines"),
)
