"""The kinds of cross checks, each a pure judgement on figures; tolerances follow the printed digits (clause 1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.fields import show_scaled
from app.problems.figures import Warned
from app.problems.found import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.problems.figures import Figures

BEFORE = "@"
"""Marks a value of the year before among those that a warning was given for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What every rule says of itself: its code, value catalog, how hard it is, and where it comes from.

    `types`: the insurance types whose figures it is for, `periods` the periods; () for all.
    """

    catalog: str
    code: str = ""
    types: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    severity: Severity = Severity.WARNING
    source: str = ""

    def is_for(self, figures: Figures) -> bool:
        """Say whether these figures are judged at all."""
        is_type = not self.types or figures.insurance_type in self.types
        return is_type and (not self.periods or figures.period in self.periods)


class Rule(Protocol):
    """A declared rule of one value catalog."""

    @property
    def catalog(self) -> str:
        """Return the value catalog's name."""

    @property
    def code(self) -> str:
        """Return the code by which people and programs name it."""

    @property
    def types(self) -> tuple[str, ...]:
        """Return the insurance types that it is for, () for all."""

    @property
    def periods(self) -> tuple[str, ...]:
        """Return the periods that it is for, () for all."""

    @property
    def severity(self) -> Severity:
        """Return whether it must hold, or may be explained."""

    @property
    def source(self) -> str:
        """Return where it comes from."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the parameters that it compares; the first is the one that it is told at."""

    def is_for(self, figures: Figures) -> bool:
        """Say whether these figures are judged at all."""

    def told(self, name: Callable[[str], str]) -> str:
        """Return the formula in words; `name` gives a parameter's."""

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Give what the figures break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total(Declared):
    """The parts that are filled in come to no more than the total; when all of them are, to exactly that."""

    total: str
    parts: tuple[str, ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the total and its parts."""
        return (self.total, *self.parts)

    def told(self, name: Callable[[str], str]) -> str:
        """Tell the whole of it; with parts left blank the sum may be less."""
        return f"{' + '.join(map(name, self.parts))} = {name(self.total)}（有未填的项时为 ≤）"

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Compare the parts' sum with the total; each printed value may be off by half of its last digit."""
        whole = figures.values.get(self.total)
        filled = [(code, figures.values[code]) for code in self.parts if code in figures.values]
        if whole is None or not filled:
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
            rule=self.code,
            parameter=self.total,
            rule_text=f"{parts}之和{relation}{figures.name(self.total)}",
            text=f"各项之和 {told} = {figures.show(self.total, whole + over)}，{figures.name(self.total)}为"
            f" {figures.show(self.total, whole)}，{'多' if over > 0 else '少'} {figures.show(self.total, abs(over))}",
            given=((self.total, whole), *filled),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAbove(Declared):
    """One figure is at most another."""

    lower: str
    upper: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return both."""
        return (self.lower, self.upper)

    def told(self, name: Callable[[str], str]) -> str:
        """Tell which is the smaller one."""
        return f"{name(self.lower)} ≤ {name(self.upper)}"

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Compare two figures that are both filled in."""
        lower, upper = figures.values.get(self.lower), figures.values.get(self.upper)
        if lower is None or upper is None or lower - upper <= figures.step(self.lower, self.upper):
            return
        yield Warned(
            rule=self.code,
            parameter=self.lower,
            rule_text=f"{figures.name(self.lower)}不应大于{figures.name(self.upper)}",
            text=f"{figures.name(self.lower)} {figures.show(self.lower, lower)}，大于{figures.name(self.upper)}"
            f" {figures.show(self.upper, upper)}",
            given=((self.lower, lower), (self.upper, upper)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausible(Declared):
    """A figure that usually lies between `low` and `high`, both in whole units of the parameter."""

    parameter: str
    low: int
    high: int

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the one."""
        return (self.parameter,)

    def told(self, name: Callable[[str], str]) -> str:
        """Tell both ends."""
        return f"{self.low:,} ≤ {name(self.parameter)} ≤ {self.high:,}"

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Notice a figure outside the usual range."""
        value, unit = figures.values.get(self.parameter), 10**figures.scale
        if value is None or self.low * unit <= value <= self.high * unit:
            return
        yield Warned(
            rule=self.code,
            parameter=self.parameter,
            rule_text=f"{figures.name(self.parameter)}一般在 {self.low:,} 到 {self.high:,} 之间",
            text=f"{figures.name(self.parameter)}为 {figures.show(self.parameter, value)}，"
            f"{'低于' if value < self.low * unit else '高于'}一般范围",
            given=((self.parameter, value),),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Declared):
    """A figure that is one other divided by a third, printed with its own digits."""

    parameter: str
    over: str
    under: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return all three."""
        return (self.parameter, self.over, self.under)

    def told(self, name: Callable[[str], str]) -> str:
        """Tell the quotient."""
        return f"{name(self.parameter)} = {name(self.over)} ÷ {name(self.under)}"

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Allow for half of the last printed digit."""
        named = self.parameters
        if any(code not in figures.values for code in named):
            return
        value, over, under = (figures.values[code] for code in named)
        half = max(figures.step(self.parameter), 1) * under
        if under <= 0 or 2 * abs(value * under - over * 10**figures.scale) <= half:
            return
        expected = round(over * 10**figures.scale / under)
        quotient = f"{figures.name(self.over)} ÷ {figures.name(self.under)}"
        yield Warned(
            rule=self.code,
            parameter=self.parameter,
            rule_text=f"{figures.name(self.parameter)} = {quotient}",
            text=f"{figures.name(self.parameter)}为 {figures.show(self.parameter, value)}，按 {quotient} 应为"
            f" {show_scaled(expected, scale=figures.scale, places=0)}",
            given=tuple((code, figures.values[code]) for code in named),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump(Declared):
    """A figure that moves by at most `percent` from one year to the next."""

    parameter: str
    percent: int

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the one."""
        return (self.parameter,)

    def told(self, name: Callable[[str], str]) -> str:
        """Tell how far it may move."""
        return f"{name(self.parameter)}比上年变动 ≤ {self.percent}%"

    def judge(self, figures: Figures) -> Iterator[Warned]:
        """Compare with the year before, where that has a figure other than 0."""
        value, before = figures.values.get(self.parameter), figures.before.get(self.parameter)
        if value is None or not before or abs(value - before) * 100 <= abs(before) * self.percent:
            return
        share = abs(value - before) * 1000 // abs(before)
        yield Warned(
            rule=self.code,
            parameter=self.parameter,
            rule_text=f"{figures.name(self.parameter)}比上年的变动一般不超过 {self.percent}%",
            text=f"{figures.name(self.parameter)}为 {figures.show(self.parameter, value)}，上年"
            f" {figures.show(self.parameter, before)}，{'增加' if value > before else '减少'}"
            f" {share // 10:,}.{share % 10}%",
            given=((self.parameter, value), (f"{BEFORE}{self.parameter}", before)),
        )
