"""Two further kinds of cross checks: what is carried forward, and products of figures (clause 1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from app.problems.figures import Warned
from app.problems.rules import Declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.problems.figures import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry(Declared):
    """What was there at the beginning and came in, less what went out, is there at the end (期初 + 收 − 支 = 期末)."""

    closing: str
    opening: str
    income: str
    spending: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the end first."""
        return (self.closing, self.opening, self.income, self.spending)

    def told(self, name: Callable[[str], str]) -> str:
        """Tell the sum."""
        return f"{name(self.opening)} + {name(self.income)} − {name(self.spending)} = {name(self.closing)}"

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Compare where all four are filled in; each printed value may be off by half of its last digit."""
        if any(code not in figures.values for code in self.parameters):
            return
        closing, opening, income, spending = (figures.values[code] for code in self.parameters)
        expected = opening + income - spending
        if 2 * abs(closing - expected) <= len(self.parameters) * figures.step(*self.parameters):
            return
        yield Warned(
            rule=self.code,
            parameter=self.closing,
            rule_text=self.told(figures.name),
            text=f"{figures.name(self.closing)}为 {figures.show(self.closing, closing)}，按"
            f" {figures.show(self.opening, opening)} + {figures.show(self.income, income)} −"
            f" {figures.show(self.spending, spending)} 应为 {figures.show(self.closing, expected)}",
            given=tuple((code, figures.values[code]) for code in self.parameters),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Declared):
    """A figure that is about the product of others and of `times`, within `percent` of it."""

    parameter: str
    factors: tuple[str, ...]
    times: int
    percent: int

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the product first."""
        return (self.parameter, *self.factors)

    def told(self, name: Callable[[str], str]) -> str:
        """Tell the product and how far off it may be."""
        factors = " × ".join([*map(name, self.factors), str(self.times)])
        return f"{name(self.parameter)} ≈ {factors}（偏差 ≤ {self.percent}%）"

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Compare where all are filled in; exactly, in whole numbers."""
        if any(code not in figures.values for code in self.parameters):
            return
        value, unit = figures.values[self.parameter], int(10**figures.scale)
        # both sides in units of 10**(-scale * number of factors)
        expected = prod(figures.values[code] for code in self.factors) * self.times
        given = value * unit ** (len(self.factors) - 1)
        if abs(given - expected) * 100 <= abs(expected) * self.percent:
            return
        rounded = expected // unit ** (len(self.factors) - 1)
        yield Warned(
            rule=self.code,
            parameter=self.parameter,
            rule_text=self.told(figures.name),
            text=f"{figures.name(self.parameter)}为 {figures.show(self.parameter, value)}，按"
            f" {' × '.join([*(figures.show(code, figures.values[code]) for code in self.factors), str(self.times)])}"
            f" 应约为 {figures.show(self.parameter, rounded)}",
            given=tuple((code, figures.values[code]) for code in self.parameters),
        )
