"""The two lists of the panel: what was done, by name; and the changes of one row or cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal

from app.history import row_history
from app.undo.listing import Entry, Standing, list_actions
from ui.history.faces import ActionsFace, LinesFace
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.page.empty_state import Empty
from ui.waiting.list_part import ListPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.catalog import Catalog
    from app.history import HistoryLine, RowHistory
    from ui.desk import Desk


class ActionsPart(ListPart):
    """What was done, newest first; emits numbers of actions."""

    undo_to_requested = Signal(int)
    undo_one_requested = Signal(int)
    redo_to_requested = Signal(int)

    kind: ClassVar[str] = "actions"
    label: ClassVar[str] = "操作历史"
    hint: ClassVar[str] = "最近 500 项操作，重启后仍可撤销；之后被他人改过的内容不会覆盖。"
    empty: ClassVar[Empty] = Empty(
        title="还没有可以撤销的操作", text="录入、粘贴、导入、删除等操作会按名称列在这里，可以撤销到其中任何一项。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model = ListModel(ActionsFace(user=desk.user.code, name=desk.user.name), parent=self)
        self.lay_out(ListTable(self.model, name=self.label))
        about = "从最近一项起依次撤销，直到选中的这一项（回车或双击）"
        self.add_button("undo_to", "撤销到这里", picture="undo", about=about, do=self._to)
        about = "只撤销选中的这一项，之后的操作保留；之后又改过的内容不会覆盖"
        self.add_button("undo_one", "只撤销这一项", picture="take-back", about=about, do=self._one)
        self.add_button("redo_to", "重做到这里", picture="redo", about="依次重做，直到选中的这一项", do=self._to)
        self.add_button("jump", "转到单元格", picture="go-to", about="打开这项操作的首处", do=self._jump)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(lambda _: self._to())
        self._picked()

    def refresh(self) -> None:
        """Read the list again."""
        store = self.desk.store

        def work(_: object) -> list[Entry]:
            with store.read() as connection:
                return list_actions(connection, schema=store.schema)

        self.desk.operations.run(
            work, done=self._show, failed=self.failed, owner=self, key="actions", label="读取操作历史"
        )

    @property
    def chosen(self) -> Entry | None:
        """Return the chosen action, None unless it is one."""
        rows = self.table.rows()
        return self.model.item(rows[0]) if len(rows) == 1 else None

    def _show(self, entries: Sequence[Entry]) -> None:
        self.model.show_items(entries)
        self.show_filled(filled=bool(entries))
        self._picked()

    def _picked(self) -> None:
        entry = self.chosen
        standing = entry.standing if entry else None
        self.buttons["undo_to"].setEnabled(standing is Standing.DONE)
        self.buttons["undo_one"].setEnabled(standing is Standing.DONE)
        self.buttons["redo_to"].setEnabled(standing is Standing.REDOABLE)
        self.buttons["jump"].setEnabled(entry is not None and bool(entry.place.fiscal_year))

    def _to(self) -> None:
        entry = self.chosen
        if entry and entry.standing is Standing.DONE:
            self.undo_to_requested.emit(entry.n)
        elif entry and entry.standing is Standing.REDOABLE:
            self.redo_to_requested.emit(entry.n)

    def _one(self) -> None:
        if self.chosen:
            self.undo_one_requested.emit(self.chosen.n)

    def _jump(self) -> None:
        if self.chosen:
            self.jump_requested.emit(self.chosen.place, self.chosen.field)


class LinesPart(ListPart):
    """The changes of one row or cell; emits `restore_requested` with {field: wire value} for the row shown."""

    restore_requested = Signal(object)

    kind: ClassVar[str] = "lines"
    label: ClassVar[str] = "修改记录"
    empty: ClassVar[Empty] = Empty(
        title="没有修改记录", text="在表格中选中单元格后按 F7，查看它由谁在何时从什么改成什么。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model = ListModel(LinesFace(user=desk.user.code, name=desk.user.name), parent=self)
        self.lay_out(ListTable(self.model, name=self.label))
        self.target: tuple[Catalog, str, str] | None = None
        about = "显示整行各字段的修改，而不只是当前单元格"
        self.whole = self.add_button("whole", "整行", picture="catalog", about=about, do=self.refresh)
        self.whole.setCheckable(True)
        about = "把单元格恢复为选中一次修改之前的值；可以再撤销（回车或双击）"
        self.add_button("was", "恢复为原值", picture="take-back", about=about, do=self._was)
        about = "把单元格恢复为选中一次修改之后的值；可以再撤销"
        self.add_button("became", "恢复为改后的值", picture="redo", about=about, do=self._became)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(lambda _: self._was())
        self._picked()
        self.show_filled(filled=False)

    def refresh(self) -> None:
        """Read the changes again."""
        store, target = self.desk.store, self.target
        if target is None or not target[1]:
            self._clear()
            return
        catalog, row_id, field = target
        wanted = "" if self.whole.isChecked() else field

        def work(_: object) -> RowHistory:
            with store.read() as connection:
                return row_history(connection, schema=store.schema, catalog=catalog, row_id=row_id, field=wanted)

        self.desk.operations.run(
            work, done=self._show, failed=self.failed, owner=self, key="lines", label="读取修改记录"
        )

    def _clear(self) -> None:
        self.model.show_items(())
        self.told.setText("")
        self.show_filled(filled=False)

    @property
    def chosen(self) -> HistoryLine | None:
        """Return the chosen change, None unless it is one."""
        rows = self.table.rows()
        return self.model.item(rows[0]) if len(rows) == 1 else None

    def _show(self, found: RowHistory) -> None:
        self.model.show_items(found.lines)
        self.show_filled(filled=bool(found.lines))
        self.told.setText(found.words)
        self._picked()

    def _picked(self) -> None:
        line = self.chosen
        self.buttons["was"].setEnabled(bool(line and line.was))
        self.buttons["became"].setEnabled(bool(line and line.became))

    def _was(self) -> None:
        if self.chosen and self.chosen.was:
            self.restore_requested.emit(self.chosen.was)

    def _became(self) -> None:
        if self.chosen and self.chosen.became:
            self.restore_requested.emit(self.chosen.became)
