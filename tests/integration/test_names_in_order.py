"""The store sorts and groups names as they are read, in both directions, blank ones last (查询, clause 2)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from app import rows
from app.column_values import column_values
from app.grouping import grouped, read_groups
from app.rows import Query, page, row_ids
from tests.support import COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store

NAMES = ("鄞州支行", "重庆银行", "bank", "Bank", "北京银行", "", "长沙银行", "宁波银行", "bank")
READ = ["Bank", "bank", "bank", "北京银行", "长沙银行", "重庆银行", "宁波银行", "鄞州支行"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    account = {"mof_div_code": COUNTY, "account_type": "31", "account_name": "户"}
    put_rows(
        opened,
        "fund_account",
        *({**account, "account_no": f"{n}", "bank_name": name} for n, name in enumerate(NAMES)),
    )
    yield opened
    opened.close()


def names(store: Store, *, query: Query) -> list[str]:
    catalog = store.schema.catalog("fund_account")
    with store.read() as connection:
        rids = row_ids(connection, schema=store.schema, query=query)
        return [str(row["bank_name"]) for row in page(connection, schema=store.schema, catalog=catalog, rids=rids)]


def ask(*, descending: bool = False) -> Query:
    return Query(catalog="fund_account", fiscal_year=YEAR, order=(("bank_name", descending),))


def test_names_stand_as_they_are_read(store: Store) -> None:
    found = names(store, query=ask())
    assert [name for name in found if name] == READ
    assert found.index("") in (0, len(found) - 1)


def test_and_backwards(store: Store) -> None:
    assert [name for name in names(store, query=ask(descending=True)) if name] == READ[::-1]


def test_groups_stand_like_their_rows(store: Store) -> None:
    wanted = grouped(Query(catalog="fund_account", fiscal_year=YEAR), field="bank_name")
    with store.read() as connection:
        groups = read_groups(connection, schema=store.schema, query=wanted, field="bank_name").groups
    assert [(one.text, one.count) for one in groups if one.value] == [
        (name, len(list(same))) for name, same in groupby(READ)
    ]


def test_the_list_of_a_filter_stands_in_the_same_order(store: Store) -> None:
    with store.read() as connection:
        wanted = Query(catalog="fund_account", fiscal_year=YEAR)
        found = column_values(connection, schema=store.schema, query=wanted, field="bank_name")
    assert [one.text for one in found.values if one.text] == [name for name, _ in groupby(READ)]


def test_very_many_names_stand_by_code_point(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "READ_MOST", 0)
    assert [name for name in names(store, query=ask()) if name] == sorted(READ)
