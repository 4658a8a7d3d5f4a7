"""Statements of made-up banks as tests import them, and the account that they belong to (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.catalogs import CATALOGS
from app.store import open_store
from tests.support import COUNTY, YEAR, put_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.store import Store

ACCOUNT, BANK = "9999330203000310001", "中国工商银行海曙支行"
OTHER = "9999330203000310002"
HEAD = ("交易日期", "交易流水号", "借方发生额", "贷方发生额", "余额", "对方户名", "对方账号", "摘要")
ROWS: tuple[tuple[str, ...], ...] = (
    (f"{YEAR}-01-05", "A001", "", "1,000,000.00", "1,500,000.00", "国家金库海曙支库", "9999001", "财政补助"),
    (f"{YEAR}-01-05", "A002", "200,000.00", "", "1,300,000.00", "海曙社保支出户", "9999330203000330004", "拨付待遇"),
    (f"{YEAR}-01-20", "A003", "", "50,000.00", "1,350,000.00", "税务局", "9999003", "保费收入"),
    (f"{YEAR}-02-03", "A004", "30,000.00", "", "1,320,000.00", "海曙社保支出户", "9999330203000330004", "拨付待遇"),
)


def put_accounts(store: Store) -> None:
    """Put the county's two accounts into a store; the second one is disabled."""
    common = {"mof_div_code": COUNTY, "bank_name": BANK, "account_type": "31", "insurance_types": "1102"}
    put_rows(
        store,
        "fund_account",
        {**common, "account_no": ACCOUNT, "account_name": "海曙区财政专户（居民养老）", "balance": 1_320_000_00},
        {**common, "account_no": OTHER, "account_name": "海曙区收入户", "is_enabled": False},
    )


def put_accounts_of(folder: Path) -> None:
    """Do so in the store of a profile folder."""
    (path,) = folder.glob("**/*.db")
    store = open_store(path, catalogs=CATALOGS)
    put_accounts(store)
    store.close()


def write_csv(
    path: Path,
    *,
    rows: Sequence[Sequence[str]] = ROWS,
    head: Sequence[str] = HEAD,
    above: Sequence[str] = (),
    delimiter: str = ",",
    encoding: str = "utf-8-sig",
) -> Path:
    """Write a bank's file; cells with the delimiter in them are quoted."""
    lines = [*above, *(delimiter.join(_cell(one, delimiter) for one in row) for row in (head, *rows))]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def _cell(text: str, delimiter: str) -> str:
    return f'"{text}"' if delimiter in text else text
