"""Ordered copies of columns: whatever is asked, they find what the table itself finds, and never what was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import ordered_copies
from app.filters import Filter, How
from app.finding import Interrupts
from app.rows import Query, row_ids
from tests.support import CITY, COUNTY, OTHER_COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store

ACCOUNT, BANK, BALANCE = "fund_account", "bank_name", "balance"
ROWS = 300
BANKS = ("农业银行", "工商银行", "宁波银行", "")
AMOUNTS = st.integers(-50, 350)
CHOSEN = st.lists(st.sampled_from(BANKS), min_size=1, max_size=3, unique=True).map(tuple)
FILTERS = st.one_of(
    st.builds(
        lambda how, values: Filter(field=BANK, how=how, values=values),
        st.sampled_from([How.AMONG, How.NOT_AMONG]),
        CHOSEN,
    ),
    st.builds(
        lambda how, text: Filter(field=BANK, how=how, values=(text,)),
        st.sampled_from([How.CONTAINS, How.LACKS, How.BEGINS, How.ENDS, How.EQUALS, How.DIFFERS]),
        st.sampled_from(["银行", "宁波", "农业银行", "%"]),
    ),
    st.builds(lambda how: Filter(field=BALANCE, how=how), st.sampled_from([How.BLANK, How.FILLED])),
    st.builds(
        lambda how, value: Filter(field=BALANCE, how=how, values=(value,)),
        st.sampled_from([How.ABOVE, How.AT_LEAST, How.BELOW, How.AT_MOST, How.EQUALS, How.DIFFERS]),
        AMOUNTS,
    ),
    st.builds(
        lambda low, high: Filter(field=BALANCE, how=How.BETWEEN, values=(low, high)), AMOUNTS, AMOUNTS | st.none()
    ),
    st.builds(lambda count: Filter(field=BALANCE, how=How.TOP, values=(count,)), st.integers(1, 9)),
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(ordered_copies, "LARGE", 100)
    opened = small_store(tmp_path)
    put_rows(opened, ACCOUNT, *(account(n) for n in range(ROWS)))
    yield opened
    opened.close()


def account(n: int) -> dict[str, object]:
    return {
        "mof_div_code": COUNTY if n % 3 else OTHER_COUNTY,
        "account_no": f"{n:05}",
        "account_name": f"账户{n * 7 % ROWS}",
        BANK: BANKS[n % 4],
        "account_type": str(31 + n % 3),
        BALANCE: None if n % 11 == 0 else n * 13 % ROWS,
    }


def make(store: Store, field: str) -> None:
    store.copies.make(catalog=ACCOUNT, field=field, interrupts=Interrupts())


def by_table(store: Store, query: Query, limit: int | None) -> list[int]:
    with store.read() as connection:
        return list(row_ids(connection, schema=store.schema, query=query, limit=limit))


def by_copy(store: Store, query: Query, limit: int | None = None) -> list[int] | None:
    found = store.copies.row_ids(query, limit=limit, interrupts=Interrupts())
    return None if found is None else list(found)


def test_any_filter_finds_what_the_table_finds(store: Store) -> None:
    make(store, BANK)
    make(store, BALANCE)
    answered = 0

    @settings(max_examples=150, deadline=None)
    @given(
        where=st.lists(FILTERS, min_size=1, max_size=2, unique_by=lambda one: one.field),
        order=st.sampled_from([(), ((BALANCE, True),), ((BANK, False), ("account_no", True))]),
        region=st.sampled_from([COUNTY, CITY]),
        own=st.booleans(),
        limit=st.sampled_from([None, 5, 200]),
    )
    def judged(
        *, where: list[Filter], order: tuple[tuple[str, bool], ...], region: str, own: bool, limit: int | None
    ) -> None:
        nonlocal answered
        query = Query(catalog=ACCOUNT, fiscal_year=YEAR, region=region, own_only=own, where=tuple(where), order=order)
        found = by_copy(store, query, limit)
        answered += found is not None
        assert found is None or found == by_table(store, query, limit)
        assert (found is None) is all(one.how is How.TOP for one in where)

    judged()
    assert answered


def test_what_was_written_since_is_never_missed(store: Store) -> None:
    query = Query(
        catalog=ACCOUNT, fiscal_year=YEAR, region=CITY, where=(Filter(field=BANK, how=How.AMONG, values=("新银行",)),)
    )
    make(store, BANK)
    assert by_copy(store, query) == []
    put_rows(store, ACCOUNT, {**account(ROWS), BANK: "新银行"})
    assert by_copy(store, query) is None, "the copy is older than the store"
    make(store, BANK)
    assert by_copy(store, query) == by_table(store, query, None) != []


def test_another_program_on_the_same_store_is_noticed(store: Store) -> None:
    from app.catalogs import CATALOGS  # noqa: PLC0415
    from app.store import open_store  # noqa: PLC0415

    query = Query(catalog=ACCOUNT, fiscal_year=YEAR, where=(Filter(field=BANK, how=How.BLANK),))
    make(store, BANK)
    before = by_copy(store, query)
    assert before
    other = open_store(store.path, catalogs=CATALOGS)
    put_rows(other, ACCOUNT, {**account(ROWS), BANK: ""})
    other.close()
    assert by_copy(store, query) is None


def test_a_small_table_many_rows_and_a_third_column_go_without(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    common = Query(catalog=ACCOUNT, fiscal_year=YEAR, where=(Filter(field=BALANCE, how=How.FILLED),))
    make(store, BALANCE)
    assert by_copy(store, common) is not None
    monkeypatch.setattr(ordered_copies, "MOST_ROWS", 10)
    assert by_copy(store, common) is None
    monkeypatch.undo()
    monkeypatch.setattr(ordered_copies, "LARGE", 100)
    for field in (BANK, "account_name"):
        make(store, field)
    assert by_copy(store, common) is None, "two copies are kept, the oldest goes"
    monkeypatch.setattr(ordered_copies, "LARGE", 10_000)
    make(store, "account_type")
    assert by_copy(store, Query(catalog=ACCOUNT, where=(Filter(field="account_type", how=How.BLANK),))) is None


def test_nobody_waits_for_a_copy_that_is_not_wanted_any_more(store: Store) -> None:
    interrupts = Interrupts()
    interrupts()
    with pytest.raises(InterruptedError):
        store.copies.make(catalog=ACCOUNT, field=BANK, interrupts=interrupts)
    make(store, BANK)
    query = Query(catalog=ACCOUNT, fiscal_year=YEAR, where=(Filter(field=BANK, how=How.BLANK),))
    with pytest.raises(InterruptedError):
        store.copies.row_ids(query, limit=None, interrupts=interrupts)
    assert by_copy(store, query) == by_table(store, query, None)
