"""One figure of several scenarios as lines over the years, each with a colour and a stroke of its own (clause 1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.dashboard.chart import number, ticks, unit_of
from ui.look.colours import colours_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from PySide6.QtGui import QPaintEvent

    from ui.look.colours import Colours

LEFT, RIGHT, TOP, BOTTOM = 64, 16, 30, 24
HEIGHT = 190
DOT = 2.5
SAMPLE = 22
STROKES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
LABEL_ROOM = 56
"""Pixels that the name of a year needs."""

Lines = tuple[tuple[str, tuple["Decimal | None", ...]], ...]
"""A name and its values by year, for each line."""


class LinesChart(QWidget):
    """Draws what it is given; its accessible description says the same in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._unit, self._size = "", "", 1
        self._labels: tuple[str, ...] = ()
        self._lines: Lines = ()
        self._chosen = ""
        self.setAccessibleName("测算走势图")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a size at which a few lines over ten years are told apart."""
        return QSize(560, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which the chart is read."""
        return QSize(300, HEIGHT)

    @property
    def words(self) -> str:
        """Return the chart in words."""
        parts = []
        for name, values in self._lines:
            told = "，".join(
                f"{label} {number(value / self._size)}"
                for label, value in zip(self._labels, values, strict=True)
                if value is not None
            )
            parts.append(f"{name}：{told or '没有数值'}")
        return f"{self._title}（{self._unit}）。{'；'.join(parts)}"

    def show_lines(self, title: str, *, unit: str, labels: Sequence[str], lines: Lines, chosen: str) -> None:
        """Show these lines; the chosen one is drawn thicker."""
        every = [value for _, values in lines for value in values if value is not None]
        self._unit, self._size = unit_of(every, unit=unit)
        self._title, self._labels, self._lines, self._chosen = title, tuple(labels), lines, chosen
        self.setAccessibleDescription(self.words)
        self.setToolTip(self.words.replace("；", "\n").replace("。", "\n"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw heading, grid and lines."""
        painter, colours = QPainter(self), colours_of(self.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._head(painter, colours)
        every = [value / self._size for _, values in self._lines for value in values if value is not None]
        if not every:
            return
        area = QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM)
        marks = ticks(min(every), max(every))
        self._grid(painter, area, marks=marks, colours=colours)
        for place in reversed(range(len(self._lines))):
            self._line(painter, area, marks=marks, place=place, colours=colours)

    def _head(self, painter: QPainter, colours: Colours) -> None:
        painter.setPen(QColor(colours.text))
        painter.drawText(QPointF(6, 18), f"{self._title}（{self._unit}）" if self._unit else self._title)
        x = float(self.width() - RIGHT)
        for place in reversed(range(len(self._lines))):
            name = self._lines[place][0]
            x -= painter.fontMetrics().horizontalAdvance(name)
            painter.setPen(QColor(colours.text if name == self._chosen else colours.quiet))
            painter.drawText(QPointF(x, 18), name)
            painter.setPen(self._pen(place, colours=colours))
            painter.drawLine(QPointF(x - SAMPLE - 5, 14), QPointF(x - 5, 14))
            x -= SAMPLE + 20

    def _grid(self, painter: QPainter, area: QRectF, *, marks: Sequence[Decimal], colours: Colours) -> None:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for mark in marks:
            y = round(_y(area, mark, marks=marks)) + 0.5
            painter.setPen(QPen(QColor(colours.quiet if not mark else colours.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.quiet))
            painter.drawText(QRectF(0, y - 8, LEFT - 6, 16), right, number(mark))
        step = max(1, -(-len(self._labels) * LABEL_ROOM // max(int(area.width()), 1)))
        for place in range(0, len(self._labels), step):
            x = self._x(area, place)
            at = QRectF(x - LABEL_ROOM / 2, area.bottom() + 4, LABEL_ROOM, 16)
            painter.drawText(at, Qt.AlignmentFlag.AlignCenter, self._labels[place])

    def _line(self, painter: QPainter, area: QRectF, *, marks: Sequence[Decimal], place: int, colours: Colours) -> None:
        found = [
            QPointF(self._x(area, n), _y(area, value / self._size, marks=marks))
            for n, value in enumerate(self._lines[place][1])
            if value is not None
        ]
        if not found:
            return
        path = QPainterPath(found[0])
        for one in found[1:]:
            path.lineTo(one)
        pen = self._pen(place, colours=colours)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen.color())
        for one in found:
            painter.drawEllipse(one, DOT, DOT)

    def _pen(self, place: int, *, colours: Colours) -> QPen:
        inks = (colours.accent, colours.good, colours.bad, colours.warn, colours.quiet)
        pen = QPen(QColor(inks[place % len(inks)]), 2.6 if self._lines[place][0] == self._chosen else 1.6)
        pen.setStyle(STROKES[place % len(STROKES)])
        return pen

    def _x(self, area: QRectF, place: int) -> float:
        count = len(self._labels)
        return area.center().x() if count == 1 else area.left() + 10 + (area.width() - 20) * place / (count - 1)


def _y(area: QRectF, value: Decimal, *, marks: Sequence[Decimal]) -> float:
    return area.bottom() - area.height() * float((value - marks[0]) / (marks[-1] - marks[0]))
