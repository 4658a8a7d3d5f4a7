"""What every window must do for a person without a mouse or without eyes: rules that return what is wrong."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QButtonGroup,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

from ui.actions import keys_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QAccessibleInterface

    from tests.e2e.window import Window

MOST = 4_000
"""Interfaces that are looked at; the cells of a table are too many to be asked one by one."""
ROWS_AND_CELLS = {
    QAccessible.Role.Cell,
    QAccessible.Role.ListItem,
    QAccessible.Role.TreeItem,
    QAccessible.Role.ColumnHeader,
    QAccessible.Role.RowHeader,
}
INNER = {"qt_scrollarea_viewport", "qt_spinbox_lineedit"}
FILLED = (QComboBox, QLineEdit, QAbstractSpinBox, QPlainTextEdit, QAbstractItemView, QTabBar)
"""Controls whose own text is a value and no name."""
DIALOGS: dict[str, Callable[[Window], object]] = {
    "同步设置": lambda window: window.act("sync-settings", wait=False),
    "快捷键": lambda window: window.act("shortcuts", wait=False),
    "关于": lambda window: window.act("about", wait=False),
    "登录": lambda window: window.act("switch-user", wait=False),
    "导出": lambda window: window.act("export", wait=False),
    "打印预览": lambda window: window.act("print", wait=False),
    "新增": lambda window: window.press_button("add"),
    "新增多行": lambda window: window.page.new_rows.insert(3),
    "查找和替换": lambda window: window.page.grid.finder.ask(replace=True),
    "显示列": lambda window: window.page.heading_menus.choose_columns(),
}
"""How each dialog of a page with a tree and rows opens."""
PANELS = ("waiting", "history", "problems", "compare")


def walk(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield an interface and all below it, without the rows and cells of tables."""
    waiting, seen = [root], 0
    while waiting and seen < MOST:
        one = waiting.pop()
        seen += 1
        yield one
        for n in range(one.childCount()):
            child = one.child(n)
            if getattr(child, "isValid", bool)() and child.role() not in ROWS_AND_CELLS:
                waiting.append(child)


def nameless(top: QWidget) -> list[str]:
    """Return the visible controls that take the keyboard and have no name or no role."""
    found = []
    for one in walk(QAccessible.queryAccessibleInterface(top)):
        state, name = one.state(), getattr(one.object(), "objectName", str)()  # a part of a control is no object
        if not state.focusable or state.invisible or name in INNER:
            continue
        if not one.text(QAccessible.Text.Name).strip() or one.role() == QAccessible.Role.NoRole:
            found.append(f"{one.role()} {type(one.object()).__name__} {name}")
    filled = [part for part in shown(top) if isinstance(part, FILLED) and stops(part)]
    return found + [words(part) for part in filled if not (part.accessibleName() or labels(part, top=top))]


def down_beside(part: QAbstractButton) -> list[QAbstractButton]:
    """Return the button that is down in the exclusive group of a button, if there is one."""
    group = cast("QButtonGroup | None", part.group())  # Qt's stubs know no button without a group
    if group is None or not group.exclusive():
        return []
    return [one for one in group.buttons() if one.isChecked()]


def mouse_only(top: QWidget) -> list[str]:
    """Return the visible buttons that neither Tab nor a key of their action reaches."""
    found = []
    for part in shown(top):
        if not isinstance(part, QAbstractButton) or stops(part) or not part.isEnabled():
            continue
        if isinstance(part.parent(), (QLineEdit, QTabBar, QHeaderView, QAbstractItemView)):
            continue  # what it does, a key does in the control that it belongs to
        if any(stops(one) for one in down_beside(part)):
            continue  # the arrows go to it from the one that is down
        action = part.defaultAction() if isinstance(part, QToolButton) else None
        if action is None or not keys_of(action):
            found.append(words(part))
    return found


def jumps(top: QWidget) -> list[str]:
    """Return where Tab goes against the eye: back up in the same column, or to the left in the same line."""
    found, order = [], tab_order(top)
    for one, after in pairwise(order):
        a, b = place(one, top), place(after, top)
        is_back_up = b.bottom() <= a.top() and b.left() < a.right()
        is_back_left = b.right() <= a.left() and b.top() < a.center().y() < b.bottom()
        if is_back_up or is_back_left:
            found.append(f"{words(one)} {a.getRect()} -> {words(after)} {b.getRect()}")
    return found


def tab_order(top: QWidget) -> list[QWidget]:
    """Return the visible parts that Tab stops at, from the top of the window's chain."""
    order: list[QWidget] = []
    part = top.nextInFocusChain()
    while part is not None and part is not top and len(order) < MOST:
        if part.window() is top and part.isVisible() and part.isEnabled() and stops(part):
            order.append(part)
        part = part.nextInFocusChain()
    return order


def shown(top: QWidget) -> list[QWidget]:
    return [one for one in (top, *top.findChildren(QWidget)) if one.isVisible() and one.window() is top]


def stops(part: QWidget) -> bool:
    if part.objectName() in INNER or part.focusProxy() is not None:
        return False
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus & ~Qt.FocusPolicy.ClickFocus)


def labels(part: QWidget, *, top: QWidget) -> bool:
    return any(one.buddy() is part for one in top.findChildren(QLabel))


def place(part: QWidget, top: QWidget) -> QRect:
    return QRect(part.mapTo(top, QPoint(0, 0)), part.size())


def words(part: QWidget) -> str:
    text = part.accessibleName() or getattr(part, "text", str)() or part.objectName()
    above = part.parentWidget()
    return f"{type(part).__name__} “{text}” in {type(above).__name__ if above else '-'}"
