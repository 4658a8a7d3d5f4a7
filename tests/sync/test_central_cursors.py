"""The cursors around a batch: what lets a desk pass over its own rows, and whose batch it is (contract, batches)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
import pytest

from sync.wire import Batch, BatchReply, Status
from tests.sync.talk import Talk, update

if TYPE_CHECKING:
    from sync.wire import OperationBlock
    from tests.sync.central_fixture import RunningCentral


@pytest.fixture
def county(each_central: RunningCentral) -> Talk:
    return Talk(url=each_central.url, user="hs_jb")


def own_values(talk: Talk) -> list[dict[str, Any]]:
    return [row for row in talk.rows("management_value") if row["mof_div_code"] == "330203000" and row["value"]]


def as_user(block: OperationBlock, *, user: str) -> Batch:
    return Batch(batch_id=str(uuid4()), client_id="test-client", blocks=[block], user=user)


def test_a_desk_that_stood_before_its_batch_stands_after_it(county: Talk) -> None:
    row = own_values(county)[0]
    _, stood = county.everything()
    for n in (1, 2):
        answer, reply = county.send_one(update("management_value", row, value=row["value"] + 10_000 * n))
        assert answer.status is Status.ACCEPTED
        assert reply.before == stood != reply.after
        row = {**row, "value": row["value"] + 10_000 * n, "version": answer.version}
        stood = reply.after
    assert county.everything(stood) == ([], stood)
    assert county.everything()[1] == stood
    assert county.everything(limit=7)[1] == stood


def test_a_batch_that_changes_nothing_moves_no_cursor(county: Talk) -> None:
    row = own_values(county)[0]
    _, stood = county.everything()
    answer, reply = county.send_one(update("management_value", row, value="x"))
    assert answer.status is Status.REJECTED
    assert reply.before == reply.after == stood


def test_what_another_wrote_between_keeps_a_desk_from_passing_over_it(each_central: RunningCentral) -> None:
    county = Talk(url=each_central.url, user="hs_jb")
    neighbour = Talk(url=each_central.url, user="yz_jb", client_id="other")
    row = own_values(county)[0]
    _, stood = county.everything()
    theirs = next(one for one in neighbour.rows("management_value") if one["mof_div_code"] == "330212000")
    neighbour.send_one(update("management_value", theirs, remark="甲"))
    _, reply = county.send_one(update("management_value", row, remark="乙"))
    assert stood != reply.before
    assert county.everything(stood)[1] == reply.after


def test_two_people_of_one_place_stand_at_the_same_text(each_central: RunningCentral) -> None:
    operator, reviewer = (Talk(url=each_central.url, user=user, client_id=user) for user in ("hs_jb", "hs_sh"))
    _, reply = operator.send_one(update("management_value", own_values(operator)[0], remark="甲"))
    assert reviewer.everything()[1] == reply.after


def test_a_change_of_the_region_tree_gives_no_cursors(each_central: RunningCentral) -> None:
    province = Talk(url=each_central.url, user="zj_jb")
    region = next(row for row in province.rows("region") if row["mof_div_code"] == "330203000")
    answer, reply = province.send_one(update("region", region, parent_code="330100000"))
    assert answer.status is Status.ACCEPTED
    assert (reply.before, reply.after) == ("", "")
    answer, reply = province.send_one(update("region", region, name=""))
    assert answer.status is Status.REJECTED
    assert reply.before == reply.after != ""


def test_a_batch_of_another_person_is_refused_and_nothing_of_it_kept(county: Talk) -> None:
    row = own_values(county)[0]
    block = update("management_value", row, remark="甲")
    refused = county.put(as_user(block, user="hs_sh"))
    assert (refused.status_code, refused.json()["code"]) == (403, "rights.other-person")
    assert "hs_sh" in refused.json()["detail"]
    assert own_values(county)[0] == row
    taken = county.put(as_user(block, user="hs_jb"))
    reply = msgspec.json.decode(taken.content, type=BatchReply)
    assert [one.status for one in reply.answers] == [Status.ACCEPTED]
