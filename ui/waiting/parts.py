"""The parts 被拒绝, 待上传 and 已合并: long lists of which only what is in view is read (SYNC points 4 and 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal

from app.merged import merged_fields, merged_numbers
from app.waiting_lines import STATES, line_numbers, lines_by_number
from ui.list_model import PagedList
from ui.list_table import ListTable
from ui.page.empty_state import Empty
from ui.waiting.faces import MergedFace, RefusedFace, WaitingFace
from ui.waiting.list_part import ListPart

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping, Sequence

    from app.store import Open
    from ui.desk import Desk
    from ui.list_model import Face

MOST_KEPT = 2_000
"""Chosen rows that stay chosen when a list is read again."""


class PagedPart(ListPart):
    """A part whose items are read page by page; `chosen` are the numbers of the chosen ones."""

    letters: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model = PagedList(self.make_face(), operations=desk.operations, read=self._read_items, parent=self)
        self.model.failed.connect(self.failed)
        self._wanted_row = ""
        table = ListTable(self.model, name=self.label, letters=self.letters)
        self.lay_out(table)
        self.add_buttons()
        self.add_button("jump", "转到单元格", picture="go-to", about="在页面中打开这一处（回车或双击）", do=self._jump)
        table.picked.connect(self.picked)
        table.opened.connect(self._go)
        table.keyed.connect(self.pressed)
        self.model.dataChanged.connect(self.picked)
        self.picked()

    def make_face(self) -> Face:
        """Return how an item reads."""
        raise NotImplementedError

    def add_buttons(self) -> None:
        """Add the part's own buttons."""

    def read_numbers(self, connection: Open) -> array[int]:
        """Return the numbers of all items (worker)."""
        raise NotImplementedError

    def read_items(self, connection: Open, *, numbers: Sequence[int]) -> Sequence[Any]:
        """Return items by number (worker)."""
        raise NotImplementedError

    def field_of(self, item: Any) -> str:  # noqa: ANN401 - the subclass knows the item
        """Return the field to go to."""
        raise NotImplementedError

    def pressed(self, letter: str) -> None:
        """Carry out a letter."""

    @property
    def chosen(self) -> list[int]:
        """Return the numbers of the chosen items."""
        numbers = self.model.numbers
        return [numbers[row] for row in self.table.rows()]

    def choose_row(self, row_id: str) -> None:
        """Choose the item of a row, once it is read."""
        self._wanted_row = row_id

    def refresh(self) -> None:
        """Read the numbers again; pages follow when they come into view."""
        store, row_id = self.desk.store, self._wanted_row

        def work(_: object) -> tuple[array[int], list[int]]:
            with store.read() as connection:
                numbers = self.read_numbers(connection)
                found = "SELECT n FROM outbox WHERE row_id = ?"
                wanted = connection.exec_driver_sql(found, (row_id,)).scalars().all() if row_id else []
            return numbers, list(wanted)

        self.desk.operations.run(
            work, done=lambda found: self._show(*found), failed=self.failed, owner=self, key="list", label="读取列表"
        )

    def picked(self) -> None:
        """Let the buttons be used that fit what is chosen."""
        rows = self.table.rows()
        for button in self.buttons.values():
            button.setEnabled(bool(rows))
        self.buttons["jump"].setEnabled(len(rows) == 1 and self.model.item(rows[0]) is not None)

    def _show(self, numbers: array[int], wanted: Sequence[int]) -> None:
        self._wanted_row = ""
        chosen = self.table.rows()
        kept = set(wanted) or ({self.model.numbers[row] for row in chosen} if len(chosen) <= MOST_KEPT else set())
        self.model.show_numbers(numbers)
        rows = [row for row, number in enumerate(numbers) if number in kept] if kept else []
        if rows != self.table.rows():
            self.table.choose(rows)
        self.told.setText(f"{len(numbers):,} {self.counted}：{self.hint}" if numbers else "")
        self.show_filled(filled=bool(numbers))
        self.picked()

    counted: ClassVar[str] = "行"

    def _read_items(self, numbers: Sequence[int]) -> Mapping[int, Any]:
        with self.desk.store.read() as connection:
            return {item.n: item for item in self.read_items(connection, numbers=numbers)}

    def _jump(self) -> None:
        self._go(self.table.rows()[0])

    def _go(self, row: int) -> None:
        item = self.model.item(row)
        if item is not None:
            self.jump_requested.emit(item.place, self.field_of(item))


class WaitingPart(PagedPart):
    """Changes that wait; emits `take_back_requested` with line numbers."""

    take_back_requested = Signal(list)

    kind: ClassVar[str] = "waiting"
    label: ClassVar[str] = "待上传"
    hint: ClassVar[str] = "本机改过、还没有上传的行，同步时上传；上传之前可以撤回。"
    empty: ClassVar[Empty] = Empty(
        title="没有待上传的修改", text="本机的修改都已上传。断网时的修改会列在这里，上传之前可以撤回。"
    )

    def make_face(self) -> Face:
        """Return how a waiting line reads."""
        return WaitingFace()

    def add_buttons(self) -> None:
        """Add 撤回."""
        self.add_button(
            "take_back",
            "撤回",
            picture="take-back",
            about="撤销选中的、还没有上传的修改",
            do=lambda: self.take_back_requested.emit(self.chosen),
        )

    def read_numbers(self, connection: Open) -> array[int]:
        """Return the numbers of lines in the states of this part."""
        return line_numbers(connection, states=STATES[self.kind])

    def read_items(self, connection: Open, *, numbers: Sequence[int]) -> Sequence[Any]:
        """Return lines."""
        return lines_by_number(connection, schema=self.desk.schema, numbers=numbers)

    def field_of(self, item: Any) -> str:  # noqa: ANN401 - a waiting line
        """Return the field that the central named, else the first one that was changed."""
        return item.field or next((change.name for change in item.changes), "")


class RefusedPart(WaitingPart):
    """Changes that the central refused; emits `again_requested` with line numbers too."""

    again_requested = Signal(list)

    kind: ClassVar[str] = "refused"
    label: ClassVar[str] = "被拒绝"
    hint: ClassVar[str] = "中心端按规则没有接受的修改；双击到单元格按原因改正，改正后随下次同步上传。"
    empty: ClassVar[Empty] = Empty(
        title="没有被拒绝的修改", text="中心端按规则不接受的修改会连同原因列在这里，改正后重新上传，或者撤回。"
    )

    def make_face(self) -> Face:
        """Return how a refused line reads."""
        return RefusedFace()

    def add_buttons(self) -> None:
        """Add 改正 (go there), 原样重传 and 撤回."""
        self.add_button("mend", "改正", picture="fill-in", about="到单元格改正（回车或双击）", do=self._jump)
        self.add_button(
            "again",
            "原样重传",
            picture="keep-mine",
            about="不改动，再上传一次：中心端那边的原因已经消除时用",
            do=lambda: self.again_requested.emit(self.chosen),
        )
        super().add_buttons()

    def picked(self) -> None:
        """As for all; only one at a time can be mended, which begins with going there."""
        super().picked()
        self.buttons["mend"].setEnabled(self.buttons["jump"].isEnabled())
        self.buttons["jump"].hide()


class MergedPart(PagedPart):
    """Fields that others set beside mine; emits `dismiss_requested` with numbers."""

    dismiss_requested = Signal(list)

    kind: ClassVar[str] = "merged"
    label: ClassVar[str] = "已合并"
    hint: ClassVar[str] = "别人改了同一行的其他字段，双方的修改都已保留；看过后可以从列表中去掉。"
    counted: ClassVar[str] = "处"
    letters: ClassVar[str] = "D"
    empty: ClassVar[Empty] = Empty(
        title="没有需要过目的合并",
        text="别人改了同一行的其他字段时，双方的修改会合在一起，并列在这里供您过目。",
    )

    def make_face(self) -> Face:
        """Return how a merged field reads."""
        return MergedFace(user=self.desk.user.code)

    def add_buttons(self) -> None:
        """Add 全选 and 看过了."""
        self.add_button("all", "全选", picture="check", about="选中全部（Ctrl+A）", do=self.table.selectAll)
        about = "从列表中去掉选中的各处，行上的“已合并”标记随之去掉（D）"
        self.add_button("dismiss", "看过了", picture="synced", about=about, do=self._dismiss)

    def picked(self) -> None:
        """All of them can be chosen at any time."""
        super().picked()
        self.buttons["all"].setEnabled(bool(self.model.rowCount()))

    def read_numbers(self, connection: Open) -> array[int]:
        """Return the numbers of merged fields."""
        return merged_numbers(connection)

    def read_items(self, connection: Open, *, numbers: Sequence[int]) -> Sequence[Any]:
        """Return merged fields."""
        return merged_fields(connection, schema=self.desk.schema, numbers=numbers)

    def field_of(self, item: Any) -> str:  # noqa: ANN401 - a merged field
        """Return the field that the other person set."""
        return str(item.field)

    def pressed(self, letter: str) -> None:
        """Let D do what 看过了 does."""
        del letter
        self._dismiss()

    def _dismiss(self) -> None:
        if self.chosen:
            self.dismiss_requested.emit(self.chosen)
