"""Keeps the store's book of spelled names up to date while the program runs, a little at a time (clause 2, 查询)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.spelling.store import is_all_spelled, spell_more

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.operations import Progress


class SpellingBook(QObject):
    """Spells new names after the start and after every change; other work of its lane comes between two portions."""

    def __init__(self, desk: Desk, *, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.rows_changed.connect(self.go_on)

    def go_on(self) -> None:
        """Spell what is not spelled yet."""
        store = self._desk.store

        def work(_progress: Progress) -> bool:
            with store.read() as connection:
                if is_all_spelled(connection, schema=store.schema):
                    return False
            return spell_more(store)

        self._desk.operations.run(
            work, done=self._done, owner=self, key="spell", lane="side", label="为名称编拼音首字母"
        )

    def _done(self, is_more: bool) -> None:  # noqa: FBT001 - an answer
        if is_more:
            self.go_on()
