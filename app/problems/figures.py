"""The figures that a warning rule looks at together: one region, type and period, with those of a year before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.fields import show_scaled

if TYPE_CHECKING:
    from collections.abc import Mapping

PART = ("其中:", "其中：")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a parameter is called, its unit, and the digits it is printed with."""

    name: str
    unit: str = ""
    precision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Values by parameter in units of 10**-scale; blank and × are absent. `before`: the same of the year before."""

    values: Mapping[str, int]
    before: Mapping[str, int]
    meanings: Mapping[str, Meaning]
    scale: int
    insurance_type: str = ""
    period: str = ""

    def name(self, code: str) -> str:
        """Return a parameter's name without “其中:”, in quotes."""
        found = self.meanings.get(code)
        text = found.name if found else code
        for head in PART:
            text = text.removeprefix(head)
        return f"“{text}”"

    def show(self, code: str, value: int) -> str:
        """Return a value with its parameter's digits and unit."""
        found = self.meanings.get(code)
        text = show_scaled(value, scale=self.scale, places=found.precision if found else 0)
        return f"{text} {found.unit}" if found and found.unit else text

    def step(self, *codes: str) -> int:
        """Return the last printed digit's worth of the coarsest of these; 0 where all are counted in whole numbers."""
        digits = [found.precision for code in codes if (found := self.meanings.get(code))]
        if not any(digits):
            return 0
        coarsest: int = 10 ** max(self.scale - min(digits), 0)
        return coarsest


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """What a rule noticed: at which parameter, in words, and the values (also last year's) it is about."""

    rule: str
    parameter: str
    rule_text: str
    text: str
    given: tuple[tuple[str, int], ...]
