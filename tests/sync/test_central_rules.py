"""Rights and row rules are the central's own: what a client says about itself or its rows changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.ids import new_id
from sync.wire import Answer, OperationBlock, Status
from tests.sync.small_province import HAISHU, HANGZHOU, NINGBO, PROVINCE
from tests.sync.talk import Talk, delete, edit, insert, rows_of, update

if TYPE_CHECKING:
    from tests.sync.central_fixture import RunningCentral

MINISTRY = "109900000"


class People:
    """The demo's people, signed in when first asked for."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._known: dict[str, Talk] = {}

    def __getitem__(self, code: str) -> Talk:
        return self._known.setdefault(code, Talk(url=self._url, user=code))


@pytest.fixture(scope="module")
def people(shared_central: RunningCentral) -> People:
    return People(shared_central.url)


def bare(row: dict[str, Any], **changed: object) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in {"is_deleted", "updated_at", "updated_by"}}
    return {**kept, "id": new_id(), **changed}


def subject(people: People, **changed: object) -> dict[str, Any]:
    """Return a new detail subject of 海曙区 below a standard one, without children of its own yet."""
    rows = people["hs_jb"].rows("accounting_subject")
    parent = next(row for row in rows if row["code"] == "1003")
    code = f"1003{new_id()[-6:]}"
    made = bare(parent, mof_div_code=HAISHU, code=code, parent_code="1003", name="某行专户", is_standard=False)
    return {**made, **changed}


def value(talk: Talk, region: str = HAISHU, n: int = 0) -> dict[str, Any]:
    return [row for row in talk.rows("management_value") if row["mof_div_code"] == region and row["value"]][n]


def answer_to(talk: Talk, block: OperationBlock) -> Answer:
    return talk.send_one(block)[0]


def test_a_reviewer_writes_nothing(people: People) -> None:
    row = value(people["hs_sh"])
    answer, reply = people["hs_sh"].send_one(update("management_value", row, value=1))
    assert (answer.status, answer.rule, answer.version) == (Status.REJECTED, "rights", row["version"])
    assert "审核岗不能修改数据" in answer.text
    assert rows_of(reply.rows, "management_value") == [row]


def test_a_neighbours_row_is_neither_written_nor_shown(people: People) -> None:
    row = value(people["yz_jb"], region="330212000")
    answer, reply = people["hs_jb"].send_one(update("management_value", row, value=1))
    assert (answer.status, answer.rule) == (Status.REJECTED, "rights")
    assert reply.rows == []


def test_a_value_is_filled_in_by_its_own_region_only(people: People) -> None:
    answer = answer_to(people["nb_jb"], update("management_value", value(people["nb_jb"]), value=1))
    assert (answer.status, answer.rule) == (Status.REJECTED, "rights")
    assert "应由下级修改" in answer.text


def test_standard_rows_are_the_ministrys(people: People) -> None:
    row = next(one for one in people["zj_jb"].rows("budget_subject") if one["mof_div_code"] == MINISTRY)
    assert answer_to(people["zj_jb"], update("budget_subject", row, name="改名")).rule == "rights"
    assert answer_to(people["zj_jb"], delete("budget_subject", row)).rule == "rights"
    answer = answer_to(people["bu_jb"], update("budget_subject", row, remark="部里的说明"))
    assert answer.status is Status.ACCEPTED


def test_is_standard_follows_from_the_owner_whatever_is_sent(people: People) -> None:
    made = subject(people, is_standard=True)
    answer, reply = people["hs_jb"].send_one(insert("accounting_subject", made))
    assert answer.status is Status.ACCEPTED
    assert [row["is_standard"] for row in rows_of(reply.rows, "accounting_subject")] == [False]
    kept = rows_of(reply.rows, "accounting_subject")[0]
    answer = answer_to(people["hs_jb"], update("accounting_subject", kept, is_standard=True))
    assert (answer.status, answer.rule, answer.field) == (Status.LOCKED, "column.locked", "is_standard")


def test_received_rows_keep_what_was_received(people: People) -> None:
    row = next(one for one in people["hs_jb"].rows("fund_account") if one["is_received"])
    answer = answer_to(people["hs_jb"], update("fund_account", row, account_name="改名"))
    assert (answer.status, answer.field) == (Status.LOCKED, "account_name")
    assert "一体化系统" in answer.text
    assert answer_to(people["hs_jb"], update("fund_account", row, remark="补充")).status is Status.ACCEPTED
    assert answer_to(people["hs_jb"], update("fund_account", row, is_received=False)).status is Status.LOCKED
    pretended = bare(row, account_no="9999330203000990001")
    answer = answer_to(people["hs_jb"], insert("fund_account", pretended))
    assert (answer.status, answer.field) == (Status.LOCKED, "is_received")


@pytest.mark.parametrize(
    ("changed", "rule", "field"),
    [
        ({"name": ""}, "field.required", "name"),
        ({"name": "长" * 200}, "field.length", "name"),
        ({"name": 5}, "field.type", "name"),
        ({"name": "a\x00b"}, "field.type", "name"),
        ({"is_enabled": "yes"}, "field.type", "is_enabled"),
        ({"fiscal_year": None}, "field.required", "fiscal_year"),
        ({"fiscal_year": 10**30}, "field.type", "fiscal_year"),
        ({"parent_code": ""}, "parent.standard", "parent_code"),
        ({"code": "199901", "parent_code": "1999"}, "parent.missing", "parent_code"),
        ({"code": "9003777"}, "parent.code", "code"),
        ({"mof_div_code": PROVINCE}, "rights", ""),
        ({"mof_div_code": MINISTRY}, "rights", ""),
        ({"mof_div_code": ""}, "rights", ""),
    ],
)
def test_a_new_row_that_breaks_a_rule(people: People, changed: dict[str, object], rule: str, field: str) -> None:
    answer = answer_to(people["hs_jb"], insert("accounting_subject", subject(people, **changed)))
    assert (answer.status, answer.rule, answer.field, answer.version) == (Status.REJECTED, rule, field, 0)
    assert answer.text


def test_a_sheet_value_keeps_to_its_parameter(people: People) -> None:
    talk = people["hs_jb"]
    row = value(talk)
    answer = answer_to(talk, update("management_value", row, is_not_applicable=True))
    assert (answer.status, answer.rule) == (Status.REJECTED, "sheet.not-applicable")


def test_a_refused_parent_holds_its_child_and_nothing_else(people: People) -> None:
    talk = people["hs_jb"]
    good, bad = subject(people), subject(people, name="")
    child = subject(people, code=bad["code"] + "01", parent_code=bad["code"])
    reply = talk.send(insert("accounting_subject", bad, child, good))
    assert [answer.rule for answer in reply.answers] == ["field.required", "parent.missing", ""]
    assert [answer.status for answer in reply.answers][-1] is Status.ACCEPTED


def test_a_parent_and_its_child_come_in_one_batch_and_go_in_one(people: People) -> None:
    talk = people["hs_jb"]
    parent = subject(people)
    child = subject(people, code=parent["code"] + "01", parent_code=parent["code"])
    made = talk.send(insert("accounting_subject", parent, child)).answers
    assert [answer.status for answer in made] == [Status.ACCEPTED] * 2
    versions = [answer.version for answer in made]
    in_use = talk.send(delete("accounting_subject", {**parent, "version": versions[0]})).answers[0]
    assert (in_use.rule, in_use.version) == ("row.in-use", versions[0])
    gone = talk.send(
        delete("accounting_subject", {**child, "version": versions[1]}),
        delete("accounting_subject", {**parent, "version": versions[0]}),
    )
    assert [answer.status for answer in gone.answers] == [Status.ACCEPTED] * 2


def test_a_deleted_key_is_free_again_in_the_same_batch(people: People) -> None:
    talk = people["hs_jb"]
    first = subject(people)
    version = talk.send(insert("accounting_subject", first)).answers[0].version
    again = {**first, "id": new_id(), "name": "重新增加"}
    reply = talk.send(delete("accounting_subject", {**first, "version": version}), insert("accounting_subject", again))
    assert [answer.status for answer in reply.answers] == [Status.ACCEPTED] * 2


def test_two_rows_may_swap_their_keys(people: People) -> None:
    talk = people["hs_jb"]
    one, two = subject(people), subject(people)
    made = talk.send(insert("accounting_subject", one, two)).answers
    one, two = {**one, "version": made[0].version}, {**two, "version": made[1].version}
    first = update("accounting_subject", one, code=two["code"])
    second = update("accounting_subject", two, code=one["code"])
    both = OperationBlock(
        catalog="accounting_subject", kind="update", columns=["code"], rows=[*first.rows, *second.rows], edits=edit()
    )
    assert [answer.status for answer in talk.send(both).answers] == [Status.ACCEPTED] * 2
    kept = {row["id"]: row for row in talk.rows("accounting_subject")}
    assert (kept[one["id"]]["code"], kept[two["id"]]["code"]) == (two["code"], one["code"])
    assert not kept[one["id"]]["is_deleted"]


def test_a_key_that_is_not_given_up_is_not_taken(people: People) -> None:
    talk = people["hs_jb"]
    one, two = subject(people), subject(people)
    made = talk.send(insert("accounting_subject", one, two)).answers
    one, two = {**one, "version": made[0].version}, {**two, "version": made[1].version}
    first = update("accounting_subject", one, code=two["code"])
    second = update("accounting_subject", two, code="9")
    both = OperationBlock(
        catalog="accounting_subject", kind="update", columns=["code"], rows=[*first.rows, *second.rows], edits=edit()
    )
    answers = talk.send(both).answers
    assert [answer.rule for answer in answers] == ["key.duplicate", "parent.code"]


def test_deletions_of_changed_gone_and_unknown_rows(people: People) -> None:
    talk = people["hs_jb"]
    made = subject(people)
    version = talk.send(insert("accounting_subject", made)).answers[0].version
    row = {**made, "version": version}
    talk.send(update("accounting_subject", row, remark="改过"))
    clash, reply = talk.send_one(delete("accounting_subject", row))
    assert (clash.status, clash.by) == (Status.CONFLICT, "hs_jb")
    current = rows_of(reply.rows, "accounting_subject")[0]
    assert current["remark"] == "改过"
    assert answer_to(talk, delete("accounting_subject", current)).status is Status.ACCEPTED
    again, reply = talk.send_one(delete("accounting_subject", current))
    assert again.status is Status.ACCEPTED
    assert rows_of(reply.rows, "accounting_subject")[0]["is_deleted"] is True
    late = answer_to(talk, update("accounting_subject", row, name="晚了"))
    assert (late.status, late.fields) == (Status.CONFLICT, ("name",))
    unknown = answer_to(talk, delete("accounting_subject", subject(people)))
    assert (unknown.status, unknown.rule, unknown.version) == (Status.REJECTED, "row.missing", 0)


def test_an_unknown_catalog_holds_only_its_own_operations(people: People) -> None:
    good = subject(people)
    strange = {"id": new_id(), "version": 0, "name": "x"}
    reply = people["hs_jb"].send(insert("space_travel", strange), insert("accounting_subject", good))
    assert [answer.rule for answer in reply.answers] == ["catalog.unknown", ""]


def test_unknown_columns_are_kept_merged_and_given_back(people: People) -> None:
    talk = people["hs_jb"]
    made = subject(people, colour="red", size={"w": [1, None]})
    answer = answer_to(talk, insert("accounting_subject", made))
    row = {**made, "version": answer.version}
    plain = talk.send(update("accounting_subject", row, remark="只改备注")).answers[0]
    merged, reply = talk.send_one(update("accounting_subject", row, colour="blue"))
    assert (plain.status, merged.status, merged.fields) == (Status.ACCEPTED, Status.MERGED, ("colour",))
    kept = rows_of(reply.rows, "accounting_subject")[0]
    assert (kept["colour"], kept["size"], kept["remark"]) == ("blue", {"w": [1, None]}, "只改备注")
    clash = answer_to(talk, update("accounting_subject", row, colour="green"))
    assert (clash.status, clash.fields) == (Status.CONFLICT, ("colour",))
    other = next(one for one in talk.rows("accounting_subject") if one["code"] == "1003")
    assert "colour" not in other


def test_a_column_of_unknown_meaning_has_a_bound(people: People) -> None:
    answer = answer_to(people["hs_jb"], insert("accounting_subject", subject(people, colour="x" * 70_000)))
    assert (answer.status, answer.rule, answer.field) == (Status.REJECTED, "field.length", "colour")


def test_a_new_zone_is_in_the_tree_at_once(people: People) -> None:
    province, city = people["zj_jb"], people["nb_jb"]
    model = next(row for row in province.rows("region") if row["mof_div_code"] == HAISHU)
    zone = bare(
        model, mof_div_code="330299000", name="某某新区", parent_code=NINGBO, mof_div_type="2", is_standard=False
    )
    below = {**zone, "id": new_id(), "mof_div_code": "330299001", "name": "某街道", "parent_code": "330299000"}
    below["level_no"] = "5"
    answers = province.send(insert("region", zone, below)).answers
    assert [(one.status, one.text) for one in answers] == [(Status.ACCEPTED, "")] * 2
    seen = {row["mof_div_code"]: row for row in city.rows("region")}
    assert {"330299000", "330299001"} <= set(seen)
    assert answer_to(city, update("region", seen["330299000"], name="x")).rule == "rights"
    moved = answer_to(province, update("region", seen["330299000"], parent_code=HANGZHOU))
    assert moved.status is Status.ACCEPTED
    assert "330299001" not in {row["mof_div_code"] for row in city.rows("region")}
    used = answer_to(province, update("region", {**seen["330299000"], "version": moved.version}, is_enabled=False))
    assert (used.status, used.rule) == (Status.REJECTED, "row.in-use")


def test_a_key_of_a_row_that_may_not_be_seen_is_refused_without_showing_it(people: People) -> None:
    theirs = next(one for one in people["yz_jb"].rows("fund_account") if one["mof_div_code"] == "330212000")
    mine = bare(theirs, mof_div_code=HAISHU, is_received=False)
    answer, reply = people["hs_jb"].send_one(insert("fund_account", mine))
    assert (answer.status, answer.rule, answer.version) == (Status.REJECTED, "key.duplicate", 0)
    assert reply.rows == []
