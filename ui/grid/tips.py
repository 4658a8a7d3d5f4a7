"""What a cell's tooltip says: one sentence for each thing that there is to know of it (clauses 1.1 to 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cell_changes import BLANK
from app.row_state import RowState
from app.sheet import NOT_APPLICABLE
from ui.grid.findings import found_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.problems.found import Found
    from ui.grid.source import GridColumn, GridRow
    from ui.grid.typed_cells import TypedCell

LONG = 20
"""Characters of a text that a column may not show in full."""
WORDS = {
    RowState.WAITING: "待上传：已保存在本机，下次同步时上传",
    RowState.REFUSED: "被拒绝：中心没有接受这一行，更正后会重新上传",
    RowState.CONFLICT: "有冲突：别人也改了这一行，请用右键菜单“处理冲突…”选择保留哪一个",
    RowState.MERGED: "已合并：您的修改与别人的修改已合在一起",
}


def cell_tip(
    row: GridRow, column: int, *, shown: GridColumn, typed: TypedCell | None, found: Sequence[Found]
) -> str | None:
    """Return the lines of a tooltip, None where the cell says all by itself."""
    if typed:
        return f"没有保存：{typed.reason}。请更正后按回车" if typed.reason else "正在保存到本机"
    text = row.texts[column]
    lines = [
        text if len(text) > LONG or "\n" in text else "" if row.is_head else _kind(text, shown=shown),
        *(found_sentence(one) for one in found),
        row.notes.get(column, ""),
        row.notes.get(-1, ""),
        _state(row, column),
        f"只读：{row.locks[column]}" if row.locks[column] else "",
    ]
    return "\n".join(filter(None, lines)) or None


def row_tip(row: GridRow) -> str:
    """Return what the dot beside a row means."""
    told = [WORDS.get(RowState(row.state), ""), row.changes[-1].sentence if -1 in row.changes else ""]
    return "\n".join(filter(None, [*told, *row.notes.values()]))


def _kind(text: str, *, shown: GridColumn) -> str:
    """Tell apart what is blank, 0 and ×."""
    if not text:
        return BLANK
    if text == NOT_APPLICABLE:
        return f"{NOT_APPLICABLE} 不适用"
    return "填的是 0，不是未填" if shown.adds_up and not text.strip("0.") else ""


def _state(row: GridRow, column: int) -> str:
    if column in row.notes and row.states[column]:
        return ""  # says more, also what was there before
    change = row.changes.get(column) or row.changes.get(-1)
    if change:
        return change.sentence
    return WORDS.get(RowState(row.states[column]), "")
