"""年度结转: the plan is what happens, nothing comes twice, and what stays behind says why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.commands import find_row, set_enabled
from app.errors import RowsError
from app.people import MINISTRY_DIV, Level, Role, User
from app.roll_over import plan_roll_over, roll_over
from app.rows import Query, count_rows
from app.scope import Scope
from app.undo.carry import undo
from tests.support import CITY, COUNTY, OPERATOR, PROVINCE, PROVINCE_OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.roll_over import CatalogPart, RollOver
    from app.store import Store

NEXT = YEAR + 1
MINISTRY = User(
    code="bu", name="财政部", mof_div_code=MINISTRY_DIV, mof_div_name="财政部", level=Level.MINISTRY, role=Role.OPERATOR
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    put_rows(
        opened,
        "pooling_area",
        {"mof_div_code": COUNTY, "insurance_type": "1101", "pooling_area_code": PROVINCE},
        {"mof_div_code": CITY, "insurance_type": "1101", "pooling_area_code": PROVINCE},
    )
    yield opened
    opened.close()


def part(found: RollOver, catalog: str) -> CatalogPart:
    return next(one for one in found.parts if one.catalog == catalog)


def rows_of(store: Store, catalog: str, *, year: int = NEXT) -> int:
    with store.read() as connection:
        return count_rows(connection, schema=store.schema, query=Query(catalog=catalog, fiscal_year=year))


def carry(store: Store, user: User) -> RollOver:
    return roll_over(store, user=user, source=YEAR, target=NEXT)


def test_ministry_and_then_province_carry_all_of_theirs(store: Store) -> None:
    ministry = carry(store, MINISTRY)
    assert {one.catalog: len(one.carried) for one in ministry.parts if one.carried} == {
        "region": 5,
        "insurance_type": 3,
        "accounting_subject": 2,
        "management_parameter": 4,
    }
    assert ministry.left == 0
    province = carry(store, PROVINCE_OPERATOR)
    assert part(province, "region").present == 4
    assert len(part(province, "pooling_area").carried) == 2
    with store.read() as connection:
        scope = Scope(connection, schema=store.schema)
        assert scope.chain(fiscal_year=NEXT, region=COUNTY) == {COUNTY, CITY, PROVINCE, MINISTRY_DIV}


def test_without_the_rows_above_nothing_is_carried_and_the_reasons_are_told(store: Store) -> None:
    found = carry(store, PROVINCE_OPERATOR)
    assert found.carried == 0
    assert {one.label.split()[0] for one in part(found, "region").left} >= {PROVINCE, CITY, COUNTY}
    assert "不存在" in part(found, "region").left[0].reason
    assert rows_of(store, "region") == 0


def test_plan_writes_nothing_and_says_what_happens(store: Store) -> None:
    planned = plan_roll_over(store, user=MINISTRY, source=YEAR, target=NEXT)
    assert rows_of(store, "region") == 0
    done = carry(store, MINISTRY)
    assert [len(one.carried) for one in planned.parts] == [len(one.carried) for one in done.parts]
    assert planned.sentence == done.sentence
    assert rows_of(store, "region") == 5


def test_again_brings_nothing_twice_and_nothing_back_that_was_deleted(store: Store) -> None:
    gone = {"mof_div_code": MINISTRY_DIV, "code": "1004", "fiscal_year": NEXT, "is_deleted": True}
    put_rows(store, "accounting_subject", {**gone, "name": "支出户存款", "category": "1", "balance_side": "1"})
    carry(store, MINISTRY)
    again = carry(store, MINISTRY)
    assert again.carried == 0
    assert rows_of(store, "accounting_subject") == 1


def test_disabled_rows_and_what_hangs_below_them_stay_behind(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    put_rows(
        store,
        "accounting_subject",
        {
            "mof_div_code": MINISTRY_DIV,
            "code": "100301",
            "name": "活期",
            "parent_code": "1003",
            "category": "1",
            "balance_side": "1",
        },
    )
    upper = find_row(store, catalog=catalog, key="1003", fiscal_year=YEAR)
    assert not set_enabled(store, user=MINISTRY, catalog=catalog, row_ids=[str(upper["id"])], enabled=False).refusals
    left = {one.label.split()[1]: one.reason for one in part(carry(store, MINISTRY), "accounting_subject").left}
    assert left["1003"] == "已停用"
    assert "不存在" in left["100301"]
    assert rows_of(store, "accounting_subject") == 1


def test_rows_whose_validity_ended_stay_behind(store: Store) -> None:
    zone = {"mof_div_code": "330298000", "name": "旧园区", "parent_code": CITY, "level_no": "4", "mof_div_type": "2"}
    put_rows(store, "region", {**zone, "end_date": date(YEAR, 6, 30)})
    left = part(carry(store, MINISTRY), "region").left
    assert [(one.label.split()[0], one.reason) for one in left] == [
        ("330298000", f"停用日期 {YEAR}-06-30 在新年度之前")
    ]


def test_received_rows_are_left_to_the_platform(store: Store) -> None:
    put_rows(
        store,
        "fund_account",
        {
            "mof_div_code": COUNTY,
            "account_no": "3301001",
            "account_name": "社保财政专户",
            "bank_name": "工商银行",
            "account_type": "31",
            "is_received": True,
        },
    )
    carry(store, MINISTRY)
    found = carry(store, OPERATOR)
    assert found.carried == 0
    assert "数据接收" in part(found, "fund_account").left[0].reason


def test_a_roll_over_is_one_action_that_can_be_taken_back(store: Store) -> None:
    carry(store, MINISTRY)
    told = undo(store, user=MINISTRY)
    assert "年度结转" in told.action.label
    assert [rows_of(store, name) for name in ("region", "insurance_type", "accounting_subject")] == [0, 0, 0]


def test_the_same_year_and_an_empty_year_are_refused(store: Store) -> None:
    with pytest.raises(RowsError, match="它自己"):
        roll_over(store, user=MINISTRY, source=YEAR, target=YEAR)
    with pytest.raises(RowsError, match="2020 年度没有"):
        roll_over(store, user=MINISTRY, source=2020, target=YEAR)
