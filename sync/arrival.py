"""Blocks from the central, landed in the caller's transaction: plain rows at once, rows with lines one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.scope import rebuild_scope
from sync.lines import ids_json, lines_of_rows, rows_with_lines
from sync.noting import note_received
from sync.pending import Arrival, land_pending
from sync.row_sums import count_new
from sync.strays import no_strays

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    shown = [row[plan.id_at] for row in block.rows]
    no_strays(connection, row_ids=shown)
    known = _versions_here(connection, table=plan.catalog.name, ids=shown)
    given, ids = block.rows, shown
    if only_newer and known:
        given = [row for row in block.rows if _is_news(row, plan=plan, known=known)]
        ids = [row[plan.id_at] for row in given]
    landed.ids.setdefault(block.catalog, []).extend(ids)
    if not given:
        return
    rows = plan.read(given)
    busy = rows_with_lines(connection, row_ids=ids)
    lines = lines_of_rows(connection, row_ids=busy) if busy else {}
    note_received(connection, plan=plan, block=block, given=given, rows=rows, known=known, lines=lines)
    _land_clear(connection, plan=plan, rows=rows, ids=ids, apart=busy, known=known, only_newer=only_newer)
    landed.rows += len(given) - len(busy)
    if busy:
        arrivals = [
            Arrival(row=row, wire=dict(zip(block.columns, cells, strict=True)))
            for row, cells, row_id in zip(rows, given, ids, strict=True)
            if row_id in busy
        ]
        landed.rows += land_pending(connection, plan=plan, arrivals=arrivals, lines=lines)
        count_new(connection, catalog=plan.catalog.name, versions=_new_versions(arrivals, known=known))


def _land_clear(
    connection: Connection,
    *,
    plan: Plan,
    rows: Sequence[tuple[Any, ...]],
    ids: Sequence[str],
    apart: set[str],
    known: Mapping[str, int],
    only_newer: bool,
) -> None:
    """Land rows without lines: those that are new here are counted here, what changes the others is counted in SQL."""
    if not known and not apart:
        fresh, others = rows, []
    else:
        clear = [(row, row_id) for row, row_id in zip(rows, ids, strict=True) if row_id not in apart]
        fresh = [row for row, row_id in clear if row_id not in known]
        others = [row for row, row_id in clear if row_id in known]
    if fresh:
        connection.exec_driver_sql(plan.insert, fresh)
        at = plan.names.index("version")
        count_new(connection, catalog=plan.catalog.name, versions=[row[at] for row in fresh])
    if others:
        connection.exec_driver_sql(plan.newer if only_newer else plan.present, others)


def _is_news(row: Sequence[Any], *, plan: Plan, known: Mapping[str, int]) -> bool:
    """Say whether a row's version is not here: what this desk has just sent comes back with the next pull."""
    return bool(known.get(row[plan.id_at], -1) < row[plan.version_at])


def _new_versions(arrivals: Iterable[Arrival], *, known: Mapping[str, int]) -> list[int]:
    return [one.wire["version"] for one in arrivals if one.wire["id"] not in known]


def _versions_here(connection: Connection, *, table: str, ids: Sequence[str]) -> dict[str, int]:
    """Return the versions of those rows that are here; quick where none can be, as in a first sync."""
    between = f'SELECT 1 FROM "{table}" WHERE id BETWEEN ? AND ? LIMIT 1'  # noqa: S608 - declared name
    if connection.exec_driver_sql(between, (min(ids), max(ids))).first() is None:
        return {}
    query = f'SELECT id, version FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))'  # noqa: S608
    return dict(map(tuple, connection.exec_driver_sql(query, (ids_json(ids),)).all()))
