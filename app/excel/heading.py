"""Finding the heading row of a sheet and which column is which, in our workbooks and in others (SPEC section 4)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from app.errors import WorkbookError
from app.excel.export_rows import ROW_ID_LABEL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.catalog import Catalog
    from app.foreign import Cell, RawSheet

SEARCHED_ROWS = 10
REASON_LABEL = "不能导入的原因"
TOTALS = frozenset({"合计", "总计", "小计", "共计", "本页合计"})
_SILENT = frozenset({REASON_LABEL, "序号", "行号"})
_FOOTER = re.compile(
    r"(填表|制表|编制|审核|复核|负责|单位负责|联系|填报|经办)(单位|人员?|日期|电话)?:|(注|备注|说明|填表说明)\d*:"
)
_LEAST_MATCHES = 2
_LEADING_CELLS = 3
_LONGEST_TOTAL = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Where the headings are (`row` from 0), which column holds which field, and what else was found."""

    row: int
    columns: Mapping[str, int]
    labels: tuple[str, ...]
    row_id: int | None = None
    notes: tuple[str, ...] = ()


def plain(cell: Cell) -> str:
    """Return a heading as it is compared: half-width, without spaces, stars and colons."""
    return _closed("" if cell is None else str(cell)).replace("*", "").strip(":")


def _closed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def known_labels(catalog: Catalog) -> dict[str, str]:
    """Return field names by the headings that mean them; 'X代码' also means a reference X."""
    known = {plain(one.name): one.name for one in catalog.columns}
    known |= {plain(f"{one.label}代码"): one.name for one in catalog.references}
    return known | {plain(one.label): one.name for one in catalog.columns}


def find_heading(sheet: RawSheet, *, catalog: Catalog, file: str) -> Heading:
    """Return the heading of a sheet; WorkbookError when none is found or a key column is missing."""
    known = known_labels(catalog)
    scores = [
        (len({known[label] for cell in row if (label := plain(cell)) in known}), -number)
        for number, row in enumerate(sheet.rows[:SEARCHED_ROWS])
    ]
    best, place = max(scores, default=(0, 0))
    if best < min(_LEAST_MATCHES, len(catalog.columns)):
        wanted = "、".join(one.label for one in catalog.columns if one.required or one.name in catalog.key)
        raise WorkbookError(
            f"“{file}”的前 {SEARCHED_ROWS} 行里找不到“{catalog.label}”的表头（应有：{wanted}），请用导出的模板填写。",
            code="workbook.no-heading",
        )
    heading = _match(catalog, row=-place, cells=sheet.rows[-place], known=known)
    _check_key(catalog, heading, file=file)
    return heading


def _match(catalog: Catalog, *, row: int, cells: Sequence[Cell], known: Mapping[str, str]) -> Heading:
    columns: dict[str, int] = {}
    notes: list[str] = []
    row_id = None
    quiet = _SILENT | {plain(f"{one.label}名称") for one in catalog.references}
    for place, cell in enumerate(cells):
        label = plain(cell)
        name = known.get(label)
        if name is not None and name not in columns:
            columns[name] = place
        elif name is not None:
            notes.append(f"列“{cell}”出现两次，只用左边的一列")
        elif label == ROW_ID_LABEL:
            row_id = place
        elif label and label not in quiet:
            notes.append(f"“{catalog.label}”没有名为“{cell}”的列，已忽略这一列")
    labels = tuple("" if cell is None else str(cell) for cell in cells)
    return Heading(row=row, columns=columns, labels=labels, row_id=row_id, notes=tuple(notes))


def _check_key(catalog: Catalog, heading: Heading, *, file: str) -> None:
    given = set(heading.columns) | defaulted(catalog)
    missing = [catalog.by_name[name].label for name in catalog.key if name not in given]
    if missing:
        raise WorkbookError(
            f"“{file}”缺少关键列：{'、'.join(missing)}；请补上这些列，或用导出的模板填写。", code="workbook.key-column"
        )


def defaulted(catalog: Catalog) -> set[str]:
    """Return the key fields that an import may go without: year and region from its context, and optional ones."""
    own = {one.name for one in catalog.fields}
    common = {"fiscal_year", "mof_div_code"} - own
    return common | {name for name in catalog.key if not catalog.by_name[name].required}


def is_footer(cells: Sequence[Cell]) -> bool:
    """Say whether a row is the text below a table: who filled it in, a note."""
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and _FOOTER.match(_closed(first)) is not None


def is_total(cells: Sequence[Cell]) -> bool:
    """Say whether a row is a total: one of its first texts is 合计 or the like."""
    first = islice((cell for cell in cells if cell is not None), _LEADING_CELLS)
    return any(isinstance(cell, str) and plain(cell) in TOTALS for cell in first if len(str(cell)) < _LONGEST_TOTAL)
