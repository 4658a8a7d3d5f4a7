"""撤销 and 重做 of the window: the next ones by name, carried out by the worker, and the way to what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.undo.actions import read_stacks
from app.undo.carry import first_place, redo, redo_up_to, undo, undo_down_to
from ui.dialogs.message import ask
from ui.grid.many_cells import Cells, columns_by_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.line_texts import RowPlace
    from app.undo.actions import Action, Stacks
    from app.undo.carry import Undone
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.operations import Progress
    from ui.pages import Pages

MOST_NAMED = 6
"""Actions that a question spells out."""
NOTHING = {"undo": "没有可以撤销的操作", "redo": "没有可以重做的操作；撤销之后又做了新的操作，就不能再重做"}


class Undoing(QObject):
    """Owns what the two actions do; emits `jump_requested` (RowPlace, field, Cells), `listed` (Stacks).

    `emptied`: cells of a filling-in sheet (catalog, Cells) stand empty again, their rows are gone.
    """

    jump_requested = Signal(object, str, object)
    emptied = Signal(str, object)
    listed = Signal(object)

    def __init__(self, window: MainWindow, *, desk: Desk, pages: Pages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._desk, self._pages = window, desk, pages
        self._stack: Sequence[Action] = ()
        self._waiting: Sequence[Action] = ()
        desk.rows_changed.connect(self.refresh)
        window.undo_strip.down_to.connect(self.undo_down_to)

    def start(self) -> None:
        """Name what can be taken back from earlier days."""
        for name, reason in NOTHING.items():
            self._offer(name, (), reason=reason)
        self.refresh()

    def refresh(self) -> None:
        """Read the names again."""
        store = self._desk.store

        def work(_: Progress) -> Stacks:
            with store.read() as connection:
                return read_stacks(connection, schema=store.schema)

        self._desk.operations.run(work, done=self._show, owner=self, key="stacks", label="读取操作历史")

    def undo(self) -> None:
        """Take back the newest action; text in an open editor is the editor's to take back."""
        if self._give_up_typing():
            return
        store, user = self._desk.store, self._desk.user
        self._run(lambda: [undo(store, user=user)])

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._give_up_typing():
            return
        store, user = self._desk.store, self._desk.user
        self._run(lambda: [redo(store, user=user)])

    def undo_one(self, n: int) -> None:
        """Take back one action and leave later ones alone."""
        store, user = self._desk.store, self._desk.user
        self._run(lambda: [undo(store, user=user, n=n)])

    def undo_down_to(self, n: int) -> None:
        """Take back everything down to an action, after saying what that is."""
        store, user = self._desk.store, self._desk.user
        self._ask(self._stack, n, word="撤销", do=lambda: self._run(lambda: undo_down_to(store, user=user, n=n)))

    def redo_up_to(self, n: int) -> None:
        """Do again everything up to an action, after saying what that is."""
        store, user = self._desk.store, self._desk.user
        self._ask(self._waiting, n, word="重做", do=lambda: self._run(lambda: redo_up_to(store, user=user, n=n)))

    def _ask(self, stack: Sequence[Action], n: int, *, word: str, do: Callable[[], None]) -> None:
        numbers = [one.n for one in stack]
        chosen = stack[: numbers.index(n) + 1] if n in numbers else ()
        if len(chosen) <= 1:
            do()
            return
        named = "\n".join(f"　{one.label}" for one in chosen[:MOST_NAMED])
        more = f"\n　……另有 {len(chosen) - MOST_NAMED} 项" if len(chosen) > MOST_NAMED else ""
        text = f"将依次{word} {len(chosen)} 项操作：\n{named}{more}\n之后被他人改过的内容不会覆盖。"
        ask(self._window, title=word, text=text, yes=word, do=do)

    def _give_up_typing(self) -> bool:
        """Close an editor that has no text of its own to take back; say whether one was open."""
        page = self._pages.view
        return page is not None and page.give_up_typing()

    def _run(self, act: Callable[[], list[Undone]]) -> None:
        store = self._desk.store

        def work(_: Progress) -> tuple[list[Undone], RowPlace | None]:
            done = act()
            with store.read() as connection:
                return done, first_place(connection, schema=store.schema, undone=done[-1])

        # lanes keep their order: what was typed just before is in the store by then
        self._desk.operations.run(work, done=lambda found: self._done(*found), owner=self, label="撤销或重做")

    def _done(self, done: list[Undone], place: RowPlace | None) -> None:
        told = done[-1].sentence if len(done) == 1 else f"共 {len(done)} 项；最后一项{done[-1].sentence}"
        partly = [one for one in done if one.skipped]
        if partly:
            self._window.notice.say("；".join(one.sentence for one in partly[:MOST_NAMED]) + "。", tone="warn")
        self._window.status.say(told)
        if changed := dict.fromkeys(name for one in done for name in one.catalogs):
            self._desk.tell_changed(*changed)
        last = done[-1]
        cells = Cells(by_id=last.fields, by_key=columns_by_key(last.emptied))
        if place is not None:
            self.jump_requested.emit(place, last.field, cells)
        else:
            if cells.by_key:
                self.emptied.emit(last.catalogs[0], cells)
            self.refresh()

    def _show(self, found: Stacks) -> None:
        self._stack, self._waiting = found.undo, found.redo
        self._offer("undo", found.undo, reason=NOTHING["undo"])
        self._offer("redo", found.redo, reason=NOTHING["redo"])
        self._window.undo_strip.show_stack(found.undo)
        self.listed.emit(found)

    def _offer(self, name: str, stack: Sequence[Action], *, reason: str) -> None:
        action = self._window.actions_by_name[name]
        word = {"undo": "撤销", "redo": "重做"}[name]
        keys = action.shortcut().toString()
        action.setEnabled(bool(stack))
        action.setText(f"{word} {stack[0].label}".replace("&", "&&") if stack else word)
        action.setToolTip(f"{word}：{stack[0].label}（{keys}）" if stack else reason)
