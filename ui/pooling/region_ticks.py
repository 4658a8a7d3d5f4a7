"""Regions as a tree with ticks: a tick goes down to all below, single ones can be taken off again (clause 1.2 (b))."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.spelling import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.places import Place


class RegionTicks(QWidget):
    """Emits `changed` when other regions are ticked."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.tree, self.told = QLineEdit(), QTreeWidget(), QLabel()
        self.words.setPlaceholderText("查找区划：代码、名称或拼音首字母")
        self.words.setAccessibleName("查找区划")
        self.words.setClearButtonEnabled(True)
        self.tree.setAccessibleName("要划分的财政区划")
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setStyleSheet("QTreeWidget::item { padding: 3px 0; }")
        self.all, self.none = _button("全部勾选"), _button("全部取消")
        self.told.setProperty("role", "quiet")
        line = QHBoxLayout()
        line.setContentsMargins(6, 2, 6, 2)
        for part in (self.all, self.none, self.told):
            line.addWidget(part)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.words)
        column.addWidget(self.tree, 1)
        column.addLayout(line)
        self._items: list[tuple[Place, QTreeWidgetItem]] = []
        self.tree.itemChanged.connect(self._ticked)
        self.words.textChanged.connect(self._search)
        self.all.clicked.connect(lambda _checked=False: self.tick([place.code for place, _ in self._items]))
        self.none.clicked.connect(lambda _checked=False: self.tick([]))

    def show_places(self, places: Sequence[Place]) -> None:
        """Show these regions, in reading order; ticks of those that are still there stay."""
        if [place for place, _ in self._items] == list(places):
            return
        kept = set(self.ticked)
        with QSignalBlocker(self.tree):
            self.tree.clear()
            self._items = []
            above: list[QTreeWidgetItem] = []
            for one in places:
                del above[one.depth :]
                item = QTreeWidgetItem([one.label])
                item.setCheckState(0, _state(is_on=one.code in kept))
                if above:
                    above[-1].addChild(item)
                else:
                    self.tree.addTopLevelItem(item)
                above.append(item)
                self._items.append((one, item))
        self.tree.expandToDepth(0)
        self._search(self.words.text())
        self._count()

    @property
    def ticked(self) -> tuple[str, ...]:
        """Return the codes of the ticked regions, in reading order."""
        return tuple(place.code for place, item in self._items if item.checkState(0) == Qt.CheckState.Checked)

    def tick(self, codes: Iterable[str]) -> None:
        """Tick exactly these regions, and show the first of them."""
        wanted = set(codes)
        with QSignalBlocker(self.tree):
            for place, item in self._items:
                item.setCheckState(0, _state(is_on=place.code in wanted))
        if first := next((item for place, item in self._items if place.code in wanted), None):
            self.tree.setCurrentItem(first)
            self.tree.scrollToItem(first)
        self._told_of_change()

    def _ticked(self, item: QTreeWidgetItem) -> None:
        """Let all below a region be as it is."""
        number = next(n for n, (_, one) in enumerate(self._items) if one is item)
        depth = self._items[number][0].depth
        with QSignalBlocker(self.tree):
            for _, below in takewhile(lambda pair: pair[0].depth > depth, self._items[number + 1 :]):
                below.setCheckState(0, item.checkState(0))
        self._told_of_change()

    def _told_of_change(self) -> None:
        self.tree.viewport().update()
        self._count()
        self.changed.emit()

    def _search(self, words: str) -> None:
        """Show what the words find, with the way to it."""
        way: list[QTreeWidgetItem] = []
        for place, item in self._items:
            del way[place.depth :]
            way.append(item)
            is_found = matches(words, texts=[place.code], names=[place.name])
            item.setHidden(not is_found)
            for one in way[:-1] if is_found and words.strip() else ():
                one.setHidden(False)
                one.setExpanded(True)

    def _count(self) -> None:
        count = len(self.ticked)
        self.told.setText(f"已勾选 {count:,} 个" if count else "没有勾选")


def _state(*, is_on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked


def _button(label: str) -> QToolButton:
    button = QToolButton()
    button.setText(label)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
