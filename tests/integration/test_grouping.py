"""Groups and subtotals are those that the rows give one by one (clause 2, 查询)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.filters import Filter, How
from app.grouping import BLANK, grouped, may_sum, read_groups
from app.rows import Query, row_ids
from tests.support import COUNTY, OTHER_COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.grouping import Groups
    from app.store import Store

HUGE = 2**62


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def put_accounts(store: Store) -> None:
    account: dict[str, object] = {"mof_div_code": COUNTY, "bank_name": "工商银行"}
    given: tuple[dict[str, object], ...] = (
        {"account_type": "32", "balance": 100, "interest_rate": 15_000},
        {"account_type": "31", "balance": -250, "approval_type": "1"},
        {"account_type": "31", "balance": 1_050, "time_deposit": 50},
        {"account_type": "33"},
        {"account_type": "31", "insurance_types": "1101,1102"},
    )
    rows = [
        {**account, "account_no": f"1000{number}", "account_name": f"户{number}", **own}
        for number, own in enumerate(given)
    ]
    put_rows(store, "fund_account", *rows)


def groups_of(store: Store, catalog: str, field: str, **query: object) -> Groups:
    wanted = Query(catalog=catalog, fiscal_year=YEAR, region="330200000", **query)  # type: ignore[arg-type]
    with store.read() as connection:
        found = read_groups(connection, schema=store.schema, query=wanted, field=field)
        rids = row_ids(connection, schema=store.schema, query=grouped(wanted, field=field))
    assert found.total.count == len(rids) == sum(one.count for one in found.groups)
    return found


def test_money_is_added_up_and_rates_are_not(store: Store) -> None:
    put_accounts(store)
    found = groups_of(store, "fund_account", "account_type")
    assert [(one.text, one.count, one.sums) for one in found.groups] == [
        ("财政专户", 3, {"balance": 800, "time_deposit": 50}),
        ("收入户", 1, {"balance": 100, "time_deposit": None}),
        ("支出户", 1, {"balance": None, "time_deposit": None}),
    ]
    assert (found.total.count, found.total.sums) == (5, {"balance": 900, "time_deposit": 50})


def test_references_carry_code_and_name_and_blanks_come_last(store: Store) -> None:
    put_accounts(store)
    assert [one.text for one in groups_of(store, "fund_account", "mof_div_code").groups] == ["330203000 海曙区"]
    found = groups_of(store, "fund_account", "insurance_types")
    assert [(one.text, one.count) for one in found.groups] == [("企业养老、居民养老", 1), (BLANK, 4)]
    assert [one.text for one in groups_of(store, "fund_account", "approval_type").groups] == ["核准类", BLANK]


def test_groups_follow_filters_and_a_descending_order(store: Store) -> None:
    put_accounts(store)
    found = groups_of(
        store,
        "fund_account",
        "account_type",
        order=(("account_type", True),),
        where=(Filter(field="balance", how=How.FILLED),),
    )
    assert [(one.text, one.count) for one in found.groups] == [("收入户", 1), ("财政专户", 2)]


def test_rows_stand_in_the_order_of_their_groups(store: Store) -> None:
    put_accounts(store)
    wanted = Query(catalog="fund_account", fiscal_year=YEAR, region=COUNTY, order=(("account_no", True),))
    with store.read() as connection:
        rids = row_ids(connection, schema=store.schema, query=grouped(wanted, field="account_type"))
    assert list(rids) == [5, 3, 2, 1, 4]


def test_sums_beyond_64_bits_are_exact(store: Store) -> None:
    account = {"mof_div_code": COUNTY, "bank_name": "工商银行", "account_type": "31", "balance": HUGE + 7}
    put_rows(
        store, "fund_account", *({**account, "account_no": f"2{n:05}", "account_name": f"户{n}"} for n in range(5))
    )
    assert groups_of(store, "fund_account", "account_type").total.sums["balance"] == 5 * (HUGE + 7)


def test_figures_are_added_up_only_of_one_parameter_period_and_basis(store: Store) -> None:
    value = {"insurance_type": "1101", "basis": "estimate", "period": "year"}
    put_rows(
        store,
        "management_value",
        {**value, "mof_div_code": COUNTY, "parameter": "GL0101", "value": 40_000},
        {**value, "mof_div_code": OTHER_COUNTY, "parameter": "GL0101", "value": 20_000},
        {**value, "mof_div_code": COUNTY, "parameter": "GL0207", "value": 160_000},
        {**value, "mof_div_code": COUNTY, "parameter": "GL0201", "value": 10_000},
        {**value, "mof_div_code": COUNTY, "parameter": "GL0201", "value": 20_000, "period": "q1"},
    )
    found = groups_of(store, "management_value", "parameter")
    assert [(one.text[:6], one.sums["value"]) for one in found.groups] == [
        ("GL0101", 60_000),
        ("GL0201", None),  # a year and its first quarter
        ("GL0207", None),  # a rate
    ]
    assert found.total.sums == {"value": None}
    only = groups_of(store, "management_value", "mof_div_code", filters=(("parameter", "GL0101"),))
    assert [one.sums["value"] for one in only.groups] == [40_000, 20_000]
    assert only.total.sums["value"] == 60_000


def test_no_rows_are_no_groups(store: Store) -> None:
    found = groups_of(store, "fund_account", "account_type")
    assert (found.groups, found.total.count, found.total.sums) == ([], 0, {})


@pytest.mark.parametrize(
    ("unit", "name", "adds_up"),
    [
        ("人", "参保人数", True),
        ("元", "当年征缴收入", True),
        ("元", "次均住院费用", False),
        ("%", "单位缴费率", False),
        ("元/人·月", "月人均待遇水平", False),
        ("岁", "法定退休年龄", False),
        ("", "抚养比", False),
    ],
)
def test_units_and_names_say_what_adds_up(unit: str, name: str, *, adds_up: bool) -> None:
    assert may_sum(unit=unit, name=name) is adds_up
