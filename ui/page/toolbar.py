"""The officers' buttons of clause 2, each enabled or saying why it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui.look.icons import icon
from ui.overflow_row import OverflowRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtGui import QPaintEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button; `name` '' is a gap. `keys`: those of the window's action of the same name."""

    name: str = ""
    label: str = ""
    icon: str = ""
    about: str = ""
    shortcut: str = ""
    keys: str = ""


BUTTONS = (
    Button(name="add", label="新增", icon="add", about="在选中的节点下新增一行", shortcut="Ctrl+N"),
    Button(name="delete", label="删除", icon="delete", about="删除选中的行；正在使用的行只能停用", shortcut="Ctrl+-"),
    Button(
        name="save", label="保存", icon="check", about="保存正在录入的单元格；其余修改都已随时保存", shortcut="Ctrl+S"
    ),
    Button(name="refresh", label="刷新", icon="refresh", about="重新读取", keys="F5"),
    Button(),
    Button(name="import", label="导入", icon="import", about="从 Excel 工作簿导入，先看计划再写入", keys="Ctrl+I"),
    Button(name="export", label="导出", icon="export", about="导出为 Excel 工作簿", keys="Ctrl+E"),
    Button(),
    Button(name="enable", label="启用", icon="enable", about="启用选中的行", shortcut="Ctrl+Shift+E"),
    Button(name="disable", label="停用", icon="disable", about="停用选中的行；停用后保留历史", shortcut="Ctrl+Shift+T"),
    Button(),
    Button(
        name="issue",
        label="下发",
        icon="export",
        about="把本级制定和细化的行下发给下级：先看与上一次相比的变化，再下发",
        shortcut="Ctrl+Shift+I",
    ),
    Button(name="query", label="查询", icon="search", about="显示或收起查询条件", shortcut="Ctrl+Shift+F"),
)


class PageToolbar(QFrame):
    """Emits `pressed` with a button's name."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget, *, without: Collection[str] = ()) -> None:
        super().__init__(parent)
        self.actions_by_name: dict[str, QAction] = {}
        self._row = OverflowRow(spacing=2, name="按钮")
        column = QHBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.addWidget(self._row)
        for button in BUTTONS:
            if not button.name:
                self._gap()
            elif button.name not in without:
                self._add(button, page=parent)

    def say_why(self, name: str, reason: str) -> None:
        """Disable a button and say why, or ('') enable it."""
        about = next(button for button in BUTTONS if button.name == name)
        action = self.actions_by_name[name]
        action.setEnabled(not reason)
        keys = f"（{about.shortcut or about.keys}）" if about.shortcut or about.keys else ""
        action.setToolTip(f"不能{about.label}：{reason}" if reason else f"{about.about}{keys}")

    def _add(self, button: Button, *, page: QWidget) -> None:
        action = QAction(icon(button.icon), button.label, self)
        action.setObjectName(button.name)
        action.setProperty("picture", button.icon)
        action.setProperty("about", button.about)
        action.setProperty("keys", button.shortcut or button.keys)
        if button.shortcut:
            action.setShortcut(QKeySequence(button.shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False, name=button.name: self.pressed.emit(name))
        page.addAction(action)
        shown = QToolButton(self)
        shown.setDefaultAction(action)
        shown.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row.add(shown)
        self.actions_by_name[button.name] = action
        self.say_why(button.name, "")

    def _gap(self) -> None:
        self._row.add(_Gap(self))


class _Gap(QFrame):
    """A thin line between two groups of buttons."""

    def sizeHint(self) -> QSize:
        return QSize(9, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.width() // 2, 0, 1, self.height(), self.palette().mid())
