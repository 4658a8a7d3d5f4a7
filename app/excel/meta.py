"""What our workbooks say about themselves on a hidden sheet, so that an import knows what it has before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.foreign import RawWorkbook

FORMAT = "shebao-desk-workbook"
VERSION = 1
META_SHEET = "_shebao"
LIST_SHEET = "_list"
ROWS = "rows"
SHEETS = "sheets"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookMeta:
    """Origin of a workbook. `kind` is ROWS or SHEETS; `pages` maps a worksheet's title to its page fields' values."""

    kind: str
    catalog: str
    digest: str
    fiscal_year: int
    region: str
    exported_at: str
    version: int = VERSION
    pages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def digest_of(catalog: Catalog) -> str:
    """Return what changes when the catalog's columns change in a way that old workbooks would misread."""
    shape = [(one.name, one.label, one.wire_schema()) for one in catalog.columns]
    return hashlib.sha256(json.dumps([catalog.name, catalog.key, shape], sort_keys=True).encode()).hexdigest()[:16]


def meta_rows(meta: WorkbookMeta) -> list[tuple[str, str]]:
    """Return the hidden sheet's rows: name and text."""
    return [
        ("format", FORMAT),
        ("version", str(meta.version)),
        ("kind", meta.kind),
        ("catalog", meta.catalog),
        ("digest", meta.digest),
        ("fiscal_year", str(meta.fiscal_year)),
        ("mof_div_code", meta.region),
        ("exported_at", meta.exported_at),
        *((f"page:{title}", json.dumps(dict(page), ensure_ascii=False)) for title, page in meta.pages.items()),
    ]


def read_meta(raw: RawWorkbook) -> WorkbookMeta | None:
    """Return what a workbook says about itself; None for a foreign one; WorkbookError when the sheet was spoilt."""
    sheet = raw.sheet(META_SHEET)
    if sheet is None:
        return None
    told = {str(row[0]): "" if row[1] is None else str(row[1]) for row in sheet.rows if len(row) > 1}
    try:
        if told["format"] != FORMAT:
            return None
        return WorkbookMeta(
            kind=told["kind"],
            catalog=told["catalog"],
            digest=told["digest"],
            fiscal_year=int(told["fiscal_year"]),
            region=told["mof_div_code"],
            exported_at=told["exported_at"],
            version=int(told["version"]),
            pages={name[5:]: json.loads(text) for name, text in told.items() if name.startswith("page:")},
        )
    except (KeyError, ValueError) as error:
        raise WorkbookError(
            f"“{raw.name}”的隐藏信息页被改动，无法确认它属于哪个目录；请重新导出后在新文件中修改。",
            code="workbook.spoilt",
        ) from error
