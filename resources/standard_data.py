"""Reads the standard data that the product brings along: one CSV file per catalog (clauses 1.1 to 1.9).

The files are meant to be corrected by hand; codes that nobody has confirmed are marked in `code_status` and `source`.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING

from app.errors import ShebaoError
from app.fields import Bad

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.catalog import Catalog
    from app.fields import Value


class StandardDataError(ShebaoError):
    """A standard data file is missing, or holds something that its catalog does not take."""

    code = "standard-data"
    title = "标准数据不能使用"


def read_standard(catalog: Catalog) -> list[dict[str, Value]]:
    """Return the rows of the catalog's file, each with every field of `catalog.columns`.

    Fields without a column in the file have the catalog's defaults; `fiscal_year` is None: the data is of no year.
    Raises StandardDataError that names file, line and column of the first bad cell.
    """
    file = f"{catalog.name}.csv"
    try:
        content = files("resources").joinpath("standard", file).read_bytes()
    except OSError as gone:
        raise StandardDataError(f"找不到标准数据文件 {file}，请重新安装程序。") from gone
    return parse_standard(catalog, content=content, file=file)


def parse_standard(catalog: Catalog, *, content: bytes, file: str) -> list[dict[str, Value]]:
    """Return the rows in the bytes of a CSV file (UTF-8, also with a byte order mark); `file` is named in errors."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise StandardDataError(f"标准数据 {file} 不是 UTF-8 编码，请另存为“CSV UTF-8”格式。") from wrong
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = _header(catalog, next(reader, []), file=file)
        return [_row(catalog, header, cells, place=f"{file} 第 {line} 行") for line, cells in _numbered(reader)]
    except csv.Error as broken:
        raise StandardDataError(f"标准数据 {file} 第 {reader.line_num} 行的引号不成对，请改正后再试。") from broken


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for cells in reader:
        if any(cells):
            yield reader.line_num, cells  # type: ignore[attr-defined]


def _header(catalog: Catalog, names: Sequence[str], *, file: str) -> tuple[str, ...]:
    for name in names:
        if name not in catalog.by_name:
            raise StandardDataError(f"标准数据 {file} 第 1 行有“{catalog.label}”没有的列“{name}”，请删去该列。")
        if list(names).count(name) > 1:
            raise StandardDataError(f"标准数据 {file} 第 1 行的列“{name}”出现两次，请删去一列。")
    for field in catalog.columns:
        if field.required and field.default is None and field.name not in (*names, "fiscal_year"):
            raise StandardDataError(f"标准数据 {file} 第 1 行缺少列“{field.name}”，请补上该列。")
    return tuple(names)


def _row(catalog: Catalog, header: Sequence[str], cells: Sequence[str], *, place: str) -> dict[str, Value]:
    if len(cells) != len(header):
        raise StandardDataError(f"标准数据 {place}有 {len(cells)} 列，应有 {len(header)} 列，请改正该行。")
    row = catalog.blank()
    for name, cell in zip(header, cells, strict=True):
        field = catalog.by_name[name]
        value = field.read(cell)
        if isinstance(value, Bad):
            raise _bad_cell(place, name, value.reason)
        if reason := field.check(value):
            raise _bad_cell(place, name, reason)
        row[name] = value
    return row


def _bad_cell(place: str, name: str, reason: str) -> StandardDataError:
    return StandardDataError(f"标准数据 {place}“{name}”列：{reason}，请改正该单元格。")
