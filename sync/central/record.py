"""Writing judged operations: rows with their change numbers, audit lines (SYNC points 2 and 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any

import msgspec

from sync.central.bulk import insert_rows, update_rows
from sync.central.layout import UPDATED_AT, UPDATED_BY, VERSION
from sync.central.sums import SumChanges, place_of
from sync.wire import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.people import User
    from app.tables import Schema
    from sync.central.database import ChangeSequence
    from sync.central.judge import Judged
    from sync.central.layout import Layout

SOURCE = "sync"
MOVE = ("version", "catalog", "row_id", "fiscal_year", "mof_div_code")
AUDIT = ("catalog", "row_id", "action", "changes", "author", "at", "source", "reason")
STAMP = ("version", "updated_at", "updated_by")
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, kw_only=True)
class Recorder:
    """Writes within one batch's transaction; all its rows bear the same time."""

    sequence: ChangeSequence
    schema: Schema
    user: User
    at: str
    sums: SumChanges = field(default_factory=SumChanges)
    moves: list[tuple[Any, ...]] = field(default_factory=list)

    def record(self, judged: Sequence[Judged], *, layout: Layout) -> None:
        """Write what has no answer yet, in order, and answer it."""
        fresh: list[tuple[Any, ...]] = []
        changed: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        audit: list[tuple[Any, ...]] = []
        for one in judged:
            if one.answer is not None:
                continue
            version, kind = self.sequence.next(), one.operation.kind
            if one.stored is None:
                fresh.append(self._fresh(one, layout=layout, version=version))
            else:
                names, cells = self._changed(one, layout=layout) if kind != "delete" else (("is_deleted",), (True,))
                row = (version, self.at, self.user.code, *cells, one.operation.row_id)
                changed.setdefault((*STAMP, *names), []).append(row)
            audit.append(self._audit(one, layout=layout))
            self._sum_up(one, layout=layout, version=version)
            one.answer, one.wrote = self._answer(one, version=version), True
        self._write(layout, fresh=fresh, changed=changed, audit=audit)

    def finish(self) -> None:
        """Write what the recorded rows do to the sums, and where those were that have moved."""
        self.sums.write(self.sequence.connection)
        insert_rows(self.sequence.connection, table=self.schema.table("central_move"), columns=MOVE, rows=self.moves)

    def _sum_up(self, one: Judged, *, layout: Layout, version: int) -> None:
        name, stored = layout.catalog.name, one.stored
        before = layout.values(stored) if stored else {}
        row = one.values or before
        after = place_of(name, year=row["fiscal_year"], region=row["mof_div_code"])
        if stored is None:
            self.sums.enter(after, versions=(version,))
        else:
            was = place_of(name, year=before["fiscal_year"], region=before["mof_div_code"])
            self.sums.move(was, after=after, was=stored[VERSION], version=version)
            if was != after:
                _, year, region = was
                self.moves.append((version, name, one.operation.row_id, year, region))

    def _write(
        self,
        layout: Layout,
        *,
        fresh: list[tuple[Any, ...]],
        changed: dict[tuple[str, ...], list[tuple[Any, ...]]],
        audit: list[tuple[Any, ...]],
    ) -> None:
        connection, table = self.sequence.connection, layout.table
        columns = ("id", *STAMP, *layout.catalog.names, "extra")
        moving = [names for names in changed if not set(names).isdisjoint(layout.catalog.key)]
        for names in moving:  # out of the way of the unique key, so that rows may swap theirs
            update_rows(
                connection, table=table, columns=["is_deleted"], rows=[(True, row[-1]) for row in changed[names]]
            )
        for names in moving:
            changed[*names, "is_deleted"] = [(*row[:-1], False, row[-1]) for row in changed.pop(names)]
        for names, rows in changed.items():
            update_rows(connection, table=table, columns=names, rows=rows)
        insert_rows(connection, table=table, columns=columns, rows=fresh)
        insert_rows(connection, table=self.schema.table("audit"), columns=AUDIT, rows=audit)

    def _fresh(self, one: Judged, *, layout: Layout, version: int) -> tuple[Any, ...]:
        values, operation = one.values or {}, one.operation
        extra = {operation.names[n]: operation.wanted[n] for n in operation.unknown}
        cells = [values[name] for name in layout.catalog.names]
        return (operation.row_id, version, self.at, self.user.code, *cells, _encode(extra).decode() if extra else "")

    @staticmethod
    def _changed(one: Judged, *, layout: Layout) -> tuple[tuple[str, ...], tuple[Any, ...]]:
        operation = one.operation
        names = [operation.names[n] for n in one.sets if n not in operation.unknown]
        cells = [operation.wanted[n] for n in one.sets if n not in operation.unknown]
        if one.is_altered and one.values:
            names.append("is_standard")
            cells.append(one.values["is_standard"])
        names += one.beside
        cells += one.beside.values()
        unknown = {operation.names[n]: operation.wanted[n] for n in one.sets if n in operation.unknown}
        if unknown and one.stored:
            names.append("extra")
            cells.append(_encode({**layout.undeclared(one.stored), **unknown}).decode())
        return tuple(names), tuple(cells)

    def _audit(self, one: Judged, *, layout: Layout) -> tuple[Any, ...]:
        operation = one.operation
        if one.stored is None:
            changes = dict(zip(operation.names, zip(repeat(None), operation.wanted), strict=True))
            changes |= {name: (None, value) for name, value in one.beside.items()}
        else:
            before = layout.cells(one.stored, names=operation.names, unknown=operation.unknown)
            changes = {operation.names[n]: (before[n], operation.wanted[n]) for n in one.sets}
            if one.beside:
                stood = layout.values(one.stored)
                changes |= {name: (stood[name], value) for name, value in one.beside.items()}
        text = _encode(changes).decode()
        name = layout.catalog.name
        return (name, operation.row_id, operation.kind, text, self.user.code, self.at, SOURCE, operation.reason)

    @staticmethod
    def _answer(one: Judged, *, version: int) -> Answer:
        if not one.is_merged or one.stored is None:
            return Answer(Status.ACCEPTED, version)
        at, by = one.stored[UPDATED_AT], one.stored[UPDATED_BY]
        return Answer(Status.MERGED, version, fields=tuple(one.names), by=by, at=at)
