"""Everything that can be done in a tree, each with its key, what it does, and why it cannot be done now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence

from app.commands import delete_rows, set_enabled
from app.renaming import rename_row, why_no_name
from app.rights import may_write
from ui.dialogs.message import ask
from ui.tree.model import may_be_moved
from ui.uses.asking import UseQuestion
from ui.uses.dialog import DELETE, DISABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from app.catalog import Catalog
    from app.tree import Node
    from app.unit_of_work import Outcome
    from ui.desk import Desk
    from ui.tree.staged import StagedMoves
    from ui.tree.view import TreeView


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command; `name` '' is a gap in the menu, `keys` are as Qt writes them, the first one is shown."""

    name: str = ""
    label: str = ""
    keys: tuple[str, ...] = ()
    icon: str = ""


def _combined(keys: str) -> int:
    """Return key and modifiers of a shortcut as one number."""
    return int(QKeySequence(keys)[0].toCombined())  # type: ignore[index]


COMMANDS = (
    Command(name="rename", label="改名", keys=("F2",)),
    Command(name="add-below", label="在下面新增…", keys=("Ins",), icon="add"),
    Command(name="add-beside", label="在旁边新增…", keys=("Shift+Ins",)),
    Command(name="delete", label="删除", keys=("Del",), icon="delete"),
    Command(name="enable", label="启用", keys=("Ctrl+Shift+E",), icon="enable"),
    Command(name="disable", label="停用", keys=("Ctrl+Shift+T",), icon="disable"),
    Command(),
    Command(name="cut", label="剪切（准备移动）", keys=("Ctrl+X",)),
    Command(name="uncut", label="取消剪切", keys=("Esc",)),
    Command(name="paste", label="移到这里", keys=("Ctrl+V",)),
    Command(name="out", label="移到上一级", keys=("Alt+Left",)),
    Command(name="in", label="移到上面一个节点之下", keys=("Alt+Right",)),
    Command(name="up", label="移到前一个上级", keys=("Alt+Up",)),
    Command(name="down", label="移到后一个上级", keys=("Alt+Down",)),
    Command(name="take-back", label="撤销所选的调整", keys=("Ctrl+Backspace",), icon="take-back"),
    Command(name="apply", label="应用全部调整", keys=("Ctrl+Return", "Ctrl+Enter"), icon="check"),
    Command(),
    Command(name="copy", label="复制代码和名称", keys=("Ctrl+C",)),
    Command(name="export", label="导出所选…", keys=("Ctrl+Shift+X",), icon="export"),
    Command(name="open-all", label="展开全部下级", keys=("*",)),
    Command(name="close-all", label="收起全部下级", keys=("Ctrl+Left",)),
    Command(name="find", label="在树中查找", keys=("Ctrl+F", "/"), icon="search"),
    Command(name="find-next", label="下一个", keys=("F3",)),
    Command(name="find-previous", label="上一个", keys=("Shift+F3",)),
)


class TreeCommands(QObject):
    """Works on the selection of one view. `add_wanted` carries the node to add below."""

    told = Signal(str)
    written = Signal()
    failed = Signal(object)
    add_wanted = Signal(object)
    export_wanted = Signal()
    moved = Signal(list)
    """Identities of nodes that are about to stand elsewhere."""
    find_wanted = Signal()
    step_wanted = Signal(int)

    def __init__(self, view: TreeView, *, catalog: Catalog, desk: Desk, staged: StagedMoves) -> None:
        super().__init__(view)
        self._view, self._catalog, self._desk, self._staged = view, catalog, desk, staged
        self._cut: list[Node] = []
        self.uses = UseQuestion(view, catalog=catalog, desk=desk)
        # not at import, which is done off the GUI thread
        self._by_key = {_combined(keys): one.name for one in COMMANDS for keys in one.keys}
        view.tree.rename_wanted.connect(self._rename)

    # keys

    def knows(self, event: QKeyEvent) -> bool:
        """Say whether a key means something in the tree."""
        return self._named(event) is not None

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means, or say why it cannot be done."""
        name = self._named(event)
        if name is None:
            return False
        self.run(name)
        return True

    def _named(self, event: QKeyEvent) -> str | None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.text() in {"*", "/"}:
            modifiers &= ~Qt.KeyboardModifier.ShiftModifier
        name = self._by_key.get(event.key() | modifiers.value)
        return None if name == "uncut" and not self._cut else name  # Esc is others' while nothing is cut

    def run(self, name: str) -> None:
        """Carry a command out, or tell why not."""
        reason = self.why_not(name)
        if reason:
            label = next(one.label for one in COMMANDS if one.name == name).rstrip("…")
            self.told.emit(f"不能{label}：{reason}")
            return
        self._does()[name]()

    def _does(self) -> dict[str, Callable[[], object]]:
        view, index = self._view, self._view.currentIndex()
        return {
            "rename": lambda: view.edit(index, view.EditTrigger.EditKeyPressed, None),
            "add-below": lambda: self.add_wanted.emit(view.current_node()),
            "add-beside": lambda: self.add_wanted.emit(view.tree.node(index.parent())),
            "delete": self._ask_delete,
            "enable": lambda: self._enable(enabled=True),
            "disable": lambda: self._enable(enabled=False),
            "cut": self._take_up,
            "uncut": self._let_go,
            "paste": lambda: self._put(self._cut, below=index),
            **{name: partial(self._shift, name) for name in ("out", "in", "up", "down")},
            "take-back": lambda: self._staged.take_back([node.identity for node in self._nodes() if node.staged]),
            "apply": self._staged.apply,
            "copy": self._copy,
            "export": self.export_wanted.emit,
            "open-all": lambda: view.opening.open_all(index),
            "close-all": lambda: view.opening.close_all(index),
            "find": self.find_wanted.emit,
            "find-next": lambda: self.step_wanted.emit(1),
            "find-previous": lambda: self.step_wanted.emit(-1),
        }

    # why not

    def why_not(self, name: str) -> str:
        """Return why a command cannot be carried out now, '' when it can."""
        asked: dict[str, Callable[[], str]] = {
            "rename": lambda: self.why_not_rename(self._view.current_node()),
            "add-below": lambda: may_write(self._desk.user, catalog=self._catalog) or "",
            "add-beside": self._why_not_beside,
            "delete": self._why_no_rows,
            "enable": lambda: self._why_no_switch(enabled=True),
            "disable": lambda: self._why_no_switch(enabled=False),
            "cut": self._why_not_take,
            "uncut": lambda: "" if self._cut else "没有剪切的节点",
            "paste": lambda: self._why_not_put(self._cut, below=self._view.currentIndex()),
            "take-back": lambda: "" if any(node.staged for node in self._nodes()) else "选中的节点没有待应用的调整",
            "apply": lambda: "" if self._staged.moves else "没有待应用的调整",
            "copy": lambda: "" if self._nodes() else "请先选中节点",
            "export": lambda: "" if self._nodes() else "请先选中节点",
        }
        if name in {"out", "in", "up", "down"}:
            below = self._shifted(name)
            return self._why_not_take() or (
                self._why_not_put(self._movable(), below=below) if below.isValid() else "那里没有可以作为上级的节点"
            )
        return asked.get(name, str)()

    def why_not_rename(self, node: Node | None) -> str:
        """Return why a node cannot be given another name."""
        if node is None or not node.row_id:
            return "请选中有代码的节点"
        if node.staged:
            return "它在待应用的调整中，请先应用或撤销"
        user, catalog = self._desk.user, self._catalog
        if reason := why_no_name(catalog) or may_write(user, catalog=catalog):
            return reason
        is_foreign = node.is_standard and node.mof_div_code != user.mof_div_code
        return "部定标准行只读，不能修改或删除" if is_foreign else ""

    def _why_not_beside(self) -> str:
        parent = self._view.currentIndex().parent()
        return self.why_not("add-below") or ("" if parent.isValid() else "请选中一个节点")

    def _why_no_rows(self) -> str:
        reason = may_write(self._desk.user, catalog=self._catalog)
        return reason or ("" if self._rows() else "请先选中有代码的节点")

    def _why_no_switch(self, *, enabled: bool) -> str:
        if reason := self._why_no_rows():
            return reason
        done = all(node.is_enabled is enabled for node in self._rows())
        return (f"选中的节点都已{'启用' if enabled else '停用'}") if done else ""

    def _why_not_take(self) -> str:
        nodes = self._movable()
        return self._staged.why_not_take(nodes) if nodes else "请先选中要移动的节点"

    def _why_not_put(self, nodes: Sequence[Node], *, below: QModelIndex) -> str:
        if not nodes:
            return "请先剪切要移动的节点（Ctrl+X）"
        return self._staged.why_not_put(nodes, below=below)

    # for the view's hands

    def why_not_take(self, nodes: Sequence[Node]) -> str:
        """Return why nodes cannot be moved at all."""
        return self._staged.why_not_take(nodes)

    def why_not_put(self, nodes: Sequence[Node], *, below: QModelIndex) -> str:
        """Return why nodes cannot stand below another."""
        return self._staged.why_not_put(nodes, below=below)

    def put(self, nodes: Sequence[Node], *, below: QModelIndex) -> None:
        """Stage the move of nodes below another."""
        self._put(nodes, below=below)

    # doing

    def _nodes(self) -> list[Node]:
        return self._view.selected_nodes()

    def _rows(self) -> list[Node]:
        return [node for node in self._nodes() if node.row_id]

    def _movable(self) -> list[Node]:
        return [node for node in self._nodes() if may_be_moved(node)]

    def _take_up(self) -> None:
        self._cut = self._movable()
        self._view.fade([node.identity for node in self._cut])
        self.told.emit(f"已剪切 {len(self._cut):,} 个节点，请选中新的上级后按 Ctrl+V；按 Esc 取消")

    def _let_go(self) -> None:
        self._cut = []
        self._view.fade(())
        self.told.emit("已取消剪切")

    def _put(self, nodes: Sequence[Node], *, below: QModelIndex) -> None:
        self.moved.emit([node.identity for node in nodes])
        self._staged.put(nodes, below=below)
        self._cut = []
        self._view.fade(())
        self._view.expand(below)

    def _shifted(self, name: str) -> QModelIndex:
        """Return the node below which a key would move the chosen one."""
        index = self._view.currentIndex()
        parent = index.parent()
        if name == "out":
            return parent.parent()
        if name == "in":
            return index.siblingAtRow(index.row() - 1) if index.row() else QModelIndex()
        return parent.sibling(parent.row() + (-1 if name == "up" else 1), 0)

    def _shift(self, name: str) -> None:
        self._put(self._movable(), below=self._shifted(name))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{node.code}\t{node.name}" for node in self._nodes()))
        self.told.emit(f"已复制 {len(self._nodes()):,} 个节点的代码和名称")

    def _rename(self, node: Node, name: str) -> None:
        store, user, catalog = self._desk.store, self._desk.user, self._catalog

        def failed(error: object) -> None:
            self._view.tree.forget_typed(node)
            self.failed.emit(error)

        self._desk.operations.run(
            lambda _: rename_row(store, user=user, catalog=catalog, row_id=node.row_id, name=name),
            done=lambda outcome: self._renamed(node, outcome),
            failed=failed,
            owner=self,
            label="改名",
        )

    def _renamed(self, node: Node, outcome: Outcome) -> None:
        if outcome.refusals:
            self._view.tree.forget_typed(node)
        else:
            self._view.tree.keep_typed(node)
        self._done(outcome, word="改名")

    def _ask_delete(self) -> None:
        nodes = self._rows()
        text = f"将删除选中的 {len(nodes):,} 个节点。"
        self._look(
            [node.row_id for node in nodes],
            word=DELETE,
            unused=lambda ids: ask(self._view, title=DELETE, text=text, yes=DELETE, do=lambda: self._do(DELETE, ids)),
        )

    def _enable(self, *, enabled: bool) -> None:
        ids = [node.row_id for node in self._rows() if node.is_enabled is not enabled]
        if enabled:
            self._do("启用", ids)
        else:
            self._look(ids, word=DISABLE, unused=lambda found: self._do(DISABLE, found))

    def _look(self, ids: Sequence[str], *, word: str, unused: Callable[[Sequence[str]], object]) -> None:
        """Show where the rows are used before what is in use is disabled or deleted."""
        self.uses.ask(lambda _: ids, word=word, do=self._do, unused=unused, failed=self.failed.emit)

    def _do(self, word: str, ids: Sequence[str]) -> None:
        store, user, catalog = self._desk.store, self._desk.user, self._catalog
        if word == DELETE:
            self._act(lambda: delete_rows(store, user=user, catalog=catalog, row_ids=ids), word=word)
        else:
            enabled = word != DISABLE
            self._act(lambda: set_enabled(store, user=user, catalog=catalog, row_ids=ids, enabled=enabled), word=word)

    def _act(self, do: Callable[[], Outcome], *, word: str) -> None:
        self._desk.operations.run(
            lambda _: do(),
            done=lambda outcome: self._done(outcome, word=word),
            failed=self.failed.emit,
            owner=self,
            label=f"{word}节点",
        )

    def _done(self, outcome: Outcome, *, word: str) -> None:
        if outcome.refusals:
            self.told.emit(f"没有{word}：{outcome.sentence}")
            return
        self.told.emit(f"已{word} {len(outcome.written):,} 行，待同步上传")
        self.written.emit()
