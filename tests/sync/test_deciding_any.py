"""Any mix of decisions: nothing is lost, what was decided shows and arrives, money moves by decisions only (SYNC 6)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.catalogs.fund_account import FUND_ACCOUNT
from app.catalogs.insurance_type import INSURANCE_TYPE
from app.catalogs.region import REGION
from app.conflicts import FieldConflict, list_conflicts
from app.ids import new_id
from app.row_state import RowState
from sync.deciding import Choice, Decision, decide
from tests.sync.desks import Desk, open_desk, seeded_central

if TYPE_CHECKING:
    from tests.sync.model_central import ModelCentral

FEW = (REGION, INSURANCE_TYPE, FUND_ACCOUNT)
BASE: dict[str, Any] = {"balance": 1_00, "time_deposit": 2_00, "remark": "原", "interest_rate": 10_000}
MONEY = ("balance", "time_deposit")
CHOICES = (Choice.MINE, Choice.THEIRS, Choice.OTHER, None)
OTHER_TEXT = {"balance": "77.77", "time_deposit": "66.66", "remark": "另填", "interest_rate": "3.3"}
OTHER_VALUE = {"balance": 77_77, "time_deposit": 66_66, "remark": "另填", "interest_rate": 33_000}


def sides(first: int, words: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return values for some of the fields, different from the base and from the other side's (but for one)."""
    return st.fixed_dictionaries(
        {},
        optional={
            "balance": st.sampled_from((first, first + 1, 9_99)),
            "time_deposit": st.just(first + 2),
            "remark": st.sampled_from((words, "同")),
            "interest_rate": st.just(first + 3),
        },
    )


rows = st.tuples(
    sides(5_00, "我").filter(bool),
    sides(6_00, "他"),
    st.fixed_dictionaries(dict.fromkeys(BASE, st.sampled_from(CHOICES))),
)


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(wanted=st.lists(rows, min_size=1, max_size=4), edit=st.booleans())
def test_any_mix_of_decisions(
    *, wanted: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]], edit: bool
) -> None:
    folder = Path(tempfile.mkdtemp())
    central = seeded_central(people=("jia",), catalogs=FEW)
    desk = open_desk(central, folder=folder, user="jia")
    try:
        desk.sync()
        story(central, desk, wanted=wanted, edit=edit)
    finally:
        desk.store.close()
        shutil.rmtree(folder)


def story(
    central: ModelCentral,
    desk: Desk,
    *,
    wanted: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]],
    edit: bool,
) -> None:
    ids = [new_id() for _ in wanted]
    for place, row_id in enumerate(ids):
        desk.add_account(row_id, number=f"{10001 + place}", **BASE)
    desk.sync()
    for row_id, (mine, theirs, _) in zip(ids, wanted, strict=True):
        desk.change(row_id, **mine)
        if theirs:
            central.put("fund_account", row_id, by="yi", **theirs)
    desk.sync()
    listed = conflicts(desk)
    assert set(listed) == {
        (row_id, name)
        for row_id, (mine, theirs, _) in zip(ids, wanted, strict=True)
        for name in mine
        if name in theirs and mine[name] != theirs[name]
    }, "every clash is listed, nothing else is"
    if edit:
        for row_id, name in [key for key in listed if key[1] == "balance"][:1]:
            desk.change(row_id, **{name: 4_44})
    choices = {
        (row_id, name): choice
        for row_id, (_, _, found) in zip(ids, wanted, strict=True)
        for name, choice in found.items()
        if (row_id, name) in listed and choice is not None
    }
    before = amounts(central)
    decide(desk.store, user=desk.session.user, decisions=[decision(listed[key], choices[key]) for key in choices])
    assert amounts(central) == before
    assert set(conflicts(desk)) == set(listed) - set(choices), "what was not decided is still there"
    expected = {key: value_of(listed[key], choice) for key, choice in choices.items()}
    for (row_id, name), value in expected.items():
        assert desk.row(row_id)[name] == value, "what was decided is on screen"
    desk.sync()
    check_arrived(
        central, desk, listed=listed, expected=expected, wanted=dict(zip(ids, wanted, strict=True)), edit=edit
    )
    rest = [decision(one, Choice.THEIRS) for one in conflicts(desk).values()]
    if rest:
        decide(desk.store, user=desk.session.user, decisions=rest)
    desk.sync()
    for row_id in ids:
        assert desk.lines(row_id) == []
        assert {name: desk.row(row_id)[name] for name in BASE} == {
            name: central.rows[row_id].values[name] for name in BASE
        }
        assert desk.state(row_id) in {RowState.SYNCED, RowState.MERGED}


def check_arrived(
    central: ModelCentral,
    desk: Desk,
    *,
    listed: dict[tuple[str, str], FieldConflict],
    expected: dict[tuple[str, str], Any],
    wanted: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]],
    edit: bool,
) -> None:
    touched = {row_id for row_id, _ in expected}
    for row_id, (mine, theirs, _) in wanted.items():
        for name, base in BASE.items():
            key, there = (row_id, name), central.rows[row_id].values[name]
            if key in expected:
                assert there == expected[key], "what was decided arrived"
            elif key in listed:
                again = edit and name == "balance" and there == 4_44
                assert again or there == theirs[name], "nobody decided"
            elif name in mine:
                clashing = any(one == row_id for one, _ in listed)
                goes = not clashing or row_id in touched
                held = any(name in line.changes for line in desk.lines(row_id))
                assert (there == mine[name]) if goes else held, "what does not clash goes on, or still waits"
            else:
                assert there == theirs.get(name, base)


def conflicts(desk: Desk) -> dict[tuple[str, str], FieldConflict]:
    with desk.store.read() as connection:
        found = list_conflicts(connection, schema=desk.store.schema)
    return {(one.place.row_id, one.field): one for one in found}


def decision(conflict: FieldConflict, choice: Choice) -> Decision:
    given = OTHER_TEXT[conflict.field] if choice is Choice.OTHER else None
    return Decision(n=conflict.n, field=conflict.field, choice=choice, given=given, version=conflict.version)


def value_of(conflict: FieldConflict, choice: Choice) -> object:
    if choice is Choice.OTHER:
        return OTHER_VALUE[conflict.field]
    text = conflict.mine if choice is Choice.MINE else conflict.theirs
    return FUND_ACCOUNT.by_name[conflict.field].read(text)


def amounts(central: ModelCentral) -> dict[str, list[Any]]:
    return {
        row_id: [row.values[name] for name in MONEY]
        for row_id, row in central.rows.items()
        if row.catalog == "fund_account"
    }


def test_no_decision_is_no_action(tmp_path: Path) -> None:
    desk = open_desk(seeded_central(people=("jia",), catalogs=FEW), folder=tmp_path, user="jia")
    assert decide(desk.store, user=desk.session.user, decisions=[]).lines == 0
    with desk.store.read() as connection:
        assert connection.exec_driver_sql('SELECT count(*) FROM "action"').scalar() == 0
    desk.store.close()
