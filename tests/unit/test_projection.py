"""The projection: checked against figures worked out by hand, and by what must hold for any assumptions (1.8)."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RowsError
from app.projection.assumptions import ASSUMPTIONS, BY_NAME, Method, assumptions_for, find_assumption, method_of
from app.projection.model import DIGITS, ROWS, project
from app.projection.scenarios import PRESET, Scenario, project_scenario, values_of, with_change
from app.projection.starting import Start

PENSION, RESIDENTS = "1101", "1102"
BASE_YEAR = 2026
EVERY = {one.name: one.preset for one in ASSUMPTIONS}
BY_RATE = {
    **EVERY,
    "population": Decimal(100_000),
    "participants": Decimal(60_000),
    "payers": Decimal(45_000),
    "base": Decimal("5000.00"),
    "wage_growth": Decimal(5),
    "unit_rate": Decimal(16),
    "personal_rate": Decimal(8),
    "collection": Decimal(98),
    "subsidy": Decimal("10000000.00"),
    "subsidy_growth": Decimal(2),
    "beneficiaries": Decimal(15_000),
    "beneficiary_growth": Decimal(4),
    "benefit": Decimal("3200.00"),
    "benefit_growth": Decimal(3),
    "balance": Decimal("900000000.00"),
    "interest": Decimal("2.5"),
}


def test_a_year_by_rate_is_what_a_pocket_calculator_says() -> None:
    (line,) = project(BY_RATE, method=Method.RATE, base_year=BASE_YEAR, years=1)
    assert line.year == BASE_YEAR + 1
    assert [(one.name, one.value) for one in line.figures] == [
        ("population", Decimal(100_000)),
        ("participants", Decimal(60_000)),
        ("payers", Decimal(45_000)),
        ("contributions", Decimal("666792000.00")),  # 45,000 x 5,250 x 12 x 24 % x 98 %
        ("subsidies", Decimal("10200000.00")),
        ("interest", Decimal("22500000.00")),
        ("income", Decimal("699492000.00")),
        ("beneficiaries", Decimal(15_600)),
        ("benefit", Decimal("3296.00")),
        ("spending", Decimal("617011200.00")),  # 15,600 x 3,296 x 12
        ("result", Decimal("82480800.00")),
        ("balance", Decimal("982480800.00")),
        ("months", Decimal("19.1")),
    ]


def test_a_year_by_standard_counts_heads() -> None:
    values = {
        **EVERY,
        "population": Decimal(100_000),
        "participants": Decimal(50_000),
        "payers": Decimal(20_000),
        "personal_standard": Decimal(400),
        "subsidy_standard": Decimal(100),
        "standard_growth": Decimal(10),
        "beneficiaries": Decimal(0),
        "interest": Decimal(0),
    }
    (line,) = project(values, method=Method.STANDARD, base_year=BASE_YEAR, years=1)
    assert line.value("contributions") == Decimal("8800000.00")
    assert line.value("subsidies") == Decimal("5500000.00")
    assert line.value("balance") == Decimal("14300000.00")
    assert line.value("months") is None
    assert line.figures[-1].shown == "—"


def test_formulas_name_the_figures_they_are_made_of() -> None:
    (line,) = project(BY_RATE, method=Method.RATE, base_year=BASE_YEAR, years=1)
    formulas = {one.name: one.formula for one in line.figures}
    assert formulas["contributions"] == "45,000 人 × 5,250.00 元/月 × 12 × 费率 24% × 征缴率 98%"
    assert formulas["interest"] == "上年末累计结余 900,000,000.00 × 2.5%"
    assert all(formulas.values())


def test_a_share_that_does_not_come_out_even_is_shown_as_it_is_used() -> None:
    values = {**BY_RATE, "population": Decimal(14_000_000), "participants": Decimal(8_765_431)}
    (line,) = project(values, method=Method.RATE, base_year=BASE_YEAR, years=1)
    figure = line.figures[1]
    people, share = figure.formula.removesuffix("%").split(" × 参保率 ")
    assert (people, figure.value) == ("14,000,000", Decimal(8_765_431))
    assert round(Decimal(people.replace(",", "")) * Decimal(share) / 100) == figure.value


def test_nobody_at_all_and_a_fund_in_debt_are_projected_and_said_in_words() -> None:
    nobody = project({name: Decimal(0) for name in BY_RATE}, method=Method.RATE, base_year=BASE_YEAR, years=50)
    assert {one.value for one in nobody[-1].figures} == {Decimal(0), None}
    values = {**BY_RATE, "population": Decimal(0), "balance": Decimal(-1000)}
    (line,) = project(values, method=Method.RATE, base_year=BASE_YEAR, years=1)
    found = {one.name: (one.value, one.formula) for one in line.figures}
    assert found["participants"] == (Decimal(60_000), "没有常住人口数，按上年参保人数不变")
    assert found["interest"] == (Decimal(0), "上年末累计结余 -1,000 为负，不计收益")


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("end", ["low", "high"])
def test_the_ends_of_every_range_are_counted_for_the_longest_time(method: Method, end: str) -> None:
    values = {one.name: getattr(one, end) for one in ASSUMPTIONS}
    lines = project(values, method=method, base_year=BASE_YEAR, years=50)
    with localcontext(prec=DIGITS):
        for before, line in pairwise(lines):
            assert line.value("balance") == (before.value("balance") or 0) + (line.value("result") or 0)


_values = st.fixed_dictionaries(
    {
        one.name: st.decimals(
            min_value=max(one.low, Decimal(-20)), max_value=min(one.high, Decimal(10) ** 9), places=one.places
        )
        for one in ASSUMPTIONS
    }
)


@given(values=_values, method=st.sampled_from(Method), years=st.integers(1, 12))
def test_sums_hold_in_every_year(values: dict[str, Decimal], method: Method, years: int) -> None:
    lines = project(values, method=method, base_year=BASE_YEAR, years=years)
    balance = values["balance"]
    for line in lines:
        found = {one.name: one.value or Decimal(0) for one in line.figures}
        assert found["income"] == found["contributions"] + found["subsidies"] + found["interest"]
        assert found["result"] == found["income"] - found["spending"]
        assert found["balance"] == balance + found["result"]
        assert found["population"] >= 0
        balance = found["balance"]
    assert [line.year for line in lines] == list(range(BASE_YEAR + 1, BASE_YEAR + 1 + years))
    assert [one.name for one in lines[0].figures] == [name for name, _, _ in ROWS]


@given(values=_values, method=st.sampled_from(Method), years=st.integers(2, 9))
def test_a_longer_projection_begins_like_a_shorter_one(values: dict[str, Decimal], method: Method, years: int) -> None:
    short = project(values, method=method, base_year=BASE_YEAR, years=years - 1)
    assert project(values, method=method, base_year=BASE_YEAR, years=years)[: years - 1] == short


@pytest.mark.parametrize("years", [0, 51])
def test_a_wrong_length_is_refused(years: int) -> None:
    with pytest.raises(RowsError, match="1 到 50"):
        project(EVERY, method=Method.RATE, base_year=BASE_YEAR, years=years)


def test_what_is_typed_is_read_as_officers_write_it() -> None:
    assert BY_NAME["base"].read("5,250") == Decimal("5250.00")
    assert BY_NAME["wage_growth"].read(" 5% ") == Decimal("5.00")
    with pytest.raises(RowsError, match="“工资增长率”应填数字，现为“五”"):
        BY_NAME["wage_growth"].read("五")
    with pytest.raises(RowsError, match="“单位缴费率”应在 0 到 100 %之间"):
        BY_NAME["unit_rate"].read("160")
    for strange in ("NaN", "Infinity"):
        with pytest.raises(RowsError):
            BY_NAME["base"].read(strange)


def test_assumptions_are_those_of_the_method() -> None:
    assert method_of(RESIDENTS) is Method.STANDARD
    assert "base" not in {one.name for one in assumptions_for(Method.STANDARD)}
    assert "personal_standard" not in {one.name for one in assumptions_for(Method.RATE)}
    assert find_assumption("工资增长率", method=Method.RATE).name == "wage_growth"
    with pytest.raises(RowsError, match="没有名为“wage_growth”"):
        find_assumption("wage_growth", method=Method.STANDARD)


def _start() -> dict[str, Start]:
    return {one.name: Start(value=BY_RATE[one.name], origin="") for one in assumptions_for(Method.RATE)}


def test_a_scenario_changes_what_it_names_and_nothing_else() -> None:
    scenario = with_change(Scenario(name="加速"), insurance_type=PENSION, name="工资增长率", text="7.5%")
    assert scenario.changed == {"wage_growth": "7.50"}
    assert values_of(scenario, start=_start()) == {
        **{name: one.value for name, one in _start().items()},
        "wage_growth": Decimal("7.50"),
    }
    assert with_change(scenario, insurance_type=PENSION, name="wage_growth", text="") == Scenario(name="加速")


@pytest.mark.parametrize("insurance_type", [PENSION, RESIDENTS])
def test_the_scenarios_to_start_with_run_for_every_method(insurance_type: str) -> None:
    start = {
        one.name: Start(value=one.preset or Decimal(1000), origin="")
        for one in assumptions_for(method_of(insurance_type))
    }
    ends = []
    for scenario in PRESET:
        lines = project_scenario(scenario, start=start, insurance_type=insurance_type, base_year=BASE_YEAR, years=10)
        ends.append(lines[-1].value("balance") or Decimal(0))
    base, high, low = ends
    assert low < base < high
