"""What tests of receiving share: a client without patience, one table, rows as they stand at the central."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.catalogs import CATALOGS
from sync.central.receiving.receive import Ask, plan_table, receive_table
from sync.http import HttpTransport
from sync.patience import Patience
from sync.platform.client import PlatformClient
from sync.platform.declared import read_tables

if TYPE_CHECKING:
    from sync.central.database import Database
    from sync.central.receiving.plan import Plan
    from sync.platform.declared import PlatformTable
    from tests.sync.platform_stand_in import Platform

REGIONS, INCOME, SUBJECTS, ACCOUNTS = "ELE_VD08001", "ELE_VD10003", "ELE_ACCOUNTING_SUBJECT", "BAS_FUND_ACCOUNT"
QUICK = Patience(connect=1.0, read=0.5, repeats=1, pace=0.01, longest_wait=1)
YEAR, PROVINCE = 2026, "330000000"


def table_of(name: str) -> PlatformTable:
    """Return a declared table."""
    return next(one for one in read_tables(catalogs=CATALOGS) if one.name == name)


def _client(platform: Platform) -> PlatformClient:
    transport = HttpTransport(platform.url, patience=QUICK)
    return PlatformClient(transport, province=PROVINCE, year=YEAR, token=lambda: platform.token)


def _ask(platform: Platform, name: str, *, full: bool, accept_losses: bool) -> Ask:
    return Ask(
        table=table_of(name),
        province=PROVINCE,
        year=YEAR,
        address=platform.url,
        full=full,
        accept_losses=accept_losses,
    )


def receive(
    database: Database, platform: Platform, *, name: str = REGIONS, full: bool = False, accept_losses: bool = True
) -> Plan:
    """Receive a table once."""
    ask = _ask(platform, name, full=full, accept_losses=accept_losses)
    return receive_table(database, ask=ask, client=_client(platform))


def planned(database: Database, platform: Platform, *, name: str = REGIONS, full: bool = False) -> Plan:
    """Return the plan of a table."""
    ask = _ask(platform, name, full=full, accept_losses=True)
    return plan_table(database, ask=ask, client=_client(platform))


def rows_of(database: Database, catalog: str = "region") -> dict[str, dict[str, Any]]:
    """Return the living rows of the year by code."""
    table = database.schema.rows[catalog]
    code = table.c[database.schema.catalog(catalog).code]
    wanted = select(table).where(table.c.fiscal_year == YEAR, table.c.is_deleted.is_(False)).order_by(code)
    with database.read() as connection:
        return {row[code.name]: dict(row) for row in connection.execute(wanted).mappings()}
