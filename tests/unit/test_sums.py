"""Sums typed into number cells: exact, small, and nothing else is ever carried out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ui.editors.sums import LONGEST, PLACES, calculated


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("=100+20*3", "160"),
        ("＝１００＋２０×３", "160"),
        ("=(1,234.50-0.5)/2", "617"),
        ("=0.1+0.2", "0.3"),
        ("=-5+-(2-4)", "-3"),
        ("=200*1.5%", "3"),
        ("=1/3", "0.3333333333"),
        ("=10/4/5", "0.5"),
        ("= 7 ", "7"),
        ("=12345678901234567890+1", "12345678901234567891"),
    ],
)
def test_a_sum_is_calculated(text: str, result: str) -> None:
    assert calculated(text) == result


@pytest.mark.parametrize(
    "text", ["", "100", "=", "=1/0", "=1+", "=(1", "=1)", "=a1", "=1 2", "=2**3", "=__import__('os')", "=1e9", "=*2"]
)
def test_what_is_no_sum_stays(text: str) -> None:
    assert calculated(text) == text
    assert calculated("=" + "1+" * LONGEST + "1").startswith("=")


numbers = st.integers(0, 10**6).map(str)
sums = st.recursive(
    numbers, lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})")
)


@given(sums)
@example("((2543*288977)*(26*((2543*289741)*(2543*289316))))")
def test_any_sum_is_exact(text: str) -> None:
    found = calculated(f"={text}")
    assert found.startswith("=") or Fraction(found) == eval(text)  # noqa: S307 - digits and signs that this test made


@given(st.text(st.sampled_from("=0123456789.,+-*/()% "), max_size=30))
def test_no_text_whatsoever_fails(text: str) -> None:
    found = calculated(f"={text}")
    assert found.startswith("=") or Fraction(found) * 10**PLACES % 1 == 0
