"""Tells that messages came while the window stood open, and offers to go there (SPEC section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.store import read_meta
from app.todo.messages import MESSAGES, unread_count
from sync.status import META_LAST

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.desk import Desk
    from ui.notice_bar import NoticeBar
    from ui.operations import Progress


class News(QObject):
    """Counts unread messages when rows of theirs were written; what the first round brought is no news."""

    def __init__(self, desk: Desk, *, notice: NoticeBar, show: Callable[[], object], parent: QObject) -> None:
        """`show` opens the messages that came."""
        super().__init__(parent)
        self._desk, self._notice, self._open = desk, notice, show
        self._known: int | None = None
        desk.rows_changed.connect(self._rows_changed)
        self._count()

    def _rows_changed(self, names: frozenset[str]) -> None:
        if MESSAGES in names or self._known is None:
            self._count()

    def _count(self) -> None:
        store, user = self._desk.store, self._desk.user

        def work(_: Progress) -> int | None:
            with store.read() as connection:
                if not read_meta(connection, schema=store.schema, name=META_LAST):
                    return None
                return unread_count(connection, schema=store.schema, user=user)

        self._desk.operations.run(work, done=self._tell, owner=self, key="news", lane="find", label="清点未读消息")

    def _tell(self, unread: int | None) -> None:
        new = unread - self._known if unread is not None and self._known is not None else 0
        self._known = unread
        if new > 0 and not self._notice.text:  # what stands there may be an error, which goes first
            self._notice.say(f"收到 {new:,} 条新消息。", action="查看", do=self._open)
