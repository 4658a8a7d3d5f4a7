"""What lands from a central: good rows whole, bad ones never, unknown columns kept (SYNC points 7 and 10)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from app.catalogs import CATALOGS
from app.store import Store, open_store, read_meta
from sync.arrival import land_blocks
from sync.errors import AnswerError
from sync.landing import Plans
from sync.pull import META_CURSOR, apply_page, start_cursor
from sync.wire import Block, ChangesPage
from tests.sync.desks import CITY, COUNTY, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ID = "01a20000-0000-7000-8000-000000000001"
GOOD: dict[str, Any] = {
    "id": ID,
    "version": 7,
    "is_deleted": False,
    "updated_at": "2026-03-01T08:00:00Z",
    "updated_by": "yi",
    "fiscal_year": YEAR,
    "mof_div_code": COUNTY,
    "account_no": "10001",
    "account_name": "财政专户",
    "bank_name": "农行",
    "account_type": "31",
    "opened_on": "2024-02-29",
    "balance": 9_007_199_254_740_993,
    "is_enabled": True,
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    one = open_store(tmp_path / "one.db", catalogs=CATALOGS)
    yield one
    one.close()


def block(*rows: dict[str, Any], catalog: str = "fund_account") -> Block:
    columns = list(rows[0])
    return Block(catalog=catalog, columns=columns, rows=[tuple(row[name] for name in columns) for row in rows])


def land(store: Store, *blocks: Block, only_newer: bool = True) -> int:
    with store.write() as connection:
        landed = land_blocks(connection, plans=Plans(schema=store.schema), blocks=blocks, only_newer=only_newer)
    return landed.rows


def rows(store: Store, catalog: str = "fund_account") -> list[dict[str, Any]]:
    with store.read() as connection:
        return [dict(row) for row in connection.execute(store.schema.rows[catalog].select()).mappings()]


def test_a_row_lands_with_real_dates_booleans_and_exact_money(store: Store) -> None:
    assert land(store, block(GOOD)) == 1
    (row,) = rows(store)
    assert row["opened_on"] == date(2024, 2, 29)
    assert row["is_enabled"] is True
    assert row["balance"] == 9_007_199_254_740_993
    assert (row["remark"], row["interest_rate"], row["extra"]) == ("", None, ""), "absent columns take their blanks"


def test_an_older_or_equal_version_changes_nothing(store: Store) -> None:
    land(store, block(GOOD))
    assert land(store, block(GOOD | {"balance": 1})) == 0
    assert land(store, block(GOOD | {"balance": 1, "version": 6})) == 0
    assert land(store, block(GOOD | {"balance": 1, "version": 8})) == 1
    assert rows(store)[0]["balance"] == 1


def test_an_absent_column_is_unknown_not_blank(store: Store) -> None:
    land(store, block(GOOD | {"remark": "留着"}))
    land(store, block(GOOD | {"version": 8}))
    assert rows(store)[0]["remark"] == "留着"


def test_null_text_is_the_empty_string(store: Store) -> None:
    land(store, block(GOOD | {"remark": None, "approval_type": None, "insurance_types": None}))
    row = rows(store)[0]
    assert (row["remark"], row["approval_type"], row["insurance_types"]) == ("", "", "")


def test_unknown_columns_stay_with_the_row(store: Store) -> None:
    land(store, block(GOOD | {"risk_grade": "甲", "limits": [1, 2]}))
    land(store, block(GOOD | {"version": 8, "risk_grade": "乙"}))
    assert msgspec.json.decode(rows(store)[0]["extra"]) == {"risk_grade": "乙", "limits": [1, 2]}


BAD: dict[str, dict[str, Any]] = {
    "text for money": {"balance": "12"},
    "a fraction for money": {"balance": 1.5},
    "true for money": {"balance": True},
    "money beyond 64 bits": {"balance": 2**63},
    "no such day": {"opened_on": "2023-02-29"},
    "a number for a date": {"opened_on": 45351},
    "a list": {"remark": ["a"]},
    "an object": {"account_no": {"a": 1}},
    "a number for a code": {"account_no": 10001},
    "null for a flag": {"is_enabled": None},
    "1 for a flag": {"is_enabled": 1},
    "text for the version": {"version": "7"},
    "no version": {"version": 0},
    "a number for the id": {"id": 7},
    "null for deleted": {"is_deleted": None},
    "a number for a time": {"updated_at": 0},
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_is_named_and_nothing_of_the_page_is_kept(store: Store, name: str) -> None:
    good = GOOD | {"id": ID[:-1] + "2"}
    page = ChangesPage(cursor="9", more=False, blocks=[block(good), block(GOOD | BAD[name])])
    with pytest.raises(AnswerError, match="基金账户") as error, store.write() as connection:
        apply_page(connection, plans=Plans(schema=store.schema), page=page)
    assert error.value.sentence.endswith("。")
    assert rows(store) == []
    with store.read() as connection:
        assert read_meta(connection, schema=store.schema, name=META_CURSOR) == ""


def test_mixed_true_and_one_in_a_column_are_told_apart(store: Store) -> None:
    many = [GOOD | {"id": f"{ID[:-2]}{n:02d}", "is_enabled": n % 2 == 0} for n in range(20)]
    many[7]["is_enabled"] = 1
    with pytest.raises(AnswerError, match="启用"):
        land(store, block(*many))


@pytest.mark.parametrize(
    "columns",
    [["id", "balance"], ["version", "balance"], ["id", "version", "balance", "balance"], []],
)
def test_a_header_without_identity_is_refused(store: Store, columns: list[str]) -> None:
    with pytest.raises(AnswerError, match="行标识"):
        land(store, Block(catalog="fund_account", columns=columns, rows=[(None,) * len(columns)]))


def test_a_row_that_does_not_fit_its_header_is_refused(store: Store) -> None:
    short = block(GOOD)
    short.rows[0] = short.rows[0][:-1]
    with pytest.raises(AnswerError, match="表头"):
        land(store, short)


def test_rows_of_a_catalog_not_known_here_come_once_it_is(store: Store) -> None:
    page = ChangesPage(cursor="c9", more=False, blocks=[block(GOOD), block({"id": ID, "version": 9}, catalog="pact")])
    with store.write() as connection:
        apply_page(connection, plans=Plans(schema=store.schema), page=page)
    with store.write() as connection:
        assert start_cursor(connection, schema=store.schema) == "c9"
        connection.exec_driver_sql("UPDATE meta SET value = 'pact,region' WHERE name = 'skipped'")
        assert start_cursor(connection, schema=store.schema) == "", "region is known by now: from the start"
        assert read_meta(connection, schema=store.schema, name="skipped") == "pact"


def test_regions_bring_their_closure_along(store: Store) -> None:
    regions = [
        {"id": ID[:-1] + str(n), "version": n + 1, "fiscal_year": YEAR, "mof_div_code": code, "parent_code": parent}
        for n, (code, parent) in enumerate([(CITY, ""), (COUNTY, CITY)])
    ]
    land(store, block(*regions, catalog="region"))
    with store.read() as connection:
        above = connection.exec_driver_sql("SELECT ancestor FROM region_scope WHERE code = ?", (COUNTY,)).scalars()
        assert CITY in set(above)


def test_a_deleted_row_is_kept_as_a_tombstone(store: Store) -> None:
    land(store, block(GOOD | {"is_deleted": True}))
    assert rows(store)[0]["is_deleted"] is True
