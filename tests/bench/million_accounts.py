"""A county's store with a million fund accounts: names and amounts in another order than numbers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.catalogs import CATALOGS
from app.ids import new_id
from app.scope import rebuild_scope
from app.store import open_store
from tests.support import COUNTY, REGIONS, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store

CATALOG = "fund_account"
BANKS = ("中国农业银行", "中国工商银行", "中国建设银行", "宁波银行", "鄞州银行")
KINDS = ("31", "32", "33", "34")
RARE = "国家开发银行"
"""The bank of one account in 100,000."""
PORTION = 10_000


def filled_store(folder: Path, *, rows: int) -> Store:
    """Return a store with so many accounts of one county."""
    store = open_store(folder / "store.db", catalogs=CATALOGS)
    with store.write() as connection:
        for name, values in (("region", _regions()), (CATALOG, accounts(rows))):
            catalog, table = store.schema.catalog(name), store.schema.rows[name]
            blank = catalog.blank()
            full = ({**blank, "fiscal_year": YEAR, **row, "id": new_id(), "version": 1} for row in values)
            while part := list(islice(full, PORTION)):
                connection.execute(insert(table), part)
        rebuild_scope(connection, schema=store.schema, fiscal_year=YEAR)
    return store


def _regions() -> Iterator[dict[str, object]]:
    for code, name, parent, level in REGIONS:
        yield {"mof_div_code": code, "name": name, "parent_code": parent, "level_no": level, "mof_div_type": "1"}


def accounts(rows: int) -> Iterator[dict[str, object]]:
    """Yield accounts in the order of their numbers."""
    for number in range(rows):
        scattered = number * 7919 % rows
        yield {
            "mof_div_code": COUNTY,
            "account_no": f"33{number:09}",
            "account_name": f"海曙区社保专户{scattered:07}",
            "bank_name": RARE if number % 100_000 == 54_321 else BANKS[number % len(BANKS)],
            "account_type": KINDS[number * len(KINDS) // rows],
            "balance": None if number % 10 == 3 else scattered * 101,
        }
