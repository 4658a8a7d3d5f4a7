"""Who may change what: by region, level, role and declaration, with the reason in Chinese."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.people import MINISTRY_DIV, Level, Role, User
from app.rights import locked_columns, may_change, may_delete, may_touch, may_write
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, PROVINCE, PROVINCE_OPERATOR, REVIEWER, YEAR

if TYPE_CHECKING:
    from app.fields import Value

BY_NAME = {catalog.name: catalog for catalog in CATALOGS}
PARENTS = {COUNTY: CITY, OTHER_COUNTY: CITY, CITY: PROVINCE, PROVINCE: MINISTRY_DIV}
CITY_OPERATOR = replace(OPERATOR, code="nb_jb", mof_div_code=CITY, mof_div_name="宁波市", level=Level.CITY)


class Tree:
    """The region tree of the test people."""

    def is_below(self, *, fiscal_year: int, region: str, top: str) -> bool:
        assert fiscal_year == YEAR
        while region and region != top:
            region = PARENTS.get(region, "")
        return region == top


@pytest.mark.parametrize(
    ("user", "catalog", "region", "words"),
    [
        (OPERATOR, "management_value", COUNTY, None),
        (OPERATOR, "accounting_subject", COUNTY, None),
        (OPERATOR, "accounting_subject", MINISTRY_DIV, "部定标准行只读"),
        (OPERATOR, "accounting_subject", PROVINCE, "上级（330000000）下发"),
        (OPERATOR, "accounting_subject", OTHER_COUNTY, "其他财政区划"),
        (CITY_OPERATOR, "management_value", COUNTY, "下级（330203000）"),
        (REVIEWER, "management_value", COUNTY, "审核岗不能修改"),
        (OPERATOR, "budget_subject", COUNTY, "县级只能查询"),
        (OPERATOR, "region", COUNTY, "县级只能查询"),
        (PROVINCE_OPERATOR, "region", COUNTY, None),
        (PROVINCE_OPERATOR, "pooling_area", OTHER_COUNTY, None),
        (PROVINCE_OPERATOR, "management_value", COUNTY, "下级"),
        (CITY_OPERATOR, "task", CITY, None),
        (OPERATOR, "task", COUNTY, "县级只能查询"),
        (CITY_OPERATOR, "message", COUNTY, None),
        (REVIEWER, "message", COUNTY, None),
        (OPERATOR, "message", CITY, "只能发给本级及下级"),
        (OPERATOR, "message", OTHER_COUNTY, "只能发给本级及下级"),
        (PROVINCE_OPERATOR, "message", MINISTRY_DIV, "只能发给本级及下级"),
    ],
)
def test_who_may_touch_whose_row(user: User, catalog: str, region: str, words: str | None) -> None:
    row: dict[str, Value] = {"mof_div_code": region, "fiscal_year": YEAR}
    reason = may_touch(user, catalog=BY_NAME[catalog], row=row, tree=Tree())
    assert reason is None if words is None else words in str(reason)


def test_received_columns_stay_as_received_and_supplements_are_open() -> None:
    accounts = BY_NAME["fund_account"]
    row: dict[str, Value] = {"mof_div_code": COUNTY, "fiscal_year": YEAR, "is_received": True}

    def change(column: str) -> str | None:
        return may_change(OPERATOR, catalog=accounts, row=row, columns=[column], tree=Tree())

    assert change("interest_rate") is None
    assert "由一体化系统接收" in str(change("bank_name"))
    assert "由系统填写" in str(change("is_standard"))
    assert "不能删除" in str(may_delete(OPERATOR, catalog=accounts, row=row, tree=Tree()))
    own = {**row, "is_received": False}
    assert may_change(OPERATOR, catalog=accounts, row=own, columns=["bank_name"], tree=Tree()) is None
    assert "bank_name" not in locked_columns(accounts, row=own)


def test_every_catalog_has_somebody_who_writes_it_and_reviewers_write_messages_only() -> None:
    for catalog in (one for one in CATALOGS if not one.is_document):
        level = catalog.authority.writers[0]
        writer = replace(OPERATOR, level=level)
        assert may_write(writer, catalog=catalog) is None
        assert bool(may_write(replace(writer, role=Role.REVIEWER), catalog=catalog)) is not catalog.posted


def test_a_message_is_never_changed_and_is_taken_back_only_where_nobody_has_it() -> None:
    catalog = BY_NAME["message"]
    row: dict[str, Value] = {"mof_div_code": COUNTY, "fiscal_year": YEAR, "sent_by": "nb_jb", "version": 3}
    assert locked_columns(catalog, row=row) >= frozenset(catalog.names)
    assert locked_columns(catalog, row={}) == {
        *("number", "sent_by", "sent_from", "sent_name", "sent_place", "sent_at", "is_standard", "is_received")
    }
    change = may_change(CITY_OPERATOR, catalog=catalog, row=row, columns=["body"], tree=Tree())
    assert "发出后不能修改" in str(change)
    assert "发出后不能删除" in str(may_delete(CITY_OPERATOR, catalog=catalog, row=row, tree=Tree()))
    assert may_delete(CITY_OPERATOR, catalog=catalog, row={**row, "version": 0}, tree=Tree()) is None


@pytest.mark.parametrize(
    ("role", "catalog", "words"),
    [
        (Role.AGENCY, "management_value", None),
        (Role.AGENCY, "actuarial_value", None),
        (Role.TAX, "management_value", None),
        (Role.TAX, "actuarial_value", "由财政部门管理，税务部门不能查看"),
        (Role.BUREAU, "indicator_target", "由财政部门维护，社会保险行政部门只能查询"),
        (Role.AGENCY, "fund_account", "由财政部门维护，社会保险经办机构只能查询"),
        (Role.AGENCY, "accounting_subject", "社会保险经办机构不能查看"),
        (Role.AGENCY, "insurance_crosswalk", "只能查询"),
    ],
)
def test_offices_outside_finance_fill_in_what_is_declared_theirs(role: Role, catalog: str, words: str | None) -> None:
    outside = replace(OPERATOR, role=role)
    row: dict[str, Value] = {"mof_div_code": COUNTY, "fiscal_year": YEAR}
    reason = may_touch(outside, catalog=BY_NAME[catalog], row=row, tree=Tree())
    assert reason is None if words is None else words in str(reason)
    assert may_touch(outside, catalog=BY_NAME[catalog], row={**row, "mof_div_code": OTHER_COUNTY}, tree=Tree())


def test_nobody_outside_finance_defines_anything() -> None:
    for catalog in CATALOGS:
        if catalog.authority.outside:
            assert all(role.is_outside for role in catalog.authority.outside)
            assert catalog.authority.writers == catalog.authority.fill
