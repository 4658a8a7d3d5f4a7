"""What each key does in a grid, as in a workbook; one table, which the list of shortcuts is written from too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence

from app.fields import Editor
from ui.grid.delegate import ENTER, Leave, opens_editor

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from ui.grid.view import GridView

Key = Qt.Key
Modifier = Qt.KeyboardModifier
Lines = QItemSelectionModel.SelectionFlag
CONTROL, SHIFT, ALT = Modifier.ControlModifier, Modifier.ShiftModifier, Modifier.AltModifier
NONE = Modifier.NoModifier
ARROWS = {Key.Key_Up: Leave.UP, Key.Key_Down: Leave.DOWN, Key.Key_Left: Leave.LEFT, Key.Key_Right: Leave.RIGHT}
CLIPBOARD = QKeySequence.StandardKey
LISTED = {Editor.CHOICE, Editor.CHOICES, Editor.DATE, Editor.REFERENCE, Editor.REFERENCES}
"""Editors that open a list, a tree or a calendar."""
MOST_INSERTED = 1_000
"""Blank rows that are asked for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridKey:
    """Keys of a grid as they are told to people."""

    keys: str
    about: str


GRID_KEYS = (
    GridKey(keys="F2", about="编辑单元格；直接录入则替换原内容"),
    GridKey(keys="Enter / Shift+Enter", about="保存并下移 / 上移"),
    GridKey(keys="Tab / Shift+Tab", about="保存并右移 / 左移；再按 Enter 回到起始列的下一行"),
    GridKey(keys="Ctrl+Enter", about="把录入的内容填入所有选中的单元格"),
    GridKey(keys="Alt+↓ / F4", about="打开下拉列表、选择树或日历；没有列表的单元格打开本列的筛选"),
    GridKey(keys="Ctrl+Shift+L", about="打开本列的筛选"),
    GridKey(keys="Ctrl+方向键", about="跳到有内容区域的边缘；加 Shift 选到边缘"),
    GridKey(keys="Ctrl+Home / Ctrl+End", about="第一个 / 最后一个单元格"),
    GridKey(keys="Shift+空格 / Ctrl+空格", about="选中整行 / 整列"),
    GridKey(keys="Ctrl+C / Ctrl+X / Ctrl+V", about="复制 / 剪切 / 粘贴，与 Excel、WPS 互通"),
    GridKey(keys="Ctrl+Shift+C", about="连同列标题复制"),
    GridKey(keys="Ctrl+D / Ctrl+R", about="向下 / 向右填充"),
    GridKey(keys="Delete", about="清除内容"),
    GridKey(keys="Ctrl++", about="新增与选中行数相同的行；Ctrl+- 删除选中的行"),
    GridKey(keys="Ctrl+Shift+D", about="复制选中的行为新行，代码留空待填"),
    GridKey(keys="Ctrl+F / Ctrl+H", about="查找 / 替换；F3 下一个，Shift+F3 上一个"),
    GridKey(keys="F6 / Shift+F6", about="离开表格，到页面的下一部分 / 上一部分"),
    GridKey(keys="Ctrl+;", about="录入今天的日期"),
    GridKey(keys="空格", about="启用、停用等是否单元格：切换；分组行：展开或收起"),
    GridKey(keys="Ctrl+Shift+G", about="按当前列分组并小计；再按取消分组"),
    GridKey(keys="Alt+Shift+← / Alt+Shift+→", about="收起 / 展开当前的组；↑ 全部收起，↓ 全部展开"),
)


class Keys:
    """Carries out the keys of one view."""

    def __init__(self, view: GridView) -> None:
        self._view = view
        blocks, moves = view.blocks, view.moves
        self._does: dict[tuple[Modifier, Key], Callable[[], object]] = {
            (CONTROL | SHIFT, Key.Key_C): lambda: blocks.copy(headed=True),
            (CONTROL, Key.Key_Home): lambda: moves.to_corner(end=False, extend=False),
            (CONTROL, Key.Key_End): lambda: moves.to_corner(end=True, extend=False),
            (CONTROL | SHIFT, Key.Key_Home): lambda: moves.to_corner(end=False, extend=True),
            (CONTROL | SHIFT, Key.Key_End): lambda: moves.to_corner(end=True, extend=True),
            (SHIFT, Key.Key_Space): lambda: moves.select_lines(Lines.Rows),
            (CONTROL, Key.Key_Space): lambda: moves.select_lines(Lines.Columns),
            (CONTROL, Key.Key_D): lambda: view.fill.along(down=True),
            (CONTROL, Key.Key_R): lambda: view.fill.along(down=False),
            (NONE, Key.Key_Delete): blocks.clear,
            (CONTROL, Key.Key_F): lambda: view.finder.ask(replace=False),
            (CONTROL, Key.Key_H): lambda: view.finder.ask(replace=True),
            (NONE, Key.Key_F6): lambda: view.step_out(forward=True),
            (SHIFT, Key.Key_F6): lambda: view.step_out(forward=False),
            (NONE, Key.Key_F3): lambda: view.finder.go_on(step=1),
            (SHIFT, Key.Key_F3): lambda: view.finder.go_on(step=-1),
            (CONTROL | SHIFT, Key.Key_D): view.duplicate_wanted.emit,
            (CONTROL | SHIFT, Key.Key_G): view.folding.turn,
            (ALT | SHIFT, Key.Key_Left): lambda: view.folding.fold(closed=True),
            (ALT | SHIFT, Key.Key_Right): lambda: view.folding.fold(closed=False),
            (ALT | SHIFT, Key.Key_Up): lambda: view.folding.fold_all(closed=True),
            (ALT | SHIFT, Key.Key_Down): lambda: view.folding.fold_all(closed=False),
        }
        for plus in (Key.Key_Plus, Key.Key_Equal):
            self._does[CONTROL, plus] = self._does[CONTROL | SHIFT, plus] = self._ask_for_rows
        for arrow, to in ARROWS.items():
            self._does[CONTROL, arrow] = lambda to=to: moves.to_edge(to, extend=False)  # type: ignore[misc]
            self._does[CONTROL | SHIFT, arrow] = lambda to=to: moves.to_edge(to, extend=True)  # type: ignore[misc]

    def _ask_for_rows(self) -> None:
        count = sum(len(part) for part in self._view.selected_rows())
        self._view.rows_wanted.emit(min(max(count, 1), MOST_INSERTED))

    def press(self, event: QKeyEvent) -> bool:
        """Carry out a key; return False when it has no meaning of its own here."""
        key, modifiers = Key(event.key()), event.modifiers() & ~Modifier.KeypadModifier
        for standard, do in (
            (CLIPBOARD.Copy, self._view.blocks.copy),
            (CLIPBOARD.Cut, self._view.blocks.cut),
            (CLIPBOARD.Paste, self._view.blocks.paste),
        ):
            if event.matches(standard):
                do()
                return True
        if (modifiers, key) in self._does:
            self._does[modifiers, key]()
            return True
        return self._entering(key, modifiers) or self._at_cell(key, modifiers)

    def _entering(self, key: Key, modifiers: Modifier) -> bool:
        shift = bool(modifiers & SHIFT)
        if key in ENTER and modifiers & ALT:
            self._view.form_wanted.emit(self._view.currentIndex().row())
        elif key in ENTER:
            self._view.moves.leave(Leave.UP if shift else Leave.DOWN, goes_on=True)
        elif key in {Key.Key_Tab, Key.Key_Backtab} and not modifiers & CONTROL:
            self._view.moves.leave(Leave.LEFT if shift or key == Key.Key_Backtab else Leave.RIGHT, goes_on=True)
        else:
            return False
        return True

    def _at_cell(self, key: Key, modifiers: Modifier) -> bool:
        """Carry out a key that depends on the current cell."""
        view, index = self._view, self._view.currentIndex()
        if not index.isValid():
            return False
        if key == Key.Key_Space and modifiers == NONE and view.folding.toggle(index.row()):
            return True
        if key in {Key.Key_Space, Key.Key_F2} and not opens_editor(view.grid.columns[index.column()]):
            view.fill.toggle()
        elif key == Key.Key_Backspace:
            view.edit_from_blank(index)
        elif (key, modifiers) in {(Key.Key_Down, ALT), (Key.Key_F4, NONE)}:
            listed = view.grid.columns[index.column()].field.editor in LISTED
            if listed and not view.grid.lock_at(index.row(), index.column()):
                view.edit(index, view.EditTrigger.EditKeyPressed)
            else:
                view.headings.filter_column(index.column())
        elif key == Key.Key_L and modifiers == CONTROL | SHIFT:
            view.headings.filter_column(index.column())
        elif key == Key.Key_Semicolon and modifiers == CONTROL:
            view.fill.today(index)
        elif key == Key.Key_Escape and (typed := view.grid.typed_at(index.row(), index.column())) and typed.reason:
            view.grid.take_back(index.row(), index.column())
        else:
            return False
        return True
