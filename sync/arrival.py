"""Blocks from the central, landed in the caller's transaction: plain rows at once, rows with lines one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.scope import rebuild_scope
from sync.lines import ids_json, lines_of_rows, rows_with_lines
from sync.pending import Arrival, land_pending

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from sync.landing import Plan, Plans
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
    plan.check(block.rows)
    given = _unknown_rows(connection, plan=plan, rows=block.rows) if only_newer else block.rows
    ids = [row[plan.id_at] for row in given]
    landed.ids.setdefault(block.catalog, []).extend(ids)
    if not given:
        return
    rows = plan.read(given)
    busy = rows_with_lines(connection, row_ids=ids)
    clear = rows if not busy else [row for row, row_id in zip(rows, ids, strict=True) if row_id not in busy]
    if clear:
        done = connection.exec_driver_sql(plan.newer if only_newer else plan.present, clear)
        landed.rows += max(done.rowcount, 0)
    if busy:
        arrivals = [
            Arrival(row=row, wire=dict(zip(block.columns, cells, strict=True)))
            for row, cells, row_id in zip(rows, given, ids, strict=True)
            if row_id in busy
        ]
        lines = lines_of_rows(connection, row_ids=busy)
        landed.rows += land_pending(connection, plan=plan, arrivals=arrivals, lines=lines)


def _unknown_rows(connection: Connection, *, plan: Plan, rows: Sequence[list[Any]]) -> Sequence[list[Any]]:
    """Leave out rows whose version is here: what this desk has just sent comes back with the next pull."""
    id_at, version_at = plan.id_at, plan.version_at
    query = f'SELECT id, version FROM "{plan.catalog.name}" WHERE id IN (SELECT value FROM json_each(?))'  # noqa: S608
    # its first and last row tell whether a block is news altogether, as in a first sync
    if connection.exec_driver_sql(query, (ids_json([rows[0][id_at], rows[-1][id_at]]),)).first() is None:
        return rows
    known = dict(map(tuple, connection.exec_driver_sql(query, (ids_json(row[id_at] for row in rows),)).all()))
    return [row for row in rows if known.get(row[id_at], -1) < row[version_at]]
