"""The central judges moves of 填报单 itself: state, person, level, errors; closed values are locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.flow.record import Place, read_log
from app.ids import new_id
from sync.wire import Answer, BatchReply, Status
from tests.sync.small_province import HAISHU
from tests.sync.talk import Talk, delete, insert, rows_of, update
from tests.sync.test_central_rules import People, bare, value

if TYPE_CHECKING:
    from tests.sync.central_fixture import RunningCentral

YEAR = 2026
UNIT = 10_000
"""One, in the places of a value."""
PLACE = Place(fiscal_year=YEAR, region=HAISHU, catalog="management_value", insurance_type="1101", basis="estimate")


@pytest.fixture
def people(each_central: RunningCentral) -> People:
    return People(each_central.url)


def record(talk: Talk) -> dict[str, Any]:
    return next(row for row in talk.rows("filling") if row["id"] == PLACE.row_id)


def first(talk: Talk, **more: object) -> tuple[Answer, BatchReply]:
    """Submit for the first time; what a client says about person and time is not believed."""
    lies = {"submitted_by": "hs_sh", "submitted_at": "2031-01-01T00:00:00Z", "edition": 7, "move_log": "[]"}
    made = {"id": PLACE.row_id, **PLACE.key, "flow_state": "submitted", **lies, **more}
    return talk.send_one(insert("filling", made))


def move(talk: Talk, state: str, *, seen: dict[str, Any] | None = None, opinion: str = "") -> Answer:
    row = seen or record(talk)
    return talk.send_one(update("filling", row, flow_state=state, opinion=opinion))[0]


def test_the_first_submission_makes_the_record_and_the_central_says_who_and_when(people: People) -> None:
    answer, reply = first(people["hs_jb"])
    assert answer.status is Status.ACCEPTED, answer.text
    (row,) = rows_of(reply.rows, "filling")
    assert (row["flow_state"], row["submitted_by"], row["edition"]) == ("submitted", "hs_jb", 1)
    assert not row["submitted_at"].startswith("2031")
    (step,) = read_log(row["move_log"])
    assert (step.by, step.move) == ("hs_jb", "submit")
    again, _ = first(people["hs_jb"])
    assert again.status is Status.ACCEPTED
    assert record(people["hs_jb"])["version"] == row["version"]


def test_the_whole_way_up_and_back(people: People) -> None:
    first(people["hs_jb"])
    assert move(people["hs_sh"], "reviewed").status is Status.ACCEPTED
    assert move(people["nb_sh"], "filling").rule == "flow.opinion"
    assert move(people["nb_sh"], "filling", opinion="请核实参保人数").status is Status.ACCEPTED
    row = record(people["hs_jb"])
    assert (row["flow_state"], row["returned_by"], row["opinion"]) == ("filling", "nb_sh", "请核实参保人数")
    assert (row["submitted_by"], row["reviewed_by"]) == ("", "")
    assert move(people["hs_jb"], "submitted").status is Status.ACCEPTED
    # two steps that were taken before the first was sent
    assert move(people["hs_sh"], "reported").status is Status.ACCEPTED
    assert move(people["nb_sh"], "filed").status is Status.ACCEPTED
    row = record(people["hs_jb"])
    assert (row["edition"], row["reviewed_by"], row["reported_by"], row["filed_by"]) == (2, "hs_sh", "hs_sh", "nb_sh")
    moves = [step.move for step in read_log(row["move_log"])]
    assert moves == ["submit", "approve", "return", "submit", "approve", "report", "file"]


def test_values_are_locked_while_their_record_is_not_being_filled_in(people: People) -> None:
    operator = people["hs_jb"]
    rows = [row for row in operator.rows("management_value") if row["mof_div_code"] == HAISHU and row["value"]]
    estimates = (row for row in rows if (row["insurance_type"], row["basis"]) == ("1101", "estimate"))
    own = next(row for row in estimates if row["parameter"] == "GL0201")  # no sum is made of it
    assert operator.send_one(update("management_value", own, value=own["value"] + UNIT))[0].status is Status.ACCEPTED
    first(operator)
    own = next(row for row in operator.rows("management_value") if row["id"] == own["id"])
    locked = (
        update("management_value", own, value=own["value"] + UNIT),
        update("management_value", own, basis="actual"),
        delete("management_value", own),
        insert("management_value", bare(own, period="q1")),
    )
    for block in locked:
        answer, _ = operator.send_one(block)
        assert (answer.status, answer.rule) == (Status.LOCKED, "flow.locked"), block.kind
        assert "已送审（hs_jb" in answer.text
    free = next((row for row in rows if row["insurance_type"] != "1101"), None)
    if free:
        assert operator.send_one(update("management_value", free, value=free["value"]))[0].status is Status.ACCEPTED
    assert move(operator, "filling").status is Status.ACCEPTED
    assert operator.send_one(update("management_value", own, value=own["value"] + UNIT))[0].status is Status.ACCEPTED


def test_many_values_at_once_are_locked_one_by_one(people: People) -> None:
    operator = people["hs_jb"]
    row = value(operator)
    first(operator)
    made = [bare(row, period=period, insurance_type="1101", basis="estimate") for period in ("q1", "q2", "q3")]
    answers = operator.send(insert("management_value", *made)).answers
    assert {answer.rule for answer in answers} == {"flow.locked"}


def test_the_wrong_person(people: People) -> None:
    assert first(people["hs_sh"])[0].rule == "rights"
    assert first(people["yz_jb"])[0].rule == "rights"
    assert first(people["nb_jb"])[0].rule == "rights"
    first(people["hs_jb"])
    assert move(people["hs_jb"], "reviewed").rule == "rights"
    assert move(people["nb_sh"], "reviewed").rule == "rights"
    stranger = people["yz_sh"].send_one(update("filling", record(people["hs_jb"]), flow_state="reviewed"))[0]
    assert (stranger.status, stranger.rule) == (Status.REJECTED, "rights")
    assert move(people["hs_sh"], "reviewed").status is Status.ACCEPTED
    assert move(people["hs_sh"], "filed").rule == "rights"
    assert move(people["hs_jb"], "filling").rule in {"rights", "flow.move"}


def test_the_wrong_state_and_what_no_move_sets(people: People) -> None:
    first(people["hs_jb"])
    assert move(people["nb_sh"], "filed").rule in {"rights", "flow.move"}
    row = record(people["hs_jb"])
    answer, reply = people["hs_jb"].send_one(update("filling", row, reviewed_by="hs_sh", edition=9))
    assert answer.status is Status.ACCEPTED  # nothing of it is anybody's to set
    assert rows_of(reply.rows, "filling") == [row]
    assert people["hs_jb"].send_one(update("filling", row, flow_state="done"))[0].rule == "flow.move"
    assert people["hs_jb"].send_one(update("filling", row, basis="actual"))[0].rule == "flow.record"
    assert people["hs_jb"].send_one(delete("filling", row))[0].status is Status.REJECTED
    other = {"id": new_id(), **PLACE.key, "basis": "actual", "flow_state": "submitted"}
    assert people["hs_jb"].send_one(insert("filling", other))[0].rule == "flow.record"


def test_two_people_move_the_same_record(people: People) -> None:
    first(people["hs_jb"])
    seen = record(people["hs_sh"])
    assert move(people["hs_jb"], "filling", seen=seen).status is Status.ACCEPTED
    answer = move(people["hs_sh"], "reviewed", seen=seen)
    assert (answer.status, answer.fields, answer.by) == (Status.CONFLICT, ("flow_state",), "hs_jb")


def test_the_levels_above_set_the_date(people: People) -> None:
    made = {"id": PLACE.row_id, **PLACE.key, "due_date": "2026-12-10"}
    assert people["hs_jb"].send_one(insert("filling", made))[0].rule == "rights"
    assert people["nb_jb"].send_one(insert("filling", made))[0].status is Status.ACCEPTED
    row = record(people["hs_jb"])
    assert people["hs_jb"].send_one(update("filling", row, due_date="2027-12-10"))[0].rule == "rights"
    assert move(people["hs_jb"], "submitted").status is Status.ACCEPTED


def test_figures_with_an_error_and_an_empty_page_are_not_submitted(people: People) -> None:
    empty = Place(fiscal_year=YEAR, region=HAISHU, catalog="management_value", insurance_type="1106", basis="actual")
    made = {"id": empty.row_id, **empty.key, "flow_state": "submitted"}
    answer, _ = people["hs_jb"].send_one(insert("filling", made))
    assert (answer.rule, "还没有填写" in answer.text) == ("flow.errors", True)
    own = next(
        row for row in people["hs_jb"].rows("management_value") if row["mof_div_code"] == HAISHU and row["value"]
    )
    parameter = next(row for row in people["bu_jb"].rows("management_parameter") if row["code"] == own["parameter"])
    answer, _ = people["bu_jb"].send_one(update("management_parameter", parameter, maximum=1))
    assert answer.status is Status.ACCEPTED, answer.text
    place = Place(
        fiscal_year=YEAR,
        region=HAISHU,
        catalog="management_value",
        insurance_type=own["insurance_type"],
        basis=own["basis"],
    )
    made = {"id": place.row_id, **place.key, "flow_state": "submitted"}
    answer, _ = people["hs_jb"].send_one(insert("filling", made))
    assert (answer.rule, "不能大于" in answer.text) == ("flow.errors", True)


def test_what_a_cross_check_notices_must_be_explained_or_put_right(people: People) -> None:
    operator = people["hs_jb"]
    rows = {
        row["parameter"]: row
        for row in operator.rows("management_value")
        if (row["mof_div_code"], row["insurance_type"], row["basis"], row["period"])
        == (HAISHU, "1101", "estimate", "q4")
    }
    whole, payers = rows["GL0101"], rows["GL0201"]
    wrong = update("management_value", payers, value=whole["value"] + UNIT)
    assert operator.send_one(wrong)[0].status is Status.ACCEPTED
    refused, _ = first(operator)
    assert (refused.status, refused.rule) == (Status.REJECTED, "flow.unexplained")
    assert refused.text.startswith("有 1 处提示须说明")
    assert "四季度“缴费人数”" in refused.text

    def told(value: int, **more: object) -> Answer:
        given = f'[["GL0201",{value}],["GL0101",{whole["value"]}]]'
        made = {
            "id": new_id(),
            "fiscal_year": YEAR,
            "mof_div_code": HAISHU,
            "value_catalog": "management_value",
            "insurance_type": "1101",
            "basis": "estimate",
            "value_id": payers["id"],
            "rule": "G09",
            "text": "含补缴人员",
            "given": given,
        }
        return operator.send_one(insert("explanation", {**made, **more}))[0]

    assert people["hs_sh"].send_one(insert("explanation", {"id": new_id(), "mof_div_code": HAISHU}))[0].rule == "rights"
    assert told(whole["value"] + UNIT).status is Status.ACCEPTED
    changed = next(row for row in operator.rows("management_value") if row["id"] == payers["id"])
    more = update("management_value", changed, value=whole["value"] + 2 * UNIT)
    assert operator.send_one(more)[0].status is Status.ACCEPTED
    assert "数值已变，须重新说明" in first(operator)[0].text
    (kept,) = [row for row in operator.rows("explanation") if row["mof_div_code"] == HAISHU]
    again = f'[["GL0201",{whole["value"] + 2 * UNIT}],["GL0101",{whole["value"]}]]'
    assert operator.send_one(update("explanation", kept, given=again))[0].status is Status.ACCEPTED
    assert first(operator)[0].status is Status.ACCEPTED
    above = people["nb_sh"].rows("explanation")
    assert [row["text"] for row in above if row["mof_div_code"] == HAISHU] == ["含补缴人员"]
    (kept,) = operator.rows("explanation")
    locked, _ = operator.send_one(update("explanation", kept, text="另一个理由"))
    assert (locked.status, locked.rule) == (Status.LOCKED, "flow.locked")
    assert told(1, rule="G10").rule == "flow.locked"


def test_what_must_hold_is_not_explained_away(people: People) -> None:
    operator = people["hs_jb"]
    own = next(
        row
        for row in operator.rows("management_value")
        if (row["mof_div_code"], row["parameter"], row["insurance_type"], row["period"])
        == (HAISHU, "GL0101", "1101", "year")
    )
    assert operator.send_one(update("management_value", own, value=own["value"] + UNIT))[0].status is Status.ACCEPTED
    refused, _ = first(operator)
    assert (refused.status, refused.rule) == (Status.REJECTED, "flow.errors")
    assert "数值不满足审核公式，须先改正：全年各项之和" in refused.text
    assert refused.text.endswith("（G01）")
