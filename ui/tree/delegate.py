"""Draws a node: staged ones in italics, and the numbers rolled up from below as small marks at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.look.colours import colours_of
from ui.look.style import ROW_HEIGHT
from ui.tree.model import BADGE, STAGED

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel

    from app.tree_badges import Badge

Index = QModelIndex | QPersistentModelIndex
MARK = 16
"""Height of a number's mark."""
GAP = 4
MOST = 999
NAME_LENGTH = 200


class NodeDelegate(QStyledItemDelegate):
    """Gives nodes the height of grid rows; the name alone is edited, not the code before it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a grid's row."""
        return super().sizeHint(option, index).expandedTo(QSize(0, ROW_HEIGHT))

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Write a node in italics that is to be moved here."""
        super().initStyleOption(option, index)
        if index.data(STAGED):
            font = QFont(option.font)
            font.setItalic(True)
            option.font = font

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the node, then its numbers over the end of the row."""
        super().paint(painter, option, index)
        badge: Badge | None = index.data(BADGE)
        if badge is None or not (badge.waiting or badge.disputed or badge.unfilled):
            return
        colours = colours_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right = float(option.rect.right() - GAP)
        marks = ((badge.unfilled, colours.quiet, False), (badge.waiting, colours.warn, True))
        for count, ink, is_full in (*marks, (badge.disputed, colours.bad, True)):
            if count:
                right = self._mark(painter, option, right=right, count=count, ink=QColor(ink), is_full=is_full) - GAP
        painter.restore()

    def _mark(
        self, painter: QPainter, option: QStyleOptionViewItem, *, right: float, count: int, ink: QColor, is_full: bool
    ) -> float:
        """Draw one number ending at `right`; return where it begins."""
        font = QFont(option.font)
        font.setItalic(False)
        font.setPointSizeF(font.pointSizeF() - 1.5)
        text = str(count) if count <= MOST else f"{MOST}+"
        width = max(float(MARK), QFontMetricsF(font).horizontalAdvance(text) + 9)
        place = QRectF(right - width, option.rect.center().y() - MARK / 2 + 0.5, width, MARK)
        ground = option.palette.base().color()
        painter.setFont(font)
        painter.setPen(Qt.PenStyle.NoPen if is_full else QPen(ink, 1))
        painter.setBrush(ink if is_full else ground)
        painter.drawRoundedRect(place, MARK / 2, MARK / 2)
        painter.setPen(ground if is_full else ink)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        return place.left()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        """Return a line for the name."""
        line = QLineEdit(parent)
        line.setAccessibleName("新名称")
        line.setMaxLength(NAME_LENGTH)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the name into the line, all of it selected."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the name to the model."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())
