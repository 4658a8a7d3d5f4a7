"""From a file that was read to a plan: whose workbook it is, which sheets count, and how they are planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import WorkbookError
from app.excel.heading import find_heading
from app.excel.meta import LIST_SHEET, META_SHEET, SHEETS, WorkbookMeta, read_meta
from app.excel.origin import check_origin
from app.excel.plan_rows import plan_rows
from app.excel.plan_sheet import find_sheet_heading, plan_sheets
from app.scope import Scope
from app.sheet import SheetContext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.excel.plan import ImportContext, ImportPlan
    from app.foreign import RawSheet, RawWorkbook
    from app.people import User
    from app.tables import Schema


def plan_import(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    raw: RawWorkbook,
    user: User,
    context: ImportContext,
) -> ImportPlan:
    """Return what importing a file would do; raise WorkbookError when the file as a whole is not usable here."""
    meta = read_meta(raw)
    if meta is not None:
        scope = Scope(connection, schema=schema)
        check_origin(connection, schema=schema, meta=meta, catalog=catalog, context=context, file=raw.name, scope=scope)
    sheets = [one for one in raw.sheets if one.visible and one.title not in {LIST_SHEET, META_SHEET} and one.rows]
    if not sheets:
        raise WorkbookError(f"“{raw.name}”里没有内容，请检查是否选错了文件。", code="workbook.no-rows")
    pages, notes = _pages(sheets, catalog=catalog, context=context, meta=meta)
    if pages:
        return plan_sheets(
            connection,
            schema=schema,
            catalog=catalog,
            raw=raw,
            sheets=pages,
            user=user,
            context=context,
            meta=meta,
            notes=notes,
        )
    sheet = _sheet_of_rows(sheets, catalog=catalog, file=raw.name)
    return plan_rows(
        connection, schema=schema, catalog=catalog, raw=raw, sheet=sheet, user=user, context=context, meta=meta
    )


def _pages(
    sheets: list[RawSheet], *, catalog: Catalog, context: ImportContext, meta: WorkbookMeta | None
) -> tuple[list[tuple[RawSheet, SheetContext]], list[str]]:
    """Return the filling-in sheets with the page each stands for; none when the file is a list of rows."""
    if catalog.sheet is None:
        return [], []
    if meta is not None and meta.kind == SHEETS:
        return _own_pages(sheets, catalog=catalog, context=context, pages=meta.pages)
    if meta is None and context.pages and find_sheet_heading(sheets[0], catalog=catalog, context=context):
        odd = [f"只导入第一张工作表“{sheets[0].title}”，其余已跳过"] if len(sheets) > 1 else []
        return [(sheets[0], _page(catalog, context=context, given=dict(context.pages)))], odd
    return [], []


def _own_pages(
    sheets: list[RawSheet], *, catalog: Catalog, context: ImportContext, pages: Mapping[str, Mapping[str, str]]
) -> tuple[list[tuple[RawSheet, SheetContext]], list[str]]:
    known = [(one, _page(catalog, context=context, given=pages[one.title])) for one in sheets if one.title in pages]
    odd = [one.title for one in sheets if one.title not in pages]
    if not known:
        wanted = "、".join(pages)
        raise WorkbookError(
            f"工作表都改过名，认不出是哪个险种；请把工作表改回原名（{wanted}）再导入。", code="workbook.renamed"
        )
    return known, [f"工作表“{title}”不是导出时的表（可能改过名），已跳过" for title in odd]


def _page(catalog: Catalog, *, context: ImportContext, given: Mapping[str, str]) -> SheetContext:
    names = catalog.sheet.pages if catalog.sheet else ()
    return SheetContext(
        catalog=catalog.name,
        fiscal_year=context.fiscal_year,
        region=context.region,
        pages=tuple((name, given.get(name, "")) for name in names),
    )


def _sheet_of_rows(sheets: list[RawSheet], *, catalog: Catalog, file: str) -> RawSheet:
    """Return the first sheet with this catalog's headings; the first one's error when none has them."""
    first_error: WorkbookError | None = None
    for sheet in sheets:
        try:
            find_heading(sheet, catalog=catalog, file=file)
        except WorkbookError as error:
            first_error = first_error or error
        else:
            return sheet
    if first_error is None:
        raise AssertionError(file)
    raise first_error
