"""Searching by initials, filtering by columns, listing a column's values: what the store itself finds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, update

from app.column_values import column_values
from app.filters import Filter, How
from app.ids import new_id
from app.rows import Query, offered, page, row_ids
from app.spelling.store import is_all_spelled, spell_more
from tests.support import COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.fields import Value
    from app.store import Store

ACCOUNT = "fund_account"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def spell_all(store: Store) -> None:
    while spell_more(store):
        pass
    with store.read() as connection:
        assert is_all_spelled(connection, schema=store.schema)


def found(store: Store, name: str, **query: object) -> list[str]:
    wanted = Query(catalog=name, fiscal_year=YEAR, region=COUNTY, **query)  # type: ignore[arg-type]
    catalog = store.schema.catalog(name)
    with store.read() as connection:
        rids = row_ids(connection, schema=store.schema, query=wanted)
        rows = page(connection, schema=store.schema, catalog=catalog, rids=rids)
    return [str(row[catalog.code]) for row in rows]


def accounts(store: Store) -> None:
    put_rows(
        store,
        ACCOUNT,
        *(
            {
                "mof_div_code": COUNTY,
                "account_no": f"{number:05}",
                "account_name": name,
                "bank_name": bank,
                "account_type": kind,
                "balance": balance,
                "opened_on": opened,
            }
            for number, (name, bank, kind, balance, opened) in enumerate(
                [
                    ("养老财政专户", "中国农业银行", "31", 0, date(2020, 1, 31)),
                    ("养老支出户", "中国工商银行", "33", 12345, date(2021, 5, 1)),
                    ("医疗收入户", "宁波银行", "32", None, None),
                    ("工伤_100%", "宁波银行", "32", -50, date(2021, 5, 2)),
                    ("长治专户", "中国农业银行", "31", 12345, None),
                ]
            )
        ),
    )


def test_initials_find_names_old_new_and_changed(store: Store) -> None:
    assert found(store, "insurance_type", search="qyyl") == []
    spell_all(store)
    assert found(store, "insurance_type", search="qyyl") == ["1101"]
    assert found(store, "insurance_type", search="企业yl") == ["1101"]
    table = store.schema.rows["insurance_type"]
    with store.write() as connection:
        connection.execute(update(table).where(table.c.code == "1106").values(name="失业保险"))
        assert not is_all_spelled(connection, schema=store.schema)
    spell_all(store)
    assert found(store, "insurance_type", search="sybx") == ["1106"]
    assert found(store, "insurance_type", search="gsbx") == []


def test_a_number_that_comes_again_is_spelled_again(store: Store) -> None:
    accounts(store)
    spell_all(store)
    catalog, table = store.schema.catalog(ACCOUNT), store.schema.rows[ACCOUNT]
    with store.write() as connection:
        connection.execute(delete(table).where(table.c.account_no.in_(("00003", "00004"))))
    row = {**catalog.blank(), "fiscal_year": YEAR, "mof_div_code": COUNTY, "account_no": "9", "account_name": "生育"}
    with store.write() as connection:
        connection.execute(insert(table).values({**row, "bank_name": "宁波银行", "id": new_id(), "version": 1}))
    spell_all(store)
    assert found(store, ACCOUNT, search="sy") == ["9", "00001"]


def test_rows_are_found_by_the_names_they_refer_to(store: Store) -> None:
    put_rows(
        store,
        "budget_subject",
        {"code": "10201", "name": "收入", "insurance_type": "1101", "mof_div_code": COUNTY, "direction": "1"},
        {"code": "10202", "name": "收入", "insurance_type": "1106", "mof_div_code": COUNTY, "direction": "1"},
    )
    spell_all(store)
    assert found(store, "budget_subject", search="企业养老") == ["10201"]
    assert found(store, "budget_subject", search="qyyl sr") == ["10201"]
    assert found(store, "budget_subject", search="gs") == ["10202"]


def test_offers_are_found_by_initials(store: Store) -> None:
    spell_all(store)
    catalog = store.schema.catalog("insurance_type")
    with store.read() as connection:
        rows = offered(connection, schema=store.schema, catalog=catalog, fiscal_year=YEAR, region=COUNTY, search="jmyl")
    assert [code for code, _ in rows] == ["1102"]


@pytest.mark.parametrize(
    ("field", "how", "values", "wanted"),
    [
        ("account_name", How.CONTAINS, ("养老",), "01"),
        ("account_name", How.CONTAINS, ("_100%",), "3"),
        ("account_name", How.LACKS, ("养老",), "234"),
        ("account_name", How.BEGINS, ("医",), "2"),
        ("account_name", How.ENDS, ("专户",), "04"),
        ("account_name", How.EQUALS, ("养老支出户",), "1"),
        ("account_name", How.DIFFERS, ("养老支出户",), "0234"),
        ("account_type", How.AMONG, ("31", "33"), "014"),
        ("account_type", How.NOT_AMONG, ("31", "33"), "23"),
        ("balance", How.AMONG, (0,), "0"),
        ("balance", How.AMONG, (None,), "2"),
        ("balance", How.AMONG, (None, 0), "02"),
        ("balance", How.NOT_AMONG, (0,), "1234"),
        ("balance", How.NOT_AMONG, (None,), "0134"),
        ("balance", How.BLANK, (), "2"),
        ("balance", How.FILLED, (), "0134"),
        ("balance", How.BETWEEN, (0, 12345), "014"),
        ("balance", How.BETWEEN, (None, 0), "03"),
        ("balance", How.ABOVE, (0,), "14"),
        ("balance", How.AT_LEAST, (0,), "014"),
        ("balance", How.BELOW, (0,), "3"),
        ("balance", How.AT_MOST, (0,), "03"),
        ("balance", How.EQUALS, (0,), "0"),
        ("balance", How.DIFFERS, (0,), "1234"),
        ("balance", How.TOP, (1,), "14"),
        ("balance", How.BOTTOM, (2,), "03"),
        ("balance", How.TOP, (99,), "0134"),
        ("opened_on", How.BETWEEN, (date(2021, 1, 1), date(2021, 5, 1)), "1"),
        ("opened_on", How.BLANK, (), "24"),
        ("opened_on", How.AMONG, (date(2020, 1, 31),), "0"),
        ("is_enabled", How.AMONG, (True,), "01234"),
        ("is_enabled", How.BLANK, (), ""),
    ],
)
def test_a_column_is_filtered(store: Store, field: str, how: How, values: tuple[Value, ...], wanted: str) -> None:
    accounts(store)
    one = Filter(field=field, how=how, values=values)
    assert sorted(found(store, ACCOUNT, where=(one,))) == [f"{int(n):05}" for n in wanted]


def test_a_columns_values_are_counted_within_the_other_filters(store: Store) -> None:
    accounts(store)
    only = Filter(field="account_type", how=How.AMONG, values=("31", "32"))
    query = Query(catalog=ACCOUNT, fiscal_year=YEAR, region=COUNTY, where=(only,))
    with store.read() as connection:
        listed = column_values(connection, schema=store.schema, query=query, field="bank_name")
        blank = column_values(connection, schema=store.schema, query=query, field="balance")
        bound = column_values(connection, schema=store.schema, query=query, field="account_name", limit=3)
        other = column_values(connection, schema=store.schema, query=query, field="account_type")
    assert [(one.text, one.count) for one in listed.values] == [("宁波银行", 2), ("中国农业银行", 2)]
    assert [(one.value, one.text, one.count) for one in blank.values] == [
        (None, "", 1),
        (-50, "-0.50", 1),
        (0, "0.00", 1),
        (12345, "123.45", 1),
    ]
    assert (len(bound.values), bound.has_more) == (3, True)
    assert [(one.value, one.count) for one in other.values] == [("31", 2), ("32", 2), ("33", 1)]


def test_values_are_searched_in_the_store(store: Store) -> None:
    accounts(store)
    spell_all(store)
    query = Query(catalog=ACCOUNT, fiscal_year=YEAR, region=COUNTY)
    with store.read() as connection:
        by_word = column_values(connection, schema=store.schema, query=query, field="account_name", words="养老")
        by_letters = column_values(connection, schema=store.schema, query=query, field="account_name", words="czzh")
        region = column_values(connection, schema=store.schema, query=query, field="mof_div_code", words="海曙")
    assert [one.text for one in by_word.values] == ["养老财政专户", "养老支出户"]
    assert [one.text for one in by_letters.values] == ["长治专户", "养老财政专户"]
    assert [one.text for one in region.values] == [f"{COUNTY} 海曙区"]


def test_blank_cells_come_last_whichever_way_rows_are_sorted(store: Store) -> None:
    accounts(store)
    assert found(store, ACCOUNT, order=(("balance", False),))[-1] == "00002"
    assert found(store, ACCOUNT, order=(("balance", True),))[-1] == "00002"
    by_two = found(store, ACCOUNT, order=(("account_type", True), ("balance", True)))
    assert by_two == ["00001", "00003", "00002", "00004", "00000"]
