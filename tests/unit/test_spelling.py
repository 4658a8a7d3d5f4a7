"""Initials of names: characters read in several ways, words that decide, what a search line finds (clause 2, 查询)."""

from __future__ import annotations

import runpy
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spelling import initials, matches
from app.spelling.initials import FOLDER, MOST_WAYS
from tests.unit.source_tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("企业养老", "qyyl"),
        ("重庆市", "cqs"),
        ("长治市", "czs"),
        ("厦门市", "xms"),
        ("会计科目", "kjkm"),
        ("银行存款", "yhck"),
        ("乐清市", "yqs"),
        ("单县", "sx"),
        ("单位缴费", "dwjf"),
        ("东阿县", "dex"),
        ("参保人数(年末)", "cbrsnm"),
        ("2026年A股", "2026nag"),
        ("调剂金", "tjj"),
    ],
)
def test_a_name_is_read_as_people_read_it(name: str, wanted: str) -> None:
    assert wanted in initials(name)


@given(st.text(alphabet="重长单行会参调乐a1 （）", max_size=40))
def test_ways_of_reading_are_few_and_as_long_as_the_name(name: str) -> None:
    found = initials(name)
    assert len(found) <= MOST_WAYS
    assert len({len(one) for one in found}) <= 1
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("qyyl", True),
        ("QYYL", True),
        ("yl", True),
        ("养老", True),
        ("企业yl", True),
        ("qy养老", True),
        ("1101 yl", True),
        ("1101", True),
        ("jm", False),
        ("居民yl", False),
        ("企业 jm", False),
        ("", True),
    ],
)
def test_words_find_by_code_name_and_initials(words: str, *, finds: bool) -> None:
    assert matches(words, texts=["1101"], names=["企业养老"]) is finds


def test_the_tables_are_what_the_dictionary_gives() -> None:
    pytest.importorskip("pypinyin")
    tables: Callable[[], dict[str, str]] = runpy.run_path(str(ROOT / "packaging" / "spellings.py"))["tables"]
    for name, text in tables().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text
