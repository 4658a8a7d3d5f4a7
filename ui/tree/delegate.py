"""Draws a node: staged ones in italics, and the numbers rolled up from below as small marks at the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.look.colours import colours_of
from ui.look.style import ROW_HEIGHT
from ui.tree.model import BADGE, IDENTITY, STAGED

if TYPE_CHECKING:
    from collections.abc import Hashable

    from PySide6.QtCore import QAbstractItemModel

    from app.tree_badges import Badge

Index = QModelIndex | QPersistentModelIndex
MARK = 16
"""Height of a number's mark."""
GAP = 4
MOST = 999
NAME_LENGTH = 200
FADED = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """One number: full where something is to be done, an outline where something is only not yet there."""

    text: str
    ink: QColor
    is_full: bool
    font: QFont
    width: float

    def draw(self, painter: QPainter, option: QStyleOptionViewItem, *, right: float) -> None:
        """Draw the mark so that it ends at `right`."""
        place = QRectF(right - self.width, option.rect.center().y() - MARK / 2 + 0.5, self.width, MARK)
        ground = option.palette.base().color()
        painter.setFont(self.font)
        painter.setPen(Qt.PenStyle.NoPen if self.is_full else QPen(self.ink, 1))
        painter.setBrush(self.ink if self.is_full else ground)
        painter.drawRoundedRect(place, MARK / 2, MARK / 2)
        painter.setPen(ground if self.is_full else self.ink)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.text)


def _marks(option: QStyleOptionViewItem, badge: Badge) -> list[_Mark]:
    """Return the marks of a node from the right."""
    font = QFont(option.font)
    font.setPointSizeF(font.pointSizeF() - 1.5)
    metrics, colours = QFontMetricsF(font), colours_of(option.palette)
    kinds = (
        (badge.unfilled, colours.quiet, False),
        (badge.waiting, colours.warn, True),
        (badge.disputed, colours.bad, True),
    )
    found = [(str(count) if count <= MOST else f"{MOST}+", ink, full) for count, ink, full in kinds if count]
    return [
        _Mark(
            text=text,
            ink=QColor(ink),
            is_full=is_full,
            font=font,
            width=max(float(MARK), metrics.horizontalAdvance(text) + 9),
        )
        for text, ink, is_full in found
    ]


class NodeDelegate(QStyledItemDelegate):
    """Gives nodes the height of grid rows; the name alone is edited, not the code before it.

    `cut`: identities of nodes that wait to be put elsewhere; they are drawn faded.
    """

    cut: frozenset[Hashable] = frozenset()

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
        """Draw the node, then its numbers at the end of the row; a long name gives way to them."""
        if self.cut and index.data(IDENTITY) in self.cut:
            painter.setOpacity(FADED)
        self._paint(painter, option, index)
        painter.setOpacity(1.0)

    def _paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        badge: Badge | None = index.data(BADGE)
        marks = _marks(option, badge) if badge else []
        if not marks:
            super().paint(painter, option, index)
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        style = option.widget.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, shown, option.widget).width()
        taken = round(sum(mark.width + GAP for mark in marks)) + GAP
        shown.text = shown.fontMetrics.elidedText(shown.text, Qt.TextElideMode.ElideRight, max(0, room - taken))
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right = float(option.rect.right() - GAP)
        for mark in marks:
            mark.draw(painter, option, right=right)
            right -= mark.width + GAP
        painter.restore()

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
