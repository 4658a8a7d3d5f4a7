"""Receiving from the integrated platform: what comes, what stays, what is told (SPEC section 4, 数据接收)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.catalogs import CATALOGS
from sync.central.sums import _last_in_rows, _last_in_sums
from sync.platform.errors import ReceiveError
from tests.sync.platform_stand_in import Platform, platform_stand_in, region
from tests.sync.receiving_desk import ACCOUNTS, INCOME, REGIONS, SUBJECTS, planned, receive, rows_of
from tests.sync.small_province import HAISHU, NINGBO, PROVINCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.central.database import Database

ZONE = "330299000"


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_stand_in() as found:
        for row in (
            region(PROVINCE, "浙江省", level=2),
            region(NINGBO, "宁波市", parent=PROVINCE, level=3),
            region(HAISHU, "海曙区", parent=NINGBO),
            region(ZONE, "宁波某开发区", parent=NINGBO, is_admdiv=2),
        ):
            found.put(REGIONS, **row)
        yield found


def test_first_pull_takes_over_and_adds(each_database: Database, platform: Platform) -> None:
    before = rows_of(each_database)
    plan = planned(each_database, platform)
    assert rows_of(each_database) == before, "a plan writes nothing"
    assert ([one.code for one in plan.new], plan.taken_over, plan.invalid) == ([ZONE], 3, [])
    done = receive(each_database, platform)
    assert done.sentence == plan.sentence
    rows = rows_of(each_database)
    zone = rows[ZONE]
    assert (zone["parent_code"], zone["level_no"], zone["mof_div_type"], zone["is_received"]) == (
        NINGBO,
        "4",
        "2",
        True,
    )
    assert (zone["start_date"], zone["end_date"], zone["updated_by"]) == (
        date(2020, 1, 1),
        date(2099, 12, 31),
        "platform",
    )
    assert rows[HAISHU]["id"] == before[HAISHU]["id"]
    assert rows[PROVINCE]["parent_code"] == "109900000"
    assert receive(each_database, platform).changes_rows is False
    with each_database.read() as connection:
        schema = each_database.schema
        assert _last_in_rows(connection, schema=schema) == _last_in_sums(connection, schema=schema)
        audit = schema.table("audit")
        found = connection.execute(select(audit.c.source, audit.c.action).where(audit.c.row_id == zone["id"])).all()
    assert [tuple(row) for row in found] == [("platform", "insert")]


def test_only_what_changed_is_asked_for(each_database: Database, platform: Platform) -> None:
    receive(each_database, platform)
    platform.put(REGIONS, ele_id=f"GUID-{ZONE}", ele_name="宁波新区")
    platform.seen.clear()
    done = receive(each_database, platform)
    assert (done.count, len(done.changed), done.is_full) == (1, 1, False)
    assert all("/0/1k" not in path for path in platform.seen)
    assert rows_of(each_database)[ZONE]["name"] == "宁波新区"


def test_local_columns_survive(each_database: Database, platform: Platform) -> None:
    receive(each_database, platform)
    with each_database.write() as connection:
        table = each_database.schema.rows["region"]
        connection.execute(table.update().where(table.c.mof_div_code == ZONE).values(remark="本地备注"))
    platform.put(REGIONS, ele_id=f"GUID-{ZONE}", ele_name="宁波新区", remark="平台备注")
    receive(each_database, platform)
    row = rows_of(each_database)[ZONE]
    assert (row["name"], row["remark"]) == ("宁波新区", "本地备注")


@pytest.mark.parametrize("deleted", [True, False])
def test_what_is_gone_is_disabled_and_may_come_back(each_database: Database, platform: Platform, deleted: bool) -> None:  # noqa: FBT001
    receive(each_database, platform)
    kept = platform.tables[REGIONS][f"GUID-{HAISHU}"]
    if deleted:
        platform.put(REGIONS, ele_id=f"GUID-{HAISHU}", is_deleted=1)
    else:
        platform.drop(REGIONS, f"GUID-{HAISHU}")
        assert receive(each_database, platform).changes_rows is False, "an increment does not tell"
    plan = planned(each_database, platform, full=not deleted)
    assert [one.code for one in plan.disabled] == [HAISHU]
    assert "正在使用" in plan.lines[0]
    receive(each_database, platform, full=not deleted)
    row = rows_of(each_database)[HAISHU]
    assert (row["is_enabled"], row["is_deleted"]) == (False, False)
    platform.put(REGIONS, **{**kept, "is_deleted": 2})
    receive(each_database, platform)
    again = rows_of(each_database)[HAISHU]
    assert (again["id"], again["is_enabled"]) == (row["id"], True)


def test_a_row_that_waits_is_taken_when_it_can_be(each_database: Database, platform: Platform) -> None:
    platform.put(REGIONS, **region("330299001", "下一级", parent="330299009", level=7))
    done = receive(each_database, platform)
    assert [(one.code, one.field) for one in done.invalid] == [("330299001", "parent_code")]
    assert "第 1 页第 5 行" in done.lines[0]
    assert "平台数据中没有这个上级" in done.lines[0]
    platform.put(REGIONS, **region("330299009", "后到的上级", parent=NINGBO))
    done = receive(each_database, platform)
    assert [one.code for one in done.new] == ["330299009", "330299001"], "parents come before their children"
    assert done.invalid == []


def test_bad_rows_are_named_and_the_others_taken(each_database: Database, platform: Platform) -> None:
    bad: dict[str, dict[str, Any]] = {
        "330298001": {"mof_div_type": "9"},
        "330298002": {"ele_name": {"zh": "对象"}},
        "330298003": {"is_enabled": "也许"},
        "33029800X": {},
        "330298004": {"fiscal_year": "2025"},
        "330298005": {"start_date": "去年"},
        "330298 06": {},
        "330298007": {"ele_name": "长" * 101},
        "330298008": {"ele_name": ""},
    }
    for code, more in bad.items():
        platform.put(REGIONS, **region(code, "坏行", parent=NINGBO, **more))
    for code, parent in (("330297001", "330297002"), ("330297002", "330297001")):
        platform.put(REGIONS, **region(code, "循环", parent=parent))
    platform.put(REGIONS, **{**region(ZONE, "重复代码", parent=NINGBO), "ele_id": "GUID-twin"})
    platform.put(REGIONS, **region(" 330296001 ", " 有空格 ", parent=NINGBO, adm_div_code=""))
    done = receive(each_database, platform)
    told = {one.code: one.text for one in done.invalid}
    assert set(told) == {*bad, "330297001", "330297002", ZONE}
    assert "代码对照“region_level”中没有它" in told["330298001"]
    assert "循环" in told["330297001"]
    assert "平台上另一行" in told[ZONE]
    assert rows_of(each_database)["330296001"]["name"] == "有空格"
    receipts = done.sentence
    assert "不能接收 12" in receipts


def test_codes_may_be_swapped_and_children_follow(each_database: Database, platform: Platform) -> None:
    for code in ("330296001", "330296002"):
        platform.put(REGIONS, **region(code, f"区{code}", parent=NINGBO))
    platform.put(REGIONS, **region("330296003", "子", parent="330296001", level=7))
    receive(each_database, platform)
    before = rows_of(each_database)
    platform.put(REGIONS, ele_id="GUID-330296001", ele_code="330296002")
    platform.put(REGIONS, ele_id="GUID-330296002", ele_code="330296001")
    done = receive(each_database, platform)
    assert done.invalid == []
    after = rows_of(each_database)
    assert after["330296002"]["id"] == before["330296001"]["id"]
    assert after["330296003"]["parent_code"] == "330296002"


def test_a_code_in_use_here_is_not_renamed(each_database: Database, platform: Platform) -> None:
    receive(each_database, platform)
    platform.put(REGIONS, ele_id=f"GUID-{HAISHU}", ele_code="330203999")
    done = receive(each_database, platform)
    assert "正在使用它" in done.invalid[0].text
    assert HAISHU in rows_of(each_database)


def test_many_losses_need_a_word(each_database: Database, platform: Platform) -> None:
    for n in range(60):
        platform.put(REGIONS, **region(f"33029{n:04}", f"区{n}", parent=NINGBO))
    receive(each_database, platform)
    before = rows_of(each_database)
    for n in range(40):
        platform.drop(REGIONS, f"GUID-33029{n:04}")
    with pytest.raises(ReceiveError, match="多得不寻常"):
        receive(each_database, platform, full=True, accept_losses=False)
    assert rows_of(each_database) == before
    assert len(receive(each_database, platform, full=True).disabled) == 40


def test_subjects_and_accounts(each_database: Database, platform: Platform) -> None:
    receive(each_database, platform)
    common = {"fiscal_year": "2026", "is_enabled": 1, "is_deleted": 2}
    subject = {**common, "mof_div_code": PROVINCE}
    platform.put(INCOME, ele_id="a", ele_code="101", ele_name="税收收入", parent_id="0", level_no=1, **subject)
    ministry = {**common, "mof_div_code": "109900000"}
    platform.put(INCOME, ele_id="b", ele_code="102", ele_name="社保收入", parent_id="0", level_no=1, **ministry)
    platform.put(INCOME, ele_id="c", ele_code="10290", ele_name="省级款", parent_id="b", level_no="2", **subject)
    done = receive(each_database, platform, name=INCOME)
    assert (len(done.new), done.taken_over, done.invalid) == (1, 1, [])
    found = rows_of(each_database, "budget_subject")
    assert found["10290"]["direction"] == "income"
    assert found["102"]["is_standard"] is True
    assert "101" not in found
    platform.put(SUBJECTS, ele_id="a", ele_code="5999", ele_name="省设支出", parent_id="0", **subject)
    receive(each_database, platform, name=SUBJECTS)
    assert rows_of(each_database, "accounting_subject")["5999"]["balance_side"] == "1"
    account = {"account_no": "0012345678", "account_name": "社保专户", "bank_name": "某银行", "account_type_code": 31}
    platform.put(ACCOUNTS, ele_id="a", ins_type_code="1101、1102", mof_div_code=HAISHU, **common, **account)
    platform.put(ACCOUNTS, ele_id="b", ins_type_code="", mof_div_code="440000000", **common, **account)
    done = receive(each_database, platform, name=ACCOUNTS)
    assert [one.ele_id for one in done.invalid] == ["b"]
    assert rows_of(each_database, "fund_account")["0012345678"]["insurance_types"] == "1101,1102"
    assert {one.name for one in CATALOGS if one.received} == {
        "region",
        "budget_subject",
        "accounting_subject",
        "fund_account",
    }
