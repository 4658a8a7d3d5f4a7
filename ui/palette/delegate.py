"""Paints a line of the palette: picture, code, name, what it is in grey, its keys at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.look.colours import colours_of
from ui.look.icons import icon
from ui.palette.model import ENTRY

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from ui.look.colours import Colours
    from ui.palette.entries import Entry

Index = QModelIndex | QPersistentModelIndex
PAD, ICON, GAP = 10, 16, 8
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LINE, HEADING = 1.9, 1.7
"""Heights in those of a letter, so that they grow with the font."""


class PaletteDelegate(QStyledItemDelegate):
    """Lines of one height, headings a little lower."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height by the font."""
        times = LINE if index.data(ENTRY) else HEADING
        return QSize(200, round(option.fontMetrics.height() * times))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a heading or an entry."""
        colours, place = colours_of(option.palette), QRect(option.rect).adjusted(PAD, 0, -PAD, 0)
        entry: Entry | None = index.data(ENTRY)
        painter.save()
        if entry is None:
            font = QFont(option.font)
            font.setPointSizeF(font.pointSizeF() - 1)
            painter.setFont(font)
            painter.setPen(QColor(colours.quiet))
            painter.drawText(place, LEFT | Qt.AlignmentFlag.AlignBottom, str(index.data()))
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.fillRect(option.rect, QColor(colours.accent_soft))
            self._entry(painter, place, entry, colours=colours)
        painter.restore()

    def _entry(self, painter: QPainter, place: QRect, entry: Entry, *, colours: Colours) -> None:
        metrics = painter.fontMetrics()
        ink, quiet = QColor(colours.quiet if entry.reason else colours.text), QColor(colours.quiet)
        if entry.icon:
            at = QRect(place.left(), place.center().y() - ICON // 2 + 1, ICON, ICON)
            icon(entry.icon).paint(painter, at, mode=QIcon.Mode.Disabled if entry.reason else QIcon.Mode.Normal)
        place = place.adjusted(ICON + GAP, 0, 0, 0)
        if entry.keys:
            painter.setPen(quiet)
            painter.drawText(place, RIGHT, entry.keys)
            place = place.adjusted(0, 0, -metrics.horizontalAdvance(entry.keys) - 2 * GAP, 0)
        text = " ".join(filter(None, (entry.code, entry.label)))
        painter.setPen(ink)
        painter.drawText(place, LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width()))
        place = place.adjusted(min(metrics.horizontalAdvance(text) + 2 * GAP, place.width()), 0, 0, 0)
        about = entry.reason or entry.about
        if about and place.width() > ICON * 4:
            painter.setPen(QColor(colours.warn) if entry.reason else quiet)
            painter.drawText(place, LEFT, metrics.elidedText(about, Qt.TextElideMode.ElideRight, place.width()))
