"""When rounds start by themselves: the timer, the returned line, the pauses, the slow line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.background import FIRST_PAUSE, LONGEST_PAUSE, QUIET_SECONDS, SLOW_MINUTES, SLOW_WAITS, Background, Schedule

NOW = 1_000_000.0
HOUR = 3600.0


def schedule(minutes: int = 15, *, on_return: bool = True, is_slow: bool = False, since: float = 0) -> Schedule:
    return Schedule(
        background=Background(minutes=minutes, on_return=on_return), is_slow=is_slow, last_round=NOW - since
    )


@pytest.mark.parametrize(("since", "due"), [(0, False), (14 * 60, False), (15 * 60, True), (HOUR, True)])
def test_the_timer_counts_from_the_last_round(*, since: float, due: bool) -> None:
    assert schedule(since=since).is_due(now=NOW, waiting=0) is due


def test_without_a_timer_only_the_returned_line_starts_a_round() -> None:
    plan = schedule(0, since=9 * HOUR)
    assert not plan.is_due(now=NOW, waiting=5)
    plan.line_returned()
    assert plan.is_due(now=NOW, waiting=0)
    plan.succeeded(now=NOW)
    assert not plan.is_due(now=NOW + 1, waiting=0)


def test_a_returned_line_is_no_reason_where_the_person_does_not_want_it() -> None:
    plan = schedule(0, on_return=False, since=9 * HOUR)
    plan.line_returned()
    assert not plan.is_due(now=NOW, waiting=5)


def test_nothing_starts_while_somebody_types() -> None:
    plan = schedule(since=HOUR)
    plan.edited(now=NOW)
    assert not plan.is_due(now=NOW + QUIET_SECONDS - 1, waiting=1)
    assert plan.is_due(now=NOW + QUIET_SECONDS, waiting=1)


def test_failures_make_the_pauses_longer_and_a_returned_line_ends_them() -> None:
    plan = schedule(since=HOUR)
    pauses = []
    for _ in range(9):
        plan.failed(now=NOW)
        pauses.append(plan.not_before - NOW)
    assert pauses[0] == FIRST_PAUSE
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    plan.line_returned()
    assert plan.is_due(now=NOW, waiting=0)


def test_the_central_says_when_to_come_again() -> None:
    plan = schedule(since=HOUR)
    plan.failed(now=NOW, retry_after=300)
    assert not plan.is_due(now=NOW + 299, waiting=1)
    assert plan.is_due(now=NOW + 300, waiting=1)


def test_nothing_starts_by_itself_when_only_a_person_can_help() -> None:
    plan = schedule(since=HOUR)
    plan.failed(now=NOW, is_final=True)
    assert not plan.is_due(now=NOW + 90 * 24 * HOUR, waiting=1)
    plan.succeeded(now=NOW)
    assert plan.is_due(now=NOW + HOUR, waiting=0)


def test_a_slow_line_is_used_for_what_waits_and_seldom_otherwise() -> None:
    plan = schedule(is_slow=True, since=HOUR)
    assert plan.is_due(now=NOW, waiting=1)
    assert not plan.is_due(now=NOW, waiting=0)
    assert plan.is_due(now=NOW + SLOW_MINUTES * 60, waiting=0)


def test_a_slow_line_that_returns_starts_a_round_only_for_much_or_after_long() -> None:
    plan = schedule(0, is_slow=True, since=60)
    plan.line_returned()
    assert not plan.is_due(now=NOW, waiting=SLOW_WAITS - 1)
    assert plan.is_due(now=NOW, waiting=SLOW_WAITS)
    assert plan.is_due(now=NOW + SLOW_MINUTES * 60, waiting=0)


@given(
    minutes=st.sampled_from([0, 5, 15, 30, 60, 120]),
    is_slow=st.booleans(),
    on_return=st.booleans(),
    happenings=st.lists(st.tuples(st.sampled_from(["edit", "fail", "return", "done"]), st.floats(0.1, 4000))),
)
def test_two_rounds_never_start_within_a_pause(
    *, minutes: int, is_slow: bool, on_return: bool, happenings: list[tuple[str, float]]
) -> None:
    plan, now = schedule(minutes, is_slow=is_slow, on_return=on_return), NOW
    for what, later in happenings:
        now += later
        if what == "edit":
            plan.edited(now=now)
            assert not plan.is_due(now=now, waiting=1)
        elif what == "fail":
            plan.failed(now=now)
            assert not plan.is_due(now=now + FIRST_PAUSE - 1, waiting=1)
        elif what == "return":
            plan.line_returned()
        else:
            plan.succeeded(now=now)
            assert not plan.is_due(now=now, waiting=1)
    if not minutes and not on_return:
        assert not plan.is_due(now=now + 365 * 24 * HOUR, waiting=1_000)
