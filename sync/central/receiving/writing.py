"""Writes a plan's rows with their change numbers, audit lines and sums, as a batch of a desk is written (SYNC 2, 5)."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any

import msgspec

from sync.central.bulk import insert_rows, update_rows
from sync.central.layout import VERSION, Layout
from sync.central.record import AUDIT, MOVE, STAMP
from sync.central.scope_log import rebuild_logged
from sync.central.sums import SumChanges, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.tables import Schema
    from sync.central.database import ChangeSequence
    from sync.central.receiving.plan import Plan, Step

PLATFORM = "platform"
"""The author and the source of what is received."""
_encode = msgspec.json.Encoder().encode


def write_rows(sequence: ChangeSequence, *, schema: Schema, plan: Plan, at: str) -> None:
    """Write every row of the plan; parents come before their children in the change sequence."""
    _Writer(sequence, schema=schema, plan=plan, at=at).write()


class _Writer:
    def __init__(self, sequence: ChangeSequence, *, schema: Schema, plan: Plan, at: str) -> None:
        self._sequence = sequence
        self._connection = sequence.connection
        self._schema = schema
        self._plan = plan
        self._catalog = plan.catalog
        self._layout = Layout(plan.catalog, table=schema.rows[plan.catalog.name])
        self._at = at
        self._sums = SumChanges()
        self._moves: list[tuple[Any, ...]] = []

    def write(self) -> None:
        plan = self._plan
        edited = [*plan.changed, *plan.disabled]
        if not plan.changes_rows:
            return
        self._update(list(zip(self._sequence.take(len(edited)), edited, strict=True)))
        self._insert(list(zip(self._sequence.take(len(plan.new)), plan.new, strict=True)))
        self._audit([*edited, *plan.new])
        self._sums.write(self._connection)
        insert_rows(self._connection, table=self._schema.table("central_move"), columns=MOVE, rows=self._moves)
        if self._catalog.name == "region":
            rebuild_logged(self._sequence, schema=self._schema, fiscal_year=plan.year)

    def _update(self, steps: Sequence[tuple[int, Step]]) -> None:
        table, key = self._layout.table, set(self._catalog.key)
        moving = [(True, step.row_id) for _, step in steps if not key.isdisjoint(step.sets)]
        # out of the way of the unique key, so that rows may swap theirs
        update_rows(self._connection, table=table, columns=["is_deleted"], rows=moving)
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for version, step in steps:
            names: tuple[str, ...] = step.sets
            more: tuple[bool, ...] = ()
            if not key.isdisjoint(names):
                names, more = (*names, "is_deleted"), (False,)
            cells = (*(step.values[name] for name in step.sets), *more)
            groups.setdefault(names, []).append((version, self._at, PLATFORM, *cells, step.row_id))
            self._sum_up(step, version=version)
        for names, rows in groups.items():
            update_rows(self._connection, table=table, columns=[*STAMP, *names], rows=rows)

    def _insert(self, steps: Sequence[tuple[int, Step]]) -> None:
        names = self._catalog.names
        rows = [
            (step.row_id, version, self._at, PLATFORM, *(step.values[name] for name in names))
            for version, step in steps
        ]
        insert_rows(self._connection, table=self._layout.table, columns=("id", *STAMP, *names), rows=rows)
        places: dict[str, list[int]] = {}
        for version, step in steps:
            places.setdefault(str(step.values["mof_div_code"]), []).append(version)
        for region, versions in places.items():
            place = place_of(self._catalog.name, year=self._plan.year, region=region)
            self._sums.enter(place, versions=versions)

    def _sum_up(self, step: Step, *, version: int) -> None:
        if step.stored is None:
            return
        name, before, after = self._catalog.name, self._layout.values(step.stored), step.values
        was = place_of(name, year=before["fiscal_year"], region=before["mof_div_code"])
        now = place_of(name, year=after["fiscal_year"], region=after["mof_div_code"])
        self._sums.move(was, after=now, was=step.stored[VERSION], version=version)
        if was != now:
            self._moves.append((version, name, step.row_id, *was[1:]))

    def _audit(self, steps: Sequence[Step]) -> None:
        reason = f"一体化平台 {self._plan.table.name}"

        def line(step: Step) -> tuple[Any, ...]:
            before = self._layout.values(step.stored) if step.stored else {}
            names = step.sets if step.stored else self._catalog.names
            send = self._catalog.by_name
            changes = {
                name: (send[name].send(before[name]) if before else None, send[name].send(step.values[name]))
                for name in names
            }
            action = "update" if before else "insert"
            text = _encode(changes).decode()
            return (self._catalog.name, step.row_id, action, text, PLATFORM, self._at, PLATFORM, reason)

        rows = list(starmap(line, ((step,) for step in steps)))
        insert_rows(self._connection, table=self._schema.table("audit"), columns=AUDIT, rows=rows)
