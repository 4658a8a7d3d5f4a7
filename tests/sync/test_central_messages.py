"""消息 at the central: only downwards, by whom it says, never changed; tasks reach those below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.ids import new_id
from sync.wire import Answer, Status
from tests.sync.small_province import HAISHU, NINGBO, PROVINCE, YINZHOU
from tests.sync.talk import delete, insert, rows_of, update
from tests.sync.test_central_rules import People

if TYPE_CHECKING:
    from tests.sync.central_fixture import RunningCentral

YEAR = 2026


@pytest.fixture
def people(each_central: RunningCentral) -> People:
    return People(each_central.url)


def letter(sender: str = "nb_jb", place: str = NINGBO, to: str = HAISHU, **more: object) -> dict[str, Any]:
    return {
        "id": new_id(),
        "fiscal_year": YEAR,
        "mof_div_code": to,
        "kind": "remind",
        "title": "催报",
        "body": "请尽快送审",
        "sent_by": sender,
        "sent_from": place,
        **more,
    }


def send(people: People, who: str, made: dict[str, Any]) -> Answer:
    return people[who].send_one(insert("message", made))[0]


def test_who_sent_it_and_when_is_what_the_central_says(people: People) -> None:
    lies = {"sent_name": "省厅", "sent_place": "浙江省", "sent_at": "2031-01-01T00:00:00Z", "number": "1"}
    made = letter(**lies)
    answer, reply = people["nb_jb"].send_one(insert("message", made))
    assert answer.status is Status.ACCEPTED, answer.text
    (row,) = rows_of(reply.rows, "message")
    assert (row["sent_name"], row["sent_place"], row["number"]) == ("宁波市社保处经办", "宁波市", made["id"])
    assert not row["sent_at"].startswith("2031")
    assert send(people, "nb_jb", made).status is Status.ACCEPTED  # the same once more: it stands
    seen = {one["id"]: one for one in people["hs_jb"].rows("message")}
    assert seen[made["id"]] == row
    assert made["id"] not in {one["id"] for one in people["yz_jb"].rows("message")}


@pytest.mark.parametrize(
    ("who", "place", "to"),
    [
        ("hs_jb", HAISHU, NINGBO),
        ("hs_jb", HAISHU, YINZHOU),
        ("nb_jb", NINGBO, PROVINCE),
        ("nb_sh", NINGBO, "330105000"),
        ("zj_jb", PROVINCE, "109900000"),
    ],
)
def test_nobody_writes_upwards_or_aside(people: People, who: str, place: str, to: str) -> None:
    answer = send(people, who, letter(who, place, to))
    assert (answer.status, answer.rule) == (Status.REJECTED, "rights")
    assert "本级及下级" in answer.text


@pytest.mark.parametrize("forged", [{"sent_by": "zj_jb"}, {"sent_from": PROVINCE}, {"sent_by": ""}])
def test_a_forged_sender_is_refused(people: People, forged: dict[str, str]) -> None:
    made = {**letter(), **forged}
    answer = send(people, "nb_jb", made)
    assert (answer.status, answer.rule) == (Status.REJECTED, "message.sender")
    assert made["id"] not in {one["id"] for one in people["zj_jb"].rows("message")}


def test_many_forged_ones_at_once_are_refused_one_by_one(people: People) -> None:
    made = [letter(), letter(sender="nb_sh"), letter(to=YINZHOU)]
    answers = people["nb_jb"].send(insert("message", *made)).answers
    assert [one.rule for one in answers] == ["", "message.sender", ""]


def test_what_was_sent_is_never_changed_or_deleted(people: People) -> None:
    made = letter()
    assert send(people, "nb_jb", made).status is Status.ACCEPTED
    row = next(one for one in people["nb_jb"].rows("message") if one["id"] == made["id"])
    for change in ({"body": "改"}, {"sent_name": "他人"}, {"is_enabled": False}, {"mof_div_code": YINZHOU}):
        answer, _ = people["nb_jb"].send_one(update("message", row, **change))
        assert (answer.status, answer.rule) == (Status.LOCKED, "column.locked"), change
        assert "发出后不能修改" in answer.text
    for who in ("nb_jb", "hs_jb", "zj_jb"):
        answer, _ = people[who].send_one(delete("message", row))
        assert (answer.status, answer.rule) == (Status.REJECTED, "rights")
    again = people["hs_jb"].send_one(insert("message", {**letter("hs_jb", HAISHU), "id": made["id"]}))[0]
    assert again.status is Status.CONFLICT  # another's id
    assert next(one for one in people["hs_jb"].rows("message") if one["id"] == made["id"]) == row


def test_a_task_is_set_by_those_above_and_seen_below(people: People) -> None:
    task = {
        "id": new_id(),
        "fiscal_year": YEAR,
        "name": "一季度预计数",
        "value_catalog": "management_value",
        "basis": "estimate",
        "due_date": "2026-04-10",
        "for_county": True,
    }
    assert people["hs_jb"].send_one(insert("task", {**task, "mof_div_code": HAISHU}))[0].rule == "rights"
    assert people["nb_sh"].send_one(insert("task", {**task, "mof_div_code": NINGBO}))[0].rule == "rights"
    assert people["nb_jb"].send_one(insert("task", {**task, "mof_div_code": NINGBO}))[0].status is Status.ACCEPTED
    assert task["id"] in {one["id"] for one in people["hs_jb"].rows("task")}
