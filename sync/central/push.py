"""One batch, one transaction: ledger, rights, rules, rows, change sequence, audit (SYNC point 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from app.lookup import Lookup, chunks
from app.scope import seen_by
from app.store import now_text
from sync.central.alike import judge_alike
from sync.central.blocks import blocks, selected
from sync.central.cursor import resting_cursor
from sync.central.database import central_id
from sync.central.judge import Judge
from sync.central.layout import VERSION, Layout
from sync.central.ledger import keep_reply, stored_reply
from sync.central.operations import read_batch
from sync.central.permits import Permits
from sync.central.problems import RequestError
from sync.central.record import Recorder
from sync.central.scope_log import rebuild_logged
from sync.central.waves import runs, waves
from sync.central.write_alike import write_alike
from sync.wire import Answer, BatchReply, Block, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.catalog import Catalog
    from app.people import User
    from sync.central.database import ChangeSequence, Database
    from sync.central.judge import Judged
    from sync.central.operations import Operation, Stretch
    from sync.wire import Batch

REGION = "mof_div_code"
MANY = 100
"""Rows from which on a stretch among others is worth statements of its own."""


def push(database: Database, *, batch: Batch, batch_id: str, digest: str, user: User) -> bytes:
    """Carry out a batch and return its reply as JSON; raise RequestError (nothing was kept then)."""
    if batch.batch_id != batch_id:
        raise RequestError("body.schema", "请求的 batch_id 与地址中的批次号不同。")
    if batch.user not in {"", user.code}:
        sentence = f"这一批是用户 {batch.user[:40]} 的修改，请用该用户登录后再同步；这些修改都还在。"
        raise RequestError("rights.other-person", sentence)
    reading = read_batch(database.schema, batch=batch)

    def work(sequence: ChangeSequence) -> bytes:
        connection, schema = sequence.connection, database.schema
        stored = stored_reply(connection, schema=schema, batch=batch, digest=digest, user=user)
        if stored is not None:
            return stored
        doing = _Work(database, sequence=sequence, user=user, answers=list(reading.answers))
        for run in runs(reading.stretches):
            doing.carry_out_run(run)
        doing.finish()
        reply = msgspec.json.encode(doing.reply(batch_id))
        keep_reply(connection, schema=schema, batch=batch, digest=digest, user=user, at=doing.at, reply=reply)
        return reply

    is_of_tree = any(one.catalog.name == "region" for one in reading.stretches)
    return database.carry_out(work, region=None if is_of_tree else user.mof_div_code)


class _Work:
    """What carrying out a batch keeps at hand from wave to wave."""

    def __init__(
        self, database: Database, *, sequence: ChangeSequence, user: User, answers: list[Answer | None]
    ) -> None:
        self.at = now_text()
        self._schema = database.schema
        self._connection = sequence.connection
        self._user = user
        self._answers = answers
        self.referred = frozenset(field.to for one in database.schema.catalogs for field in one.references)
        self._recorder = Recorder(sequence=sequence, schema=database.schema, user=user, at=self.at)
        self._layouts: dict[str, Layout] = {}
        self._told: dict[str, dict[str, None]] = {}
        self._sequence = sequence
        self._is_tree_changed = False
        self._forget()

    def _forget(self) -> None:
        self._lookup = Lookup(self._connection, schema=self._schema)
        self._permits = Permits(self._user, scope=self._lookup.scope)

    def carry_out_run(self, run: list[Stretch]) -> None:
        """Judge and write neighbouring stretches: as wholes, as long as they are large, then row by row."""
        rest = run[:]
        while rest and (len(run) == 1 or len(rest[0].row_ids) >= MANY) and self.carry_out_alike(rest[0]):
            del rest[0]
        for wave in waves([one for stretch in rest for one in stretch.operations()], referred=self.referred):
            self.carry_out(wave)

    def carry_out_alike(self, stretch: Stretch) -> bool:
        """Judge and write a stretch as a whole, where it can be; False: nothing was done."""
        catalog, layout = stretch.catalog, self._layout(stretch.catalog)
        alike = judge_alike(
            self._connection, stretch=stretch, layout=layout, permits=self._permits, lookup=self._lookup
        )
        versions = write_alike(self._recorder, alike=alike, layout=layout) if alike else None
        if versions is None:
            return False
        place = stretch.place
        self._answers[place : place + len(versions)] = [Answer(Status.ACCEPTED, version) for version in versions]
        if catalog.name in self.referred:
            self._forget()
        return True

    def _layout(self, catalog: Catalog) -> Layout:
        if catalog.name not in self._layouts:
            self._layouts[catalog.name] = Layout(catalog, table=self._schema.rows[catalog.name])
        return self._layouts[catalog.name]

    def carry_out(self, wave: list[Operation]) -> None:
        """Judge and write one wave."""
        catalog = wave[0].catalog
        layout = self._layout(catalog)
        stored = layout.fetch(self._connection, ids=[one.row_id for one in wave])
        judged = Judge(layout=layout, permits=self._permits, lookup=self._lookup).judge(wave, stored=stored)
        if REGION not in catalog.key and any(one.answer and one.answer.rule == "key.duplicate" for one in judged):
            self._sequence.be_alone()  # it may be the key of another region's row, which may be given up just now
        written = [one for one in judged if one.answer is None]
        self._recorder.record(judged, layout=layout)
        if written and catalog.name == "region":
            self._rebuild(written, layout=layout)
        if written and (catalog.name in self.referred or catalog.record_of):
            self._forget()
        self._name_twins(judged, layout=layout)
        self._answer(judged, catalog=catalog)

    def _rebuild(self, written: Sequence[Judged], *, layout: Layout) -> None:
        self._is_tree_changed = True
        rows = [one.values for one in written] + [layout.values(one.stored) for one in written if one.stored]
        for year in {int(row["fiscal_year"]) for row in rows if row and row["fiscal_year"]}:
            rebuild_logged(self._sequence, schema=self._schema, fiscal_year=year)

    def _name_twins(self, judged: Sequence[Judged], *, layout: Layout) -> None:
        """Turn a new row refused for its key into a conflict with the row that has it, where the person sees that."""
        catalog = layout.catalog
        twins = {
            tuple(one.values[name] for name in catalog.key): one
            for one in judged
            if one.answer and one.answer.rule == "key.duplicate" and one.stored is None and one.values
        }
        for key, ids in (self._lookup.ids_by_key(catalog, keys=twins) if twins else {}).items():
            row = layout.fetch(self._connection, ids=ids)[ids[0]]
            if self._permits.sees(catalog, row=layout.values(row)):
                version, _, at, by = row[VERSION : VERSION + 4]
                fields = tuple(catalog.key)
                twins[key].answer = Answer(Status.CONFLICT, version, fields=fields, rule="key.same", by=by, at=at)
                self._tell(catalog, row_id=ids[0])

    def _answer(self, judged: Sequence[Judged], *, catalog: Catalog) -> None:
        for one in judged:
            self._answers[one.operation.place] = one.answer
            based = one.stored[VERSION] if one.stored else 0
            accepted = one.answer is not None and one.answer.status is Status.ACCEPTED
            if not accepted or one.is_altered or not one.wrote or based != one.operation.base_version:
                self._tell(catalog, row_id=one.operation.row_id)

    def _tell(self, catalog: Catalog, *, row_id: str) -> None:
        self._told.setdefault(catalog.name, {})[row_id] = None

    def finish(self) -> None:
        """Write what is written once for the whole batch."""
        self._recorder.finish()

    def reply(self, batch_id: str) -> BatchReply:
        """Return all answers and the present rows that go with them."""
        rows = [block for name in self._told for block in self._present(name)]
        answers = [one for one in self._answers if one is not None]
        before, after = self._cursors()
        return BatchReply(
            batch_id=batch_id,
            answers=answers,
            rows=rows,
            updated_at=self.at,
            updated_by=self._user.code,
            before=before,
            after=after,
        )

    def _cursors(self) -> tuple[str, str]:
        """Return where a finished pull of this person stood before the batch and stands after it."""
        if self._is_tree_changed:  # who sees what is another now
            return "", ""
        central, region = central_id(self._connection, schema=self._schema), self._user.mof_div_code
        places = (self._sequence.start, self._sequence.version)
        before, after = (resting_cursor(central=central, region=region, since=place) for place in places)
        return before, after

    def _present(self, name: str) -> Iterator[Block]:
        catalog, table = self._schema.catalog(name), self._schema.rows[name]
        seen = seen_by(table, schema=self._schema, catalog=catalog, user=self._user)
        wanted = select(*selected(table, catalog=catalog)).where(seen)
        rows = [
            row
            for part in chunks(self._told[name])
            for row in self._connection.execute(wanted.where(table.c.id.in_(part))).fetchall()
        ]
        yield from blocks(catalog, rows=rows)
