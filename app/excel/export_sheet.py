"""Export of filled-in sheets (clauses 1.8, 1.9): parameters down, periods across, one worksheet a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import WorkbookError
from app.excel.book import FIRST_ROW, HEAD_ROW, Book
from app.excel.export_rows import Progress, unheard, unit_line
from app.excel.look import Shade
from app.excel.meta import SHEETS, WorkbookMeta, digest_of
from app.excel.target import replacing
from app.rights import may_touch
from app.rows import all_names
from app.scope import Scope
from app.sheet import NOT_APPLICABLE, read_sheet
from app.store import now_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.excel.look import Worksheet
    from app.fields import Field, Value
    from app.people import User
    from app.sheet import Cell, SheetContext, SheetData, SheetRow
    from app.tables import Schema

LEAD_LABELS = ("分组", "代码", "名称", "计量单位")
_LEAD_WIDTHS = (12, 12, 36, 10)
_CELL_WIDTH = 16
HINT = "灰色的格不能修改，不适用的填 ×，没有数的留空"


def export_sheet(
    connection: Connection,
    *,
    schema: Schema,
    pages: Sequence[SheetContext],
    user: User,
    path: Path,
    progress: Progress = unheard,
) -> int:
    """Write pages of one value catalog, year and region to an .xlsx, a worksheet each; return how many have rows."""
    first = pages[0]
    catalog = schema.catalog(first.catalog)
    names = all_names(connection, schema=schema, catalog=catalog, fiscal_year=first.fiscal_year)
    owner: dict[str, Value] = {"fiscal_year": first.fiscal_year, "mof_div_code": first.region}
    locked = may_touch(user, catalog=catalog, row=owner, tree=Scope(connection, schema=schema)) is not None
    book = Book(title=catalog.label)
    written: dict[str, Mapping[str, str]] = {}
    for number, page in enumerate(pages):
        progress(number, len(pages))
        data = read_sheet(connection, schema=schema, context=page)
        if data.rows:
            words = [page_word(catalog.by_name[name], value, names=names) for name, value in page.pages if value]
            place = f"{first.region} {names['region'].get(first.region, '')}".strip()
            line = unit_line(user, fiscal_year=page.fiscal_year, more=f"填报地区：{place}", hint=HINT)
            heading = "　".join([catalog.label, *words])
            title, sheet = book.worksheet("-".join(words) or catalog.label, heading=heading, line=line)
            _write_page(book, sheet, catalog=catalog, data=data, locked=locked)
            written[title] = dict(page.pages)
    if not written:
        raise WorkbookError(
            f"“{catalog.label}”在所选险种下没有可填的参数，没有导出；请另选险种。", code="workbook.no-rows"
        )
    content = book.finish(
        WorkbookMeta(
            kind=SHEETS,
            catalog=catalog.name,
            digest=digest_of(catalog),
            fiscal_year=first.fiscal_year,
            region=first.region,
            exported_at=now_text(),
            pages=written,
        )
    )
    with replacing(path) as beside:
        beside.write_bytes(content)
    progress(len(pages), len(pages))
    return len(written)


def page_word(field: Field, value: str, *, names: Mapping[str, Mapping[str, str]]) -> str:
    """Return the officers' word for a page field's value: a name where one is known."""
    known = next((found[value] for to, found in names.items() if to == getattr(field, "to", "") and value in found), "")
    return known or field.show(value)


def _write_page(book: Book, sheet: Worksheet, *, catalog: Catalog, data: SheetData, locked: bool) -> None:
    labels = [*LEAD_LABELS, *(label for _, label in data.columns)]
    for place, label in enumerate(labels):
        sheet.write_string(HEAD_ROW, place, label, book.look.head)
        width = _LEAD_WIDTHS[place] if place < len(LEAD_LABELS) else _CELL_WIDTH
        sheet.set_column(place, place, width)
    sheet.set_row(HEAD_ROW, 24)
    sheet.freeze_panes(FIRST_ROW, len(LEAD_LABELS))
    for number, row in enumerate(data.rows, start=FIRST_ROW):
        _write_row(book, sheet, number=number, row=row, data=data, catalog=catalog, locked=locked)
    _guard(sheet, data=data)


def _write_row(
    book: Book,
    sheet: Worksheet,
    *,
    number: int,
    row: SheetRow,
    data: SheetData,
    catalog: Catalog,
    locked: bool,
) -> None:
    for place, text in enumerate((row.group, row.code, row.name, row.unit)):
        sheet.write_string(number, place, text, book.look.cell("@", Shade.LOCKED))
    digits = "." + "0" * row.precision if row.precision else ""
    shape = book.look.cell(f"#,##0{digits}", Shade.LOCKED if locked else Shade.PLAIN)
    for place, (value, _) in enumerate(data.columns, start=len(LEAD_LABELS)):
        content = _content(row.cells.get(value), field=catalog.by_name[catalog.sheet.value] if catalog.sheet else None)
        if content is None:
            sheet.write_blank(number, place, None, shape)
        else:
            sheet.write(number, place, content, shape)


def _content(cell: Cell | None, *, field: Field | None) -> object:
    if cell is None or field is None:
        return None
    return NOT_APPLICABLE if cell.not_applicable else field.excel(cell.value)


def _guard(sheet: Worksheet, *, data: SheetData) -> None:
    """Let Excel itself refuse what is neither a number nor ×."""
    first = f"{chr(ord('A') + len(LEAD_LABELS))}{FIRST_ROW + 1}"
    last_row, last_column = FIRST_ROW + len(data.rows) - 1, len(LEAD_LABELS) + len(data.columns) - 1
    rule = {
        "validate": "custom",
        "value": f'=OR(ISNUMBER({first}),{first}="{NOT_APPLICABLE}")',
        "error_title": "只能填数字",
        "error_message": "请填数字；不适用的填 ×；没有数的留空。",
    }
    sheet.data_validation(FIRST_ROW, len(LEAD_LABELS), last_row, last_column, rule)
