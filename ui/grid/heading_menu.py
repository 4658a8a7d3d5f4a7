"""The context menu of a grid's headings: sorting, filtering, freezing, hiding and fitting columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from ui.actions import say_why
from ui.grid.column_chooser import ColumnChooser

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.grid.columns import Columns
    from ui.grid.header import GridHeader
    from ui.grid.view import GridView


class HeadingMenus(QObject):
    """Opens the menu on either part of the heading, and the dialog for the columns."""

    def __init__(self, view: GridView, *, columns: Columns) -> None:
        super().__init__(view)
        self._view, self.columns = view, columns
        for head in (view.headings.header, view.frozen.head):
            head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            head.customContextMenuRequested.connect(lambda at, head=head: self._open(head, at))

    def choose_columns(self) -> ColumnChooser:
        """Open the dialog that shows, hides and orders columns."""
        labels = {column.name: column.label for column in self._view.grid.columns}
        dialog = ColumnChooser(self.columns, labels=labels, parent=self._view.window())
        dialog.open()
        return dialog

    def _open(self, head: GridHeader, at: QPoint) -> None:
        column = head.logicalIndexAt(at)
        if column >= 0:
            self.menu_for(column).popup(head.mapToGlobal(at))

    def menu_for(self, column: int) -> QMenu:
        """Return the menu for a column."""
        view, source = self._view, self._view.grid.source
        name = view.grid.columns[column].name
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        order = view.headings.arrangement
        why = "" if source and source.can_arrange else "这里的行保持录入的次序"
        _add(menu, "升序", lambda: order.sort((name, False)), reason=why)
        _add(menu, "降序", lambda: order.sort((name, True)), reason=why)
        _add(menu, "取消排序", order.sort, reason=why or ("" if order.order else "现在没有排序"))
        _add(menu, "筛选…\tCtrl+Shift+L", lambda: view.headings.filter_column(column), reason=why)
        menu.addSeparator()
        self._add_grouping(menu, column=column, name=name)
        menu.addSeparator()
        frozen = view.frozen
        is_last = frozen.last_name == name
        _add(menu, "冻结到这一列", lambda: self._freeze(name), reason="已经冻结到这一列" if is_last else "")
        _add(menu, "取消冻结", lambda: frozen.freeze(""), reason="" if frozen.width else "没有冻结的列")
        _add(menu, "恢复默认冻结", lambda: frozen.freeze(None), reason="" if frozen.upto is not None else "现在是默认")
        menu.addSeparator()
        alone = len(view.columns_in_sight()) == 1
        _add(menu, "隐藏这一列", lambda: self.columns.hide(name), reason="至少要显示一列" if alone else "")
        _add(menu, "最适合的列宽", lambda: view.resizeColumnToContents(column))
        _add(menu, "显示列…", self.choose_columns)
        _add(menu, "恢复默认列", self.columns.reset)
        return menu

    def _add_grouping(self, menu: QMenu, *, column: int, name: str) -> None:
        folding = self._view.folding
        grouping = folding.grouping
        if grouping is None:
            return
        none = "" if grouping.field else "现在没有分组"
        _add(menu, "按这一列分组\tCtrl+Shift+G", lambda: grouping.by(name), reason=folding.why_not(column))
        _add(menu, "全部收起\tAlt+Shift+↑", lambda: folding.fold_all(closed=True), reason=none)
        _add(menu, "全部展开\tAlt+Shift+↓", lambda: folding.fold_all(closed=False), reason=none)
        _add(menu, "取消分组", lambda: grouping.by(""), reason=none)

    def menu_within(self, menu: QMenu, *, column: int) -> QMenu:
        """Return the menu for a column as a part of another one, so that keys alone reach it."""
        part = self.menu_for(column)
        part.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # noqa: FBT003 - Qt's own signature
        part.setTitle(f"本列“{self._view.grid.columns[column].label}”")
        menu.destroyed.connect(part.deleteLater)
        return part

    def _freeze(self, name: str) -> None:
        frozen = self._view.frozen
        frozen.freeze(name)
        if frozen.last_name != name:
            self._view.explained.emit("窗口放不下这么多冻结的列，放不下的列随其他列滚动")


def _add(menu: QMenu, label: str, do: Callable[[], object], *, reason: str = "") -> None:
    action = menu.addAction(label)
    say_why(action, reason)
    action.triggered.connect(lambda _checked=False: do())
