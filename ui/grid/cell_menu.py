"""The part of a grid's context menu that is about cells alone: edit, clipboard, clear, fill, each with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ui.actions import say_why

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from ui.grid.view import GridView


class CellMenu(QMenu):
    """Made for one opening. `has_rows`: a cell's row can be opened in a form."""

    def __init__(self, view: GridView, *, parent: QWidget, has_rows: bool = False) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self._view = view
        index = view.currentIndex()
        lock = view.grid.lock_at(index.row(), index.column()) if index.isValid() else "请先选中单元格"
        self._add("编辑", lambda: view.edit(index, view.EditTrigger.EditKeyPressed), keys="F2", reason=lock)
        if has_rows:
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
