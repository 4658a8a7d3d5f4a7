"""The projection itself: year by year from the year before, exact to the fen, each figure with its formula (1.8).

People are rounded to whole ones and amounts to the fen in every year, as they are shown; the next year goes on from
the rounded figures, so that anybody can check a line with a pocket calculator.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from app.errors import RowsError
from app.projection.assumptions import LONGEST, Method

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Values = Mapping[str, Decimal]

FEN, ONE, TENTH = Decimal("0.01"), Decimal(1), Decimal("0.1")
HUNDRED, MONTHS = Decimal(100), Decimal(12)
SHARE = Decimal("0.000001")
"""Shares are rounded to what their formula shows, so that the formula gives the figure beside it."""
DIGITS = 120
"""Digits to count with: 50 years of doubled heads and doubled benefits still come out to the fen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a year: its value (None: there is none, as of months without spending) and how it came about."""

    name: str
    label: str
    unit: str
    value: Decimal | None
    formula: str

    @property
    def shown(self) -> str:
        """Return the value with 千分位, — where there is none."""
        return "—" if self.value is None else f"{self.value:,f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """All figures of one year, in the order of `ROWS`."""

    year: int
    figures: tuple[Figure, ...]

    def value(self, name: str) -> Decimal | None:
        """Return a figure's value."""
        return next(one.value for one in self.figures if one.name == name)


ROWS = (
    ("population", "常住人口", "人"),
    ("participants", "参保人数", "人"),
    ("payers", "缴费人数", "人"),
    ("contributions", "保险费收入", "元"),
    ("subsidies", "财政补贴收入", "元"),
    ("interest", "利息和投资收益", "元"),
    ("income", "收入合计", "元"),
    ("beneficiaries", "享受待遇人数", "人"),
    ("benefit", "月人均待遇", "元/人·月"),
    ("spending", "待遇支出", "元"),
    ("result", "当年结余", "元"),
    ("balance", "年末累计结余", "元"),
    ("months", "可支付月数", "月"),
)
"""What is shown of a year: name, label, unit."""


def project(values: Values, *, method: Method, base_year: int, years: int) -> tuple[YearLine, ...]:
    """Return the `years` years after `base_year`, to which the assumptions belong; RowsError for a wrong length."""
    if not 1 <= years <= LONGEST:
        raise RowsError(f"测算年数应在 1 到 {LONGEST} 之间，现为“{years}”。", code="field.range")
    with localcontext(prec=DIGITS):
        return tuple(_lines(values, method=method, base_year=base_year, years=years))


def _lines(values: Values, *, method: Method, base_year: int, years: int) -> Iterator[YearLine]:
    people, participants, payers = values["population"], values["participants"], values["payers"]
    coverage = _to(participants / people * HUNDRED, SHARE) if people else Decimal(0)
    paying = _to(payers / participants * HUNDRED, SHARE) if participants else Decimal(0)
    rest = {name: values[name] for name in ("beneficiaries", "benefit", "balance")}
    unit = _Unit(values, method=method)
    for n in range(1, years + 1):
        figures: dict[str, tuple[Decimal | None, str]] = {}
        before, people = people, _whole(_grown(people, values["population_growth"]))
        figures["population"] = people, f"{before:,f} × (1 + {values['population_growth']}%)"
        share = min(max(coverage + values["coverage_change"] * n, Decimal(0)), max(coverage, HUNDRED))
        participants = _whole(people * share / HUNDRED) if people else values["participants"]
        told = f"{people:,f} × 参保率 {_short(share)}%" if people else "没有常住人口数，按上年参保人数不变"
        figures["participants"] = participants, told
        payers = _whole(participants * paying / HUNDRED)
        figures["payers"] = payers, f"{participants:,f} × 缴费占参保 {_short(paying)}%"
        figures["contributions"] = unit.contributions(payers, n=n)
        figures["subsidies"] = unit.subsidies(participants, n=n)
        figures["interest"] = _interest(rest["balance"], percent=values["interest"])
        _settle(figures, rest=rest, values=values)
        yield _line(base_year + n, figures=figures)


def _interest(balance: Decimal, *, percent: Decimal) -> tuple[Decimal, str]:
    if balance < 0:
        return _fen(Decimal(0)), f"上年末累计结余 {balance:,f} 为负，不计收益"
    return _fen(balance * percent / HUNDRED), f"上年末累计结余 {balance:,f} × {percent}%"


class _Unit:
    """What comes in from payers and budgets, by the method."""

    def __init__(self, values: Values, *, method: Method) -> None:
        self._values, self._method = values, method

    def contributions(self, payers: Decimal, *, n: int) -> tuple[Decimal, str]:
        """Return what the payers of year `n` pay."""
        values, collection = self._values, self._values["collection"]
        if self._method is Method.STANDARD:
            standard = _fen(_compound(values["personal_standard"], values["standard_growth"], n=n))
            amount = _fen(payers * standard * collection / HUNDRED)
            return amount, f"{payers:,f} 人 × {standard:,f} 元/年 × 征缴率 {collection}%"
        base = _fen(_compound(values["base"], values["wage_growth"], n=n))
        rate = values["unit_rate"] + values["personal_rate"]
        amount = _fen(payers * base * MONTHS * rate / HUNDRED * collection / HUNDRED)
        return amount, f"{payers:,f} 人 × {base:,f} 元/月 × 12 × 费率 {rate}% × 征缴率 {collection}%"

    def subsidies(self, participants: Decimal, *, n: int) -> tuple[Decimal, str]:
        """Return what the budgets give in year `n`."""
        values = self._values
        if self._method is Method.STANDARD:
            standard = _fen(_compound(values["subsidy_standard"], values["standard_growth"], n=n))
            return _fen(participants * standard), f"{participants:,f} 人 × {standard:,f} 元/年"
        amount, growth = values["subsidy"], values["subsidy_growth"]
        return _fen(_compound(amount, growth, n=n)), f"{amount:,f} × (1 + {growth}%)^{n}"


def _settle(figures: dict[str, tuple[Decimal | None, str]], *, rest: dict[str, Decimal], values: Values) -> None:
    """Add spending and balances of a year, and let `rest` go on to its end."""
    parts = [figures[name][0] or Decimal(0) for name in ("contributions", "subsidies", "interest")]
    income = sum(parts, Decimal(0))
    figures["income"] = income, "保险费收入 + 财政补贴收入 + 利息和投资收益"
    before = rest["beneficiaries"]
    rest["beneficiaries"] = _whole(_grown(before, values["beneficiary_growth"]))
    figures["beneficiaries"] = rest["beneficiaries"], f"{before:,f} × (1 + {values['beneficiary_growth']}%)"
    before = rest["benefit"]
    rest["benefit"] = _fen(_grown(before, values["benefit_growth"]))
    figures["benefit"] = rest["benefit"], f"{before:,f} × (1 + {values['benefit_growth']}%)"
    spending = _fen(rest["beneficiaries"] * rest["benefit"] * MONTHS)
    figures["spending"] = spending, f"{rest['beneficiaries']:,f} 人 × {rest['benefit']:,f} 元/月 × 12"
    figures["result"] = income - spending, "收入合计 − 待遇支出"
    before, rest["balance"] = rest["balance"], rest["balance"] + income - spending
    figures["balance"] = rest["balance"], f"上年末累计结余 {before:,f} + 当年结余"
    months = None if not spending else _to(rest["balance"] / (spending / MONTHS), TENTH)
    figures["months"] = months, "年末累计结余 ÷ (待遇支出 ÷ 12)"


def _line(year: int, *, figures: Mapping[str, tuple[Decimal | None, str]]) -> YearLine:
    return YearLine(
        year=year,
        figures=tuple(
            Figure(name=name, label=label, unit=unit, value=figures[name][0], formula=figures[name][1])
            for name, label, unit in ROWS
        ),
    )


def _grown(value: Decimal, percent: Decimal) -> Decimal:
    return value * (1 + percent / HUNDRED)


def _compound(value: Decimal, percent: Decimal, *, n: int) -> Decimal:
    return value * (1 + percent / HUNDRED) ** n


def _to(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(step, rounding=ROUND_HALF_UP)


def _fen(value: Decimal) -> Decimal:
    return _to(value, FEN)


def _whole(value: Decimal) -> Decimal:
    return _to(value, ONE)


def _short(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
