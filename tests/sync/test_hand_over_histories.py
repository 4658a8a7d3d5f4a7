"""Random journeys in which files travel beside the line: each edit is applied once, all desks end like the central."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.sync.hand_over_journey import Journey
from tests.sync.stateful_commits import COMMIT_FATES

Step = tuple[str, int, int, list[str]]

NAMES = ("edit", "edit", "edit", "out", "out", "take", "take", "back", "back", "sync")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.integers(0, 2),
        st.integers(0, 27),
        st.just([]) | st.just([]) | st.lists(st.sampled_from(COMMIT_FATES), max_size=4),
    ),
    min_size=8,
    max_size=30,
)
CHECKS = list(HealthCheck)
ENOUGH = ("edits", "handed out", "taken", "answered by file", "known", "rounds")


def walk(users: tuple[str, ...], steps: list[Step]) -> Counter[str]:
    """Walk one journey to its end and return what happened."""
    journey = Journey(users)
    try:
        for step in steps:
            journey.step(*step)
        journey.end()
        if len(users) == 1:
            assert journey.world.book.self_conflicts == []
        return journey.seen
    finally:
        journey.world.close()


@pytest.mark.parametrize("users", [("jia", "yi", "sheng"), ("jia",)], ids=["three desks", "one writer"])
def test_journeys_end_well(users: tuple[str, ...]) -> None:
    seen: Counter[str] = Counter()

    @given(steps=STEPS)
    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=CHECKS,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
    )
    def journeys(steps: list[Step]) -> None:
        seen.update(walk(users, steps))

    journeys()
    assert [name for name in ENOUGH if not seen[name]] == []


@pytest.mark.slow
@given(steps=STEPS, users=st.sampled_from([("jia", "yi", "sheng"), ("jia", "yi", "shi"), ("jia",)]))
@settings(max_examples=1_000, deadline=None, suppress_health_check=CHECKS)
def test_long_journeys_end_well(users: tuple[str, ...], steps: list[Step]) -> None:
    walk(users, steps)
