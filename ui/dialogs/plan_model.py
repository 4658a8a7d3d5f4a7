"""The entries of an import plan as a list: what becomes of each row, where it stands, old and new, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel import Verdict
from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from app.excel import FieldChange, PlanEntry

ICONS = {Verdict.NEW: "add", Verdict.CHANGED: "fill-in", Verdict.SAME: "synced", Verdict.REFUSED: "refused"}
MOST = 3
"""Changes or reasons spelled out in a line; the tooltip has them all."""


class PlanFace(Face):
    """How an entry reads."""

    columns = (
        ListColumn(label="结果", width=92),
        ListColumn(label="工作表", width=130),
        ListColumn(label="位置", width=70),
        ListColumn(label="行", width=240),
        ListColumn(label="原值 → 新值，或不能导入的原因", width=420),
    )

    def texts(self, item: PlanEntry) -> tuple[str, ...]:
        """Return the texts of an entry's cells."""
        return _texts(item, most=MOST, joint="；")

    def tips(self, item: PlanEntry) -> tuple[str, ...]:
        """Return the full texts."""
        return _texts(item, most=len(item.changes) + len(item.problems), joint="\n")

    def picture(self, item: PlanEntry) -> str:
        """Return the icon of the verdict."""
        return ICONS[item.verdict]


def _texts(entry: PlanEntry, *, most: int, joint: str) -> tuple[str, ...]:
    told = [problem.sentence for problem in entry.problems] or [_told(entry, change) for change in entry.changes]
    more = f" 等 {len(told)} 项" if len(told) > most else ""
    cells = [problem.cell for problem in entry.problems if problem.cell]
    place = cells[0] if cells else f"第 {entry.row} 行"
    return entry.verdict.label, entry.sheet, place, entry.title, joint.join(told[:most]) + more


def _told(entry: PlanEntry, change: FieldChange) -> str:
    if entry.verdict is Verdict.NEW:
        return f"{change.label} {change.new}"
    return f"{change.label} {change.old or '空'} → {change.new or '空'}"
