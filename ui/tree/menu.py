"""The context menu of a tree: every command with its key, and why it cannot be carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ui.look.icons import icon
from ui.tree.commands import COMMANDS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.tree.commands import TreeCommands


ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


def shown_keys(keys: str) -> str:
    """Return a shortcut as people write it."""
    *modifiers, last = keys.split("+")
    if last in ARROWS:
        return "+".join([*modifiers, ARROWS[last]])
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class TreeMenu(QMenu):
    """Made for one opening."""

    def __init__(self, commands: TreeCommands, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        for command in COMMANDS:
            if not command.name:
                self.addSeparator()
                continue
            keys = shown_keys(command.keys[0])
            action = self.addAction(f"{command.label}\t{keys}")
            action.setObjectName(command.name)
            if command.icon:
                action.setIcon(icon(command.icon))
            reason = commands.why_not(command.name)
            action.setEnabled(not reason)
            action.setToolTip(f"不能{command.label.rstrip('…')}：{reason}" if reason else command.label)
            action.triggered.connect(lambda _checked=False, name=command.name: commands.run(name))
