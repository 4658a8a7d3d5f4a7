"""How a line of the navigation is painted: headings quietly with their chevron, pages with their count in a pill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from ui.look.colours import colours_of
from ui.look.icons import icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

    from ui.navigation import Navigation

Index = QModelIndex | QPersistentModelIndex
NAME, COUNT, GROUP = (Qt.ItemDataRole.UserRole + n for n in range(3))
WIDTH, LINE_HEIGHT, BADGE_HEIGHT = 196, 26, 16
PILL_ROOM = 48
"""Pixels beside picture and label that a count needs."""
HEADING_INSET, HEADING_DROP = 10, 4
CHEVRON, CHEVRON_ROOM = 10, 22


class Line(QStyledItemDelegate):
    """Paints the lines of a Navigation."""

    def __init__(self, view: Navigation) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the same size for every line."""
        return QSize(WIDTH, LINE_HEIGHT)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Write headings smaller and quietly; leave room for a count."""
        super().initStyleOption(option, index)
        if not index.parent().isValid():
            option.palette.setColor(option.palette.ColorRole.Text, QColor(colours_of(option.palette).quiet))
            option.rect.adjust(HEADING_INSET, HEADING_DROP, 0, 0)
            option.font.setPointSizeF(option.font.pointSizeF() - 1)
        if index.data(GROUP) and self._view.holds_chosen(index) and not self._view.isExpanded(index):
            option.font.setBold(True)
        if index.data(COUNT):
            room = option.rect.width() - option.decorationSize.width() - PILL_ROOM
            option.text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the line, then its count, its chevron, and where the keyboard is."""
        super().paint(painter, option, index)
        area = QRect(option.rect)
        if not index.parent().isValid():
            area.adjust(0, HEADING_DROP, 0, 0)
        if index.data(GROUP):
            self._chevron(painter, area, is_open=self._view.isExpanded(index))
            area.adjust(0, 0, -CHEVRON_ROOM + 8, 0)
            if option.state & QStyle.StateFlag.State_HasFocus:
                self._keyboard(painter, option)
        count = index.data(COUNT)
        if count:
            self._pill(painter, option, area=area, text=str(count) if count < 1000 else "999+")  # noqa: PLR2004 - fits

    def _chevron(self, painter: QPainter, area: QRect, *, is_open: bool) -> None:
        place = QRect(area.right() - CHEVRON_ROOM + 6, area.center().y() - CHEVRON // 2 + 1, CHEVRON, CHEVRON)
        icon("chevron-down" if is_open else "chevron-right").paint(painter, place)

    def _keyboard(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        painter.save()
        painter.setPen(QColor(colours_of(option.palette).accent))
        painter.drawRect(option.rect.adjusted(1, 1, -2, -1))
        painter.restore()

    def _pill(self, painter: QPainter, option: QStyleOptionViewItem, *, area: QRect, text: str) -> None:
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() - 1.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        width = max(painter.fontMetrics().horizontalAdvance(text) + 10, BADGE_HEIGHT)
        room = QRectF(area)
        pill = QRectF(room.right() - width - 8, room.center().y() - BADGE_HEIGHT / 2, width, BADGE_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours_of(option.palette).fill))
        painter.drawRoundedRect(pill, BADGE_HEIGHT / 2, BADGE_HEIGHT / 2)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
