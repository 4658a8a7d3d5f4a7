"""The kinds of warning rules, each a pure judgement on figures; tolerances follow the printed digits (clause 1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.fields import show_scaled
from app.problems.figures import Warned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.problems.figures import Figures

BEFORE = "@"
"""Marks a value of the year before among those that a warning was given for."""


class Rule(Protocol):
    """A declared rule of one value catalog."""

    @property
    def catalog(self) -> str:
        """Return the value catalog's name."""

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Give what the figures break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The parts that are filled in come to no more than the total; when all of them are, to exactly that.

    `types`: the insurance types that have these parts, () for all.
    """

    catalog: str
    total: str
    parts: tuple[str, ...]
    types: tuple[str, ...] = ()

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Compare the parts' sum with the total; each printed value may be off by half of its last digit."""
        whole = figures.values.get(self.total)
        filled = [(code, figures.values[code]) for code in self.parts if code in figures.values]
        if whole is None or not filled or (self.types and figures.insurance_type not in self.types):
            return
        over = sum(value for _, value in filled) - whole
        room = (len(filled) + 1) * figures.step(self.total, *self.parts)
        is_complete = len(filled) == len(self.parts)
        if 2 * over <= room and not (is_complete and -2 * over > room):
            return
        parts = "、".join(figures.name(code) for code in self.parts)
        told = " + ".join(figures.show(code, value) for code, value in filled)
        relation = "应等于" if is_complete else "不应超过"
        yield Warned(
            rule=f"warn.total.{self.total}",
            parameter=self.total,
            rule_text=f"{parts}之和{relation}{figures.name(self.total)}",
            text=f"各项之和 {told} = {figures.show(self.total, whole + over)}，{figures.name(self.total)}为"
            f" {figures.show(self.total, whole)}，{'多' if over > 0 else '少'} {figures.show(self.total, abs(over))}",
            given=((self.total, whole), *filled),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAbove:
    """One figure is at most another."""

    catalog: str
    lower: str
    upper: str

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Compare two figures that are both filled in."""
        lower, upper = figures.values.get(self.lower), figures.values.get(self.upper)
        if lower is None or upper is None or lower - upper <= figures.step(self.lower, self.upper):
            return
        yield Warned(
            rule=f"warn.above.{self.lower}.{self.upper}",
            parameter=self.lower,
            rule_text=f"{figures.name(self.lower)}不应大于{figures.name(self.upper)}",
            text=f"{figures.name(self.lower)} {figures.show(self.lower, lower)}，大于{figures.name(self.upper)}"
            f" {figures.show(self.upper, upper)}",
            given=((self.lower, lower), (self.upper, upper)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausible:
    """A figure that usually lies between `low` and `high`, both in whole units of the parameter."""

    catalog: str
    parameter: str
    low: int
    high: int

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Notice a figure outside the usual range."""
        value, unit = figures.values.get(self.parameter), 10**figures.scale
        if value is None or self.low * unit <= value <= self.high * unit:
            return
        yield Warned(
            rule=f"warn.range.{self.parameter}",
            parameter=self.parameter,
            rule_text=f"{figures.name(self.parameter)}一般在 {self.low:,} 到 {self.high:,} 之间",
            text=f"{figures.name(self.parameter)}为 {figures.show(self.parameter, value)}，"
            f"{'低于' if value < self.low * unit else '高于'}一般范围",
            given=((self.parameter, value),),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A figure that is one other divided by a third, printed with its own digits."""

    catalog: str
    parameter: str
    over: str
    under: str

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Allow for half of the last printed digit."""
        named = (self.parameter, self.over, self.under)
        if any(code not in figures.values for code in named):
            return
        value, over, under = (figures.values[code] for code in named)
        half = max(figures.step(self.parameter), 1) * under
        if under <= 0 or 2 * abs(value * under - over * 10**figures.scale) <= half:
            return
        expected = round(over * 10**figures.scale / under)
        quotient = f"{figures.name(self.over)} ÷ {figures.name(self.under)}"
        yield Warned(
            rule=f"warn.ratio.{self.parameter}",
            parameter=self.parameter,
            rule_text=f"{figures.name(self.parameter)} = {quotient}",
            text=f"{figures.name(self.parameter)}为 {figures.show(self.parameter, value)}，按 {quotient} 应为"
            f" {show_scaled(expected, scale=figures.scale, places=0)}",
            given=tuple((code, figures.values[code]) for code in named),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A figure that moves by at most `percent` from one year to the next."""

    catalog: str
    parameter: str
    percent: int

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Compare with the year before, where that has a figure other than 0."""
        value, before = figures.values.get(self.parameter), figures.before.get(self.parameter)
        if value is None or not before or abs(value - before) * 100 <= abs(before) * self.percent:
            return
        share = abs(value - before) * 1000 // abs(before)
        yield Warned(
            rule=f"warn.jump.{self.parameter}",
            parameter=self.parameter,
            rule_text=f"{figures.name(self.parameter)}比上年的变动一般不超过 {self.percent}%",
            text=f"{figures.name(self.parameter)}为 {figures.show(self.parameter, value)}，上年"
            f" {figures.show(self.parameter, before)}，{'增加' if value > before else '减少'}"
            f" {share // 10:,}.{share % 10}%",
            given=((self.parameter, value), (f"{BEFORE}{self.parameter}", before)),
        )
