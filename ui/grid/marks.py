"""The small marks of cells: which there are, what each means, and which a row's cells bear (SYNC point 4). Pure."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from app.cell_changes import ChangeKind
from app.row_state import RowState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.cell_changes import CellChange


class Mark(Enum):
    """Each has a shape and a colour of its own; the word and the sentence stand in the legend."""

    EDITED = ("已修改", "本机改过的单元格，待上传")
    WAITING = ("待上传", "本机新增的行或新填的数值，下次同步时上传")
    MERGED = ("已合并", "别人也改了这一行，已与您的修改合在一起")
    CONFLICT = ("有冲突", "别人也改了这一格，请用右键菜单“处理冲突…”选择保留哪一个")
    REFUSED = ("被拒绝", "中心没有接受，更正后会重新上传")
    INVALID = ("错误", "录入有误没有保存，或已有数据不合规则；更正后才能送审")
    WARNING = ("提示", "数值可能有误；请核对后改正，或在“问题”中写说明")
    EXPLAINED = ("已说明", "提示已经写过说明")
    STANDARD = ("部定标准", "部里统一规定的行，只读")
    RECEIVED = ("接收数据", "由一体化系统填写的单元格，只读")
    LOCKED = ("只读", "不归您或本级修改的数据")
    DIFFERS = ("与上年不同", "统筹级次等设置与上一年度不一样")
    BLANK = ("未填", "还没有填；填 0 表示数值为零，填 × 表示不适用")

    def __init__(self, label: str, about: str) -> None:
        self.label, self.about = label, about


Marks = tuple[Mark, ...]
NO_MARKS: Mapping[int, Marks] = {}
OF_STATE = {
    RowState.WAITING: Mark.WAITING,
    RowState.REFUSED: Mark.REFUSED,
    RowState.CONFLICT: Mark.CONFLICT,
    RowState.MERGED: Mark.MERGED,
}
OF_CHANGE = {ChangeKind.EDITED: Mark.EDITED, ChangeKind.NEW: Mark.WAITING, ChangeKind.MERGED: Mark.MERGED}


def state_marks(state: int, *, noted: Iterable[int], changes: Mapping[int, CellChange]) -> dict[int, Marks]:
    """Return the marks of one row's cells by place; what concerns the whole row (-1) stands in its first cell.

    `noted`: places whose cells a refusal or a conflict names.
    """
    own = OF_STATE.get(RowState(state))
    if own is None:
        return {}
    found = {max(place, 0): OF_CHANGE[change.kind] for place, change in changes.items()}
    if state in (RowState.REFUSED, RowState.CONFLICT):
        found |= dict.fromkeys((max(place, 0) for place in noted), own)
    if own not in found.values() and not (own is Mark.WAITING and found):
        found[0] = own
    return {place: (mark,) for place, mark in found.items()}


def joined(one: Mapping[int, Marks], other: Mapping[int, Marks]) -> Mapping[int, Marks]:
    """Return the marks of both, those of `one` before."""
    if not one or not other:
        return one or other
    return {place: one.get(place, ()) + other.get(place, ()) for place in (*one, *other)}
