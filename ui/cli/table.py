"""Text in aligned columns for consoles, where a Chinese character is two cells wide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GAP = "  "
NO_BREAK_BEFORE = "，。；：、！？）》”…,.;:!?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading, whether its texts stand at the right, and how wide it may become (in console cells)."""

    heading: str
    right: bool = False
    widest: int = 40


def cells(text: str) -> int:
    """Return how many console cells a text takes."""
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def cut(text: str, *, width: int) -> str:
    """Return a text of one line that takes at most `width` cells, ending in … where something is left out."""
    text = " ".join(text.split()) if any(one in text for one in "\r\n\t") else text
    if cells(text) <= width:
        return text
    taken, used = "", 1
    for one in text:
        used += cells(one)
        if used > width:
            break
        taken += one
    return f"{taken}…"


def pad(text: str, *, width: int, right: bool = False) -> str:
    """Fill a text up to `width` cells."""
    room = " " * max(width - cells(text), 0)
    return room + text if right else text + room


def wrap(text: str, *, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells: between Chinese characters, or at blanks."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and cells(lines[-1] + word.rstrip()) > width:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [line.rstrip() for line in lines]


def _words(text: str) -> Iterator[str]:
    word = ""
    for one in text:
        wide = cells(one) > 1 or cells(word[-1:]) > 1 or word[-1:] == " "
        if word and wide and one not in NO_BREAK_BEFORE:
            yield word
            word = ""
        word += one
    if word:
        yield word


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """Return rows below their headings, each column as wide as it needs to be."""
    short = [[cut(text, width=column.widest) for column, text in zip(columns, row, strict=True)] for row in rows]
    widths = widths_of(columns, short)
    lines = [_line(columns, texts=_headings(columns), widths=widths), GAP.join("-" * width for width in widths)]
    return "\n".join([*lines, *(_line(columns, texts=texts, widths=widths) for texts in short)])


def widths_of(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide each column becomes."""
    return [
        min(max(cells(text) for text in (column.heading, *texts)), max(column.widest, cells(column.heading)))
        for column, *texts in zip(columns, *rows, strict=True)
    ]


def fitting(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, width: int) -> int:
    """Return how many columns, at least one, fit beside each other into `width` cells."""
    used = -len(GAP)
    for number, one in enumerate(widths_of(columns, rows)):
        used += len(GAP) + one
        if used > width:
            return max(number, 1)
    return len(columns)


def _headings(columns: Sequence[Column]) -> list[str]:
    return [column.heading for column in columns]


def _line(columns: Sequence[Column], *, texts: Sequence[str], widths: Sequence[int]) -> str:
    parts = (
        pad(text, width=width, right=column.right) for column, text, width in zip(columns, texts, widths, strict=True)
    )
    return GAP.join(parts).rstrip()
