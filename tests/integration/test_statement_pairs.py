"""Pairs of lines that cancel out: the nearest first, each line once, quick where one amount comes again and again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from app.statements.checking import CheckScope
from app.statements.pairs import PairKind, find_pairs
from tests.support import COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.statements.pairs import Pair
    from app.store import Store

BANK = "工商银行"
OWN, OTHER = "3301001", "3301002"
FIRST = date(YEAR, 3, 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def line(serial: str, net: int, *, account: str = OWN, day: int = 0, **more: object) -> dict[str, object]:
    return {
        "mof_div_code": COUNTY,
        "account_no": account,
        "bank_name": BANK,
        "booked_on": FIRST + timedelta(days=day),
        "sequence": int(serial),
        "serial_no": serial,
        "income": max(net, 0),
        "spending": max(-net, 0),
        "counterparty_account": "",
        "counterparty_name": "",
        "purpose": "",
        **more,
    }


def pairs(store: Store, *lines: dict[str, object], days: int = 3) -> list[Pair]:
    put_rows(store, "statement_line", *lines)
    with store.read() as connection:
        return find_pairs(connection, scope=CheckScope(fiscal_year=YEAR, region=COUNTY), days=days)


def test_what_one_account_pays_another_receives_the_nearest_first(store: Store) -> None:
    found = pairs(
        store,
        line("1", -500),
        line("2", 500, account=OTHER, day=3),
        line("3", 500, account=OTHER, day=1),
        line("4", 500, account=OTHER, day=9),
    )
    assert [(one.kind, one.first.serial_no, one.second.serial_no) for one in found] == [(PairKind.TRANSFER, "1", "3")]


def test_who_names_another_account_is_no_pair(store: Store) -> None:
    assert pairs(store, line("1", -500, counterparty_account="999"), line("2", 500, account=OTHER)) == []


def test_an_entry_taken_back_needs_the_word_the_name_and_the_order(store: Store) -> None:
    found = pairs(
        store,
        line("1", -700, counterparty_name="甲公司"),
        line("2", 700, day=1, counterparty_name="甲公司", purpose="退款"),
        line("3", -800, counterparty_name="乙公司"),
        line("4", 800, day=1, counterparty_name="丙公司", purpose="退款"),
        line("5", -900, day=2, counterparty_name="丁公司"),
        line("6", 900, day=1, counterparty_name="丁公司", purpose="退款"),
        line("7", -950, counterparty_name="戊公司"),
        line("8", 950, day=1, counterparty_name="戊公司", purpose="缴费"),
    )
    assert [(one.kind, one.first.serial_no, one.second.serial_no) for one in found] == [(PairKind.REVERSAL, "1", "2")]


def test_a_line_is_in_one_pair_even_where_all_amounts_are_the_same(store: Store) -> None:
    lines = [line(str(n), -100, day=n % 5) for n in range(1500)]
    lines += [line(str(2000 + n), 100, account=OTHER, day=n % 5) for n in range(1500)]
    found = pairs(store, *lines)
    used = [side.row_id for one in found for side in (one.first, one.second)]
    assert len(found) == 1500
    assert len(set(used)) == 3000
    assert all(one.first.booked_on == one.second.booked_on for one in found)
