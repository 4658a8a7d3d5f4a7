"""Clause 1.3 at the central: whatever a client lets pass, a code of one system keeps one meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ids import new_id
from sync.wire import Answer, Status
from tests.sync.small_province import PROVINCE
from tests.sync.talk import Talk, insert, update
from tests.sync.test_central_rules import People

if TYPE_CHECKING:
    from tests.sync.central_fixture import RunningCentral


@pytest.fixture
def people(each_central: RunningCentral) -> People:
    return People(each_central.url)


def said(talk: Talk, system: str, code: str, means: str, *, region: str = PROVINCE) -> Answer:
    row = {"id": new_id(), "fiscal_year": 2026, "mof_div_code": region, "system": system, "outside_code": code}
    row |= {"outside_name": "某险种", "insurance_type": means, "is_enabled": True}
    return talk.send_one(insert("insurance_crosswalk", row))[0]


def test_the_standard_lines_reach_a_county_and_keep_the_two_meanings_of_410_apart(people: People) -> None:
    rows = people["hs_jb"].rows("insurance_crosswalk")
    assert len(rows) == 39
    of_410 = {row["system"]: row["insurance_type"] for row in rows if row["outside_code"] == "410"}
    assert of_410 == {"nhsa_insutype": "1201", "mohrss_aae140": "1106", "province_busitype": "1106"}


def test_a_second_meaning_is_refused_here_too(people: People) -> None:
    assert said(people["zj_jb"], "other", "410", "1101").status is Status.ACCEPTED
    answer = said(people["zj_jb"], "mohrss_aae140", "410", "1201")
    assert (answer.status, answer.rule, answer.field) == (Status.REJECTED, "meaning.two", "insurance_type")
    own = next(row for row in people["zj_jb"].rows("insurance_crosswalk") if row["system"] == "other")
    answer = people["zj_jb"].send_one(update("insurance_crosswalk", own, system="mohrss_aae140"))[0]
    assert answer.rule == "meaning.two"


def test_the_wrong_person_writes_none(people: People) -> None:
    for code, region in (("hs_jb", "330203000"), ("zj_sh", PROVINCE), ("zj_jb", "109900000")):
        assert said(people[code], "other", "411", "1101", region=region).rule == "rights"
