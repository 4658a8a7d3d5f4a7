"""Read the sheets of a workbook into plain cells, in blocks of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import python_calamine as calamine

from app.errors import WorkbookError
from app.foreign.archive import refuse
from app.foreign.cells import pack_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from app.foreign.limits import Limits

Block = list[list[object]]
_BLOCK_ROWS = 5_000


def read_sheets(path: Path, *, limits: Limits) -> Iterator[tuple[str, bool, Iterator[Block]]]:
    """Give each worksheet's title, whether it is visible, and its rows in blocks; WorkbookError when unreadable."""
    try:
        with path.open("rb") as file:
            workbook: Any = calamine.load_workbook(file)
            budget = limits.cells
            for meta in workbook.sheets_metadata:
                if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_name(meta.name)
                budget -= _cells_of(sheet, title=meta.name, limits=limits, budget=budget)
                yield meta.name, meta.visible == calamine.SheetVisibleEnum.Visible, _blocks(sheet)
    except calamine.PasswordError as error:
        raise WorkbookError(
            "工作簿设有打开密码，请在 Excel 中取消密码后重新保存。", code="workbook.encrypted"
        ) from error
    except calamine.CalamineError as error:
        raise WorkbookError(
            "工作簿的内容读不出来，可能已经损坏；请用 Excel 打开后另存为 .xlsx 再导入。", code="workbook.damaged"
        ) from error


def _cells_of(sheet: Any, *, title: str, limits: Limits, budget: int) -> int:  # noqa: ANN401 - the reader's own class
    if sheet.end is None:
        return 0
    rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
    if columns > limits.columns:
        refuse(f"工作表“{title}”有 {columns} 列，最多 {limits.columns} 列；请删除右侧多余的内容", "extent")
    if rows * columns > budget:
        refuse(f"工作表“{title}”的单元格过多（{rows} 行 {columns} 列），请拆成几个文件分别导入", "extent")
    return int(rows * columns)


def _blocks(sheet: Any) -> Iterator[Block]:  # noqa: ANN401 - the reader's own class
    if sheet.end is None:
        return
    # with its default the reader cuts empty rows and columns off the front, and places shift
    rows = sheet.to_python(skip_empty_area=False)
    _fill_down(rows, merged=sheet.merged_cell_ranges or [])
    for start in range(0, len(rows), _BLOCK_ROWS):
        yield [trimmed([pack_cell(cell) for cell in row]) for row in rows[start : start + _BLOCK_ROWS]]


def _fill_down(rows: list[list[object]], *, merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give a text merged over several rows to each of them, as people read it; a number there is one number."""
    for (top, left), (bottom, _) in merged:
        if bottom > top and top < len(rows) and left < len(rows[top]) and isinstance(rows[top][left], str):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]


def trimmed(row: list[object]) -> list[object]:
    """Return the row without the empty cells at its end."""
    length = len(row)
    while length and row[length - 1] is None:
        length -= 1
    return row[:length]
