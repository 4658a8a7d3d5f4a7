"""How wide a report's columns become, and which of them stand side by side on one page. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.report_pages.report import Fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.report_pages.letters import Letters
    from app.report_pages.report import Report, Setup

PADDING = 0.45
"""Em at the left and at the right of a cell's text."""
WIDEST = 24.0
"""Em that a column of texts takes at most before they are broken."""
NARROWEST = 4.0
SMALLEST, SMALL = 5.5, 7.0
"""Points: smaller letters cannot be read on paper; smaller than the second only where columns would not fit at all."""
STEP = 0.5
COMFORT = 0.7
"""Share of the way from the least to the wanted widths above which letters are not made smaller still."""
MOST_KEYS = 0.6
"""Share of a page that repeated key columns may take."""


@dataclass(frozen=True, slots=True)
class Band:
    """Columns that stand side by side on one page, each with its width in points."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """The least and the wanted width of each column, in em."""

    least: tuple[float, ...]
    wanted: tuple[float, ...]


def wants(report: Report, *, letters: Letters) -> Want:
    """Return what the columns need for their headings and texts."""
    least, wanted = [], []
    for place, column in enumerate(report.columns):
        texts = {row[place] for row in report.rows}
        full = max((letters.width(text) for text in texts), default=0.0)
        head = letters.width(column.label)
        if column.is_number:
            low, best = max(full, head / 2), max(full, head)
        else:
            best = min(max(full, head), WIDEST)
            word = max((letters.widest_word(text) for text in (*texts, column.label)), default=0.0)
            low = min(best, max(word, head / 2, NARROWEST))
        least.append(low + 2 * PADDING)
        wanted.append(max(low, best) + 2 * PADDING)
    return Want(tuple(least), tuple(wanted))


def bands_of(report: Report, *, setup: Setup, room: float, want: Want) -> tuple[float, tuple[Band, ...]]:
    """Return the size of the letters and the bands for pages that are `room` points wide."""
    every = tuple(range(len(report.columns)))
    if setup.fit is Fit.SPREAD:
        return setup.size, _spread(report, room=room, widths=[wide * setup.size for wide in want.wanted])
    size = _size(want, room=room, largest=setup.size)
    if sum(want.least) * size > room:
        return size, _spread(report, room=room, widths=[wide * size for wide in want.least])
    return size, (Band(every, _filled(want, every, room=room / size, size=size)),)


def _size(want: Want, *, room: float, largest: float) -> float:
    """Return the largest size at which all columns fit well, else the largest at which they fit at all."""
    least, wanted = sum(want.least), sum(want.wanted)
    sizes = [largest - STEP * step for step in range(int((largest - SMALLEST) / STEP) + 1)]
    well = [size for size in sizes if size >= SMALL and room / size >= least + (wanted - least) * COMFORT]
    fitting = [size for size in sizes if room / size >= least]
    small = [size for size in fitting if size <= SMALL]
    return next(iter([*well, *small, *fitting]), SMALLEST)


def _filled(want: Want, columns: Sequence[int], *, room: float, size: float) -> tuple[float, ...]:
    """Share `room` em among columns: least widths first, then who lacks least, so that only long texts are broken.

    Where all have what they want, all grow alike.
    """
    least = [want.least[column] for column in columns]
    wanted = [want.wanted[column] for column in columns]
    if sum(wanted) <= room:
        grown = room / sum(wanted)
        return tuple(wide * grown * size for wide in wanted)
    lacks = sorted(range(len(columns)), key=lambda place: wanted[place] - least[place])
    spare = room - sum(least)
    for done, place in enumerate(lacks):
        given = min(wanted[place] - least[place], spare / (len(lacks) - done))
        least[place] += given
        spare -= given
    return tuple(wide * size for wide in least)


def _spread(report: Report, *, room: float, widths: Sequence[float]) -> tuple[Band, ...]:
    """Put columns on as many pages side by side as they need, the key columns on each of them."""
    keys = [place for place, column in enumerate(report.columns) if column.is_key]
    while keys and sum(widths[key] for key in keys) > room * MOST_KEYS:
        keys.pop()
    start = sum(widths[key] for key in keys)
    found: list[Band] = []
    line, used = list(keys), start
    for place in (place for place in range(len(widths)) if place not in keys):
        if len(line) > len(keys) and used + widths[place] > room:
            found.append(_stretched(line, widths=widths, room=room))
            line, used = list(keys), start
        line.append(place)
        used += widths[place]
    found.append(_stretched(line, widths=widths, room=room))
    return tuple(found)


def _stretched(columns: Sequence[int], *, widths: Sequence[float], room: float) -> Band:
    """Let a band fill the page; a last one of few columns keeps its widths."""
    total = sum(widths[column] for column in columns)
    grown = min(room / total, 1.5) if total else 1.0
    return Band(tuple(columns), tuple(widths[column] * grown for column in columns))
