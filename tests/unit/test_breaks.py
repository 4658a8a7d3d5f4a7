"""Every break of `dev.py mutate` fits the source as it is; a break that fits nowhere proves nothing."""

from __future__ import annotations

import pytest

from tests.mutations.breaks import BREAKS, Break
from tests.unit.source_tree import ROOT


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.name)
def test_a_break_fits_the_source_once(one: Break) -> None:
    counts = [(ROOT / edit.file).read_text(encoding="utf-8").count(edit.old) for edit in one.edits]
    assert counts == [1] * len(one.edits)
    assert all(edit.old != edit.new for edit in one.edits)


def test_no_two_breaks_have_one_name() -> None:
    assert len({one.name for one in BREAKS}) == len(BREAKS)
