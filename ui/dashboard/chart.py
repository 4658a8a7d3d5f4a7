"""One main figure over the years as a line with its points, in 万 or 亿 where numbers are large; light and dark."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.colours import colours_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from app.trends import Trend

WAN, YI = 10**4, 10**8
STEPS = (1, 2, 5)
GRID_LINES = 4
LEFT, RIGHT, TOP, BOTTOM = 58, 34, 44, 24
DOT = 3.0
HEIGHT = 168
GO = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


def unit_of(values: Sequence[Decimal], *, unit: str) -> tuple[str, int]:
    """Return the unit in which large values read well, and by how much they are divided."""
    most = max((abs(value) for value in values), default=Decimal(0))
    for size, word in ((YI, "亿"), (WAN, "万")):
        if most >= size:
            return f"{word}{unit}", size
    return unit, 1


def ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return round numbers from at or below `low` to at or above `high`, about four apart."""
    span = high - low or abs(high) or Decimal(1)
    rough = span / GRID_LINES
    power = Decimal(10) ** rough.adjusted()
    step = next((power * one for one in (*STEPS, 10) if power * one >= rough), power * 10)
    first = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
    found = [first]
    while found[-1] < high:
        found.append(found[-1] + step)
    return found if len(found) > 1 else [*found, found[-1] + step]


def words_of(trend: Trend) -> str:
    """Return the chart in a sentence, for who cannot see it."""
    values = values_of(trend)
    unit, size = unit_of(values, unit=trend.unit)
    told = "，".join(
        f"{label} {number(value / size)} {unit}" for (label, _), value in zip(trend.points, values, strict=True)
    )
    return f"{trend.label}（{trend.type_name}）：{told}"


def values_of(trend: Trend) -> list[Decimal]:
    """Return the exact values of a trend's points."""
    return [Decimal(value).scaleb(-trend.scale) for _, value in trend.points]


def number(value: Decimal) -> str:
    """Return a number with as many digits as it needs to be told apart, at most two behind the point."""
    text = f"{value.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class TrendChart(QWidget):
    """Draws one trend; its accessible description says the same in words. Emits `chosen` with it: Enter or a click."""

    chosen = Signal(object)

    def __init__(self, trend: Trend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trend = trend
        self._unit, size = unit_of(values_of(trend), unit=trend.unit)
        self._values = [value / size for value in values_of(trend)]
        self.setAccessibleName(f"{trend.label}趋势图")
        self.setAccessibleDescription(words_of(trend))
        self.setToolTip(words_of(trend).replace("，", "\n"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return a size at which four lines and eight years are told apart."""
        return QSize(300, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which the chart is read."""
        return QSize(220, HEIGHT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the figure that was clicked."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self._trend)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lead to the figure with Enter or the space bar."""
        if event.key() in GO:
            self.chosen.emit(self._trend)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw title, grid, line and points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self.palette())
        area = QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        self._title(painter, text=QColor(colours.text), quiet=QColor(colours.quiet))
        marks = ticks(min(self._values), max(self._values))
        self._grid(painter, area, marks=marks, line=QColor(colours.line), quiet=QColor(colours.quiet))
        places = [
            QPointF(self._x(area, place), self._y(area, value, marks=marks)) for place, value in enumerate(self._values)
        ]
        accent = QColor(colours.accent)
        path = QPainterPath(places[0])
        for place in places[1:]:
            path.lineTo(place)
        painter.setPen(QPen(accent, 2))
        painter.drawPath(path)
        painter.setBrush(accent)
        for place in places:
            painter.drawEllipse(place, DOT, DOT)
        self._last(painter, places[-1], ink=QColor(colours.text))

    def _title(self, painter: QPainter, *, text: QColor, quiet: QColor) -> None:
        painter.setPen(text)
        painter.drawText(QRectF(4, 0, self.width() - 8, 20), Qt.AlignmentFlag.AlignVCenter, self._trend.label)
        painter.setPen(quiet)
        painter.setFont(self._small())
        unit = f"单位：{self._unit}" if self._unit else ""
        painter.drawText(
            QRectF(4, 0, self.width() - 8, 20), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, unit
        )

    def _grid(self, painter: QPainter, area: QRectF, *, marks: Sequence[Decimal], line: QColor, quiet: QColor) -> None:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for mark in marks:
            y = self._y(area, mark, marks=marks)
            painter.setPen(QPen(line, 1))
            # on whole pixels, or the line is smeared over two
            painter.drawLine(QPointF(area.left(), round(y) + 0.5), QPointF(area.right(), round(y) + 0.5))
            painter.setPen(quiet)
            painter.drawText(QRectF(0, y - 8, LEFT - 6, 16), right, number(mark))
        for place, (label, _) in enumerate(self._trend.points):
            x = self._x(area, place)
            painter.drawText(QRectF(x - 28, area.bottom() + 4, 56, 16), Qt.AlignmentFlag.AlignCenter, label)

    def _last(self, painter: QPainter, place: QPointF, *, ink: QColor) -> None:
        painter.setPen(ink)
        area = QRectF(place.x() - 46, place.y() - 20, 92, 16)
        area.moveRight(min(area.right(), float(self.width() - 2)))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, number(self._values[-1]))

    def _x(self, area: QRectF, place: int) -> float:
        count = len(self._values)
        return area.center().x() if count == 1 else area.left() + 10 + (area.width() - 20) * place / (count - 1)

    def _y(self, area: QRectF, value: Decimal, *, marks: Sequence[Decimal]) -> float:
        return area.bottom() - area.height() * float((value - marks[0]) / (marks[-1] - marks[0]))

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() - 1)
        return font
