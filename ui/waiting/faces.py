"""How lines of the outbox and merged fields read in their lists (SYNC points 4 and 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.local_time import local_time
from app.row_state import LineState
from app.waiting_lines import KINDS
from ui.list_model import Face, ListColumn
from ui.waiting.conflict_words import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.merged import MergedField
    from app.waiting_lines import FieldChange, WaitingLine

ICONS = {
    LineState.OPEN: "waiting",
    LineState.SENT: "sync",
    LineState.REFUSED: "refused",
    LineState.CONFLICT: "conflict",
}
MOST_FIELDS = 4
"""Fields spelled out in a line; the tooltip has them all."""


class WaitingFace(Face):
    """How a change that waits reads."""

    columns = (
        ListColumn(label="状态", width=140),
        ListColumn(label="目录", width=110),
        ListColumn(label="行", width=200),
        ListColumn(label="操作", width=56),
        ListColumn(label="修改：原值 → 我的值", width=270),
        ListColumn(label="修改时间", width=110),
        ListColumn(label="没有送到的原因", width=300),
    )

    def texts(self, item: WaitingLine) -> tuple[str, ...]:
        """Return the texts of the cells."""
        return _waiting(item, most=MOST_FIELDS)

    def tips(self, item: WaitingLine) -> tuple[str, ...]:
        """Return the full texts."""
        return _waiting(item, most=len(item.changes))

    def picture(self, item: WaitingLine) -> str:
        """Return the icon of the state."""
        return "refused" if item.reason else ICONS[item.state]

    def tone(self, item: WaitingLine, column: int) -> str:
        """Write in red what did not get through, and why."""
        return "bad" if item.reason and column in {0, len(self.columns) - 1} else ""


def _waiting(line: WaitingLine, *, most: int) -> tuple[str, ...]:
    return (
        line.state_label,
        line.catalog_label,
        line.row_label,
        KINDS[line.kind],
        changes_of(line, most=most),
        local_time(line.edited_at),
        line.reason,
    )


class RefusedFace(Face):
    """How a change that the central refused reads: the rule's own words first."""

    columns = (
        ListColumn(label="目录", width=110),
        ListColumn(label="行", width=240),
        ListColumn(label="字段", width=110),
        ListColumn(label="不接受的原因", width=400),
        ListColumn(label="修改：原值 → 我的值", width=230),
        ListColumn(label="修改时间", width=110),
    )

    def texts(self, item: WaitingLine) -> tuple[str, ...]:
        """Return the texts of the cells."""
        return _refused(item, most=MOST_FIELDS)

    def tips(self, item: WaitingLine) -> tuple[str, ...]:
        """Return the full texts, and the rule's code for whoever is asked about it."""
        texts = _refused(item, most=len(item.changes))
        return (*texts[:3], f"{texts[3]}\n规则 {item.rule}" if item.rule else texts[3], *texts[4:])

    def picture(self, item: WaitingLine) -> str:  # noqa: ARG002 - all are alike
        """Return the icon of refusals."""
        return "refused"

    def tone(self, item: WaitingLine, column: int) -> str:  # noqa: ARG002 - all are alike
        """Write the reason in red."""
        return "bad" if column == 3 else ""  # noqa: PLR2004 - the column of reasons


def _refused(line: WaitingLine, *, most: int) -> tuple[str, ...]:
    operation = "" if line.kind == "update" else f"{KINDS[line.kind]}　"
    return (
        line.catalog_label,
        line.row_label,
        line.field_label or "整行",
        line.reason,
        f"{operation}{changes_of(line, most=most)}",
        local_time(line.edited_at),
    )


class MergedFace(Face):
    """How a field that somebody else set beside my edit reads."""

    columns = (
        ListColumn(label="目录", width=110),
        ListColumn(label="行", width=260),
        ListColumn(label="对方改的字段", width=120),
        ListColumn(label="原值", width=140),
        ListColumn(label="现在的值", width=140),
        ListColumn(label="对方", width=120),
        ListColumn(label="对方修改时间", width=110),
        ListColumn(label="我改的字段", width=150),
    )

    def __init__(self, *, user: str) -> None:
        self._user = user

    def texts(self, item: MergedField) -> tuple[str, ...]:
        """Return the texts of the cells."""
        return (
            item.catalog_label,
            item.row_label,
            item.label,
            item.before or NOTHING,
            item.after or NOTHING,
            "本人（另一台电脑）" if item.by == self._user else item.by,
            local_time(item.at),
            item.mine,
        )

    def picture(self, item: MergedField) -> str:  # noqa: ARG002 - all are alike
        """Return the icon of merges."""
        return "merged"

    def tone(self, item: MergedField, column: int) -> str:  # noqa: ARG002 - all are alike
        """Write what was in grey, what is now as the others' values."""
        return {3: "quiet", 4: "theirs"}.get(column, "")

    def is_right(self, item: MergedField, column: int) -> bool:
        """Put numbers at the right."""
        return item.is_number and column in {3, 4}


def changes_of(line: WaitingLine, *, most: int) -> str:
    """Return a line's fields as 'label before → mine'."""
    told = [_change(line, change) for change in line.changes]
    more = f" 等 {len(told)} 项" if len(told) > most else ""
    return "；".join(told[:most]) + more


def _change(line: WaitingLine, change: FieldChange) -> str:
    mine = change.mine or NOTHING
    return f"{change.label} {mine}" if line.kind == "insert" else f"{change.label} {change.before or NOTHING} → {mine}"


def most_of(numbers: Sequence[int], *, most: int) -> str:
    """Return the sentence for more rows than one action takes, '' when they are few enough."""
    return f"一次最多处理 {most:,} 行，现选中 {len(numbers):,} 行，请分几次办理" if len(numbers) > most else ""
