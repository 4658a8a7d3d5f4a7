"""Is this workbook meant for here: catalog, template, year and region, one sentence each with the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import NotFoundError, WorkbookError
from app.excel.meta import SHEETS, VERSION, WorkbookMeta, digest_of
from app.rows import names_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.excel.plan import ImportContext
    from app.scope import Scope
    from app.tables import Schema

ELSEWHERE = "工作簿不属于这里"


def check_origin(
    connection: Connection,
    *,
    schema: Schema,
    meta: WorkbookMeta,
    catalog: Catalog,
    context: ImportContext,
    file: str,
    scope: Scope,
) -> None:
    """Raise WorkbookError when one of our workbooks is of another catalog, template, year or region."""
    if meta.catalog != catalog.name:
        theirs = label_of(schema, meta.catalog)
        _refuse(f"“{file}”是“{theirs}”的工作簿，不能导入“{catalog.label}”；请打开“{theirs}”再导入", "catalog")
    if meta.version > VERSION:
        _refuse(f"“{file}”由更新版本的程序导出，请先升级本程序再导入", "version")
    if meta.version < VERSION or meta.digest != digest_of(catalog):
        _refuse(
            f"“{file}”的模板版本与现在的“{catalog.label}”不一致；请重新导出，把要改的内容填到新文件里再导入", "version"
        )
    if meta.fiscal_year not in {0, context.fiscal_year}:
        _refuse(
            f"“{file}”是 {meta.fiscal_year} 年度的工作簿，当前是 {context.fiscal_year} 年度；请切换年度或换一个文件",
            "year",
        )
    if meta.kind == SHEETS:
        fits = meta.region == context.region
    else:
        fits = scope.is_below(fiscal_year=context.fiscal_year, region=meta.region, top=context.region)
    if not fits:
        names = names_of(connection, schema=schema, catalog=schema.catalog("region"), fiscal_year=context.fiscal_year)
        theirs, ours = (f"{names.get(code, '')}（{code}）" for code in (meta.region, context.region))
        _refuse(f"“{file}”是{theirs}的工作簿，当前是{ours}；请切换财政区划或换一个文件", "region")


def label_of(schema: Schema, name: str) -> str:
    """Return a catalog's label, or the name when this program does not know it."""
    try:
        return schema.catalog(name).label
    except NotFoundError:
        return name


def _refuse(sentence: str, code: str) -> None:
    raise WorkbookError(f"{sentence}。", code=f"workbook.{code}", title=ELSEWHERE)
