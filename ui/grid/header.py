"""The heading of a grid: a click sorts, with Shift by several columns; a funnel in each opens the column's filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QHelpEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from ui.look.colours import colours_of

if TYPE_CHECKING:
    from ui.grid.arrangement import Arrangement
    from ui.grid.model import GridModel

ROOM = 22
"""Pixels at the right end of a heading where the funnel stands."""
ARROW = 16
MARGIN = 4
FUNNEL = ((0, 0), (10, 0), (6.2, 4.6), (6.2, 9), (3.8, 7.8), (3.8, 4.6))
FUNNEL_SIZE = 10
Role = Qt.ItemDataRole


class GridHeader(QHeaderView):
    """Draws the headings of a GridModel, with order and filters of an Arrangement."""

    filter_wanted = Signal(int)
    """A column whose filter should open."""

    def __init__(self, model: GridModel, *, arrangement: Arrangement, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model, self._arrangement = model, arrangement
        self._pressed, self._under = -1, -1
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(True)
        self.setMinimumSectionSize(ROOM + 2 * MARGIN)
        self.setMouseTracking(True)
        self.setAccessibleName("列标题：单击排序，按住 Shift 单击再加一列；漏斗按钮筛选")
        self.sectionClicked.connect(self._clicked)
        arrangement.changed.connect(self.viewport().update)

    def sizeHint(self) -> QSize:
        """Leave the room that a style sheet would give."""
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 3 * MARGIN)

    def funnel_place(self, section: int) -> QRect:
        """Return where a column's funnel can be pressed, in the viewport."""
        left = self.sectionViewportPosition(section) + self.sectionSize(section) - ROOM
        return QRect(left, 0, ROOM - MARGIN, self.viewport().height())

    def _name(self, section: int) -> str:
        columns = self._model.columns
        return columns[section].name if 0 <= section < len(columns) else ""

    def _clicked(self, section: int) -> None:
        shift = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        name = self._name(section)
        if name and self._can_arrange():
            self._arrangement.turn(name, beside=shift)

    def _funnel_at(self, at: QPoint) -> int:
        section = self.logicalIndexAt(at)
        is_there = self._can_arrange() and section >= 0 and self.funnel_place(section).contains(at)
        return section if is_there else -1

    def _can_arrange(self) -> bool:
        source = self._model.source
        return source is not None and source.can_arrange

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a funnel, or what a heading does."""
        self._pressed = self._funnel_at(event.position().toPoint())
        is_resize = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        if self._pressed < 0 or event.button() != Qt.MouseButton.LeftButton or is_resize:
            self._pressed = -1
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the filter of the funnel that was pressed."""
        pressed, self._pressed = self._pressed, -1
        if pressed < 0:
            super().mouseReleaseEvent(event)
        elif self._funnel_at(event.position().toPoint()) == pressed:
            self.filter_wanted.emit(pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which funnel would be pressed."""
        if self._pressed < 0:
            super().mouseMoveEvent(event)
        self._mark(self._funnel_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the marked funnel."""
        super().leaveEvent(event)
        self._mark(-1)

    def _mark(self, section: int) -> None:
        if section != self._under:
            self._under = section
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say over a funnel what the column is filtered by."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            section = self._funnel_at(event.pos())
            if section >= 0:
                words = dict(self._arrangement.told).get(self._name(section), "")
                QToolTip.showText(
                    event.globalPos(), f"已筛选：{words}" if words else "筛选这一列（Ctrl+Shift+L）", self
                )
                return True
        return super().viewportEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own
        """Draw label, arrow with its number when several columns are sorted by, and funnel."""
        if not rect.isValid():
            return
        colours = colours_of(self.palette())
        name = self._name(logicalIndex)
        is_marked = self.highlightSections() and self._holds_current(logicalIndex)
        painter.save()
        painter.fillRect(rect, QColor(colours.accent_soft if is_marked else colours.window))
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        has_funnel = self._can_arrange()
        room = rect.adjusted(MARGIN, 0, -ROOM if has_funnel else -MARGIN, 0)
        sorted_by = self._arrangement.place_of(name)
        if sorted_by is not None:
            number = str(sorted_by[0] + 1) if len(self._arrangement.order) > 1 else ""
            self._draw_arrow(painter, room, descending=sorted_by[1], number=number, colour=QColor(colours.accent))
            room.adjust(0, 0, -ARROW, 0)
        painter.setPen(QColor(colours.text if is_marked or sorted_by else colours.quiet))
        label = str(self._model.headerData(logicalIndex, Qt.Orientation.Horizontal, Role.DisplayRole) or "")
        side = self._model.headerData(logicalIndex, Qt.Orientation.Horizontal, Role.TextAlignmentRole)
        shown = self.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(side or 0) | int(Qt.AlignmentFlag.AlignVCenter), shown)
        if has_funnel:
            self._draw_button(painter, rect, section=logicalIndex, name=name)
        painter.restore()

    def _draw_button(self, painter: QPainter, rect: QRect, *, section: int, name: str) -> None:
        colours = colours_of(self.palette())
        is_filtered = self._arrangement.filter_of(name) is not None
        if section == self._under:
            painter.fillRect(self._funnel_box(rect), QColor(colours.accent_soft))
        colour = QColor(colours.accent if is_filtered else colours.quiet)
        self._draw_funnel(painter, rect, colour=colour, full=is_filtered)

    def _holds_current(self, section: int) -> bool:
        selection = self.selectionModel()
        return bool(selection) and selection.currentIndex().column() == section

    def _funnel_box(self, rect: QRect) -> QRect:
        return QRect(rect.right() - ROOM + MARGIN, rect.center().y() - 8, ROOM - MARGIN - 2, 17)

    def _draw_arrow(self, painter: QPainter, room: QRect, *, descending: bool, number: str, colour: QColor) -> None:
        painter.setPen(colour)
        sign = "▼" if descending else "▲"
        font = QFont(self.font())
        font.setPointSizeF(max(self.font().pointSizeF() * 0.85, 6))
        painter.setFont(font)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), sign + number)
        painter.setFont(self.font())

    def _draw_funnel(self, painter: QPainter, rect: QRect, *, colour: QColor, full: bool) -> None:
        box = self._funnel_box(rect)
        corner = QPointF(box.center()) - QPointF(FUNNEL_SIZE / 2 - 1, FUNNEL_SIZE / 2 - 1)
        shape = QPolygonF([corner + QPointF(across, down) for across, down in FUNNEL])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour)
        painter.setBrush(colour if full else Qt.BrushStyle.NoBrush)
        painter.setOpacity(1.0 if full or self._under >= 0 else 0.55)
        painter.drawPolygon(shape)
