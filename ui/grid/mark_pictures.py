"""Draws the marks of cells: a shape and a colour each, so that shape alone tells them apart (clauses 1.1 to 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QTransform

from app.row_state import RowState
from ui.grid.marks import Mark
from ui.look.colours import DARK, LIGHT
from ui.look.looks import INKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect

    from ui.grid.marks import Marks
    from ui.look.looks import Looks

SIZE = 11
"""Side of a mark in device-independent pixels; the shapes stand in a square of 10, with a rim around them."""
TOP = 1
RIM = 0.6
"""Width of the line around a shape, which sets it off from selection and tints."""
Points = tuple[tuple[float, float], ...]

CORNER: Points = ((0.3, 0.3), (9.5, 0.3), (0.3, 9.5))
UP: Points = ((5, 0.5), (9.5, 5), (6.5, 5), (6.5, 9.5), (3.5, 9.5), (3.5, 5), (0.5, 5))
DOWN: Points = tuple((x, 10 - y) for x, y in UP)
DIAMOND: Points = ((5, 0.5), (9.5, 5), (5, 9.5), (0.5, 5))
HOURGLASS: Points = ((0.3, 0.3), (9.7, 0.3), (0.3, 9.7), (9.7, 9.7))
PEAK: Points = ((5, 0.5), (9.8, 9.3), (0.2, 9.3))
TICK: Points = ((1, 5.2), (4, 8.3), (9, 1.8))
STATES = {
    Mark.EDITED: RowState.WAITING,
    Mark.WAITING: RowState.WAITING,
    Mark.MERGED: RowState.MERGED,
    Mark.CONFLICT: RowState.CONFLICT,
    Mark.REFUSED: RowState.REFUSED,
}


class MarkPictures:
    """Draws marks; each is painted once for a ground and a ratio of pixels."""

    def __init__(self) -> None:
        self._pictures: dict[tuple[Mark, bool, bool, float], QPixmap] = {}

    def draw(self, painter: QPainter, marks: Marks, place: QRect, *, at_left: bool, looks: Looks) -> int:
        """Draw marks in the upper corner of a cell that its text leaves free; return how wide they are."""
        ratio = painter.device().devicePixelRatioF()
        x = place.left() + 1 if at_left else place.right() - SIZE
        wide = 0
        for mark in marks:
            picture = self._picture(mark, at_left=at_left, is_dark=looks.is_dark, ratio=ratio)
            if mark is Mark.BLANK:  # stands for the number, where that would stand
                painter.drawPixmap(place.right() - SIZE - 1, place.center().y() - SIZE // 2 + 1, picture)
                continue
            painter.drawPixmap(x, place.top() + TOP, picture)
            x += SIZE if at_left else -SIZE
            wide += SIZE
        return wide

    def _picture(self, mark: Mark, *, at_left: bool, is_dark: bool, ratio: float) -> QPixmap:
        key = (mark, at_left, is_dark, ratio)
        if key not in self._pictures:
            picture = mark_picture(mark, is_dark=is_dark, ratio=ratio)
            turns = mark is Mark.EDITED and not at_left  # a corner fits into its own corner
            self._pictures[key] = picture.transformed(QTransform().scale(-1, 1)) if turns else picture
        return self._pictures[key]


def mark_picture(mark: Mark, *, is_dark: bool, ratio: float) -> QPixmap:
    """Return the picture of a mark on a light or dark ground, sharp at this ratio of pixels."""
    picture = QPixmap(round(SIZE * ratio), round(SIZE * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate((SIZE - 10) / 2, (SIZE - 10) / 2)
    ground = QColor((DARK if is_dark else LIGHT).surface)
    _SHAPES[mark](painter, _colour(mark, is_dark=is_dark), ground)
    painter.end()
    return picture


def _colour(mark: Mark, *, is_dark: bool) -> QColor:
    if mark in STATES:
        ink = QColor(INKS[STATES[mark]])
        return ink.lighter(150) if is_dark else ink
    colours = DARK if is_dark else LIGHT
    named = {Mark.INVALID: colours.bad, Mark.WARNING: colours.warn, Mark.EXPLAINED: colours.good}
    named[Mark.DIFFERS] = colours.accent
    return QColor(named.get(mark, colours.quiet))


def _filled(points: Points) -> Callable[[QPainter, QColor, QColor], None]:
    def draw(painter: QPainter, colour: QColor, ground: QColor) -> None:
        painter.setPen(QPen(ground, RIM))
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))

    return draw


def _outlined(points: Points) -> Callable[[QPainter, QColor, QColor], None]:
    def draw(painter: QPainter, colour: QColor, ground: QColor) -> None:
        painter.setPen(QPen(colour, 1.4))
        painter.setBrush(ground)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))

    return draw


def _called_out(painter: QPainter, ground: QColor, *, top: float) -> None:
    """Put an exclamation mark into a shape."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRect(QRectF(4.3, top, 1.4, 6 - top + 0.4))
    painter.drawRect(QRectF(4.3, 7.2, 1.4, 1.4))


def _warning(painter: QPainter, colour: QColor, ground: QColor) -> None:
    _filled(PEAK)(painter, colour, ground)
    _called_out(painter, ground, top=3.2)


def _invalid(painter: QPainter, colour: QColor, ground: QColor) -> None:
    _filled(((0.3, 0.3), (9.7, 0.3), (9.7, 9.7), (0.3, 9.7)))(painter, colour, ground)
    _called_out(painter, ground, top=1.6)


def _refused(painter: QPainter, colour: QColor, ground: QColor) -> None:
    painter.setPen(QPen(ground, RIM))
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(5, 5), 4.7, 4.7)
    painter.fillRect(QRectF(2, 4.1, 6, 1.8), ground)


def _explained(painter: QPainter, colour: QColor, ground: QColor) -> None:
    line = QPolygonF([QPointF(x, y) for x, y in TICK])
    for pen in (QPen(ground, 3.4), QPen(colour, 1.8)):
        painter.setPen(pen)
        painter.drawPolyline(line)


def _ring(painter: QPainter, colour: QColor, ground: QColor) -> None:
    painter.setPen(QPen(colour, 1.4))
    painter.setBrush(ground)
    painter.drawEllipse(QPointF(5, 5), 3.8, 3.8)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(5, 5), 0.9, 0.9)


def _padlock(painter: QPainter, colour: QColor, ground: QColor) -> None:
    painter.setPen(QPen(colour, 1.3))
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(3, 0.9, 4, 6), 2, 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRect(QRectF(1.4, 4.6, 7.2, 4.8))


def _blank(painter: QPainter, colour: QColor, _ground: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for x in (0.5, 3.5, 6.5):  # on whole pixels
        painter.drawRect(QRectF(x, 7.5, 1, 1))


_SHAPES: dict[Mark, Callable[[QPainter, QColor, QColor], None]] = {
    Mark.EDITED: _filled(CORNER),
    Mark.WAITING: _filled(UP),
    Mark.MERGED: _filled(DIAMOND),
    Mark.CONFLICT: _filled(HOURGLASS),
    Mark.REFUSED: _refused,
    Mark.INVALID: _invalid,
    Mark.WARNING: _warning,
    Mark.EXPLAINED: _explained,
    Mark.STANDARD: _ring,
    Mark.RECEIVED: _outlined(DOWN),
    Mark.LOCKED: _padlock,
    Mark.DIFFERS: _outlined(PEAK),
    Mark.BLANK: _blank,
}
