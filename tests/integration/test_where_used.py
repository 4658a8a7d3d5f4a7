"""Where a row of any catalog is used, and what that forbids: told before, and by the rule itself (1.1, 1.4, 1.5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.commands import CellEdit, add_rows, delete_rows, edit_cells, set_enabled
from app.people import MINISTRY_DIV
from app.where_used import where_used
from tests.command_line import CommandLine, sign_in_by_hand
from tests.support import (
    CITY,
    COUNTY,
    OPERATOR,
    OTHER_COUNTY,
    PROVINCE_OPERATOR,
    YEAR,
    put_rows,
    small_store,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store
    from app.unit_of_work import Outcome
    from app.where_used import WhereUsed

ACCOUNT = {"mof_div_code": COUNTY, "account_no": "99993302030001", "account_name": "专户", "bank_name": "行"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def used(store: Store, name: str, code: str) -> WhereUsed:
    catalog = store.schema.catalog(name)
    with store.read() as connection:
        (found,) = where_used(connection, schema=store.schema, catalog=catalog, row_ids=[row_id(store, name, code)])
    return found


def row_id(store: Store, name: str, code: str) -> str:
    catalog, table = store.schema.catalog(name), store.schema.rows[name]
    with store.read() as connection:
        return str(connection.execute(table.select().where(table.c[catalog.code] == code)).mappings().one()["id"])


def counts(found: WhereUsed) -> dict[str, int]:
    return {use.catalog: use.count for use in found.uses}


def rules(outcome: Outcome) -> list[str]:
    return [one.problem.rule for one in outcome.refusals]


def test_a_region_with_rows_of_its_own_is_used_by_their_catalogs_and_may_not_be_disabled(store: Store) -> None:
    put_rows(store, "fund_account", ACCOUNT, {**ACCOUNT, "account_no": "99993302030002"})
    found = used(store, "region", COUNTY)
    assert counts(found) == {"fund_account": 2}
    assert found.uses[0].examples[0].label.startswith(f"{COUNTY} ")
    assert found.no_disable == "“基金账户”中有 2 行正在使用它，不能停用"
    assert found.sentence.endswith("不能停用，也不能删除。")
    region = store.schema.catalog("region")
    refused = set_enabled(
        store, user=PROVINCE_OPERATOR, catalog=region, row_ids=[row_id(store, "region", COUNTY)], enabled=False
    )
    assert refused.refusals[0].problem.text == found.no_disable


def test_a_region_is_used_by_what_reports_to_it_though_its_code_lies_elsewhere(store: Store) -> None:
    zone = {"mof_div_code": "330206401", "name": "开发区", "level_no": "4", "mof_div_type": "2"}
    put_rows(store, "region", {**zone, "parent_code": CITY, "parent_adm_div_code": "330206"})
    assert counts(used(store, "region", CITY)) == {"region": 3}
    assert used(store, "region", "330206401").uses == ()


def test_an_insurance_type_is_used_by_lists_of_types_too(store: Store) -> None:
    found = used(store, "insurance_type", "1101")
    assert counts(found) == {"management_parameter": 3}
    assert (found.no_disable, found.no_delete != "") == ("", True)
    assert len(found.uses[0].examples) == 3
    ids = [row_id(store, "insurance_type", "1101")]
    catalog = store.schema.catalog("insurance_type")
    assert rules(delete_rows(store, user=PROVINCE_OPERATOR, catalog=catalog, row_ids=ids)) == ["rights"]


def test_rows_of_another_year_or_of_a_neighbour_are_no_use(store: Store) -> None:
    put_rows(store, "accounting_subject", {"mof_div_code": COUNTY, "code": "100301", "parent_code": "1003"})
    own = {"mof_div_code": OTHER_COUNTY, "code": "10030101", "parent_code": "100301"}
    put_rows(store, "accounting_subject", own, {**own, "mof_div_code": COUNTY, "fiscal_year": YEAR - 1})
    assert used(store, "accounting_subject", "100301").uses == ()
    assert counts(used(store, "accounting_subject", "1003")) == {"accounting_subject": 1}


def test_many_rows_are_told_in_their_order(store: Store) -> None:
    catalog = store.schema.catalog("region")
    ids = [row_id(store, "region", code) for code in (COUNTY, CITY, OTHER_COUNTY, MINISTRY_DIV, "330000000")]
    with store.read() as connection:
        found = where_used(connection, schema=store.schema, catalog=catalog, row_ids=[*ids, "gone"])
    assert [one.row_id for one in found] == ids
    assert [bool(one.uses) for one in found] == [False, True, False, True, True]


def region_cell(store: Store, code: str, **cells: str) -> Outcome:
    wanted = [CellEdit(row_id=row_id(store, "region", code), field=name, given=text) for name, text in cells.items()]
    return edit_cells(store, user=PROVINCE_OPERATOR, catalog=store.schema.catalog("region"), cells=wanted)


def test_effect_dates_are_in_order_and_end_what_may_be_named(store: Store) -> None:
    assert rules(region_cell(store, COUNTY, start_date="2020-01-01", end_date="2019-12-31")) == ["date.order"]
    assert rules(region_cell(store, COUNTY, end_date=f"{YEAR}-06-30")) == []  # in effect for half of the year
    accounts = store.schema.catalog("fund_account")
    row = {**accounts.blank(), "fiscal_year": YEAR, **ACCOUNT, "account_type": "31"}
    assert rules(add_rows(store, user=OPERATOR, catalog=accounts, rows=[row])) == []
    assert rules(region_cell(store, OTHER_COUNTY, end_date=f"{YEAR - 1}-12-31")) == []
    area = store.schema.catalog("pooling_area")
    pooled = {**area.blank(), "fiscal_year": YEAR, "insurance_type": "1101", "pooling_area_code": CITY}
    pooled["mof_div_code"] = OTHER_COUNTY
    refused = add_rows(store, user=PROVINCE_OPERATOR, catalog=area, rows=[pooled])
    assert rules(refused) == ["reference.disabled"]
    assert f"已于 {date(YEAR - 1, 12, 31)} 停用，{YEAR} 年度不能再用" in refused.sentence


def test_a_region_in_use_cannot_be_ended_before_the_year_either(store: Store) -> None:
    put_rows(store, "fund_account", ACCOUNT)
    refused = region_cell(store, COUNTY, end_date=f"{YEAR - 1}-12-31")
    assert rules(refused) == ["row.in-use"]
    assert "不能改停用日期：改后已于" in refused.sentence
    assert rules(region_cell(store, COUNTY, start_date=f"{YEAR + 1}-01-01")) == ["row.in-use"]
    assert rules(region_cell(store, COUNTY, end_date=f"{YEAR}-12-31")) == []


def test_the_command_tells_in_words_and_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shebao = CommandLine(tmp_path / "desk", capsys)
    sign_in_by_hand(shebao.folder)
    (row,) = shebao.json("where-used", "社会保险险种", "1101")["rows"]
    assert (row["count"], row["may_disable"], row["may_delete"]) == (3, True, False)
    assert [use["catalog"] for use in row["uses"]] == ["management_parameter"]
    told = shebao("where-used", "财政区划", CITY, COUNTY)
    assert told.status == 0
    assert "不能停用，也不能删除。" in told.out
    assert "没有被使用，可以停用或删除。" in told.out
    assert shebao.json("where-used", "财政区划", "999", status=2)["error"]["code"] == "row.unknown"
