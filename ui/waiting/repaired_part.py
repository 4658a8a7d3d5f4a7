"""The part 核对修复: rows that verification found different from the central, and what was done (SYNC point 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from app.local_time import local_time
from app.repaired import repaired_numbers, repaired_rows
from ui.list_model import Face, ListColumn
from ui.page.empty_state import Empty
from ui.waiting.parts import PagedPart

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from app.repaired import RepairedRow
    from app.store import Open

DIFFERED = 4


class RepairedFace(Face):
    """How a row that was put right reads."""

    columns = (
        ListColumn(label="核对时间", width=116),
        ListColumn(label="目录", width=120),
        ListColumn(label="行", width=220),
        ListColumn(label="查出的问题", width=150),
        ListColumn(label="不同之处：本机 → 中心端", width=300),
        ListColumn(label="处理", width=210),
    )

    def texts(self, item: RepairedRow) -> tuple[str, ...]:
        """Return the texts of the cells."""
        return (local_time(item.at), item.catalog_label, item.row_label, item.found, item.differed, item.done)

    def picture(self, item: RepairedRow) -> str:  # noqa: ARG002 - all are alike
        """Return the icon of what is as it should be again."""
        return "synced"

    def tone(self, item: RepairedRow, column: int) -> str:  # noqa: ARG002 - all are alike
        """Write the values as the other side's."""
        return "theirs" if column == DIFFERED else ""


class RepairedPart(PagedPart):
    """What verification put right, newest first; a list to look things up in, nothing waits here for a decision."""

    kind: ClassVar[str] = "repaired"
    label: ClassVar[str] = "核对修复"
    hint: ClassVar[str] = "同步核对时与中心端不一致、已按中心端改正的行；改正前本机数据已备份。"
    empty: ClassVar[Empty] = Empty(
        title="没有修复过的行",
        text="每次同步都与中心端核对；查出不一致的行会先备份、再按中心端改正，并列在这里备查。",
    )

    def make_face(self) -> Face:
        """Return how a row that was put right reads."""
        return RepairedFace()

    def read_numbers(self, connection: Open) -> array[int]:
        """Return the numbers of all lines."""
        return repaired_numbers(connection)

    def read_items(self, connection: Open, *, numbers: Sequence[int]) -> Sequence[RepairedRow]:
        """Return lines."""
        return repaired_rows(connection, schema=self.desk.schema, numbers=numbers)

    def picked(self) -> None:
        """Let a row be gone to that is there."""
        super().picked()
        self.buttons["jump"].setEnabled(self.buttons["jump"].isEnabled() and self._is_there(self.table.rows()[0]))

    def _is_there(self, row: int) -> bool:
        item: RepairedRow | None = self.model.item(row)
        return item is not None and item.place.fiscal_year > 0

    def _go(self, row: int) -> None:
        if self._is_there(row):
            super()._go(row)

    def field_of(self, item: RepairedRow) -> str:
        """Return the first field that differed."""
        return item.field
