"""What is printed and on which paper: a heading, columns, rows of texts; lengths are points, 1/72 inch (clause 2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MILLIMETRE = 72 / 25.4


class Paper(StrEnum):
    """Paper sizes of an office."""

    A4 = "A4"
    A3 = "A3"

    @property
    def sides(self) -> tuple[float, float]:
        """Return the short and the long side in points."""
        short, long = {"A4": (210, 297), "A3": (297, 420)}[self.value]
        return short * MILLIMETRE, long * MILLIMETRE


class Turn(StrEnum):
    """Which way the paper lies; AUTO: upright when all columns fit so."""

    AUTO = "auto"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Fit(StrEnum):
    """What becomes of columns that do not fit: smaller letters, or following pages that repeat the key columns."""

    SHRINK = "shrink"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How pages are laid out; `margin` on all four sides, `size` of the letters."""

    paper: Paper = Paper.A4
    turn: Turn = Turn.AUTO
    fit: Fit = Fit.SHRINK
    margin: float = 15 * MILLIMETRE
    size: float = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintColumn:
    """A column: numbers stand at the right and are never broken; key columns are repeated where columns are spread."""

    label: str
    is_number: bool = False
    is_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One table with what stands above and below it; `signers` sign at its end, `foot` stands on every page."""

    title: str
    columns: tuple[PrintColumn, ...]
    rows: Sequence[Sequence[str]]
    left: str = ""
    middle: str = ""
    right: str = ""
    foot: str = ""
    signers: tuple[str, ...] = ()
    is_red: bool = True
