"""Names are sorted as people look them up: by how they are read, words before single characters (查询, clause 2)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.spelling.order import reading_order


def in_order(*names: str) -> bool:
    return sorted(names, key=lambda name: (reading_order(name), name)) == list(names)


def test_regions_stand_as_in_a_list_by_pinyin() -> None:
    assert in_order("杭州市", "湖州市", "嘉兴市", "金华市", "丽水市", "宁波市", "衢州市", "绍兴市", "台州市", "舟山市")


def test_rare_characters_stand_with_their_letter() -> None:
    assert in_order("海曙区", "江北区", "鄞州区", "镇海区")
    assert in_order("瑞安市", "嵊州市", "温岭市")


@pytest.mark.parametrize("names", [("安徽省", "重庆市", "大连市"), ("北京市", "长春市", "大连市")])
def test_words_decide_where_a_character_is_read_in_several_ways(names: tuple[str, ...]) -> None:
    assert in_order(*names)


def test_signs_digits_and_letters_stand_before_characters() -> None:
    assert in_order("2号账户", "A账户", "b账户", "C账户", "阿拉尔市")


def test_nothing_stays_nothing() -> None:
    assert reading_order(None) is None
    assert reading_order("") == ""


@settings(deadline=None)  # the tables are read by the first
@given(st.text(max_size=20))
def test_any_text_has_an_order(text: str) -> None:
    key = reading_order(text)
    assert isinstance(key, str)
    assert bool(key) == bool(text)
