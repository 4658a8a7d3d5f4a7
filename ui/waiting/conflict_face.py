"""How a conflict reads in the list: the row, the field, what it was, mine, theirs, how far apart, whose, when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.local_time import local_time
from ui.list_model import Face, ListColumn
from ui.waiting.conflict_words import NOTHING, difference

if TYPE_CHECKING:
    from app.conflicts import FieldConflict

BASE, MINE, THEIRS, APART = 3, 4, 5, 6
CHOICES = 9
"""Places of columns."""


class ConflictFace(Face):
    """How one thing to decide reads to `user` (their code: somebody may clash with their own other computer)."""

    columns = (
        ListColumn(label="目录", width=84),
        ListColumn(label="行", width=246),
        ListColumn(label="字段", width=100),
        ListColumn(label="原值", width=96),
        ListColumn(label="我的值", width=118),
        ListColumn(label="对方的值", width=118),
        ListColumn(label="相差", width=84, right=True),
        ListColumn(label="对方", width=78),
        ListColumn(label="何时", width=84),
        ListColumn(label="处理", width=216),
    )

    def __init__(self, *, user: str) -> None:
        self._user = user

    def texts(self, item: FieldConflict) -> tuple[str, ...]:
        """Return the texts of the cells; the last one is drawn as buttons."""
        base = NOTHING if item.field and not item.base else item.base
        return (
            item.catalog_label,
            item.row_label,
            item.label,
            base,
            item.mine or NOTHING,
            item.theirs or NOTHING,
            difference(item),
            self.who(item.by),
            local_time(item.at),
            "",
        )

    def tips(self, item: FieldConflict) -> tuple[str, ...]:
        """Return the full texts; a value of mine tells when it was set and what waits beside it."""
        texts = list(self.texts(item))
        beside = f"同一行还有没有冲突的修改：{'、'.join(item.beside)}，处理后随同上传" if item.beside else ""
        edited = f"本机修改时间 {local_time(item.edited_at)}" if item.edited_at else ""
        texts[MINE] = "\n".join(filter(None, (texts[MINE], edited, beside)))
        return tuple(texts)

    def picture(self, item: FieldConflict) -> str:  # noqa: ARG002 - all are alike
        """Return the icon of conflicts."""
        return "conflict"

    def tone(self, item: FieldConflict, column: int) -> str:  # noqa: ARG002 - all are alike
        """Write what was in grey, mine and theirs each in its own ink."""
        return {BASE: "quiet", MINE: "mine", THEIRS: "theirs"}.get(column, "")

    def is_right(self, item: FieldConflict, column: int) -> bool:
        """Put numbers at the right, below each other."""
        return column == APART or (item.is_number and column in {BASE, MINE, THEIRS})

    def who(self, code: str) -> str:
        """Return whose value it is."""
        return "本人（另一台电脑）" if code == self._user else code
