"""The part 冲突: every clash field by field, with whose value stands as a choice for one or many (SYNC point 6)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal

from app.conflicts import MOST_LINES, FieldConflict, list_conflicts
from sync.decisions import Choice
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.page.empty_state import Empty
from ui.waiting.conflict_buttons import ConflictButtons
from ui.waiting.conflict_face import CHOICES, ConflictFace
from ui.waiting.conflict_words import ABOUT, possible, same_field
from ui.waiting.list_part import ListPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.desk import Desk

KEYS = {"M": Choice.MINE, "T": Choice.THEIRS, "E": Choice.OTHER}
BULK = {
    Choice.MINE: ("保留我的", "keep-mine"),
    Choice.THEIRS: ("采用对方", "take-theirs"),
    Choice.OTHER: ("改为…", "fill-in"),
}


class ConflictPart(ListPart):
    """Emits `decided` with a Choice and the conflicts it is for."""

    decided = Signal(object, list)

    kind: ClassVar[str] = "conflict"
    label: ClassVar[str] = "冲突"
    hint: ClassVar[str] = "您和别人改了同一处。表格里现在是对方的值，您的值存在本机，选定之前不会丢失，也不会上传。"
    empty: ClassVar[Empty] = Empty(
        title="没有冲突",
        text="您和别人把同一处改成了不同的值时，会列在这里由您决定；决定之前您的值不会丢失。",
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted_row = ""
        self.model = ListModel(ConflictFace(user=desk.user.code), self)
        table = ListTable(self.model, name="冲突", letters="".join(KEYS))
        self.drawn = ConflictButtons(self.model, parent=table)
        table.setItemDelegateForColumn(CHOICES, self.drawn)
        table.setMouseTracking(True)
        self.lay_out(table)
        self.add_button("all", "全选", picture="check", about="选中列表中的全部冲突（Ctrl+A）", do=table.selectAll)
        for choice, (label, picture) in BULK.items():
            self.add_button(choice, label, picture=picture, about=ABOUT[choice], do=partial(self._ask, choice))
        self.add_button("jump", "转到单元格", picture="go-to", about="在页面中打开这一处（回车或双击）", do=self._jump)
        self.drawn.pressed.connect(lambda row, choice: self.decided.emit(choice, [self.model.item(row)]))
        table.picked.connect(self._picked)
        table.opened.connect(self._go)
        table.keyed.connect(lambda letter: self._ask(KEYS[letter]))
        self._picked()

    @property
    def chosen(self) -> list[FieldConflict]:
        """Return the chosen conflicts."""
        return [self.model.item(row) for row in self.table.rows()]

    def refresh(self) -> None:
        """Read the conflicts again."""
        store = self.desk.store

        def work(_: object) -> list[FieldConflict]:
            with store.read() as connection:
                return list_conflicts(connection, schema=store.schema)

        self.desk.operations.run(work, done=self._show, failed=self.failed, owner=self, key="list", label="读取冲突")

    def choose_row(self, row_id: str) -> None:
        """Choose the conflicts of a row, once they are read."""
        self._wanted_row = row_id

    def _show(self, conflicts: Sequence[FieldConflict]) -> None:
        kept = {one.key for one in self.chosen}
        place = self.table.rows()[:1]
        self.model.show_items(conflicts)
        wanted, self._wanted_row = self._wanted_row, ""
        rows = [row for row, one in enumerate(conflicts) if (one.place.row_id == wanted if wanted else one.key in kept)]
        # the next one moves up when one is settled, so that a line of them is settled with one key
        self.table.choose(rows or [min(place[0], len(conflicts) - 1)] if conflicts and (rows or place) else rows)
        self.show_filled(filled=bool(conflicts))
        lines = len({one.n for one in conflicts})
        more = f"（先列出 {MOST_LINES:,} 行，处理后再列其余）" if lines >= MOST_LINES else ""
        self.told.setText(f"{lines:,} 行、{len(conflicts):,} 处{more}：{self.hint}" if conflicts else "")
        self._picked()

    def _picked(self) -> None:
        chosen = self.chosen
        for choice in BULK:
            self.buttons[choice].setEnabled(bool(possible(chosen, choice)))
        self.buttons[Choice.OTHER].setEnabled(bool(possible(chosen, Choice.OTHER)) and same_field(chosen))
        self.buttons["jump"].setEnabled(len(chosen) == 1)
        self.buttons["all"].setEnabled(bool(self.model.rowCount()))

    def _ask(self, choice: Choice) -> None:
        wanted = possible(self.chosen, choice)
        if wanted and self.buttons[choice].isEnabled():
            self.decided.emit(choice, wanted)

    def _jump(self) -> None:
        self._go(self.table.rows()[0])

    def _go(self, row: int) -> None:
        one = self.model.item(row)
        self.jump_requested.emit(one.place, one.field)
