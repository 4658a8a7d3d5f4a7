"""Clauses 1.4, 1.5, 1.7: a child's code is its parent's and one segment; how long follows from the declaration."""

from __future__ import annotations

import pytest

from app.catalogs import CATALOGS
from app.segments import Segments

BUDGET = Segments(lengths=(3, 2, 2, 2))
ACCOUNTING = Segments(lengths=(4,), further=(2, 8))


@pytest.mark.parametrize(
    ("segments", "code", "parent", "words"),
    [
        (BUDGET, "102", "", ""),
        (BUDGET, "1020", "", "应为 3 位，“1020”有 4 位"),
        (BUDGET, "10201", "102", ""),
        (BUDGET, "102011", "102", "应为上级代码“102”加 2 位，现加了 3 位"),
        (BUDGET, "102010101", "1020101", ""),
        (BUDGET, "10201010101", "102010101", "最多 4 级"),
        (BUDGET, "10201", "1020", ""),  # a parent that itself is wrong says nothing about its children
        (ACCOUNTING, "100301", "1003", ""),
        (ACCOUNTING, "5001-1101", "5001", ""),
        (ACCOUNTING, "5001-110101", "5001-1101", ""),
        (ACCOUNTING, "10031", "1003", "加 2 至 8 位"),
        (ACCOUNTING, "10031234567890", "1003", "加 2 至 8 位"),
    ],
)
def test_a_code_has_the_length_of_its_level(segments: Segments, code: str, parent: str, words: str) -> None:
    fault = segments.fault(code, parent=parent)
    assert (fault == "") if not words else (words in fault)


def test_the_level_follows_from_the_length() -> None:
    assert [BUDGET.level_of("1" * n) for n in range(3, 10)] == [1, 0, 2, 0, 3, 0, 4]
    assert (ACCOUNTING.level_of("1003"), ACCOUNTING.level_of("100301")) == (1, 0)


def test_trees_of_codes_say_how_their_codes_are_built() -> None:
    assert {one.name for one in CATALOGS if one.segments} == {
        *("budget_subject", "accounting_subject", "performance_indicator"),
    }
