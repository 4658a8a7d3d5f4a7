"""The command that rolls figures up by region or pooling area, and says who is missing (clause 1.9: 汇总)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.filling import sheet_catalog, sheet_context, take_pages
from ui.cli.given import scaled, take_year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.fields import Value
    from app.rollup.adding import Cell, Parameter
    from app.rollup.reading import Group, RollUp
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work


def roll_up(words: Words, seat: Seat) -> Answer:
    """Roll one page and column up, print it, and write it to a workbook when that is wanted."""
    from app.rollup.reading import Asked, read_roll_up
    from app.rollup.telling import sentence

    with seat.work() as work:
        catalog = sheet_catalog(work, name=words.catalog)
        context = sheet_context(catalog, work=work, pages=words.page or (), year=words.year)
        asked = Asked(
            catalog=catalog.name,
            fiscal_year=context.fiscal_year,
            region=words.region or context.region,
            pages=context.pages,
            column=_column(catalog, fiscal_year=context.fiscal_year, given=words.column),
            by_area=words.by == "area",
            reviewed_only=words.reviewed,
        )
        with work.store.read() as connection:
            found = read_roll_up(connection, schema=work.store.schema, asked=asked)
        line = _line(catalog, work=work, found=found)
        if words.to:
            from app.excel.export_rollup import export_roll_up

            export_roll_up(Path(words.to), found=found, line=line)
    end = [f"已另存为 {words.to}"] if words.to else []
    text = "\n".join([line, *_tables(found, is_full=words.parts), f"{sentence(found)}。", *end])
    return Answer(text=text, data=_plain(found))


def _column(catalog: Catalog, *, fiscal_year: int, given: str | None) -> Value:
    """Return the column that is meant: by name or heading; none given is the first, of years the working one."""
    from app.errors import NotFoundError
    from app.sheet import across_columns

    columns = across_columns(catalog, fiscal_year=fiscal_year)
    if given is None:
        return next((value for value, _ in columns if value == fiscal_year), columns[0][0])
    column = next((value for value, label in columns if given in {str(value), label}), None)
    if column is None:
        known = "、".join(f"{value}（{label}）" for value, label in columns)
        raise NotFoundError(f"没有“{given}”这一列，可用的有：{known}。", code="sheet.column")
    return column


def _line(catalog: Catalog, *, work: Work, found: RollUp) -> str:
    """Return of what it is: place, year, page, column, which figures count."""
    from app.rows import all_names

    with work.store.read() as connection:
        names = all_names(connection, schema=work.store.schema, catalog=catalog, fiscal_year=found.asked.fiscal_year)
    pages = [
        catalog.by_name[name].show(value, names=names.get(getattr(catalog.by_name[name], "to", ""), {})) or "不分险种"
        for name, value in found.asked.pages
    ]
    which = "只汇总已审核的" if found.asked.reviewed_only else "汇总全部已填的"
    return "，".join([f"{found.place} {found.asked.fiscal_year} 年度", *pages, found.column, which])


def _tables(found: RollUp, *, is_full: bool) -> list[str]:
    from app.rollup.telling import (
        NUMBERS,
        REGION_HEADS,
        SUM_HEADS,
        part_cells,
        part_heads,
        region_rows,
        shown,
        sum_rows,
    )
    from ui.cli.table import Column, table

    columns = tuple(Column(heading=head, right=head in NUMBERS, widest=40) for head in SUM_HEADS)
    parts = [table(columns, sum_rows(found))]
    if is_full:
        heads = part_heads(found)
        cells = [
            (one.code, one.name, one.unit, *(shown(one, cell.total) for cell in line))
            for one, line in part_cells(found)
        ]
        parts.append(table(tuple(Column(heading=head, right=n > 2) for n, head in enumerate(heads)), cells))  # noqa: PLR2004
        regions = [tuple(map(str, row)) for row in region_rows(found)]
        parts.append(table(tuple(Column(heading=head) for head in REGION_HEADS), regions))
    return parts


def _plain(found: RollUp) -> dict[str, object]:
    asked = found.asked
    return {
        "catalog": asked.catalog,
        "fiscal_year": asked.fiscal_year,
        "mof_div_code": asked.region,
        "pages": dict(asked.pages),
        "column": asked.column,
        "parameters": [
            {
                "parameter": line.parameter.code,
                "name": line.parameter.name,
                "unit": line.parameter.unit,
                "how": line.parameter.way.how,
                "weight": line.parameter.way.weight,
                **_cell(line.parameter, line.whole),
                "parts": [
                    {"code": group.code, "name": group.name, **_cell(line.parameter, cell)}
                    for group, cell in _pairs(found.groups, line.parts)
                ],
            }
            for line in found.lines
        ],
        "regions": [
            {
                "mof_div_code": one.code,
                "name": one.name,
                "filled": one.filled,
                "due": one.due,
                "state": one.state,
                "counts": one.counts,
            }
            for one in found.regions
        ],
    }


def _pairs(groups: tuple[Group, ...], cells: tuple[Cell, ...]) -> list[tuple[Group, Cell]]:
    return list(zip(groups, cells, strict=True))


def _cell(parameter: Parameter, cell: Cell) -> dict[str, object]:
    def value(units: int | None) -> object:
        return None if units is None else scaled(units, places=parameter.scale)

    return {
        "total": value(cell.total),
        "own": value(cell.own),
        "difference": value(cell.difference),
        "asked": cell.asked,
        "missing": list(cell.missing),
    }


def _arguments(parser: Parser) -> None:
    parser.add_argument("--catalog", metavar="目录", default="management_value", help="哪张填报表，默认为参数填报")
    take_pages(parser)
    take_year(parser)
    parser.add_argument("--region", metavar="区划", help="汇总到哪个财政区划，默认为本地区")
    parser.add_argument("--column", metavar="列", help="汇总哪一列，如 全年、q1 或数据年度；默认为第一列或当前年度")
    parser.add_argument(
        "--by",
        choices=("region", "area"),
        default="region",
        metavar="方式",
        help="region 按地区（默认），area 按统筹区",
    )
    parser.add_argument("--reviewed", action="store_true", help="只汇总填报单已审核的数值")
    parser.add_argument("--parts", action="store_true", help="连同各地区（统筹区）的数和填报完整度")
    parser.add_argument("--to", metavar="文件", help="另存为 Excel 工作簿")


ROLLUP_COMMAND = Command(
    name="rollup",
    help="把下级填报的参数汇总，与本级填报数对照，指出未填地区",
    run=roll_up,
    arguments=_arguments,
    about="人数和金额相加；平均数、比率按声明的权数加权，权数未填的地区不计入；标准、费率等不汇总。×（不适用）不算未填。",
    examples=(
        "shebao rollup --page 险种=1101 --page 口径=预计 --column 全年",
        "shebao rollup --region 330200000 --page 险种=1101 --by area --parts --to 汇总.xlsx",
    ),
    keys=("catalog", "fiscal_year", "mof_div_code", "pages", "column", "parameters", "regions"),
)
