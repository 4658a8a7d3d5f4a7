"""What a grid's menu offers for rows that wait, were refused or clash; all else is done in the panel (SYNC point 6)."""

from __future__ import annotations

from app.row_state import RowState

CHOICES = (
    ("conflict", "处理冲突…", "conflict", "在下方列出这一行的冲突，选择保留哪一方的值", (RowState.CONFLICT,)),
    ("refused", "查看被拒绝的原因…", "refused", "在下方列出中心端没有接受的原因", (RowState.REFUSED,)),
    ("take_back", "撤回修改", "take-back", "撤销还没有上传的修改", (RowState.WAITING, RowState.REFUSED)),
)
"""Name, label, icon, help and the states of rows it is for."""
