"""The warning rules on figures: what they notice, within the printed digits, and what they leave alone (clause 1.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogs import CATALOGS
from app.errors import DeclarationError
from app.problems.balances import Carry, Product
from app.problems.declared import COLUMNS, RULES, YEAR_FIELDS, read_rules
from app.problems.figures import Figures, Meaning
from app.problems.rules import Jump, NotAbove, Plausible, Ratio, Total
from resources.standard_data import read_standard

if TYPE_CHECKING:
    from app.problems.figures import Warned
    from app.problems.rules import Rule

UNIT = 10_000
TOTAL = Total(catalog="management_value", total="T", parts=("A", "B"))
LIMIT = NotAbove(catalog="management_value", lower="A", upper="T")
RANGE = Plausible(catalog="management_value", parameter="A", low=0, high=30)
RATIO = Ratio(catalog="management_value", parameter="R", over="A", under="B")
JUMP = Jump(catalog="management_value", parameter="A", percent=30)


def judge(rule: Rule, *, precision: int = 0, before: dict[str, int] | None = None, **values: int) -> list[Warned]:
    names = {"T": "参保人数", "A": "其中:在职", "B": "其中:退休", "R": "抚养比"}
    meanings = {code: Meaning(name=name, unit="人", precision=precision) for code, name in names.items()}
    return list(rule.judge(Figures(values=values, before=before or {}, meanings=meanings, scale=4)))


def test_parts_that_come_to_more_than_their_total_are_noticed_with_all_figures() -> None:
    (warned,) = judge(TOTAL, T=577_000 * UNIT, A=325_000 * UNIT, B=253_000 * UNIT)
    assert warned.parameter == "T"
    assert warned.rule_text == "“在职”、“退休”之和应等于“参保人数”"
    assert warned.text == "各项之和 325,000 人 + 253,000 人 = 578,000 人，“参保人数”为 577,000 人，多 1,000 人"
    assert warned.given == (("T", 577_000 * UNIT), ("A", 325_000 * UNIT), ("B", 253_000 * UNIT))


def test_some_of_the_parts_may_come_to_less_but_not_to_more() -> None:
    assert judge(TOTAL, T=10 * UNIT, A=9 * UNIT) == []
    assert judge(TOTAL, T=10 * UNIT, A=11 * UNIT)[0].text.endswith("多 1 人")
    assert judge(TOTAL, T=10 * UNIT, A=4 * UNIT, B=5 * UNIT)[0].text.endswith("少 1 人")
    assert judge(TOTAL, A=11 * UNIT) == []
    assert judge(TOTAL, T=10 * UNIT) == []


def test_parts_belong_to_some_types_only() -> None:
    rule = Total(catalog="management_value", total="T", parts=("A",), types=("1105",), periods=("year",))
    figures = Figures(values={"T": 1, "A": 2}, before={}, meanings={}, scale=4, insurance_type="1105", period="year")
    assert rule.is_for(figures)
    assert not rule.is_for(replace(figures, insurance_type="1101"))
    assert not rule.is_for(replace(figures, period="q1"))


def test_whole_numbers_have_no_tolerance_and_printed_decimals_half_a_digit_each() -> None:
    assert judge(TOTAL, T=10 * UNIT, A=5 * UNIT, B=6 * UNIT)
    assert judge(TOTAL, precision=2, T=10_00 * 100, A=5_01 * 100, B=5_00 * 100) == []
    assert judge(TOTAL, precision=2, T=10_00 * 100, A=5_02 * 100, B=5_00 * 100)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=2))
def test_an_exact_sum_is_never_noticed(parts: list[int]) -> None:
    assert judge(TOTAL, T=sum(parts), A=parts[0], B=parts[1]) == []


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_part_is_noticed_exactly_when_it_is_above(lower: int, upper: int) -> None:
    assert bool(judge(LIMIT, A=lower, T=upper)) is (lower > upper)


@pytest.mark.parametrize(("value", "noticed"), [(0, False), (30 * UNIT, False), (30 * UNIT + 1, True), (-1, True)])
def test_a_usual_range_has_its_ends_in_it(value: int, *, noticed: bool) -> None:
    assert bool(judge(RANGE, A=value)) is noticed


def test_a_ratio_is_judged_by_its_printed_digits() -> None:
    assert judge(RATIO, precision=2, R=1_33 * 100, A=4 * UNIT, B=3 * UNIT) == []
    assert judge(RATIO, precision=2, R=1_34 * 100, A=4 * UNIT, B=3 * UNIT)
    assert judge(RATIO, precision=2, R=1, A=4 * UNIT, B=0) == []


@given(st.integers(1, 10**10), st.integers(1, 10**10))
def test_a_correctly_rounded_ratio_is_never_noticed(over: int, under: int) -> None:
    rounded = (2 * over * 100 + under) // (2 * under) * 100
    assert judge(RATIO, precision=2, R=rounded, A=over, B=under) == []


def test_a_jump_is_told_in_percent_and_needs_a_figure_before() -> None:
    (warned,) = judge(JUMP, A=150 * UNIT, before={"A": 100 * UNIT})
    assert warned.text == "“在职”为 150 人，上年 100 人，增加 50.0%"
    assert warned.given == (("A", 150 * UNIT), ("@A", 100 * UNIT))
    assert judge(JUMP, A=60 * UNIT, before={"A": 100 * UNIT})[0].text.endswith("减少 40.0%")
    assert judge(JUMP, A=130 * UNIT, before={"A": 100 * UNIT}) == []
    assert judge(JUMP, A=130 * UNIT, before={"A": 0}) == []
    assert judge(JUMP, A=130 * UNIT) == []


def test_every_declared_rule_names_parameters_that_the_standard_defines() -> None:
    known = {name: _codes(name) for name in ("management_parameter", "actuarial_parameter")}
    definitions = {"management_value": "management_parameter", "actuarial_value": "actuarial_parameter"}
    for rule in RULES:
        assert set(rule.parameters) <= known[definitions[rule.catalog]], rule
        assert (rule.source, rule.told(lambda code: code)) != ("", "")


def test_what_is_carried_forward_is_judged_by_its_printed_digits() -> None:
    rule = Carry(catalog="management_value", code="G05", closing="T", opening="A", income="B", spending="R")
    assert judge(rule, precision=2, T=12_00 * 100, A=10_00 * 100, B=5_00 * 100, R=3_02 * 100) == []
    (warned,) = judge(rule, precision=2, T=12_00 * 100, A=10_00 * 100, B=5_00 * 100, R=3_03 * 100)
    assert warned.text == "“参保人数”为 12.00 人，按 10.00 人 + 5.00 人 − 3.03 人 应为 11.97 人"
    assert judge(rule, T=1, A=10, B=5) == []


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(-6, 6))
def test_a_product_may_be_off_by_its_percents_and_no_more(heads: int, base: int, off: int) -> None:
    rule = Product(catalog="management_value", code="G17", parameter="T", factors=("A", "B"), times=12, percent=5)
    value = heads * base * 12 * (100 + off) * UNIT // 100
    noticed = judge(rule, T=value, A=heads * UNIT, B=base * UNIT)
    assert bool(noticed) is (abs(off) > 5 and heads * base > 0)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "G1,management_value,jump,GL0101,,,,,,30,hard,x\nG1,management_value,jump,GL0101,,,,,,30,hard,x",
            "第 3 行",
        ),
        ("G1,management_value,guess,GL0101,,,,,,,hard,x", "第 2 行"),
        ("G1,management_value,jump,GL0101,,,,,,many,hard,x", "第 2 行"),
        ("G1,management_value,ratio,GL0101,GL0102,,,,,,hard,x", "第 2 行"),
        ("G1,region,jump,GL0101,,,,,,30,hard,x", "第 2 行"),
        ("G1,management_value,jump,GL0101,,,,,,30,soft,x", "第 2 行"),
    ],
)
def test_a_line_that_is_no_rule_is_told_by_its_number(line: str, told: str) -> None:
    with pytest.raises(DeclarationError, match=told):
        read_rules(f"{','.join(COLUMNS)}\n{line}\n")
    with pytest.raises(DeclarationError, match="第 1 行"):
        read_rules(line)


def test_every_catalog_with_rules_says_by_which_field_its_years_go() -> None:
    by_name = {catalog.name: catalog for catalog in CATALOGS}
    assert {rule.catalog for rule in RULES} == set(YEAR_FIELDS)
    assert all(field in by_name[name].key for name, field in YEAR_FIELDS.items())


def _codes(name: str) -> set[str]:
    catalog = next(catalog for catalog in CATALOGS if catalog.name == name)
    return {str(row["code"]) for row in read_standard(catalog)}
