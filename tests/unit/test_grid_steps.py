"""The steps from rows shown to rows found lead there, whatever came, went or moved."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ui.grid.steps import MOST_STEPS, steps_between

if TYPE_CHECKING:
    from collections.abc import Sequence

keys = st.lists(st.integers(0, 40), unique=True)


def taken(old: Sequence[int], new: Sequence[int]) -> list[int] | None:
    """Take the steps one by one, as a model does; None when starting anew is wanted."""
    steps = steps_between(old, new)
    if steps is None:
        return None
    found = list(old)
    for step in steps:
        if step.keys:
            assert 0 <= step.first <= len(found)
            found[step.first : step.first] = [int(key) for key in step.keys]
        else:
            assert 0 <= step.first <= step.last < len(found)
            del found[step.first : step.last + 1]
    return found


@given(keys, keys)
def test_steps_lead_to_the_new_rows(old: list[int], new: list[int]) -> None:
    found = taken(array("q", old), array("q", new))
    stay = set(old) & set(new)
    same_order = [key for key in old if key in stay] == [key for key in new if key in stay]
    assert (found == new) if same_order else found is None


def test_nothing_new_needs_no_step() -> None:
    assert steps_between(array("q", range(1000)), array("q", range(1000))) == []


def test_the_rest_of_a_million_is_one_step() -> None:
    steps = steps_between(array("q", range(200)), array("q", range(1_000_000)))
    assert steps is not None
    assert [(step.first, len(step.keys)) for step in steps] == [(200, 999_800)]


def test_too_many_steps_are_not_worth_it() -> None:
    assert steps_between(list(range(4 * MOST_STEPS)), list(range(0, 4 * MOST_STEPS, 2))) is None
