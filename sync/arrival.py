"""Blocks from the central, landed in the caller's transaction: plain rows at once, rows with lines one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.scope import rebuild_scope
from sync.lines import lines_of_rows
from sync.pending import Arrival, land_pending

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from sync.landing import Plan, Plans
    from sync.lines import Line
    from sync.wire import Block


@dataclass(slots=True, kw_only=True)
class Landed:
    """What came: rows that were new here, ids by catalog, catalogs that this program does not know."""

    rows: int = 0
    ids: dict[str, list[str]] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)


def land_blocks(connection: Connection, *, plans: Plans, blocks: Iterable[Block], only_newer: bool) -> Landed:
    """Land blocks and bring the region closure along. `only_newer`: a row of the version here stays as it is."""
    landed = Landed()
    years: set[int] = set()
    for block in blocks:
        plan = plans.of(connection, block)
        if plan is None:
            landed.skipped.add(block.catalog)
        elif block.rows:
            _land(connection, plan=plan, block=block, only_newer=only_newer, landed=landed)
            if block.catalog == "region" and "fiscal_year" in block.columns:
                at = block.columns.index("fiscal_year")
                years.update(row[at] for row in block.rows if row[at] is not None)
    for year in years:
        rebuild_scope(connection, schema=plans.schema, fiscal_year=year)
    return landed


def _land(connection: Connection, *, plan: Plan, block: Block, only_newer: bool, landed: Landed) -> None:
    rows = plan.read(block.rows)
    id_at = block.columns.index("id")
    ids = [row[id_at] for row in block.rows]
    lines = _lines(connection, ids=ids)
    clear = rows if not lines else [row for row, row_id in zip(rows, ids, strict=True) if row_id not in lines]
    if clear:
        done = connection.exec_driver_sql(plan.newer if only_newer else plan.present, clear)
        landed.rows += max(done.rowcount, 0)
    if lines:
        arrivals = _arrivals(block, rows=rows, ids=ids, lines=lines)
        landed.rows += land_pending(connection, plan=plan, arrivals=arrivals, lines=lines)
    landed.ids.setdefault(block.catalog, []).extend(ids)


def _lines(connection: Connection, *, ids: Sequence[str]) -> Mapping[str, Sequence[Line]]:
    if connection.exec_driver_sql("SELECT 1 FROM outbox LIMIT 1").one_or_none() is None:
        return {}
    return lines_of_rows(connection, row_ids=ids)


def _arrivals(
    block: Block, *, rows: Sequence[tuple[Any, ...]], ids: Sequence[str], lines: Mapping[str, Sequence[Line]]
) -> list[Arrival]:
    return [
        Arrival(row=row, wire=dict(zip(block.columns, given, strict=True)))
        for row, given, row_id in zip(rows, block.rows, ids, strict=True)
        if row_id in lines
    ]
