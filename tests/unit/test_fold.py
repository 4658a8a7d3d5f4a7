"""Edits of one row become one operation: the first value before, the last value after, nothing that cancels out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.fold import fold
from app.ids import new_id

VALUES = st.sampled_from(["甲", "乙", "", None])
STEPS = st.lists(st.dictionaries(st.sampled_from(["name", "code"]), VALUES, min_size=1), min_size=1, max_size=6)


@given(STEPS)
def test_folded_updates_lead_from_the_first_row_to_the_last(steps: list[dict[str, object]]) -> None:
    start: dict[str, object] = {"name": "甲", "code": "乙"}
    row, changes = dict(start), dict[str, list[object]]()
    for step in steps:
        edit = {name: [row[name], new] for name, new in step.items() if row[name] != new}
        row.update(step)
        folded = fold(kind="update", changes=changes, next_kind="update", next_changes=edit)
        assert folded is not None
        changes = folded.changes
    assert {name: old for name, (old, _) in changes.items()} == {name: start[name] for name in changes}
    assert {**start, **{name: new for name, (_, new) in changes.items()}} == row
    assert all(old != new for old, new in changes.values())


def test_kinds() -> None:
    insert: dict[str, list[object]] = {"name": [None, "甲"], "code": [None, "1"]}
    edited = fold(kind="insert", changes=insert, next_kind="update", next_changes={"name": ["甲", "乙"]})
    assert edited is not None
    assert (edited.kind, edited.changes["name"], edited.gone) == ("insert", [None, "乙"], False)
    assert fold(kind="insert", changes=insert, next_kind="delete", next_changes={}) is None
    gone = fold(kind="update", changes={"name": ["甲", "乙"]}, next_kind="delete", next_changes={})
    assert gone is not None
    assert (gone.kind, gone.gone) == ("delete", False)
    back = fold(kind="update", changes={"name": ["甲", "乙"]}, next_kind="update", next_changes={"name": ["乙", "甲"]})
    assert back is not None
    assert back.gone


def test_ids_are_uuids_of_version_7_in_order() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert all(len(one) == 36 and one[14] == "7" and one[19] in "89ab" for one in ids)
