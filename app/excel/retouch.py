"""Changes single cells of a workbook and leaves all else, as a person at a spreadsheet does (issue 2, step 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from app.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def retouch(path: Path, *, key: str, column: str, values: Mapping[str, float | str]) -> int:
    """Write `values` (by the text under the heading `key`) under the heading `column` of the first sheet; save.

    Returns how many cells were written; WorkbookError when a heading is not there or the file cannot be used.
    """
    try:
        book = openpyxl.load_workbook(path)
    except (OSError, ValueError, KeyError) as error:
        raise WorkbookError(f"“{path.name}”不能打开，请重新导出后再改（{type(error).__name__}）。") from error
    try:
        sheet = book.worksheets[0]
        heads = {
            str(cell.value).strip("* "): (cell.row, cell.column)
            for row in sheet.iter_rows(max_row=10)
            for cell in row
            if cell.value is not None and cell.row and cell.column
        }
        if key not in heads or column not in heads:
            raise WorkbookError(f"“{path.name}”里没有“{key}”或“{column}”这一列，请重新导出。")
        head_row, key_column = heads[key]
        count = 0
        for row in range(head_row + 1, (sheet.max_row or head_row) + 1):
            text = str(sheet.cell(row, key_column).value)
            if text in values:
                sheet.cell(row, heads[column][1]).value = values[text]
                count += 1
        book.save(path)
    finally:
        book.close()
    return count
