"""Receives one table from the platform: ask, plan, write all or nothing, remember how far (数据接收)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.store import now_text
from sync.central.receiving.plan import Plan
from sync.central.receiving.planning import make_plan, merged, touched
from sync.central.receiving.receipts import write_receipt
from sync.central.receiving.state import Known, read_entries, read_known, write_entries, write_known
from sync.central.receiving.writing import write_rows
from sync.platform.dialect import FIRST_VERSION
from sync.platform.errors import ReceiveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from sync.central.database import Database
    from sync.platform.client import PlatformClient
    from sync.platform.declared import PlatformTable
    from sync.platform.rows import Pulled

FEW = 20
"""Rows that a pull may always disable."""
SHARE = 5
"""Beyond that, at most one of so many: more looks like a fault of the platform, and a person has to agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is wanted of one table. `full`: everything anew; `accept_losses`: however many rows that disables."""

    table: PlatformTable
    province: str
    year: int
    address: str
    full: bool = False
    accept_losses: bool = False


def plan_table(
    database: Database, *, ask: Ask, client: PlatformClient, tell: Callable[[str, int], None] | None = None
) -> Plan:
    """Ask the platform and say what taking it would change; nothing is written. PlatformError."""
    known, is_full = _known(database, ask=ask)
    pulled = client.pull(ask.table, since=FIRST_VERSION if is_full else known.version, tell=tell)
    with database.read() as connection:
        return _plan(connection, database=database, ask=ask, pulled=pulled, known=known, is_full=is_full)


def receive_table(
    database: Database, *, ask: Ask, client: PlatformClient, tell: Callable[[str, int], None] | None = None
) -> Plan:
    """Ask the platform and take what it sent in one transaction; return what was done. PlatformError, ReceiveError."""
    known, is_full = _known(database, ask=ask)
    pulled = client.pull(ask.table, since=FIRST_VERSION if is_full else known.version, tell=tell)
    return take_pulled(database, ask=ask, pulled=pulled, known=known, is_full=is_full)


def take_pulled(database: Database, *, ask: Ask, pulled: Pulled, known: Known, is_full: bool) -> Plan:
    """Carry out what was pulled when the table stood at `known`; all of it or nothing. ReceiveError."""
    schema, table = database.schema, ask.table
    at = now_text()
    with database.change() as sequence:
        connection = sequence.connection
        present = read_known(connection, schema=schema, source=table.name, year=ask.year)
        if present != known:
            raise ReceiveError(
                f"“{table.label}”刚刚由另一处接收过，没有改动任何数据，请重新接收。", code="receive.beside"
            )
        after = Known(
            province=ask.province,
            address=ask.address,
            digest=table.digest,
            version=pulled.version,
            invalid=known.invalid,
            asked_at=at,
        )
        if not (is_full or pulled.entries or known.invalid):
            write_known(connection, schema=schema, source=table.name, year=ask.year, known=after)
            return Plan(table=table, catalog=schema.catalog(table.catalog), year=ask.year, is_full=False)
        plan = _plan(connection, database=database, ask=ask, pulled=pulled, known=known, is_full=is_full)
        _check_losses(plan, ask=ask)
        write_rows(sequence, schema=schema, plan=plan, at=at)
        write_entries(
            connection, schema=schema, source=table.name, year=ask.year, entries=plan.entries, fresh=plan.fresh
        )
        after = replace(after, invalid=len(plan.invalid))
        write_known(connection, schema=schema, source=table.name, year=ask.year, known=after)
        write_receipt(connection, schema=schema, plan=plan, at=at, before=known.version, after=pulled.version)
        return plan


def _known(database: Database, *, ask: Ask) -> tuple[Known, bool]:
    """Return how far the table was received, and whether everything has to be asked for anew."""
    with database.read() as connection:
        known = read_known(connection, schema=database.schema, source=ask.table.name, year=ask.year)
    same = (known.province, known.address, known.digest) == (ask.province, ask.address, ask.table.digest)
    return known, ask.full or not same


def is_enough(*, known: Known, is_full: bool) -> bool:
    """Say whether looking at what came is enough: everything else was taken and stands as it should."""
    return not is_full and not known.invalid


def _plan(connection: Connection, *, database: Database, ask: Ask, pulled: Pulled, known: Known, is_full: bool) -> Plan:
    if is_enough(known=known, is_full=is_full):
        plan = _fresh_plan(connection, database=database, ask=ask, pulled=pulled, is_full=is_full)
        plan.among = touched(ask.table, entries=plan.entries, fresh=plan.fresh)
        if not make_plan(connection, schema=database.schema, plan=plan).invalid:
            return plan
    plan = _fresh_plan(connection, database=database, ask=ask, pulled=pulled, is_full=is_full)
    return make_plan(connection, schema=database.schema, plan=plan)


def _fresh_plan(connection: Connection, *, database: Database, ask: Ask, pulled: Pulled, is_full: bool) -> Plan:
    schema = database.schema
    kept = read_entries(connection, schema=schema, source=ask.table.name, year=ask.year)
    if is_full and kept and not pulled.is_settled:
        words = f"“{ask.table.label}”在平台上一直在变化，分不清哪些行已经不在，没有改动任何数据"
        raise ReceiveError(f"{words}；请稍后再做全量接收。", code="receive.unsettled")
    entries, fresh = merged(kept, pulled=pulled.entries, is_full=is_full)
    return Plan(
        table=ask.table,
        catalog=schema.catalog(ask.table.catalog),
        year=ask.year,
        is_full=is_full,
        count=pulled.count,
        entries=entries,
        fresh=fresh,
    )


def _check_losses(plan: Plan, *, ask: Ask) -> None:
    lost = len(plan.disabled)
    if ask.accept_losses or lost <= max(FEW, (lost + plan.same + len(plan.changed)) // SHARE):
        return
    words = f"“{plan.table.label}”将停用 {lost:,} 行，多得不寻常，没有改动任何数据"
    raise ReceiveError(f"{words}；请先核对平台数据，确认无误后加上 --accept-losses 再接收。", code="receive.losses")
