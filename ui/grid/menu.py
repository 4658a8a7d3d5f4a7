"""The context menu of a grid: the keys' actions with their names, the page's buttons, and whose value stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ui.actions import say_why
from ui.look.icons import icon
from ui.waiting.settle_choices import CHOICES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from ui.grid.view import GridView
    from ui.page.row_actions import RowActions


class GridMenu(QMenu):
    """Made for one opening; emits `settle_chosen` with the name of one of CHOICES and the rows it is for."""

    settle_chosen = Signal(str, list)

    def __init__(self, view: GridView, *, buttons: Mapping[str, QAction], actions: RowActions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self._view = view
        index = view.currentIndex()
        lock = view.grid.lock_at(index.row(), index.column()) if index.isValid() else "请先选中单元格"
        self._add("编辑", lambda: view.edit(index, view.EditTrigger.EditKeyPressed), keys="F2", reason=lock)
        self._add("打开整行…", lambda: view.form_wanted.emit(index.row()), keys="Alt+Enter")
        self.addSeparator()
        self._add("复制", view.blocks.copy, keys=QKeySequence(QKeySequence.StandardKey.Copy).toString())
        self._add("剪切", view.blocks.cut, keys=QKeySequence(QKeySequence.StandardKey.Cut).toString(), reason=lock)
        self._add("粘贴", view.blocks.paste, keys=QKeySequence(QKeySequence.StandardKey.Paste).toString(), reason=lock)
        self._add("清除", view.blocks.clear, keys="Del", reason=lock)
        self._add_take_back()
        self.addSeparator()
        self._add("向下填充", lambda: view.fill.along(down=True), keys="Ctrl+D", reason=lock)
        self._add("向右填充", lambda: view.fill.along(down=False), keys="Ctrl+R", reason=lock)
        self._add("连同列标题复制", lambda: view.blocks.copy(headed=True), keys="Ctrl+Shift+C")
        self.addSeparator()
        adding = buttons["add"]
        why_not = "" if adding.isEnabled() else adding.toolTip().removeprefix("不能新增：")
        count = sum(len(part) for part in view.selected_rows())
        self._add("新增多行…", lambda: view.rows_wanted.emit(max(count, 1)), keys="Ctrl++", reason=why_not)
        self._add("复制为新行…", view.duplicate_wanted.emit, keys="Ctrl+Shift+D", reason=why_not)
        for name in ("add", "delete", "enable", "disable"):
            self.addAction(buttons[name])
        self._add_choices(actions)

    def _add(self, label: str, do: Callable[[], object], *, keys: str = "", reason: str = "") -> QAction:
        action = self.addAction(f"{label}\t{keys}" if keys else label)
        say_why(action, reason)
        action.triggered.connect(lambda _checked=False: do())
        return action

    def _add_take_back(self) -> None:
        grid, index = self._view.grid, self._view.currentIndex()
        typed = grid.typed_at(index.row(), index.column()) if index.isValid() else None
        if typed and typed.reason:
            self._add("放弃这处录入", lambda: grid.take_back(index.row(), index.column()), keys="Esc")

    def _add_choices(self, actions: RowActions) -> None:
        found = [
            (name, label, picture, about, ids)
            for name, label, picture, about, states in CHOICES
            if (ids := actions.selected_ids(states=states))
        ]
        if found:
            self.addSeparator()
        for name, label, picture, about, ids in found:
            action = self.addAction(icon(picture), f"{label}（{len(ids)} 行）" if len(ids) > 1 else label)
            action.setToolTip(about)
            action.triggered.connect(lambda _checked=False, name=name, ids=ids: self.settle_chosen.emit(name, ids))
