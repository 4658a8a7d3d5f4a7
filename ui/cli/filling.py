"""The command that prints and fills in a parameter sheet (clauses 1.8 and 1.9: 参数填报)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.given import pair, scaled, take_year
from ui.cli.outcome import CHANGE_KEYS, outcome_answer
from ui.cli.parser import Command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.catalog import Catalog
    from app.commands import SheetEdit
    from app.sheet import Cell, SheetContext, SheetData, SheetRow
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work


def sheet(words: Words, seat: Seat) -> Answer:
    """Print a sheet, or keep the cells that were given."""
    with seat.work() as work:
        catalog = sheet_catalog(work, name=words.catalog)
        context = sheet_context(catalog, work=work, pages=words.page or (), year=words.year)
        data = _read(work, context=context)
        return _fill(words.cells, work=work, data=data) if words.cells else _print(catalog, work=work, data=data)


def sheet_catalog(work: Work, *, name: str) -> Catalog:
    """Return a catalog that has a sheet; raise NotFoundError naming those that have one."""
    from app.errors import NotFoundError

    catalog = work.catalog(name)
    if catalog.sheet is None:
        known = "、".join(f"{one.name}（{one.label}）" for one in work.store.schema.catalogs if one.sheet)
        raise NotFoundError(f"“{catalog.label}”没有填报表，有填报表的是：{known}。", code="sheet.unknown")
    return catalog


def sheet_context(catalog: Catalog, *, work: Work, pages: Sequence[tuple[str, str]], year: int | None) -> SheetContext:
    """Return which sheet is meant; a page field that was not given is its first option, or none."""
    from app.errors import NotFoundError
    from app.sheet import SheetContext, sheet_of
    from ui.cli.given import read_pairs

    fields = [catalog.by_name[name] for name in sheet_of(catalog).pages]
    chosen = {field.name: str(getattr(field, "options", (("", ""),))[0][0]) for field in fields}
    for name, value in read_pairs(catalog, pairs=pages):
        if name not in chosen:
            known = "、".join(field.label for field in fields)
            raise NotFoundError(
                f"填报表的页不按“{catalog.by_name[name].label}”分，可用的有：{known}。", code="sheet.page"
            )
        chosen[name] = str(value)
    return SheetContext(
        catalog=catalog.name,
        fiscal_year=work.year(year),
        region=work.user.mof_div_code,
        pages=tuple(chosen.items()),
    )


def _read(work: Work, *, context: SheetContext) -> SheetData:
    from app.sheet import read_sheet

    with work.store.read() as connection:
        return read_sheet(connection, schema=work.store.schema, context=context)


def _fill(cells: Sequence[tuple[str, str]], *, work: Work, data: SheetData) -> Answer:
    from app.commands import fill_cells

    edits = [_edit(place, given=given, data=data) for place, given in cells]
    outcome = fill_cells(work.store, user=work.user, context=data.context, cells=edits)
    return outcome_answer(outcome, work=work, done="已保存", places=[place for place, _ in cells])


def _edit(place: str, *, given: str, data: SheetData) -> SheetEdit:
    from app.commands import SheetEdit
    from app.errors import NotFoundError

    code, _, heading = place.rpartition(".")
    row = next((one for one in data.rows if one.code == code), None)
    if row is None:
        raise NotFoundError(
            f"这张填报表没有代码为“{code or heading}”的参数，请用不带单元格的 shebao sheet 查看有哪些参数。",
            code="sheet.row",
        )
    column = next((value for value, label in data.columns if heading in {str(value), label}), None)
    if column is None:
        known = "、".join(f"{value}（{label}）" for value, label in data.columns)
        raise NotFoundError(f"这张填报表没有“{heading}”这一列，可用的有：{known}。", code="sheet.column")
    cell = row.cells.get(column)
    return SheetEdit(code=code, column=column, row_id=cell.row_id if cell else "", given=given)


def _print(catalog: Catalog, *, work: Work, data: SheetData) -> Answer:
    from ui.cli.table import Column, table

    columns = (
        Column(heading="参数"),
        Column(heading="名称"),
        Column(heading="计量单位"),
        *(Column(heading=label, right=True) for _, label in data.columns),
    )
    lines = [[row.code, row.name, row.unit, *_shown(data, row=row)] for row in data.rows]
    place = {"mof_div_code": data.context.region, **dict(data.context.pages)}
    names = _names(catalog, work=work, year=data.context.fiscal_year)
    parts = [
        f"{field.label} {field.show(value, names=names.get(getattr(field, 'to', ''), {})) or '（不分）'}"
        for field, value in ((catalog.by_name[name], value) for name, value in place.items())
    ]
    title = f"{catalog.label}：{'，'.join([f'{data.context.fiscal_year} 年度', *parts])}"
    return Answer(text=f"{title}\n{table(columns, lines)}", data=_plain(data))


def _names(catalog: Catalog, *, work: Work, year: int) -> Mapping[str, Mapping[str, str]]:
    from app.rows import all_names

    with work.store.read() as connection:
        return all_names(connection, schema=work.store.schema, catalog=catalog, fiscal_year=year)


def _shown(data: SheetData, *, row: SheetRow) -> list[str]:
    found = (row.cells.get(column) for column, _ in data.columns)
    return [cell.show(scale=data.scale, precision=row.precision) if cell else "" for cell in found]


def _plain(data: SheetData) -> dict[str, object]:
    rows = [
        {
            "parameter": row.code,
            "name": row.name,
            "unit": row.unit,
            "values": {str(column): _number(row.cells.get(column), scale=data.scale) for column, _ in data.columns},
        }
        for row in data.rows
    ]
    context = data.context
    place = {"catalog": context.catalog, "fiscal_year": context.fiscal_year, "mof_div_code": context.region}
    return {**place, "pages": dict(context.pages), "rows": rows}


def _number(cell: Cell | None, *, scale: int) -> object:
    if cell is None or cell.value is None:
        return "×" if cell and cell.not_applicable else None
    return scaled(cell.value, places=scale)


def take_pages(parser: Parser) -> None:
    """Let a command take the page of a sheet."""
    parser.add_argument(
        "--page",
        action="append",
        type=pair,
        metavar="字段=值",
        help="填报表的哪一页，如 险种=1101，可写多次；没有写的取第一个选项或不分",
    )


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "cells", nargs="*", type=pair, metavar="参数.列=值", help="要填的单元格；值可写数字、×（不适用）或留空"
    )
    parser.add_argument("--catalog", metavar="目录", default="management_value", help="哪张填报表，默认为参数填报")
    take_pages(parser)
    take_year(parser)


SHEET_COMMAND = Command(
    name="sheet",
    help="查看或填写本地区的填报表",
    run=sheet,
    arguments=_arguments,
    about="不写单元格时显示整张表；写了就保存并等待上传。列可以写英文名或表头。",
    examples=(
        "shebao sheet --page 险种=1101 --page 口径=预计",
        "shebao sheet --page 险种=1101 --page 口径=预计 GL0101.全年=120000 GL0201.q1=×",
    ),
    keys=("catalog", "fiscal_year", "mof_div_code", "pages", "rows", *CHANGE_KEYS),
)
