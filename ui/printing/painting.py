"""Paints a laid out page with any painter whose unit is the point: screen, printer and PDF look alike (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.report_pages.columns import PADDING
from app.report_pages.layout import FOOT, LINE, SIGNING, TITLE, UNDER_TITLE, signing_height
from app.report_pages.letters import Letters
from ui.look.style import FONTS

if TYPE_CHECKING:
    from app.report_pages.columns import Band
    from app.report_pages.layout import Plan, Sheet

FINE = 20
"""Units of a point in which is painted: fonts have whole sizes only, and are measured at a size without hints."""
BLACK, GREY, RED, HEAD_FILL = QColor("#000000"), QColor("#555555"), QColor("#b3261e"), QColor("#eef1f4")
OUTER, INNER = 0.8, 0.4
"""Points of the lines around a table and inside it."""
RISE = 0.95
"""Em from the top of a line of text to its foot."""


def print_font(points: float, *, bold: bool = False) -> QFont:
    """Return the font for texts of a size."""
    font = QFont()
    font.setFamilies(list(FONTS))
    font.setPixelSize(round(points * FINE))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def print_letters() -> Letters:
    """Return the widths of letters in the font that is printed in; an application must exist."""
    size = 100
    font = print_font(size / FINE)
    metrics = QFontMetricsF(font)
    return Letters(lambda letter: metrics.horizontalAdvance(letter) / size)


def paint_page(painter: QPainter, plan: Plan, *, number: int) -> None:
    """Paint page `number` (from 0); the painter's unit is the point, its origin the paper's corner."""
    sheet = plan.sheets[number]
    painter.save()
    painter.scale(1 / FINE, 1 / FINE)
    page = _Page(painter, plan=plan, sheet=sheet)
    page.head()
    page.table()
    page.foot(number + 1)
    painter.restore()


class _Page:
    """One page while it is painted; all lengths here are points, made fine where Qt is called."""

    def __init__(self, painter: QPainter, *, plan: Plan, sheet: Sheet) -> None:
        self._painter, self._plan, self._sheet = painter, plan, sheet
        self._left, self._right = plan.margin, plan.width - plan.margin

    def head(self) -> None:
        """Paint the title and the line below it."""
        plan, report = self._plan, self._plan.report
        self._use(TITLE, bold=True)
        self._line(report.title, top=plan.margin, height=TITLE * 1.6, align=Qt.AlignmentFlag.AlignHCenter)
        self._use(UNDER_TITLE)
        for text, align in (
            (report.left, Qt.AlignmentFlag.AlignLeft),
            (report.middle, Qt.AlignmentFlag.AlignHCenter),
            (report.right, Qt.AlignmentFlag.AlignRight),
        ):
            self._line(text, top=plan.margin + TITLE * 1.6, height=UNDER_TITLE * 1.8, align=align)

    def foot(self, number: int) -> None:
        """Paint the line at the foot."""
        plan = self._plan
        top = plan.height - plan.margin - FOOT * 1.4
        self._use(FOOT, ink=GREY)
        self._line(plan.report.foot, top=top, height=FOOT * 1.8, align=Qt.AlignmentFlag.AlignLeft)
        pages = f"第 {number} 页　共 {len(plan.sheets)} 页"
        self._line(pages, top=top, height=FOOT * 1.8, align=Qt.AlignmentFlag.AlignHCenter)

    def table(self) -> None:
        """Paint the headings, the rows and, on the last page, who signs."""
        plan, sheet = self._plan, self._sheet
        band = plan.bands[sheet.band]
        lefts = [self._left]
        for width in band.widths:
            lefts.append(lefts[-1] + width)
        top = plan.top
        area = QRectF(lefts[0], top, lefts[-1] - lefts[0], plan.head_height)
        self._painter.fillRect(_fine(area), HEAD_FILL)
        self._use(plan.size)
        labels = tuple(column.label for column in plan.report.columns)
        self._row(labels, band=band, lefts=lefts, top=top, height=plan.head_height, is_head=True)
        tops = [top, top + plan.head_height]
        for number in range(sheet.first, sheet.end):
            self._row(plan.report.rows[number], band=band, lefts=lefts, top=tops[-1], height=plan.heights[number])
            tops.append(tops[-1] + plan.heights[number])
        self._rules(lefts, tops=tops)
        if sheet.signs:
            self._signatures(top=tops[-1])

    def _row(
        self,
        texts: object,
        *,
        band: Band,
        lefts: list[float],
        top: float,
        height: float,
        is_head: bool = False,
    ) -> None:
        plan, painter = self._plan, self._painter
        pad, line = PADDING * plan.size, LINE * plan.size
        for place, column in enumerate(band.columns):
            text = texts[column]  # type: ignore[index]
            if not text:
                continue
            width = band.widths[place]
            about = plan.report.columns[column]
            lines = plan.lines(text, width=width)
            is_red = plan.report.is_red and about.is_number and not is_head and text.startswith("-")
            if is_red:
                painter.setPen(RED)
            base = top + (height - len(lines) * line) / 2 + RISE * plan.size + (line - plan.size) / 4
            for number, part in enumerate(lines):
                x = lefts[place] + pad
                if is_head:
                    x = lefts[place] + (width - plan.letters.width(part) * plan.size) / 2
                elif about.is_number:
                    x = lefts[place] + width - pad - plan.letters.width(part) * plan.size
                painter.drawText(QPointF(x * FINE, (base + number * line) * FINE), part)
            if is_red:
                painter.setPen(BLACK)

    def _rules(self, lefts: list[float], *, tops: list[float]) -> None:
        inner = [QLineF(lefts[0], top, lefts[-1], top) for top in tops[1:-1]]
        inner += [QLineF(left, tops[0], left, tops[-1]) for left in lefts[1:-1]]
        painter = self._painter
        painter.setPen(QPen(BLACK, INNER * FINE))
        painter.drawLines([QLineF(one.p1() * FINE, one.p2() * FINE) for one in inner])
        painter.setPen(QPen(BLACK, OUTER * FINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(_fine(QRectF(lefts[0], tops[0], lefts[-1] - lefts[0], tops[-1] - tops[0])))

    def _signatures(self, *, top: float) -> None:
        self._use(SIGNING)
        signers = self._plan.report.signers
        room = (self._right - self._left) / len(signers)
        for place, signer in enumerate(signers):
            area = QRectF(self._left + place * room, top, room, signing_height())
            self._painter.drawText(
                _fine(area), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, f"{signer}："
            )

    def _use(self, points: float, *, bold: bool = False, ink: QColor = BLACK) -> None:
        self._painter.setFont(print_font(points, bold=bold))
        self._painter.setPen(ink)

    def _line(self, text: str, *, top: float, height: float, align: Qt.AlignmentFlag) -> None:
        area = QRectF(self._left, top, self._right - self._left, height)
        self._painter.drawText(_fine(area), align | Qt.AlignmentFlag.AlignVCenter, text)


def _fine(area: QRectF) -> QRectF:
    return QRectF(area.x() * FINE, area.y() * FINE, area.width() * FINE, area.height() * FINE)
