"""What stands in place of an empty grid: why it is empty, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.people import Level
from ui.page.query_bar import Choice
from ui.tree.source import is_root

if TYPE_CHECKING:
    from app.catalog import Catalog
    from ui.page.state import PageState

WIDEST = 560
MOST = 2
"""Buttons of an empty state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """A heading, a sentence, and buttons as (name, label)."""

    title: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()


def why_empty(catalog: Catalog, *, state: PageState, may_add: bool) -> Empty:
    """Return what to say about a page without rows."""
    if state.choice != Choice():
        return Empty(
            title="没有符合条件的行",
            text="请换个词，或清除查询条件后再看。",
            buttons=(("clear-query", "清除查询条件"),),
        )
    if catalog.sheet:
        return Empty(
            title="这个险种没有要填报的参数",
            text="请在上方换一个险种；如果应当有参数，请先同步，接收上级下发的参数定义。",
        )
    add = (("add", "新增"), ("import", "导入")) if may_add else ()
    if state.node is not None and not is_root(state.node):
        text = "可以在这里新增下级明细。" if may_add else "请在左侧选择其他节点。"
        return Empty(title=f"“{state.node.label}”下还没有行", text=text, buttons=add)
    if may_add:
        return Empty(
            title=f"还没有{catalog.label}", text=f"{catalog.about}点“新增”录入第一行，或从 Excel 导入。", buttons=add
        )
    levels = "、".join(Level(level).label for level in dict.fromkeys(catalog.authority.writers))
    return Empty(
        title=f"还没有{catalog.label}",
        text=f"{catalog.about}由{levels}维护；请点右上角“同步”接收，或换一个年度、险种。",
    )


class EmptyState(QWidget):
    """Shows an Empty in the middle; emits `pressed` with a button's name."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._title, self._text = QLabel(), QLabel()
        self._title.setProperty("role", "heading")
        self._text.setProperty("role", "quiet")
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            label.setMaximumWidth(WIDEST)
        self._names = [""] * MOST
        self._buttons = [QPushButton() for _ in range(MOST)]
        line = QHBoxLayout()
        line.addStretch(1)
        for place, button in enumerate(self._buttons):
            button.clicked.connect(lambda _checked=False, place=place: self.pressed.emit(self._names[place]))
            line.addWidget(button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        for label in (self._title, self._text):
            column.addLayout(_in_the_middle(label))
        column.addSpacing(8)
        column.addLayout(line)
        column.addStretch(3)

    @property
    def texts(self) -> tuple[str, str]:
        """Return heading and sentence."""
        return self._title.text(), self._text.text()

    def show_empty(self, empty: Empty) -> None:
        """Show why there is nothing."""
        self._title.setText(empty.title)
        self._text.setText(empty.text)
        for place, button in enumerate(self._buttons):
            is_used = place < len(empty.buttons)
            self._names[place], label = empty.buttons[place] if is_used else ("", "")
            button.setText(label)
            button.setVisible(is_used)


def _in_the_middle(label: QLabel) -> QHBoxLayout:
    """Give a label the width that there is, up to its widest."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(label, WIDEST)
    row.addStretch(1)
    return row
