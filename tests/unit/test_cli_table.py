"""Text for consoles: a Chinese character takes two cells, and columns stand in line all the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.cli.table import Column, cells, cut, fitting, pad, table, wrap


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("险种", 4), ("ａ", 2), ("e\u0301", 1), ("×", 1), ("，", 2)]
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("企业养老", 8, "企业养老"),
        ("企业养老", 7, "企业养…"),
        ("企业养老", 6, "企业…"),
        ("abc\ndef", 9, "abc def"),
        ("险种", 1, "…"),
    ],
)
def test_cut(text: str, width: int, short: str) -> None:
    assert cut(text, width=width) == short
    assert cells(short) <= max(width, 1)


def test_pad() -> None:
    assert pad("险", width=4) == "险  "
    assert pad("7", width=3, right=True) == "  7"
    assert pad("长的", width=2) == "长的"


def test_columns_stand_in_line() -> None:
    lines = table(
        (Column(heading="名称"), Column(heading="n", right=True)), [["工伤", "7"], ["a", "1,000"]]
    ).splitlines()
    assert lines == ["名称      n", "----  -----", "工伤      7", "a     1,000"]


def test_a_table_without_rows_has_its_headings() -> None:
    assert table((Column(heading="代码"),), []) == "代码\n----"


WORDS = ("险", "种。", "基，，", "ab ", "(ab) ", "ab， ")
"""Pieces that are never broken; a line may be broken after each of them."""


@given(st.lists(st.sampled_from(WORDS), max_size=40), st.integers(min_value=1, max_value=30))
def test_wrapping_keeps_every_character_and_the_width(words: list[str], width: int) -> None:
    lines = wrap("".join(words), width=width)
    assert "".join("".join(lines).split()) == "".join("".join(words).split())
    longest = max((cells(word.rstrip()) for word in words), default=0)
    assert all(cells(line) <= max(width, longest) for line in lines)


def test_punctuation_never_opens_a_line() -> None:
    assert wrap("基金基金。基金", width=8) == ["基金基", "金。基金"]


@pytest.mark.parametrize(("width", "shown"), [(1, 1), (4, 1), (9, 1), (10, 2), (15, 2), (16, 3), (99, 3)])
def test_only_columns_that_fit_are_shown(width: int, shown: int) -> None:
    columns = (Column(heading="名称"), Column(heading="代码"), Column(heading="n", widest=4))
    assert fitting(columns, [["工伤", "1106", "a long text"]], width=width) == shown
