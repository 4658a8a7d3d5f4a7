"""Rows a second received from the platform, beside parsing the same bytes and inserting the rows without any rule."""

from __future__ import annotations

import json
import re
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.catalogs import CATALOGS
from app.ids import new_id
from sync.central.bulk import insert_rows
from sync.central.database import open_database
from sync.central.receiving.receive import Ask, receive_table
from sync.platform.client import PlatformClient
from sync.platform.declared import read_tables
from sync.transport import Reply
from tests.bench.table import Figure
from tests.sync.central_fixture import seed_small
from tests.sync.small_province import HAISHU, NINGBO, PROVINCE

if TYPE_CHECKING:
    from sync.central.database import Database
    from sync.transport import Request

ROWS, PAGE, YEAR = 100_000, 1_000, 2026
TABLE, CATALOG = "BAS_FUND_ACCOUNT", "fund_account"
SLOWEST = 12.0
"""How many times the CPU of parsing and inserting a received row may take."""
_ASKED = re.compile(r"/(\d+)/1k\?page=(\d+)$")


class Pages:
    """Answers from memory; the version asked from decides between all rows and those changed later."""

    server = "http://platform"

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self._kept: dict[tuple[int, int], bytes] = {}

    def send(self, request: Request) -> Reply:
        """Return a page."""
        found = _ASKED.search(request.path)
        since, page = (int(one) for one in found.groups()) if found else (0, 1)
        return Reply(status=200, headers={"content-type": "application/json"}, body=self.page(since, page))

    def page(self, since: int, page: int) -> bytes:
        """Return the bytes of a page."""
        if (since, page) not in self._kept:
            rows = self.rows if not since else [row for row in self.rows if row["dbversion"] > since]
            part = rows[(page - 1) * PAGE : page * PAGE]
            self._kept[since, page] = json.dumps(part, ensure_ascii=False).encode()
        return self._kept[since, page]

    def forget(self) -> None:
        """Make pages anew when rows have changed."""
        self._kept.clear()

    def close(self) -> None:
        """Nothing to close."""


def figures() -> list[Figure]:
    """Measure a first pull of 100,000 accounts, a full one without changes and an increment of 1,000."""
    pages = Pages([_account(n) for n in range(ROWS)])
    for n in range(ROWS // PAGE + 1):
        pages.page(0, n + 1)
    with tempfile.TemporaryDirectory() as folder:
        seed_small(data=Path(folder) / "raw")
        raw = _raw(Path(folder) / "raw", pages=pages)
        seed_small(data=Path(folder) / "central")
        database = open_database(data=Path(folder) / "central", catalogs=CATALOGS)
        try:
            return _measured(database, pages=pages, raw=raw)
        finally:
            database.close()


def _measured(database: Database, *, pages: Pages, raw: float) -> list[Figure]:
    first = _receive(database, pages=pages, full=False)
    same = _receive(database, pages=pages, full=True)
    for row in pages.rows[:PAGE]:
        row.update(account_name=f"{row['account_name']}（新）", dbversion=row["dbversion"] + ROWS)
    pages.forget()
    change = _receive(database, pages=pages, full=False)
    rate, peer = ROWS / first, ROWS / raw
    ok = peer <= SLOWEST * rate
    return [
        Figure(
            what=f"receive: first pull of {ROWS:,} accounts, CPU",
            value=rate,
            unit="rows/s",
            peer=peer,
            peer_name="parse and insert, no rules",
            limit=f"≥ 1/{SLOWEST:g} ×",
            ok=ok,
        ),
        Figure(what=f"receive: full pull, {ROWS:,} rows the same, CPU", value=ROWS / same, unit="rows/s"),
        Figure(what=f"receive: increment of {PAGE:,} beside {ROWS:,}, CPU", value=change * 1000, unit="ms"),
    ]


def _receive(database: Database, *, pages: Pages, full: bool) -> float:
    """Return the CPU seconds of one receiving."""
    table = next(one for one in read_tables(catalogs=CATALOGS) if one.name == TABLE)
    ask = Ask(table=table, province=PROVINCE, year=YEAR, address=pages.server, full=full)
    client = PlatformClient(pages, province=PROVINCE, year=YEAR, token=lambda: "token")
    started = time.process_time()
    plan = receive_table(database, ask=ask, client=client)
    spent = time.process_time() - started
    assert not plan.invalid
    return spent


def _raw(data: Path, *, pages: Pages) -> float:
    """Return the CPU seconds of decoding every page and inserting its rows as they are."""
    database = open_database(data=data, catalogs=CATALOGS)
    table = database.schema.rows[CATALOG]
    names = ("id", "fiscal_year", "mof_div_code", "account_no", "account_name", "bank_name", "account_type")
    started = time.process_time()
    with database.write() as connection:
        for n in range(ROWS // PAGE):
            sent = msgspec.json.decode(pages.page(0, n + 1))
            rows = [
                (new_id(), YEAR, one["mof_div_code"], *(one[name] for name in names[3:6]), one["account_type_code"])
                for one in sent
            ]
            insert_rows(connection, table=table, columns=names, rows=rows)
    spent = time.process_time() - started
    database.close()
    return spent


def _account(n: int) -> dict[str, Any]:
    return {
        "ele_id": f"{n:08X}-0000-4000-8000-000000000000",
        "fiscal_year": str(YEAR),
        "mof_div_code": (HAISHU, NINGBO, PROVINCE)[n % 3],
        "account_no": f"33{n:014}",
        "account_name": f"社会保险基金财政专户{n}",
        "bank_name": "某银行某支行",
        "account_type_code": "31",
        "ins_type_code": "1101,1102",
        "is_enabled": 1,
        "is_deleted": 2,
        "dbversion": 20260101000000000 + n,
    }
