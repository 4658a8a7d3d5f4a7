"""The central judges packs itself: person, level, number, content, hash; what was issued is never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.flow.record import Place
from app.ids import new_id
from app.packs.documents import canonical, digest_of
from sync.wire import BatchReply, Status
from tests.sync.pack_documents import YEAR, content, pack, pack_row, receipt
from tests.sync.small_province import HAISHU, NINGBO, PROVINCE
from tests.sync.talk import Talk, delete, insert, rows_of, update
from tests.sync.test_central_rules import People, bare

if TYPE_CHECKING:
    from tests.sync.central_fixture import RunningCentral

Rows = list[tuple[str, str]]


@pytest.fixture
def people(each_central: RunningCentral) -> People:
    return People(each_central.url)


def own_rows(talk: Talk, name: str = "management_parameter", *, most: int = 6) -> Rows:
    found = [row for row in talk.rows(name) if row["mof_div_code"] == "109900000"]
    return [pack_row(row) for row in found][:most]


def issue(talk: Talk, rows: Rows, **facts: object) -> tuple[dict[str, Any], BatchReply]:
    header = pack(rows, **facts)
    return header, talk.send(insert("pack", header), content(header, rows=rows))


def rules(reply: BatchReply) -> list[str]:
    return [answer.rule for answer in reply.answers]


def issued(people: People, **facts: object) -> dict[str, Any]:
    header, reply = issue(people["bu_jb"], own_rows(people["bu_jb"]), **facts)
    assert {answer.status for answer in reply.answers} == {Status.ACCEPTED}, reply.answers
    return header


def test_a_pack_is_taken_in_and_the_central_says_who_and_when(people: People) -> None:
    lies = {"issued_by": "zj_jb", "issued_at": "2031-01-01T00:00:00Z"}
    header, reply = issue(people["bu_jb"], own_rows(people["bu_jb"]), **lies)
    assert {answer.status for answer in reply.answers} == {Status.ACCEPTED}
    (told,) = rows_of(reply.rows, "pack")
    assert told["issued_by"] == "bu_jb"
    assert not told["issued_at"].startswith("2031")
    (seen,) = people["hs_jb"].rows("pack")
    assert (seen["id"], seen["digest"]) == (header["id"], header["digest"])
    assert len(people["hs_jb"].rows("pack_row")) == header["row_count"]


def test_the_same_documents_sent_again_are_those_that_are_there(people: People) -> None:
    rows = own_rows(people["bu_jb"])
    header = pack(rows)
    blocks = (insert("pack", header), content(header, rows=rows))
    first, again = (people["bu_jb"].send(*blocks) for _ in range(2))
    assert [answer.version for answer in first.answers] == [answer.version for answer in again.answers]
    assert {answer.status for answer in again.answers} == {Status.ACCEPTED}


@pytest.mark.parametrize(
    ("who", "facts", "rule"),
    [
        ("bu_sh", {}, "rights"),
        ("zj_jb", {}, "rights"),
        ("hs_jb", {"mof_div_code": HAISHU}, "rights"),
        ("nb_jb", {"mof_div_code": NINGBO}, "rights"),
        ("bu_jb", {"number": 2}, "pack.number"),
        ("bu_jb", {"table_name": "management_value"}, "pack.catalog"),
        ("bu_jb", {"table_name": "nothing"}, "pack.catalog"),
        ("bu_jb", {"digest": "0" * 63}, "pack.content"),
        ("bu_jb", {"direction": "up"}, "rights"),
    ],
)
def test_the_wrong_person_level_number_or_catalog(
    people: People, who: str, facts: dict[str, object], rule: str
) -> None:
    rows = own_rows(people["bu_jb"])
    _, reply = issue(people[who], rows, **facts)
    assert reply.answers[0].rule == rule
    assert set(rules(reply)[1:]) == {"pack.missing"}
    assert people["bu_jb"].rows("pack") == []


def test_a_number_is_given_once(people: People) -> None:
    issued(people)
    rows = own_rows(people["bu_jb"])
    assert rules(issue(people["bu_jb"], rows)[1])[0] == "pack.number"
    assert rules(issue(people["bu_jb"], rows, number=3)[1])[0] == "pack.number"
    assert rules(issue(people["bu_jb"], rows, number=2)[1])[0] == ""
    other = rules(issue(people["bu_jb"], rows, fiscal_year=YEAR + 1)[1])
    assert other[0] == "reference.missing"  # another year counts by itself, but has no regions here


def test_content_that_never_was_is_not_issued(people: People) -> None:
    talk = people["bu_jb"]
    row = next(one for one in talk.rows("management_parameter") if one["mof_div_code"] == "109900000")
    altered = [pack_row({**row, "unit": "两"})]
    assert rules(issue(talk, altered)[1])[1] == "pack.content"
    stranger = [pack_row({**row, "id": new_id()})]
    assert rules(issue(talk, stranger, number=2)[1])[1] == "pack.content"
    assert talk.rows("pack_row") == []
    before = pack_row(row)
    assert talk.send_one(update("management_parameter", row, unit="两"))[0].status is Status.ACCEPTED
    assert rules(issue(talk, [before], number=3)[1]) == ["", ""]  # as it once was
    assert rules(issue(talk, altered, number=4)[1]) == ["", ""]  # as it is now


def test_a_hash_that_does_not_fit_leaves_the_pack_unfinished(people: People) -> None:
    rows = own_rows(people["bu_jb"])
    header, reply = issue(people["bu_jb"], rows, digest=digest_of(rows[::-1]))
    assert set(rules(reply)[1:]) == {"pack.content"}
    answer, _ = people["hs_jb"].send_one(receipt(header, receiver=HAISHU))
    assert (answer.rule, "没有传完整" in answer.text) == ("pack.missing", True)
    assert people["bu_jb"].send(content(header, rows=rows[:1])).answers[0].status is Status.ACCEPTED
    assert rules(people["bu_jb"].send(content(header, rows=rows[:1]))) == ["pack.content"]  # that place is taken
    assert rules(people["bu_jb"].send(content(header, rows=rows[:1], place=99))) == ["pack.content"]
    assert rules(people["zj_jb"].send(content(header, rows=rows[1:2], place=2))) == ["rights"]


def test_documents_are_not_changed_and_not_deleted(people: People) -> None:
    header = issued(people)
    assert people["hs_jb"].send_one(receipt(header, receiver=HAISHU))[0].status is Status.ACCEPTED
    changes: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("bu_jb", "pack", {"note": "改"}),
        ("bu_jb", "pack_row", {"content": "{}"}),
        ("hs_jb", "pack_receipt", {"taken_by": "hs_sh"}),
    )
    for who, name, more in changes:
        row = people[who].rows(name)[0]
        assert people[who].send_one(update(name, row, **more))[0].rule == "pack.fixed"
        assert people[who].send_one(delete(name, row))[0].rule == "pack.fixed"
        again = {key: value for key, value in row.items() if key not in {"is_deleted", "updated_at", "updated_by"}}
        key = "place" if name == "pack_row" else "fiscal_year"
        assert people[who].send_one(insert(name, again | {key: row[key] + 1}))[0].rule == "pack.fixed"


def test_receipts_are_by_the_right_people_and_seen_above(people: People) -> None:
    header = issued(people)
    assert people["hs_sh"].send_one(receipt(header, receiver=HAISHU))[0].rule == "rights"
    assert people["yz_jb"].send_one(receipt(header, receiver=HAISHU))[0].rule == "rights"
    assert people["bu_jb"].send_one(receipt(header, receiver="109900000"))[0].rule == "rights"
    by_hand = receipt(header, receiver=HAISHU)
    by_hand.rows[0][0] = new_id()
    assert people["hs_jb"].send_one(by_hand)[0].rule == "pack.fixed"
    first = people["hs_jb"].send_one(receipt(header, receiver=HAISHU))[0]
    assert people["hs_jb2"].send_one(receipt(header, receiver=HAISHU))[0].version == first.version
    for above in ("bu_jb", "zj_jb", "nb_jb"):
        (seen,) = people[above].rows("pack_receipt")
        assert (seen["receiver"], seen["taken_by"]) == (HAISHU, "hs_jb")
    assert people["yz_jb"].rows("pack_receipt") == []


def test_an_older_pack_is_not_taken_after_a_newer_one(people: People) -> None:
    first = issued(people)
    second = issued(people, number=2)
    assert people["hs_jb"].send_one(receipt(second, receiver=HAISHU))[0].status is Status.ACCEPTED
    assert people["hs_jb"].send_one(receipt(first, receiver=HAISHU))[0].rule == "pack.stale"
    assert people["yz_jb"].send_one(receipt(first, receiver="330212000"))[0].status is Status.ACCEPTED


def test_figures_are_not_submitted_before_the_newest_pack_is_taken(people: People) -> None:
    own = next(row for row in people["hs_jb"].rows("management_value") if row["mof_div_code"] == HAISHU)
    place = Place(
        fiscal_year=YEAR,
        region=HAISHU,
        catalog="management_value",
        insurance_type=own["insurance_type"],
        basis=own["basis"],
    )
    made = {"id": place.row_id, **place.key, "flow_state": "submitted"}
    header = issued(people)
    answer, _ = people["hs_jb"].send_one(insert("filling", made))
    assert (answer.rule, "第 1 号" in answer.text) == ("pack.stale", True)
    assert people["hs_jb"].send_one(receipt(header, receiver=HAISHU))[0].status is Status.ACCEPTED
    assert people["hs_jb"].send_one(insert("filling", made))[0].status is Status.ACCEPTED


def test_a_report_goes_up_and_the_receipt_comes_down(people: People) -> None:
    rows = [("3301", canonical(["3301", "杭州市", 12])), ("3302", canonical(["3302", "宁波市", 13]))]
    facts = {"direction": "up", "mof_div_code": PROVINCE, "table_name": "pooling", "title": "全省基金统筹区划信息表"}
    header, reply = issue(people["zj_jb"], rows, **facts)
    assert {answer.status for answer in reply.answers} == {Status.ACCEPTED}, reply.answers
    assert people["nb_jb"].send_one(receipt(header, receiver=NINGBO))[0].rule == "rights"
    assert people["zj_jb"].send_one(receipt(header, receiver=PROVINCE))[0].rule == "rights"
    taken = receipt(header, receiver="109900000", region=PROVINCE)
    assert people["bu_jb"].send_one(taken)[0].status is Status.ACCEPTED
    (seen,) = people["zj_jb"].rows("pack_receipt")
    assert (seen["receiver"], seen["taken_by"]) == ("109900000", "bu_jb")


def test_a_province_issues_what_it_refines(people: People) -> None:
    talk = people["zj_jb"]
    standard = next(row for row in talk.rows("management_parameter") if row["mof_div_code"] == "109900000")
    own = bare(standard, mof_div_code=PROVINCE, code="ZJ0001", name="省补参数", is_standard=False)
    assert talk.send_one(insert("management_parameter", own))[0].status is Status.ACCEPTED
    theirs, ours = [pack_row(standard)], [pack_row(own)]
    assert rules(issue(talk, theirs, mof_div_code=PROVINCE)[1])[1] == "pack.content"
    header, reply = issue(talk, ours, mof_div_code=PROVINCE, number=2)
    assert {answer.status for answer in reply.answers} == {Status.ACCEPTED}, reply.answers
    assert people["hs_jb"].send_one(receipt(header, receiver=HAISHU))[0].status is Status.ACCEPTED
