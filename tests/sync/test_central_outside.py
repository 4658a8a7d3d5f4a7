"""Roles outside the finance offices at the central: they fill in what is declared theirs and move no record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.flow.record import Place
from sync.wire import Status
from tests.sync.small_province import HAISHU
from tests.sync.talk import Talk, insert, update
from tests.sync.test_central_rules import People

if TYPE_CHECKING:
    from tests.sync.central_fixture import RunningCentral

PLACE = Place(fiscal_year=2026, region=HAISHU, catalog="management_value", insurance_type="1101", basis="estimate")


@pytest.fixture
def people(each_central: RunningCentral) -> People:
    return People(each_central.url)


def figure(talk: Talk) -> dict[str, Any]:
    """Return a figure of the sheet that is submitted."""
    rows = (row for row in talk.rows("management_value") if row["mof_div_code"] == HAISHU)
    return next(row for row in rows if all(row[name] == said for name, said in PLACE.pages))


def row_of(talk: Talk, catalog: str) -> dict[str, Any]:
    return next(row for row in talk.rows(catalog) if row["mof_div_code"] == HAISHU)


def test_an_agency_fills_in_its_countys_parameters_and_moves_no_record(people: People) -> None:
    agency = people["hs_jg"]
    answer, _ = agency.send_one(update("management_value", figure(agency), remark="经办机构提供"))
    assert answer.status is Status.ACCEPTED, answer.text
    made = {"id": PLACE.row_id, **PLACE.key, "flow_state": "submitted"}
    refused, _ = agency.send_one(insert("filling", made))
    assert (refused.status, refused.rule) == (Status.REJECTED, "rights")
    assert "社会保险经办机构不能办理" in refused.text
    assert people["hs_jb"].send_one(insert("filling", made))[0].status is Status.ACCEPTED
    late, _ = agency.send_one(update("management_value", figure(agency), remark="改"))
    assert (late.status, late.rule) == (Status.LOCKED, "flow.locked")


def test_an_agency_and_a_tax_office_change_nothing_else(people: People) -> None:
    kept, unseen = "由财政部门维护", "没有查看这一行的权限"
    for code, catalog, words in (
        ("hs_jg", "fund_account", kept),
        ("hs_sw", "actuarial_value", unseen),
        ("hs_sw", "indicator_target", unseen),
    ):
        refused, _ = people[code].send_one(update(catalog, row_of(people["hs_jb"], catalog), remark="改"))
        assert (refused.status, refused.rule) == (Status.REJECTED, "rights"), refused
        assert words in refused.text
