"""What is found in shown texts and what it is replaced by; the way of a search through rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.grid.finding import PatternError, Wanted, merged, round_trip, stretch


@pytest.mark.parametrize(
    ("wanted", "text", "by", "after"),
    [
        (Wanted("ab"), "xABab", "-", "x--"),
        (Wanted("ab", case=True), "xABab", "-", "xAB-"),
        (Wanted("ab", whole=True), "ab", "c", "c"),
        (Wanted("ab", whole=True), "abab", "c", "abab"),
        (Wanted("1.0"), "1x0 1.0", r"\1", r"1x0 \1"),
        (Wanted(r"(\d+)年", pattern=True), "2025年度", r"\1/", "2025/度"),
        (Wanted("甲|乙", whole=True, pattern=True), "甲乙", "丙", "甲乙"),
        (Wanted(""), "甲", "乙", "甲"),
    ],
)
def test_words_are_found_and_replaced(wanted: Wanted, text: str, by: str, after: str) -> None:
    wanted.check(by=by)
    assert wanted.is_in(text) == (after != text)
    assert not wanted.is_in(text) or wanted.replaced(text, by=by) == after


@pytest.mark.parametrize(("words", "by"), [("(", ""), ("a", r"\1"), ("(a)", r"\g<x>")])
def test_a_pattern_that_cannot_be_read_is_a_sentence(words: str, by: str) -> None:
    with pytest.raises(PatternError, match="请更正"):
        Wanted(words, pattern=True).check(by=by)


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), max_size=5).map(
    lambda found: [range(start, start + length) for start, length in found]
)


@given(spans)
def test_ranges_are_merged(lines: list[range]) -> None:
    assert [row for line in merged(lines) for row in line] == sorted({row for line in lines for row in line})


@given(spans, st.integers(0, 40), st.sampled_from([1, -1]), st.integers(1, 7))
def test_a_search_goes_once_round_all_rows_but_the_present_one(
    lines: list[range], here: int, step: int, count: int
) -> None:
    ranges = merged(lines)
    rows = [row for line in ranges for row in line]
    after, before = [row for row in rows if row > here], [row for row in rows if row < here]
    way = [*after, *before] if step > 0 else [*before[::-1], *after[::-1]]
    trip = round_trip(ranges, here=here, step=step)
    walked: list[int] = []
    while part := stretch(trip, start=len(walked), count=count):
        walked += part
    assert walked == way
