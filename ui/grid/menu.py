"""The context menu of a grid: the keys' actions with their names, the page's buttons, and whose value stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui.grid.cell_menu import CellMenu
from ui.look.icons import icon
from ui.waiting.settle_choices import CHOICES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from ui.grid.view import GridView
    from ui.page.row_actions import RowActions


class GridMenu(CellMenu):
    """Made for one opening; emits `settle_chosen` with the name of one of CHOICES and the rows it is for."""

    settle_chosen = Signal(str, list)

    def __init__(self, view: GridView, *, buttons: Mapping[str, QAction], actions: RowActions, parent: QWidget) -> None:
        super().__init__(view, parent=parent, has_rows=True)
        self.addSeparator()
        adding = buttons["add"]
        why_not = "" if adding.isEnabled() else adding.toolTip().removeprefix("不能新增：")
        count = sum(len(part) for part in view.selected_rows())
        self._add("新增多行…", lambda: view.rows_wanted.emit(max(count, 1)), keys="Ctrl++", reason=why_not)
        self._add("复制为新行…", view.duplicate_wanted.emit, keys="Ctrl+Shift+D", reason=why_not)
        for name in ("add", "delete", "enable", "disable"):
            self.addAction(buttons[name])
        self._add_choices(actions)

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
