"""From a report to its pages: which rows and columns stand on which page, and how high they are. Pure."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.report_pages.columns import PADDING, Band, bands_of, wants
from app.report_pages.report import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.report_pages.columns import Want
    from app.report_pages.letters import Letters
    from app.report_pages.report import Report, Setup

LINE = 1.3
"""Height of a line of text, in em."""
CELL = 0.35
"""Em above and below a cell's text."""
TITLE, UNDER_TITLE, FOOT, SIGNING = 16.0, 9.0, 8.5, 10.0
"""Points of the title, of the line below it, of the line at the foot and of the signatures."""
EVERY = 500


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: which band of columns, the rows from `first` up to before `end`, whether it ends with signatures."""

    band: int
    first: int
    end: int
    signs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All pages of a report; `top` is where the table begins below the margin, heights and widths in points."""

    report: Report
    width: float
    height: float
    margin: float
    size: float
    bands: tuple[Band, ...]
    sheets: tuple[Sheet, ...]
    head_height: float
    heights: array[float]
    letters: Letters = field(repr=False)

    @property
    def room(self) -> float:
        """Return the width between the margins."""
        return self.width - 2 * self.margin

    @property
    def top(self) -> float:
        """Return where the table begins on every page."""
        return self.margin + top_height()

    def lines(self, text: str, *, width: float) -> tuple[str, ...]:
        """Return the lines of a cell that is `width` points wide."""
        return self.letters.lines(text, room=width / self.size - 2 * PADDING + SLACK)


SLACK = 1e-6
"""Widths that were shared out come back a little smaller than they went in."""


def unheard(_done: int, _total: int) -> None:
    """Take no notice of progress."""


def top_height() -> float:
    """Return the height of the title and the line below it."""
    return TITLE * 1.6 + UNDER_TITLE * 1.8


def foot_height() -> float:
    """Return the height of the line at the foot."""
    return FOOT * 1.8


def signing_height() -> float:
    """Return the height that signatures need."""
    return SIGNING * 3.2


def lay_out(report: Report, *, setup: Setup, letters: Letters, progress: Callable[[int, int], None] = unheard) -> Plan:
    """Return the pages of a report; `progress` is told rows done and rows in all, and may raise to stop."""
    want = wants(report, letters=letters)
    width, height = _sides(setup, want=want)
    size, bands = bands_of(report, setup=setup, room=width - 2 * setup.margin, want=want)
    plan = Plan(
        report=report,
        width=width,
        height=height,
        margin=setup.margin,
        size=size,
        bands=bands,
        sheets=(),
        head_height=0.0,
        heights=array("d"),
        letters=letters,
    )
    labels = [column.label for column in report.columns]
    head = _row_height(plan, labels)
    heights = array("d")
    for number, row in enumerate(report.rows):
        if number % EVERY == 0:
            progress(number, len(report.rows))
        heights.append(_row_height(plan, row))
    progress(len(report.rows), len(report.rows))
    room = height - 2 * setup.margin - top_height() - foot_height() - head
    spans = _spans(heights, room=room, last=signing_height() if report.signers else 0.0)
    sheets = tuple(
        Sheet(band, first, end, signs=bool(report.signers) and end == len(heights) and band == len(bands) - 1)
        for first, end in spans
        for band in range(len(bands))
    )
    return replace(plan, sheets=sheets, head_height=head, heights=heights)


def _sides(setup: Setup, *, want: Want) -> tuple[float, float]:
    short, long = setup.paper.sides
    turn = setup.turn
    if turn is Turn.AUTO:
        fits = sum(want.wanted) * setup.size <= short - 2 * setup.margin
        turn = Turn.PORTRAIT if fits else Turn.LANDSCAPE
    return (short, long) if turn is Turn.PORTRAIT else (long, short)


def _row_height(plan: Plan, texts: Sequence[str]) -> float:
    """Return the height that a row needs on every page it stands on."""
    most = 1
    for band in plan.bands:
        for column, width in zip(band.columns, band.widths, strict=True):
            text = texts[column]
            if plan.letters.width(text) * plan.size > width - 2 * PADDING * plan.size + SLACK or "\n" in text:
                most = max(most, len(plan.lines(text, width=width)))
    return (most * LINE + 2 * CELL) * plan.size


def _spans(heights: Sequence[float], *, room: float, last: float) -> list[tuple[int, int]]:
    """Cut rows into pages; below the last one `last` points stay free, and never without a row above them."""
    found: list[tuple[int, int]] = []
    first, used = 0, 0.0
    for number, high in enumerate(heights):
        if number > first and used + high > room:
            found.append((first, number))
            first, used = number, 0.0
        used += high
    if used + last > room and len(heights) - first > 1:
        found.append((first, len(heights) - 1))
        first = len(heights) - 1
    return [*found, (first, len(heights))]
