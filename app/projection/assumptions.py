"""The assumptions of a projection, declared: name, unit, where its value comes from, what it may be (clause 1.8)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from app.errors import RowsError

LONGEST = 50
"""Years of the longest projection."""
_MOST = Decimal(10) ** 15


class Method(StrEnum):
    """How what is paid in comes about: a rate of a base, or a sum a head with a subsidy a head."""

    RATE = "rate"
    STANDARD = "standard"


STANDARD_TYPES = frozenset({"1102", "1105"})
"""Insurance types of residents: they pay by standards (GL0209, GL0210), all others by rates."""


def method_of(insurance_type: str) -> Method:
    """Return how an insurance type is paid for."""
    return Method.STANDARD if insurance_type in STANDARD_TYPES else Method.RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One assumption. `places`: digits after the point; `low`, `high`: what it may be.

    `sources`: parameters of 参数填报 (GL…) and 精算参数填报 (JS…) that its value is first looked for in, by order;
    `methods`: for which it is used; `preset`: its value where no figure is found.
    """

    name: str
    label: str
    unit: str
    places: int = 2
    low: Decimal = Decimal(0)
    high: Decimal = _MOST
    sources: tuple[str, ...] = ()
    methods: tuple[Method, ...] = tuple(Method)
    preset: Decimal = Decimal(0)

    def read(self, text: str) -> Decimal:
        """Read what was typed; raise RowsError with one Chinese sentence."""
        plain = text.strip().replace(",", "").replace("，", "").rstrip("%％")
        try:
            value = Decimal(plain)
        except InvalidOperation as error:
            raise RowsError(f"“{self.label}”应填数字，现为“{text}”。", code="field.format") from error
        return self.check(value)

    def check(self, value: Decimal) -> Decimal:
        """Return a value with this assumption's digits; raise RowsError when it may not be."""
        if not value.is_finite() or not self.low <= value <= self.high:
            raise RowsError(
                f"“{self.label}”应在 {self.low:,f} 到 {self.high:,f} {self.unit}之间，现为“{value}”。",
                code="field.range",
            )
        return round(value, self.places)


_SHRINK, _GROW, _WHOLE = Decimal(-50), Decimal(100), Decimal(100)


def _growth(name: str, label: str, *, sources: tuple[str, ...] = (), preset: str = "0") -> Assumption:
    return Assumption(
        name=name, label=label, unit="%", low=_SHRINK, high=_GROW, sources=sources, preset=Decimal(preset)
    )


_RATE, _STANDARD = (Method.RATE,), (Method.STANDARD,)
ASSUMPTIONS: tuple[Assumption, ...] = (
    Assumption(name="population", label="常住人口", unit="人", places=0, sources=("GL0303",)),
    _growth("population_growth", "人口增长率"),
    Assumption(name="participants", label="参保人数", unit="人", places=0, sources=("GL0101", "JS12")),
    Assumption(name="coverage_change", label="参保率每年变动", unit="百分点", low=Decimal(-10), high=Decimal(10)),
    Assumption(name="payers", label="缴费人数", unit="人", places=0, sources=("GL0201", "JS13")),
    Assumption(name="base", label="平均缴费基数", unit="元/人·月", sources=("GL0206",), methods=_RATE),
    _growth("wage_growth", "工资增长率", sources=("JS04",), preset="5"),
    Assumption(name="unit_rate", label="单位缴费率", unit="%", high=_WHOLE, sources=("GL0207", "JS19"), methods=_RATE),
    Assumption(
        name="personal_rate", label="个人缴费率", unit="%", high=_WHOLE, sources=("GL0208", "JS20"), methods=_RATE
    ),
    Assumption(name="collection", label="征缴率", unit="%", high=Decimal(200), preset=Decimal(100)),
    Assumption(name="personal_standard", label="个人缴费标准", unit="元/人·年", sources=("GL0209",), methods=_STANDARD),
    _growth("standard_growth", "缴费和补助标准增长率", preset="3"),
    Assumption(
        name="subsidy_standard", label="财政补助标准", unit="元/人·年", sources=("GL0210", "JS25"), methods=_STANDARD
    ),
    Assumption(name="subsidy", label="其他财政补贴", unit="元/年", sources=("GL0701+GL0702",)),
    _growth("subsidy_growth", "财政补贴增长率"),
    Assumption(name="beneficiaries", label="享受待遇人数", unit="人", places=0, sources=("GL0601", "JS15")),
    _growth("beneficiary_growth", "享受待遇人数增长率", preset="3"),
    Assumption(name="benefit", label="月人均待遇水平", unit="元/人·月", sources=("GL0603",)),
    _growth("benefit_growth", "待遇增长率", sources=("JS24",), preset="3"),
    Assumption(name="balance", label="上年末累计结余", unit="元", low=-_MOST, sources=("JS16",)),
    Assumption(name="interest", label="结余收益率", unit="%", high=Decimal(20), sources=("JS27",), preset=Decimal(2)),
)
BY_NAME = {one.name: one for one in ASSUMPTIONS}


def assumptions_for(method: Method) -> tuple[Assumption, ...]:
    """Return the assumptions that a method uses, in order."""
    return tuple(one for one in ASSUMPTIONS if method in one.methods and one.name not in _UNUSED[method])


_UNUSED: dict[Method, frozenset[str]] = {
    Method.RATE: frozenset({"standard_growth"}),
    Method.STANDARD: frozenset({"wage_growth", "subsidy", "subsidy_growth"}),
}
"""Growth rates of what a method does not have; residents' subsidies are all counted a head."""


def find_assumption(name: str, *, method: Method) -> Assumption:
    """Return an assumption by its name or label; raise RowsError naming those there are."""
    offered = assumptions_for(method)
    for one in offered:
        if name in {one.name, one.label}:
            return one
    known = "、".join(f"{one.name}（{one.label}）" for one in offered)
    raise RowsError(f"没有名为“{name}”的测算假设，可用的有：{known}。", code="projection.assumption")
