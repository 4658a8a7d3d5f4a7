"""What becomes of neighbouring operations: rights, the three-way decision, the row rules (SYNC points 3, 4 and 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app import rights
from app.candidate import Candidate, Problem
from app.check import check_rows
from app.flow.locks import place_names
from app.flow.record import is_filled_in
from app.flow.rules import LOCKED
from app.in_use import use_problem
from app.people import MINISTRY_DIV
from app.posting import forged_problem, stamped
from app.store import now_text
from sync.central.judge_document import decide_documents
from sync.central.judge_record import decide_record, judge_change
from sync.central.layout import IS_DELETED, UPDATED_AT, UPDATED_BY, VERSION
from sync.decide import Decision, decide_delete, decide_insert, decide_update
from sync.wire import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.lookup import Lookup
    from sync.central.layout import Layout, Stored
    from sync.central.operations import Operation
    from sync.central.permits import Permits

GONE = Problem("row.missing", "", "这一行在中心端不存在，可能从未上传，请刷新后再操作")
FOREIGN = Problem("rights", "", "没有查看这一行的权限，请刷新后再操作")
TAKEN = Problem("row.id", "", "这一行的标识已被占用，请删除后重新增加")
LOCKING = ("column.locked", LOCKED)
"""Rules that are answered with `locked`: what they protect is not for this person to change as it stands."""
RECEIVED = Problem("column.locked", "is_received", "“接收”由一体化系统填写，不能修改")


@dataclass(slots=True)
class Judged:
    """An operation on its way: with an `answer` it is done; else `sets` (column places) are to be written.

    `values` are the row's declared values as they will be; None for a deletion. `is_altered`: the central sets
    something else than was sent; `beside`: columns that it sets beside those sent; `wrote`: the row was written.
    """

    operation: Operation
    stored: Stored | None
    answer: Answer | None = None
    sets: tuple[int, ...] = ()
    values: dict[str, Any] | None = None
    candidate: Candidate | None = None
    beside: dict[str, Any] = field(default_factory=dict)
    is_merged: bool = False
    is_altered: bool = False
    wrote: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are set."""
        return tuple(self.operation.names[n] for n in self.sets)

    def refuse(self, problem: Problem) -> None:
        """Answer with a broken rule."""
        status = Status.LOCKED if problem.rule in LOCKING else Status.REJECTED
        version = self.stored[VERSION] if self.stored else 0
        self.answer = Answer(status, version, rule=problem.rule, field=problem.field, text=problem.text)


class Judge:
    """Judges operations of one catalog that stand next to each other, no row twice, none written yet."""

    def __init__(self, *, layout: Layout, permits: Permits, lookup: Lookup) -> None:
        self._layout = layout
        self._catalog = layout.catalog
        self._permits = permits
        self._lookup = lookup
        self._blank = layout.catalog.blank()

    def judge(self, wave: Sequence[Operation], *, stored: Mapping[str, Stored]) -> list[Judged]:
        """Return each operation with its answer, or with what is to be written."""
        judged = [Judged(one, stored.get(one.row_id)) for one in wave]
        if self._catalog.is_document:
            decide_documents(judged, layout=self._layout, user=self._permits.user, lookup=self._lookup)
            self._check([one for one in judged if one.answer is None])
            return judged
        steps = {"insert": self._insert, "update": self._update, "delete": self._delete}
        if self._catalog.record_of:
            steps |= {"insert": self._record, "update": self._record}
        self._look_for_locks(judged)
        for one in judged:
            problem = one.operation.unreadable or steps[one.operation.kind](one)
            if problem:
                one.refuse(problem)
        self._check([one for one in judged if one.answer is None and one.candidate])
        return judged

    def _look_for_locks(self, judged: Sequence[Judged]) -> None:
        """Fetch the records of all rows at once."""
        catalog = self._catalog
        if is_filled_in(catalog):
            names, blank = place_names(catalog), self._blank
            rows = [self._layout.values(one.stored) for one in judged if one.stored]
            new = (one.operation for one in judged if one.operation.kind == "insert" and not one.operation.unreadable)
            rows += [{**blank, **dict(zip(one.names, one.wanted, strict=True))} for one in new]
            self._lookup.locks.look(catalog, places={tuple(row[name] for name in names) for row in rows})

    def _record(self, one: Judged) -> Problem | None:
        operation, stored = one.operation, one.stored
        if stored is None and operation.kind == "update":
            return GONE
        if stored is not None and not self._permits.sees(self._catalog, row=self._layout.values(stored)):
            return FOREIGN
        decision = decide_record(one, layout=self._layout)
        if stored is not None and (decision.clashes or not decision.sets):
            self._settle(one, decision)
            return None
        return judge_change(one, decision=decision, layout=self._layout, user=self._permits.user, lookup=self._lookup)

    def _insert(self, one: Judged) -> Problem | None:
        operation, catalog = one.operation, self._catalog
        if one.stored is not None:
            return self._insert_again(one, stored=one.stored)
        values = {**self._blank, **dict(zip(operation.names, operation.wanted, strict=True))}
        for n in operation.unknown:
            del values[operation.names[n]]
        if reason := self._permits.touch(catalog, row=values):
            return Problem("rights", "", reason)
        if values.get("is_received"):
            return RECEIVED
        if closed := self._lookup.locks.problem(catalog, row=values):
            return closed
        if catalog.posted and (forged := self._post(one, values)):
            return forged
        self._stamp(one, values)
        one.sets = tuple(range(len(operation.names)))
        one.values = values
        one.candidate = Candidate(row_id=operation.row_id, values=values)
        return None

    def _post(self, one: Judged, values: dict[str, Any]) -> Problem | None:
        """Set who sent it and when; refuse what names another sender."""
        user = self._permits.user
        if problem := forged_problem(user, values=values):
            return problem
        one.beside = stamped(user, row_id=one.operation.row_id, now=now_text())
        values.update(one.beside)
        one.is_altered = True
        return None

    @staticmethod
    def _stamp(one: Judged, values: dict[str, Any]) -> None:
        """Set what follows from the owner."""
        is_standard = values["mof_div_code"] == MINISTRY_DIV
        one.is_altered = one.is_altered or is_standard != values["is_standard"]
        values["is_standard"] = is_standard

    def _insert_again(self, one: Judged, *, stored: Stored) -> Problem | None:
        operation = one.operation
        if not self._permits.sees(self._catalog, row=self._layout.values(stored)):
            return TAKEN
        if self._catalog.posted and self._layout.values(stored)["sent_by"] == self._permits.user.code:
            one.answer = Answer(Status.ACCEPTED, stored[VERSION])  # what was sent is never changed: it stands
            return None
        cells = self._layout.cells(stored, names=operation.names, unknown=operation.unknown)
        self._settle(one, decide_insert(wanted=operation.wanted, stored=cells, is_deleted=stored[IS_DELETED]))
        return None

    def _update(self, one: Judged) -> Problem | None:
        operation, stored = one.operation, one.stored
        if stored is None:
            return GONE
        before = self._layout.values(stored)
        if problem := self._reach(before):
            return problem
        decision = decide_update(
            seen=operation.seen,
            wanted=operation.wanted,
            stored=self._layout.cells(stored, names=operation.names, unknown=operation.unknown),
            same_version=stored[VERSION] == operation.base_version,
            is_deleted=stored[IS_DELETED],
        )
        if decision.clashes or not decision.sets:
            self._settle(one, decision)
            return None
        one.sets = decision.sets
        one.is_merged = decision.status is Status.MERGED
        return self._change(one, before=before)

    def _change(self, one: Judged, *, before: Mapping[str, Any]) -> Problem | None:
        catalog, operation, lookup = self._catalog, one.operation, self._lookup
        new = {operation.names[n]: operation.wanted[n] for n in one.sets if n not in operation.unknown}
        if (locked := rights.locked_columns(catalog, row=before)) and not locked.isdisjoint(new):
            name = next(name for name in new if name in locked)
            return Problem("column.locked", name, rights.column_lock(catalog, row=before, name=name) or "")
        after = {**before, **new}
        if reason := self._permits.touch(catalog, row=after):
            return Problem("rights", "", reason)
        for place in (before, after):
            if closed := lookup.locks.problem(catalog, row=place):
                return closed
        stored = {**before, "id": operation.row_id}
        if used := use_problem(catalog, before=stored, after=after, changed=new, lookup=lookup):
            return used
        self._stamp(one, after)
        one.values = after
        one.candidate = Candidate(row_id=operation.row_id, values=after, changed=new)
        return None

    def _delete(self, one: Judged) -> Problem | None:
        stored = one.stored
        if stored is None:
            return GONE
        row, lookup = self._layout.values(stored), self._lookup
        if problem := self._reach(row):
            return problem
        reason = rights.may_delete(self._permits.user, catalog=self._catalog, row=row, tree=lookup.scope)
        if reason:
            return Problem("rights", "", reason)
        same = stored[VERSION] == one.operation.base_version
        decision = decide_delete(same_version=same, is_deleted=stored[IS_DELETED])
        if decision.status is Status.CONFLICT or stored[IS_DELETED]:
            self._settle(one, decision)
            return None
        if closed := lookup.locks.problem(self._catalog, row=row):
            return closed
        before = {**row, "id": one.operation.row_id}
        return use_problem(self._catalog, before=before, after=None, changed=(), lookup=lookup)

    def _reach(self, row: Mapping[str, Any]) -> Problem | None:
        if not self._permits.sees(self._catalog, row=row):
            return FOREIGN
        reason = self._permits.touch(self._catalog, row=row)
        return Problem("rights", "", reason) if reason else None

    @staticmethod
    def _settle(one: Judged, decision: Decision) -> None:
        """Answer without writing: a conflict, or what was wanted already stands."""
        if one.stored is None:
            return
        names = tuple(one.operation.names[n] for n in decision.clashes)
        version, at, by = one.stored[VERSION], one.stored[UPDATED_AT], one.stored[UPDATED_BY]
        if decision.status is Status.CONFLICT:
            one.answer = Answer(Status.CONFLICT, version, fields=names, by=by, at=at)
        else:
            one.answer = Answer(decision.status, version)

    def _check(self, wanted: list[Judged]) -> None:
        """Apply the row rules; once more when a row that was to give up its key is refused and so keeps it."""
        while wanted:
            candidates = [one.candidate for one in wanted if one.candidate]
            check_rows(self._catalog, candidates=candidates, lookup=self._lookup)
            self._keep_parents(wanted)
            refused = [one for one in candidates if one.problems]
            for judged in wanted:
                if judged.candidate and judged.candidate.problems:
                    judged.refuse(judged.candidate.problems[0])
            if not any(one.changed and not set(one.changed).isdisjoint(self._catalog.key) for one in refused):
                return
            wanted = [one for one in wanted if one.answer is None]

    def _keep_parents(self, wanted: Sequence[Judged]) -> None:
        """Refuse to take a code away under which a row of the same run hangs itself."""
        parent, code = self._catalog.parent, self._catalog.code
        movers = [one for one in wanted if one.candidate and one.candidate.changed and one.candidate.touches(code)]
        if parent is None or not movers:
            return
        good = [one for one in wanted if one.candidate and not one.candidate.problems and one.values]
        stand = {(one.values["fiscal_year"], one.values[code]) for one in good if one.values}
        named = {(one.values["fiscal_year"], one.values[parent.name]) for one in good if one.values}
        for one in movers:
            before = self._layout.values(one.stored) if one.stored else {}
            old = (before.get("fiscal_year"), before.get(code))
            if one.candidate and old in named - stand:
                one.candidate.problems.append(Problem("row.in-use", code, "同一批中有下级正在使用它，不能修改代码"))
