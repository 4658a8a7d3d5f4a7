"""The list of modules at the left: a click opens a page; a number tells how many lines of it need a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QFrame, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem

from ui.look.colours import colours_of
from ui.look.icons import icon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from ui.sections import Entry, Section

NAME = Qt.ItemDataRole.UserRole
COUNT = Qt.ItemDataRole.UserRole + 1
WIDTH = 196
LINE_HEIGHT = 30
BADGE_HEIGHT = 16
PILL_ROOM = 48
"""Pixels beside picture and label that a count needs."""
HEADING_INSET, HEADING_DROP = 10, 8


class Navigation(QTreeWidget):
    """Empty until it is filled. Emits `chosen` with a catalog's or tool's name; `select` moves the mark only."""

    chosen = Signal(str)
    apart = Signal(str)
    """A catalog is wanted in another tab: Ctrl and a click, or a middle click."""

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
        self.setItemDelegate(_Line(self))
        self._items: dict[str, QTreeWidgetItem] = {}
        self._entries: list[Entry] = []
        self.setItemsExpandable(False)
        self.setIndentation(14)
        self.currentItemChanged.connect(self._moved)

    def fill(self, sections: Sequence[Section]) -> None:
        """Show these sections."""
        for section in sections:
            self._add_section(section)
        self.expandAll()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for another tab on a click with Ctrl or the middle button."""
        middle = event.button() == Qt.MouseButton.MiddleButton
        item = self.itemAt(event.position().toPoint())
        name = item.data(0, NAME) if item else None
        if name and (middle or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self.apart.emit(name)
            return
        super().mousePressEvent(event)

    def sizeHint(self) -> QSize:
        """Return the width that fits the longest module name."""
        return QSize(WIDTH, 400)

    @property
    def entries(self) -> list[tuple[str, str, str, str]]:
        """Return name, label, what it is for and picture of each page, in the order of the lines."""
        return [(one.name, one.label, one.about, one.icon or "catalog") for one in self._entries]

    @property
    def names(self) -> list[str]:
        """Return the pages in the order of their lines."""
        return [one.name for one in self._entries]

    def select(self, name: str) -> None:
        """Mark a catalog's line."""
        if name in self._items:
            with QSignalBlocker(self):
                self.setCurrentItem(self._items[name])

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show at each catalog how many of its lines wait, were refused or are in conflict (0: no number)."""
        for name, item in self._items.items():
            item.setData(0, COUNT, counts.get(name, 0))

    def _add_section(self, section: Section) -> None:
        heading = QTreeWidgetItem(self, [section.label])
        heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
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
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        for child in entry.children:
            self._add_entry(child, below=item)

    def _moved(self, item: QTreeWidgetItem | None) -> None:
        name = item.data(0, NAME) if item else None
        if name:
            self.chosen.emit(name)


class _Line(QStyledItemDelegate):
    """Paints headings quietly, the chosen line with a bar at its left, and the count in a pill."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(WIDTH, LINE_HEIGHT)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if not index.parent().isValid():
            option.palette.setColor(option.palette.ColorRole.Text, QColor(colours_of(option.palette).quiet))
            option.rect.adjust(HEADING_INSET, HEADING_DROP, 0, 0)
            option.font.setPointSizeF(option.font.pointSizeF() - 1)
        elif index.data(COUNT):
            room = option.rect.width() - option.decorationSize.width() - PILL_ROOM
            option.text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        count = index.data(COUNT)
        if count:
            self._pill(painter, option, str(count) if count < 1000 else "999+")  # noqa: PLR2004 - what fits the pill

    def _pill(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() - 1.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        width = max(painter.fontMetrics().horizontalAdvance(text) + 10, BADGE_HEIGHT)
        area = QRectF(option.rect)
        pill = QRectF(area.right() - width - 8, area.center().y() - BADGE_HEIGHT / 2, width, BADGE_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours_of(option.palette).fill))
        painter.drawRoundedRect(pill, BADGE_HEIGHT / 2, BADGE_HEIGHT / 2)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
