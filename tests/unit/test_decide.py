"""The three-way decision: merges what differs, keeps what agrees, reports what clashes, loses nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.decide import decide_delete, decide_insert, decide_update
from sync.wire import Status

CELL = st.sampled_from(["", "a", "b", 0, 1, None])
COLUMNS = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=5)


def update(
    seen: list[object], wanted: list[object], stored: list[object], *, same: bool
) -> tuple[Status, object, object]:
    decision = decide_update(seen=seen, wanted=wanted, stored=stored, same_version=same)
    return decision.status, decision.sets, decision.clashes


def test_onto_its_base_everything_is_set() -> None:
    assert update([1, 2], [3, 4], [1, 2], same=True) == (Status.ACCEPTED, (0, 1), ())


def test_another_field_changed_meanwhile_merges() -> None:
    assert update([1], [3], [1], same=False) == (Status.MERGED, (0,), ())


def test_the_same_value_from_both_is_nothing_to_do() -> None:
    assert update([1, 5], [3, 6], [3, 5], same=False) == (Status.MERGED, (1,), ())


def test_one_clash_holds_the_whole_operation() -> None:
    assert update([1, 5], [3, 6], [2, 5], same=False) == (Status.CONFLICT, (), (0,))


def test_a_change_to_a_deleted_row_is_a_conflict_in_all_its_fields() -> None:
    decision = decide_update(seen=[1, 2], wanted=[3, 4], stored=[1, 2], same_version=True, is_deleted=True)
    assert decision == (Status.CONFLICT, (), (0, 1))


def test_a_new_row_is_set_and_the_clients_own_is_accepted_again() -> None:
    assert decide_insert(wanted=[1, 2], stored=None) == (Status.ACCEPTED, (0, 1), ())
    assert decide_insert(wanted=[1, 2], stored=[1, 2]) == (Status.ACCEPTED, (), ())
    assert decide_insert(wanted=[1, 2], stored=[1, 3]) == (Status.CONFLICT, (), (1,))
    assert decide_insert(wanted=[1, 2], stored=[1, 2], is_deleted=True).status is Status.CONFLICT


def test_a_deletion_of_a_changed_row_is_a_conflict_but_not_of_a_deleted_one() -> None:
    assert decide_delete(same_version=True, is_deleted=False).status is Status.ACCEPTED
    assert decide_delete(same_version=False, is_deleted=False).status is Status.CONFLICT
    assert decide_delete(same_version=False, is_deleted=True).status is Status.ACCEPTED


@given(columns=COLUMNS, same=st.booleans())
def test_nothing_that_was_not_seen_is_ever_overwritten(
    columns: list[tuple[object, object, object]], *, same: bool
) -> None:
    seen, wanted, stored = (list(cells) for cells in zip(*columns, strict=True))
    decision = decide_update(seen=seen, wanted=wanted, stored=stored, same_version=same)
    after = list(stored)
    for n in decision.sets:
        assert stored[n] == seen[n]
        after[n] = wanted[n]
    if decision.status is Status.CONFLICT:
        assert after == stored
        assert decision.clashes
        assert all(stored[n] not in (seen[n], wanted[n]) for n in decision.clashes)
    else:
        assert after == wanted
