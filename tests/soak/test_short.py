"""The long proofs in a short form: real processes killed, cut off and out of room, a few times in every run."""

from __future__ import annotations

import sys

import pytest

from tests.soak import beside, full_disk, kill, line

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")


def test_killed_desks_and_centrals_lose_nothing() -> None:
    assert kill.run(kills=2, rows=3_000, seed=1, batch=100).startswith("2 kills")


def test_a_line_that_cuts_repeats_and_reorders_loses_nothing() -> None:
    met = line.one_seed(1, rows=300, passes=1, batch=50)
    assert met.cuts > 0
    assert met.fates["twice"] > 0


def test_two_rounds_at_once_on_one_store_apply_nothing_twice() -> None:
    assert beside.run(turns=2, rows=500).startswith("2 x two rounds")


def test_a_full_disk_at_the_central_loses_nothing() -> None:
    try:
        assert "中心端磁盘已满" in full_disk.one_side("central", rows=1_500)
    except full_disk.NoMountError as error:
        pytest.skip(str(error))
