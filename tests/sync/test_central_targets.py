"""Clause 1.7 at the central: weights that do not come to 100 are not submitted, whatever a client says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.flow.record import Place
from app.ids import new_id
from sync.wire import Answer, Status
from tests.sync.small_province import HAISHU, PROVINCE
from tests.sync.talk import Talk, insert, update
from tests.sync.test_central_rules import People

if TYPE_CHECKING:
    from tests.sync.central_fixture import RunningCentral

PLACE = Place(fiscal_year=2026, region=HAISHU, catalog="indicator_target", insurance_type="1101")


@pytest.fixture
def people(each_central: RunningCentral) -> People:
    return People(each_central.url)


def submit(talk: Talk) -> Answer:
    made = {"id": PLACE.row_id, **PLACE.key, "flow_state": "submitted"}
    return talk.send_one(insert("filling", made))[0]


def own(talk: Talk) -> list[dict[str, Any]]:
    rows = talk.rows("indicator_target")
    return [row for row in rows if row["mof_div_code"] == HAISHU and row["item"] == "weight"]


def test_the_sum_is_judged_here_and_closes_the_sheet_once_it_is_right(people: People) -> None:
    talk = people["hs_jb"]
    refused = submit(talk)
    assert (refused.status, refused.rule, refused.field) == (Status.REJECTED, "sheet.sum", "value")
    assert refused.text == "权重合计应为 100，现为 95，还差 5"
    row = own(talk)[-1]
    assert talk.send_one(update("indicator_target", row, value=row["value"] + 50_000))[0].status is Status.ACCEPTED
    assert submit(talk).status is Status.ACCEPTED
    late = talk.send_one(update("indicator_target", own(talk)[0], value=1))[0]
    assert (late.status, late.rule) == (Status.LOCKED, "flow.locked")


def test_the_wrong_person_sets_no_target(people: People) -> None:
    row = own(people["hs_jb"])[0]
    for code in ("hs_sh", "nb_jb", "yz_jb", "bu_jb"):
        assert people[code].send_one(update("indicator_target", row, value=1))[0].rule == "rights"


def test_a_province_adds_to_the_third_level_only(people: People) -> None:
    talk = people["zj_jb"]
    common = {"fiscal_year": 2026, "mof_div_code": PROVINCE, "name": "省级", "is_enabled": True}
    second = {"id": new_id(), **common, "code": "0390", "parent_code": "03", "indicator_level": "2"}
    refused = talk.send_one(insert("performance_indicator", second))[0]
    assert (refused.status, refused.rule, refused.field) == (Status.REJECTED, "detail.only", "indicator_level")
    assert refused.text == "本级只能增设三级指标，二级指标由财政部制定"
    third = {"id": new_id(), **common, "code": "030197", "parent_code": "0301", "indicator_level": "3"}
    assert talk.send_one(insert("performance_indicator", third))[0].status is Status.ACCEPTED
