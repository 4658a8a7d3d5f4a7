"""What would be replaced, each place with a tick, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.fields import Bad
from ui.look.colours import colours_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.grid.finding import Place
    from ui.grid.source import GridColumn

MOST_LISTED = 5_000
"""Replacements of one action."""
LIST_HEIGHT = 220
PLACE = Qt.ItemDataRole.UserRole
"""Where an item keeps its Place."""


class ReplaceList(QWidget):
    """Emits `list_wanted`, `chosen` with (row, column, new text) of the ticked places, `place_wanted` with a Place."""

    list_wanted = Signal()
    chosen = Signal(list)
    place_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.by = QLineEdit()
        self.by.setAccessibleName("替换为")
        self.preview, self.replace = QPushButton("列出替换"), QPushButton("替换勾选的")
        self.list = QTreeWidget()
        self.list.setHeaderLabels(["位置", "原内容", "替换后"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setMinimumHeight(LIST_HEIGHT)
        self.list.setAccessibleName("将要替换的单元格")
        for place, width in enumerate((170, 180)):
            self.list.setColumnWidth(place, width)
        above, below = QHBoxLayout(), QHBoxLayout()
        for part in (QLabel("替换为"), self.by, self.preview):
            above.addWidget(part)
        below.addStretch(1)
        below.addWidget(self.replace)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(above)
        inside.addWidget(self.list, 1)
        inside.addLayout(below)
        for button in (self.preview, self.replace):
            button.setAutoDefault(False)
        self.replace.setEnabled(False)
        self.by.textChanged.connect(lambda _: self.forget())
        self.by.returnPressed.connect(self.list_wanted)
        self.preview.clicked.connect(lambda _checked=False: self.list_wanted.emit())
        self.replace.clicked.connect(lambda _checked=False: self._choose())
        self.list.itemDoubleClicked.connect(lambda item: self.place_wanted.emit(item.data(0, PLACE)))

    def forget(self) -> None:
        """List nothing."""
        self.list.clear()
        self.replace.setEnabled(False)

    def show_places(self, found: Sequence[tuple[Place, str]], *, columns: Sequence[GridColumn], locked: int) -> str:
        """List (place, new text), ticked where the column can read it; return a sentence about them.

        `locked`: places that cannot be changed.
        """
        items = []
        for place, text in found:
            shown = columns[place.column]
            value = shown.field.read(text)
            reason = value.reason if isinstance(value, Bad) else ""
            item = QTreeWidgetItem([f"{place.row + 1}  {shown.label}", place.text, text])
            item.setCheckState(0, Qt.CheckState.Unchecked if reason else Qt.CheckState.Checked)
            item.setToolTip(2, reason)
            if reason:
                item.setForeground(2, QColor(colours_of(self.palette()).bad))
            item.setData(0, PLACE, place)
            items.append(item)
        self.list.addTopLevelItems(items)
        self.replace.setEnabled(bool(found))
        more = f"；另有 {locked:,} 处只读，不能替换" if locked else ""
        cut = f"，只列出前 {MOST_LISTED:,} 处" if len(found) == MOST_LISTED else ""
        return f"找到 {len(found):,} 处可以替换{cut}{more}" if found else f"没有找到可以替换的内容{more}"

    def _choose(self) -> None:
        items = [self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount())]
        ticked = [item for item in items if item and item.checkState(0) == Qt.CheckState.Checked]
        self.chosen.emit(
            [(place.row, place.column, item.text(2)) for item in ticked for place in [item.data(0, PLACE)]]
        )
