"""The list of modules at the left: a click opens a page; a number tells how many lines of it need a look.

Groups fold by a click on their heading, by Left and Right, Enter or Space; a folded one shows the sum of its numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem

from ui.look.icons import icon
from ui.navigation_line import COUNT, GROUP, NAME, WIDTH, Line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from PySide6.QtCore import QItemSelectionModel
    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from ui.sections import Entry, Section

TURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


class Navigation(QTreeWidget):
    """Empty until it is filled. Emits `chosen` with a catalog's or tool's name; `select` moves the mark only."""

    chosen = Signal(str)
    apart = Signal(str)
    """A catalog is wanted in another tab: Ctrl and a click, or a middle click."""
    turned = Signal()
    """A group was folded or unfolded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName("模块")
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(16, 16))
        self.setMinimumWidth(WIDTH - 40)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(Line(self))
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: dict[str, QTreeWidgetItem] = {}
        self._entries: list[Entry] = []
        self._counts: Mapping[str, int] = {}
        self.setExpandsOnDoubleClick(False)
        self.setIndentation(14)
        self.currentItemChanged.connect(self._moved)
        self.itemExpanded.connect(self._turned)
        self.itemCollapsed.connect(self._turned)

    def fill(self, sections: Sequence[Section]) -> None:
        """Show these sections, all of them unfolded."""
        for section in sections:
            self._add_section(section)
        self.expandAll()

    def leave_out(self, names: Collection[str]) -> None:
        """Hide the lines of these pages, and headings over nothing else; all others show."""
        for name, item in self._items.items():
            item.setHidden(name in names)
        for group in reversed(self._groups.values()):  # a group is made before those in it
            inside = (group.child(n) for n in range(group.childCount()))
            group.setHidden(all(one is None or one.isHidden() for one in inside))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold by a heading; ask for another tab on a click with Ctrl or the middle button."""
        middle = event.button() == Qt.MouseButton.MiddleButton
        item = self.itemAt(event.position().toPoint())
        name = item.data(0, NAME) if item else None
        if name and (middle or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self.apart.emit(name)
        elif item is not None and item.data(0, GROUP):
            if event.button() == Qt.MouseButton.LeftButton:
                item.setExpanded(not item.isExpanded())
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the group under the mark with Enter or Space; Left folds it, and goes to it from a page."""
        item = self.currentItem()
        group = item if item is not None and item.data(0, GROUP) else None
        above = None if item is None or (group is not None and group.isExpanded()) else item.parent()
        if event.key() in TURN and group is not None:
            group.setExpanded(not group.isExpanded())
        elif event.key() == Qt.Key.Key_Left and above is not None:
            self.setCurrentItem(above)
        else:
            super().keyPressEvent(event)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Leave the open page chosen while the keyboard is on a heading."""
        if index.data(GROUP):
            return self.selectionModel().SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def sizeHint(self) -> QSize:
        """Return the width that fits the longest module name."""
        return QSize(WIDTH, 400)

    @property
    def entries(self) -> list[tuple[str, str, str, str]]:
        """Return name, label, what it is for and picture of each page, in the order of the lines."""
        return [(one.name, one.label, one.about, one.icon or "catalog") for one in self._shown()]

    @property
    def names(self) -> list[str]:
        """Return the pages in the order of their lines."""
        return [one.name for one in self._shown()]

    def _shown(self) -> Iterator[Entry]:
        return (one for one in self._entries if not self._items[one.name].isHidden())

    @property
    def folded(self) -> list[str]:
        """Return the headings of the groups that are folded."""
        return [label for label, item in self._groups.items() if not item.isExpanded()]

    def fold(self, labels: Collection[str]) -> None:
        """Fold the groups with these headings and unfold all others."""
        for label, item in self._groups.items():
            item.setExpanded(label not in labels)

    def holds_chosen(self, group: QModelIndex | QPersistentModelIndex) -> bool:
        """Say whether the page that shows stands in a group."""
        return any(self.itemFromIndex(group) in _above(item) for item in self.selectedItems())

    def select(self, name: str) -> None:
        """Mark a catalog's line; the groups that it stands in are unfolded."""
        if name in self._items:
            item = self._items[name]
            for group in _above(item):
                group.setExpanded(True)
            with QSignalBlocker(self):
                self.setCurrentItem(item)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show at each page how many of its lines wait, were refused or are in conflict (0: no number)."""
        self._counts = counts
        for name, item in self._items.items():
            _tell(item, counts.get(name, 0))
        self._sum_up()

    def _sum_up(self) -> None:
        for item in self._groups.values():
            names = (one.data(0, NAME) for one in _below(item))
            _tell(item, 0 if item.isExpanded() else sum(self._counts.get(name, 0) for name in names if name))

    def _turned(self, group: QTreeWidgetItem) -> None:
        current = self.currentItem()
        if current is not None and not group.isExpanded() and group in _above(current):
            self.setCurrentItem(group)  # a mark out of sight is lost to the keyboard
        self._sum_up()
        self.turned.emit()

    def _add_section(self, section: Section) -> None:
        heading = QTreeWidgetItem(self, [section.label])
        self._make_group(heading)
        for entry in section.entries:
            self._add_entry(entry, below=heading)

    def _add_entry(self, entry: Entry, *, below: QTreeWidgetItem) -> None:
        item = QTreeWidgetItem(below, [entry.label])
        item.setToolTip(0, entry.about)
        if entry.icon:
            item.setIcon(0, icon(entry.icon))
        if entry.name:
            item.setData(0, NAME, entry.name)
            self._items[entry.name] = item
            if entry.is_tab:
                self._entries.append(entry)
        else:
            self._make_group(item)
        for child in entry.children:
            self._add_entry(child, below=item)

    def _make_group(self, item: QTreeWidgetItem) -> None:
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setData(0, GROUP, True)  # noqa: FBT003 - Qt's own
        item.setToolTip(0, f"点击收起或展开“{item.text(0)}”（← →）")
        self._groups[item.text(0)] = item

    def _moved(self, item: QTreeWidgetItem | None) -> None:
        name = item.data(0, NAME) if item else None
        if name:
            self.chosen.emit(name)


def _tell(item: QTreeWidgetItem, count: int) -> None:
    item.setData(0, COUNT, count)
    item.setData(0, SPOKEN, f"{item.text(0)}，{count:,} 条" if count else item.text(0))


def _above(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    above = item.parent()
    while above is not None:
        yield above
        above = above.parent()


def _below(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for child in (item.child(n) for n in range(item.childCount())):
        if child is not None:  # Qt's stubs know no list without gaps
            yield child
            yield from _below(child)
