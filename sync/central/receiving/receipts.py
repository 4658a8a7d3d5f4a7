"""The receipts of what was received: written with the rows, read by officers (数据接收)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, insert, select

from sync.wire_receipts import Receipt, ReceiptProblem, Receipts, TableState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.central.receiving.plan import Plan

KEPT = 2_000
MOST_PROBLEMS = 200


def write_receipt(connection: Connection, *, schema: Schema, plan: Plan, at: str, before: int, after: int) -> None:
    """Put down what a pull did; only the last receipts are kept."""
    table = schema.table("platform_receipt")
    label = plan.catalog.by_name
    problems = [
        ReceiptProblem(code=one.code, field=label[one.field].label if one.field else "", text=one.text)
        for one in plan.invalid[:MOST_PROBLEMS]
    ]
    body = Receipt(
        table=plan.table.name,
        label=plan.table.label,
        catalog=plan.catalog.name,
        fiscal_year=plan.year,
        at=at,
        full=plan.is_full,
        from_version=str(before),
        to_version=str(after),
        rows=plan.count,
        new=len(plan.new),
        changed=len(plan.changed),
        taken_over=plan.taken_over,
        disabled=len(plan.disabled),
        same=plan.same,
        invalid=len(plan.invalid),
        problems=problems,
    )
    text = msgspec.json.encode(body).decode()
    kept = {"source": plan.table.name, "fiscal_year": plan.year, "catalog": plan.catalog.name, "at": at, "body": text}
    n = connection.execute(insert(table).values(**kept).returning(table.c.n)).scalar_one()
    connection.execute(delete(table).where(table.c.n <= n - KEPT))


def read_receipts(connection: Connection, *, schema: Schema, limit: int, with_problems: bool) -> Receipts:
    """Return the last receipts, newest first, and how far each table was received."""
    table, state = schema.table("platform_receipt"), schema.table("platform_table")
    found = connection.execute(select(table.c.body).order_by(table.c.n.desc()).limit(limit)).scalars()
    receipts = [msgspec.json.decode(body, type=Receipt) for body in found]
    if not with_problems:
        receipts = [msgspec.structs.replace(one, problems=[]) for one in receipts]
    columns = (state.c.source, state.c.fiscal_year, state.c.version, state.c.invalid, state.c.asked_at)
    states = connection.execute(select(*columns).order_by(state.c.source, state.c.fiscal_year))
    tables = [
        TableState(table=row[0], fiscal_year=row[1], version=str(row[2]), invalid=row[3], at=row[4]) for row in states
    ]
    return Receipts(receipts=receipts, tables=tables)
