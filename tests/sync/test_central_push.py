"""What a central makes of batches: answers, merges, conflicts, refusals, and that a repeated batch is harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from app.ids import new_id
from sync.wire import Batch, Status
from tests.sync.talk import Talk, delete, insert, rows_of, update

if TYPE_CHECKING:
    from tests.sync.central_fixture import RunningCentral


@pytest.fixture
def county(each_central: RunningCentral) -> Talk:
    return Talk(url=each_central.url, user="hs_jb")


@pytest.fixture
def province(each_central: RunningCentral) -> Talk:
    return Talk(url=each_central.url, user="zj_jb")


def own_value(talk: Talk, *, n: int = 0) -> dict[str, Any]:
    rows = [row for row in talk.rows("management_value") if row["mof_div_code"] == "330203000" and row["value"]]
    return rows[n]


def test_an_update_onto_its_base_is_accepted(county: Talk) -> None:
    row = own_value(county)
    answer, reply = county.send_one(update("management_value", row, value=row["value"] + 10_000))
    assert answer.status is Status.ACCEPTED
    assert answer.version > row["version"]
    assert reply.rows == []
    assert reply.updated_by == "hs_jb"
    now = next(one for one in county.rows("management_value") if one["id"] == row["id"])
    assert (now["value"], now["version"], now["updated_by"]) == (row["value"] + 10_000, answer.version, "hs_jb")


def test_other_fields_merge_and_the_same_field_is_a_conflict(county: Talk) -> None:
    row = own_value(county)
    county.send_one(update("management_value", row, value=row["value"] + 10_000))
    merged, reply = county.send_one(update("management_value", row, remark="已核对"))
    assert (merged.status, merged.fields) == (Status.MERGED, ("remark",))
    assert rows_of(reply.rows, "management_value")[0]["value"] == row["value"] + 10_000
    clash, reply = county.send_one(update("management_value", row, value=row["value"] + 20_000))
    assert (clash.status, clash.fields, clash.by) == (Status.CONFLICT, ("value",), "hs_jb")
    assert rows_of(reply.rows, "management_value")[0]["value"] == row["value"] + 10_000


def test_a_batch_that_comes_again_gets_the_stored_reply(county: Talk) -> None:
    row = own_value(county)
    batch = Batch(
        batch_id=str(uuid4()),
        client_id="test-client",
        blocks=[update("management_value", row, value=row["value"] + 10_000)],
    )
    first, second = county.put(batch), county.put(batch)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    other = Batch(batch_id=batch.batch_id, client_id="test-client", blocks=[])
    assert county.put(other).json()["code"] == "batch.other-content"


def test_detail_below_a_standard_row_and_its_deletion(province: Talk) -> None:
    subjects = (row for row in province.rows("budget_subject") if row["subject_level"] == "1")
    parent = next(row for row in subjects if row["mof_div_code"] == "109900000")
    base = {name: value for name, value in parent.items() if name not in {"is_deleted", "updated_at", "updated_by"}}
    child = {
        **base,
        "id": new_id(),
        "mof_div_code": "330000000",
        "code": parent["code"] + "91",
        "name": "省级明细",
        "parent_code": parent["code"],
        "subject_level": "2",
        "is_standard": False,
    }
    answer, reply = province.send_one(insert("budget_subject", child))
    assert answer.status is Status.ACCEPTED, answer
    assert reply.rows == []
    refused, reply = province.send_one(delete("budget_subject", parent))
    assert (refused.status, refused.rule) == (Status.REJECTED, "rights")
    gone, _ = province.send_one(delete("budget_subject", {**child, "version": answer.version}))
    assert gone.status is Status.ACCEPTED
    assert next(row for row in province.rows("budget_subject") if row["id"] == child["id"])["is_deleted"] is True


def test_the_same_key_twice_is_a_conflict_that_shows_the_other_row(county: Talk) -> None:
    row = own_value(county)
    twin = {
        name: value
        for name, value in {**row, "id": new_id(), "value": 70_000}.items()
        if name not in {"is_deleted", "updated_at", "updated_by"}
    }
    answer, reply = county.send_one(insert("management_value", twin))
    assert (answer.status, answer.rule, answer.version) == (Status.CONFLICT, "key.same", row["version"])
    assert rows_of(reply.rows, "management_value") == [row]
