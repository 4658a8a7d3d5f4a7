"""What the store adds up is what the rows give one by one (clause 2, 合计)."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import pytest

import app.adding_up
from app.adding_up import Figures, add_up_query, add_up_rows
from app.rows import Query, row_ids
from tests.support import COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store

FIELDS = ("balance", "interest_rate")
QUERY = Query(catalog="fund_account", fiscal_year=YEAR, region=COUNTY)
HUGE = 2**62


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    account: dict[str, object] = {"mof_div_code": COUNTY, "bank_name": "工商银行", "account_type": "31"}
    balances = [HUGE, HUGE, HUGE, -7, 0, None, 5]
    rows = [
        {**account, "account_no": f"1000{n}", "account_name": f"户{n}", "balance": balance}
        for n, balance in enumerate(balances)
    ]
    put_rows(opened, "fund_account", *rows)
    yield opened
    opened.close()


def test_all_rows_of_a_query(store: Store) -> None:
    with store.read() as connection:
        balance, rate = add_up_query(connection, schema=store.schema, query=QUERY, fields=FIELDS)
    assert balance == Figures(count=6, total=3 * HUGE - 2, least=-7, most=HUGE)
    assert rate == Figures()


def test_rows_by_their_numbers_in_several_questions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.adding_up, "AT_ONCE", 2)
    asked: list[None] = []
    with store.read() as connection:
        rids = row_ids(connection, schema=store.schema, query=QUERY)
        # the numbers below 0 stand for rows above groups
        wanted = array("q", [-1, *rids[2:], -2])
        (found,) = add_up_rows(
            connection,
            schema=store.schema,
            catalog="fund_account",
            rids=wanted,
            fields=FIELDS[:1],
            check=lambda: asked.append(None),
        )
        nothing = add_up_rows(connection, schema=store.schema, catalog="fund_account", rids=array("q"), fields=FIELDS)
    assert found == Figures(count=4, total=HUGE - 2, least=-7, most=HUGE)
    assert len(asked) == 4
    assert nothing == [Figures(), Figures()]
