"""How actions, and the changes of a row, read in their lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.local_time import local_time
from app.undo.listing import NOTHING, Standing
from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from app.history import HistoryLine
    from app.undo.listing import Entry

ICONS = {
    Standing.DONE: "check",
    Standing.REDOABLE: "undo",
    Standing.UNDONE: "undo",
    Standing.OVERTAKEN: "warning",
}


class ActionsFace(Face):
    """How an action reads: its name first, what was taken back in grey."""

    columns = (
        ListColumn(label="操作", width=340),
        ListColumn(label="首处", width=420),
        ListColumn(label="状态", width=120),
        ListColumn(label="时间", width=110),
        ListColumn(label="操作人", width=110),
    )

    def __init__(self, *, user: str, name: str) -> None:
        self._user, self._name = user, name

    def texts(self, item: Entry) -> tuple[str, ...]:
        """Return the texts of the cells."""
        who = self._name if item.author == self._user else item.author
        return (item.label, item.told, item.standing.label, local_time(item.at), who)

    def picture(self, item: Entry) -> str:
        """Return the icon of the state."""
        return ICONS[item.standing]

    def tone(self, item: Entry, column: int) -> str:  # noqa: ARG002 - the whole line
        """Write what does not stand in grey."""
        return "" if item.standing is Standing.DONE else "quiet"


class LinesFace(Face):
    """How a change of a row reads."""

    columns = (
        ListColumn(label="时间", width=110),
        ListColumn(label="修改人", width=130),
        ListColumn(label="方式", width=90),
        ListColumn(label="变动", width=84),
        ListColumn(label="字段", width=130),
        ListColumn(label="原值", width=200),
        ListColumn(label="改为", width=260),
        ListColumn(label="说明", width=160),
    )

    def __init__(self, *, user: str, name: str) -> None:
        self._user, self._name = user, name

    def texts(self, item: HistoryLine) -> tuple[str, ...]:
        """Return the texts of the cells."""
        who = self._name if item.by == self._user else item.by
        before, after = (item.before or NOTHING, item.after or NOTHING) if item.field else (item.before, item.after)
        return (local_time(item.at), who, item.means, item.kind, item.label, before, after, item.reason)

    def tone(self, item: HistoryLine, column: int) -> str:
        """Write what was in grey, what others set as theirs."""
        if column == 5:  # noqa: PLR2004 - the column of what was
            return "quiet"
        return "theirs" if column == 6 and item.by != self._user else ""  # noqa: PLR2004 - the column of what became

    def is_right(self, item: HistoryLine, column: int) -> bool:
        """Put numbers at the right."""
        return item.is_number and column in {5, 6}
