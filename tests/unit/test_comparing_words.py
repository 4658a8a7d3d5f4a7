"""Percentages of a comparison: exact, rounded half away from zero, — where there is nothing to divide by."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comparing import NO_SHARE, Compared, percent_of


@pytest.mark.parametrize(
    ("difference", "base", "text"),
    [
        (1, 3, "33.3%"),
        (-1, 3, "-33.3%"),
        (5, 10_000, "0.1%"),
        (4, 10_000, "0.0%"),
        (-4, 10_000, "0.0%"),
        (0, 7, "0.0%"),
        (20_000, 100, "20,000%"),
        (5, 0, NO_SHARE),
        (5, None, NO_SHARE),
        (None, 5, NO_SHARE),
        (50, -100, "50.0%"),
    ],
)
def test_a_share_reads_as_people_write_it(difference: int | None, base: int | None, text: str) -> None:
    assert percent_of(difference, base) == text


@given(st.integers(-(10**18), 10**18), st.integers(-(10**18), 10**18).filter(bool))
def test_a_share_is_off_by_at_most_half_of_its_last_digit(difference: int, base: int) -> None:
    told = Fraction(percent_of(difference, base).rstrip("%").replace(",", ""))
    exact = Fraction(difference * 100, abs(base))
    assert abs(told - exact) <= (Fraction(1, 20) if abs(told) < 1000 else Fraction(1, 2))


def test_blank_zero_and_crossed_are_three_things() -> None:
    def one(left: str, right: str, *values: int | None) -> Compared:
        first, second = values
        return Compared(
            code="A",
            name="甲",
            what="全年",
            left=left,
            right=right,
            values=(first, second),
            row_ids=("", ""),
            field="v",
        )

    assert one("", "0", None, 0).differs
    assert one("×", "0", None, 0).differs
    assert one("", "×", None, None).differs
    assert not one("0", "0", 0, 0).differs
    assert one("", "0", None, 0).difference_text == ""
