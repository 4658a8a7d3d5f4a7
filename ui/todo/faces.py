"""How to-dos, what was done, messages and what is due read in lists (SPEC section 3)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from app.catalogs.message import KINDS
from app.local_time import local_time
from app.todo.todo import Kind
from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from app.todo.calendar import Entry
    from app.todo.done import Done
    from app.todo.messages import Message
    from app.todo.todo import Todo

PICTURES = {
    Kind.FIX: "take-back",
    Kind.CONFLICT: "conflict",
    Kind.REFUSED: "refused",
    Kind.ERROR: "refused",
    Kind.CHASE: "warning",
    Kind.WORK: "info",
}
KIND_WORDS = dict(KINDS)


class TodoFace(Face):
    """What is to be done, where, until when, since when."""

    columns = (
        ListColumn(label="待办", width=110),
        ListColumn(label="事项", width=330),
        ListColumn(label="地区", width=110),
        ListColumn(label="截止日期", width=100),
        ListColumn(label="期限", width=100),
        ListColumn(label="何时起", width=100),
        ListColumn(label="说明", width=260),
    )

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today

    def texts(self, item: Todo) -> Sequence[str]:
        """Return the cells."""
        due = item.due_date.isoformat() if item.due_date else ""
        region = item.region_name or item.region
        return (
            item.kind.label,
            item.title,
            region,
            due,
            self._left(item),
            local_time(item.since),
            item.detail,
        )

    def _left(self, item: Todo) -> str:
        if item.is_late:
            return f"逾期 {item.days_late} 天"
        days = (item.due_date - self._today()).days if item.due_date else -1
        return "今天截止" if days == 0 else f"还有 {days:,} 天" if days > 0 else ""

    def picture(self, item: Todo) -> str:
        """Return the icon of the kind."""
        return PICTURES.get(item.kind, "fill-in")

    def tone(self, item: Todo, column: int) -> str:
        """Write what is late, and what was refused or returned, so that it is seen."""
        if column == 4 and item.is_late:  # noqa: PLR2004 - the days
            return "bad"
        is_bad = item.kind in (Kind.FIX, Kind.CONFLICT, Kind.REFUSED, Kind.ERROR)
        return "bad" if column == 0 and is_bad else "quiet" if column > 3 else ""  # noqa: PLR2004 - what is told beside


class DoneFace(Face):
    """When, which move, of which page, with which opinion."""

    columns = (
        ListColumn(label="时间", width=120),
        ListColumn(label="办理", width=70),
        ListColumn(label="地区", width=120),
        ListColumn(label="填报表", width=300),
        ListColumn(label="现状", width=80),
        ListColumn(label="意见", width=300),
    )

    def texts(self, item: Done) -> Sequence[str]:
        """Return the cells."""
        return local_time(item.at), item.move, item.region_name, item.title, item.now, item.opinion


class MessageFace(Face):
    """Whether it was read, what it is about, from whom or to whom, when."""

    def __init__(self, *, sent: bool) -> None:
        self._sent = sent
        self.columns = (
            ListColumn(label="状态", width=80),
            ListColumn(label="类别", width=64),
            ListColumn(label="标题", width=240),
            ListColumn(label="发给" if sent else "来自", width=200),
            ListColumn(label="时间", width=120),
            ListColumn(label="内容", width=400),
        )

    def texts(self, item: Message) -> Sequence[str]:
        """Return the cells."""
        whom = item.region_name if self._sent else f"{item.sender_place} {item.sender}"
        kind = KIND_WORDS.get(item.kind, item.kind)
        return self._state(item), kind, item.title, whom, local_time(item.sent_at), item.body

    def _state(self, item: Message) -> str:
        if self._sent:
            return "待上传" if item.is_waiting else "已发出"
        return "已读" if item.is_read else "未读"

    def picture(self, item: Message) -> str:
        """Mark what was not read."""
        return "" if self._sent or item.is_read else "info"

    def tone(self, item: Message, column: int) -> str:
        """Write unread titles in the colour of links, contents quietly."""
        is_new = not self._sent and not item.is_read
        return "mine" if is_new and column in (0, 2) else "quiet" if column == 5 else ""  # noqa: PLR2004 - the contents


def letter(item: Message) -> str:
    """Return a message as rich text: title, from whom and when, words as they were written."""
    sender = f"{item.sender_place} {item.sender}".strip()
    head = " · ".join(filter(None, (sender, f"发给{item.region_name}", local_time(item.sent_at))))
    body = f'<p style="white-space: pre-wrap">{escape(item.body)}</p>'
    return f"<p><b>{escape(item.title)}</b><br>{escape(head)}</p>{body}"


class EntryFace(Face):
    """What is due, whose, how far it is."""

    columns = (
        ListColumn(label="任务", width=240),
        ListColumn(label="范围", width=120),
        ListColumn(label="进度", width=220),
        ListColumn(label="状态", width=70),
        ListColumn(label="年度", width=60),
    )

    def texts(self, item: Entry) -> Sequence[str]:
        """Return the cells."""
        state = "逾期" if item.is_late else "未完成" if item.left else "已完成" if item.total else ""
        return item.title, item.whose, item.progress, state, str(item.fiscal_year)

    def tone(self, item: Entry, column: int) -> str:
        """Write what is late so that it is seen."""
        return "bad" if column == 3 and item.is_late else ""  # noqa: PLR2004 - the state
