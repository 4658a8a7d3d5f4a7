"""Moves of 填报单: only along declared pairs, by the right person; random walks reach nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogs.filling import FILLING
from app.flow.fields import LONGEST_LOG, STATE, at, by
from app.flow.record import KEY, Place, place_of_record, read_log
from app.flow.rules import Mover, Way, find_way, standing, taken, why_not
from app.people import Level, Role, User
from app.workflow import FILL_IN
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, REVIEWER, YEAR

NOW = "2026-03-01T08:00:00Z"
PLACE = Place(fiscal_year=YEAR, region=COUNTY, catalog="management_value", insurance_type="1101", basis="actual")
CITY_REVIEWER = replace(REVIEWER, code="nb_sh", mof_div_code=CITY, level=Level.CITY)
CITY_OPERATOR = replace(OPERATOR, code="nb_jb", mof_div_code=CITY, level=Level.CITY)
STRANGER = replace(REVIEWER, code="yz_sh", mof_div_code=OTHER_COUNTY)
ADMINISTRATOR = replace(OPERATOR, code="hs_gl", role=Role.ADMINISTRATOR)
PEOPLE = (OPERATOR, REVIEWER, CITY_OPERATOR, CITY_REVIEWER, STRANGER, ADMINISTRATOR)
PAIRS = {(move.source, move.target) for move in FILL_IN.moves}
STATES = [state.code for state in FILL_IN.states]


def blank() -> dict[str, Any]:
    return {**FILLING.blank(), **PLACE.key}


def mover(user: User) -> Mover:
    return Mover(user=user, is_own=user.mof_div_code == COUNTY, is_above=user.mof_div_code == CITY)


def way(row: dict[str, Any], target: str, user: User, opinion: str = "") -> Way:
    return find_way(FILL_IN, row=row, target=target, mover=mover(user), opinion=opinion, now=NOW)


def refusal(found: Way) -> tuple[str, str]:
    return (found.problem.rule, found.problem.text) if found.problem else ("", "")


def after(*steps: tuple[User, str], opinion: str = "请核实") -> dict[str, Any]:
    row = blank()
    for user, target in steps:
        found = way(row, target, user, opinion)
        assert found.problem is None, found.problem
        row |= found.values
    return row


SUBMITTED = (OPERATOR, "submitted")
REVIEWED = (REVIEWER, "reviewed")


@pytest.mark.parametrize(
    ("steps", "user", "target", "rule"),
    [
        ((), OPERATOR, "submitted", None),
        ((), REVIEWER, "submitted", "rights"),
        ((), CITY_OPERATOR, "submitted", "rights"),
        ((), ADMINISTRATOR, "submitted", "rights"),
        ((), OPERATOR, "reviewed", "flow.move"),
        ((SUBMITTED,), OPERATOR, "filling", None),
        ((SUBMITTED,), OPERATOR, "reviewed", "rights"),
        ((SUBMITTED,), REVIEWER, "reviewed", None),
        ((SUBMITTED,), STRANGER, "reviewed", "rights"),
        ((SUBMITTED,), CITY_REVIEWER, "reviewed", "rights"),
        ((SUBMITTED,), CITY_REVIEWER, "filed", "flow.move"),
        ((SUBMITTED, REVIEWED), OPERATOR, "filling", "rights"),
        ((SUBMITTED, REVIEWED), REVIEWER, "submitted", None),
        ((SUBMITTED, REVIEWED), REVIEWER, "filed", "rights"),
        ((SUBMITTED, REVIEWED), CITY_REVIEWER, "filed", None),
        ((SUBMITTED, REVIEWED), CITY_OPERATOR, "filed", "rights"),
        ((SUBMITTED, REVIEWED, (CITY_REVIEWER, "filed")), REVIEWER, "reviewed", "flow.move"),
        ((SUBMITTED, REVIEWED, (CITY_REVIEWER, "filed")), REVIEWER, "submitted", "flow.move"),
        ((SUBMITTED, REVIEWED, (CITY_REVIEWER, "filed")), CITY_REVIEWER, "filling", None),
        ((SUBMITTED,), REVIEWER, "reported", None),
    ],
)
def test_who_may_move_where(steps: tuple[tuple[User, str], ...], user: User, target: str, rule: str | None) -> None:
    found = way(after(*steps), target, user, "请核实")
    assert refusal(found)[0] == (rule or "")


def test_the_maker_is_never_the_checker() -> None:
    row = after(SUBMITTED)
    promoted = replace(OPERATOR, role=Role.REVIEWER)
    rule, text = refusal(way(row, "reviewed", promoted))
    assert (rule, "同一人" in text) == ("flow.person", True)


def test_a_return_needs_words_and_wipes_out_who_checked() -> None:
    row = after(SUBMITTED, REVIEWED)
    assert refusal(way(row, "filling", CITY_REVIEWER))[0] == "flow.opinion"
    assert refusal(way(row, "filling", CITY_REVIEWER, "长" * 501))[0] == "field.length"
    row |= way(row, "filling", CITY_REVIEWER, " 人数\n有误 ").values
    assert (row["returned_by"], row["opinion"], row["submitted_by"], row["reviewed_by"]) == (
        "nb_sh",
        "人数 有误",
        "",
        "",
    )
    row |= way(row, "submitted", OPERATOR).values
    assert (row["edition"], row["returned_by"], row["opinion"]) == (2, "", "")


def test_a_person_shut_out_moves_nothing() -> None:
    found = way(blank(), "submitted", replace(OPERATOR, is_revoked=True))
    assert refusal(found)[0] == "rights"


def test_it_is_told_where_a_record_stands() -> None:
    assert standing(FILL_IN, row=blank()) == "填报单填报中"
    told = standing(FILL_IN, row=after(SUBMITTED))
    assert told.startswith("填报单已送审（hs_jb，")


def test_the_log_forgets_the_oldest_first() -> None:
    row = blank()
    back = next(move for move in FILL_IN.moves if move.name == "return")
    for n in range(60):
        row |= taken(FILL_IN, move=back, row=row, user=REVIEWER, opinion=f"{n} " + "长" * 400, now=NOW)
        assert len(row["move_log"]) <= LONGEST_LOG
    assert read_log(row["move_log"])[-1].opinion.startswith("59")
    assert read_log("what") == ()


def test_every_place_has_one_id_on_every_computer() -> None:
    assert PLACE.row_id == "86d89e71-54e8-8b1c-bab0-85788b9c785b"
    others = {replace(PLACE, basis="estimate").row_id, replace(PLACE, fiscal_year=YEAR + 1).row_id, PLACE.row_id}
    assert len(others) == 3
    assert place_of_record({**blank(), "id": PLACE.row_id}) == PLACE
    assert tuple(PLACE.key) == KEY == FILLING.key


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(STATES), st.sampled_from(["", "请核实"]))))
def test_no_walk_reaches_a_state_by_a_way_that_is_not_declared(walk: list[tuple[User, str, str]]) -> None:
    row = blank()
    passed = [str(row[STATE])]
    for user, target, opinion in walk:
        found = way(row, target, user, opinion)
        if found.problem is None and found.values:
            assert all(
                why_not(FILL_IN, move=move, row={**row, STATE: move.source}, mover=mover(user), opinion=None) is None
                or move.source != row[STATE]
                for move in found.moves
            )
            row |= found.values
            passed += [move.target for move in found.moves]
            assert passed[-1] == target == row[STATE]
    assert all(step in PAIRS for step in pairwise(passed))
    reached = STATES.index(str(row[STATE]))
    assert all(row[by(code)] == "" == row[at(code)] for code in STATES[reached + 1 :])
    people = {row["submitted_by"], row["reviewed_by"], row["filed_by"]} - {""}
    assert len(people) == sum(bool(row[name]) for name in ("submitted_by", "reviewed_by", "filed_by"))
