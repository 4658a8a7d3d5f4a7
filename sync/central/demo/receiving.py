"""One pull of the demo's fund accounts, as the integrated platform would have sent them: all but two as they stand.

What is sent goes through the same plan, rules and receipt as a real pull; only the network is not there (数据接收).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from sync.central.demo.places import PROVINCE
from sync.central.receiving.receive import Ask, take_pulled
from sync.central.receiving.state import NOTHING
from sync.platform.declared import read_tables
from sync.platform.rows import Pulled, read_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sync.central.database import Database

TABLE, CATALOG = "BAS_FUND_ACCOUNT", "fund_account"
ADDRESS = "https://platform.demo"
"""Where the pull is said to have come from; nobody is there."""
VERSION = "{year}0105093000000"
FLAGS = {True: "1", False: "2"}


def receive_demo(database: Database, *, fiscal_year: int) -> None:
    """Take the accounts once, so that their receipt is there; rows that stand stay as they are."""
    if CATALOG not in {catalog.name for catalog in database.schema.catalogs}:
        return
    table = next(one for one in read_tables(catalogs=database.schema.catalogs) if one.name == TABLE)
    version = VERSION.format(year=fiscal_year)
    with database.read() as connection:
        stored = database.schema.rows[CATALOG]
        wanted = select(stored).where(stored.c.fiscal_year == fiscal_year).order_by(stored.c.account_no)
        rows = [dict(row) for row in connection.execute(wanted).mappings()]
    sent = [*(_sent(row, version=version) for row in rows), *_wrong(fiscal_year, version=version)]
    entries = [read_row(table, row, place=f"第 1 页第 {n} 行") for n, row in enumerate(sent, 1)]
    ask = Ask(table=table, province=PROVINCE, year=fiscal_year, address=ADDRESS)
    pulled = Pulled(entries={one.ele_id: one for one in entries}, version=int(version), pages=1, count=len(entries))
    take_pulled(database, ask=ask, pulled=pulled, known=NOTHING, is_full=True)


def _sent(row: Mapping[str, Any], *, version: str) -> dict[str, Any]:
    return {
        "ele_id": f"DEMO-{row['account_no']}",
        "fiscal_year": str(row["fiscal_year"]),
        "mof_div_code": row["mof_div_code"],
        "account_no": row["account_no"],
        "account_name": row["account_name"],
        "bank_name": row["bank_name"],
        "account_type_code": row["account_type"],
        "ins_type_code": row["insurance_types"],
        "is_enabled": FLAGS[bool(row["is_enabled"])],
        "is_deleted": "2",
        "dbversion": version,
    }


def _wrong(fiscal_year: int, *, version: str) -> Iterator[dict[str, Any]]:
    """Yield two rows with the faults that turn up in practice: a number with letters, a kind that nobody knows."""
    for number, kind, name in (
        ("9999O30203000310099", "31", "海曙区财政局社会保障基金财政专户（账号录入有误）"),
        ("9999330212000390098", "39", "鄞州区社会保险经办机构其他存款户"),
    ):
        row: dict[str, Any] = {
            "fiscal_year": fiscal_year,
            "mof_div_code": "330203000" if kind == "31" else "330212000",
            "account_no": number,
            "account_name": name,
            "bank_name": "中国工商银行海曙支行",
            "account_type": kind,
            "insurance_types": "1102",
            "is_enabled": True,
        }
        yield _sent(row, version=version)
