"""Makes the declared actions of the window: into menus, with shortcuts, each with a reason while it is out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from ui.look.icons import icon
from ui.specs import SPECS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QMenuBar

    from ui.specs import Spec


DEMO = ("start-central", "stop-central")
"""Actions that only a demonstration has."""
SEEING = (
    "unit-yuan",
    "unit-wan",
    "unit-yi",
    "density-compact",
    "density-standard",
    "density-roomy",
    "zebra",
    "red-negatives",
    "tree",
)
"""Actions for how all grids look."""
MENU_KEYS = {"文件": "F", "编辑": "E", "同步": "S", "查看": "V", "演示": "D", "帮助": "H"}
"""The letter that opens a menu with Alt."""


def make_actions(parent: QObject, *, without: Collection[str] = ()) -> dict[str, QAction]:
    """Return the actions by name; they do nothing before `give_work`."""
    made = {spec.name: _action(spec, parent=parent) for spec in SPECS if spec.name and spec.name not in without}
    for group in {spec.group for spec in SPECS if spec.group}:
        choice = QActionGroup(parent)
        for spec in SPECS:
            if spec.group == group:
                made[spec.name].setCheckable(True)
                choice.addAction(made[spec.name])
    return made


def give_work(actions: Mapping[str, QAction], *, does: Mapping[str, Callable[[], object]]) -> None:
    """Let each action do what `does` says for its name; KeyError when one has nothing to do."""
    for name, action in actions.items():
        action.triggered.connect(does[name])


def say_why(action: QAction, reason: str) -> None:
    """Disable an action and say why, or ('') enable it."""
    action.setEnabled(not reason)
    label = action.text().split("\t")[0].rstrip("…")
    action.setToolTip(f"不能{label}：{reason}" if reason else str(action.property("about") or ""))


def keys_of(action: QAction) -> str:
    """Return an action's keys as people write them; '' when it has none."""
    native = QKeySequence.SequenceFormat.NativeText
    own = "、".join(one.toString(native) for one in action.shortcuts())
    return own or str(action.property("keys") or "") or action.text().partition("\t")[2]


def _action(spec: Spec, *, parent: QObject) -> QAction:
    action = QAction(spec.label, parent)
    action.setObjectName(spec.name)
    action.setToolTip(spec.about)
    action.setProperty("about", spec.about)
    if spec.shortcut:
        action.setShortcuts(QKeySequence.listFromString(spec.shortcut))
    action.setCheckable(spec.is_switch)
    if spec.icon:
        action.setIcon(icon(spec.icon))
        action.setProperty("picture", spec.icon)
    return action


def fill_menus(bar: QMenuBar, *, actions: Mapping[str, QAction], specs: Sequence[Spec] = SPECS) -> None:
    """Put actions into the menus they belong to; a menu without actions does not appear."""
    used = [spec for spec in specs if spec.name in actions or not spec.name]
    for title in dict.fromkeys(spec.menu for spec in used if spec.name):
        menu = bar.addMenu(f"{title}(&{MENU_KEYS[title]})")
        menu.setToolTipsVisible(True)
        for spec in used:
            if spec.menu == title and spec.name:
                menu.addAction(actions[spec.name])
            elif spec.menu == title:
                menu.addSeparator()
