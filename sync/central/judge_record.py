"""What becomes of an operation on a 填报单: its state by the flow; who and when are the central's (SPEC section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.candidate import Candidate
from app.flow.fields import STATE, follow_from_state
from app.flow.judging import judge_record, opinion_of
from sync.central.layout import VERSION
from sync.decide import Decision, decide_update
from sync.wire import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.candidate import Problem
    from app.lookup import Lookup
    from app.people import User
    from sync.central.judge import Judged
    from sync.central.layout import Layout


def decide_record(one: Judged, *, layout: Layout) -> Decision:
    """Decide on the state and on what is set by hand; what moves write follows from them and is in nobody's dispute.

    A record that was made meanwhile by another person is the same record: its making is then a change of a blank one.
    """
    operation, stored = one.operation, one.stored
    own = follow_from_state(layout.catalog.record_of)
    free = [n for n, name in enumerate(operation.names) if name not in own]
    if stored is None:
        return Decision(Status.ACCEPTED, tuple(free))
    cells = layout.cells(stored, names=operation.names, unknown=operation.unknown)
    seen: Sequence[Any] = operation.seen
    if operation.kind == "insert":
        blank = layout.catalog.blank()
        key = layout.catalog.key
        pairs = zip(operation.names, cells, strict=True)
        seen = [cell if name in key else blank.get(name) for name, cell in pairs]
    decision = decide_update(
        seen=[seen[n] for n in free],
        wanted=[operation.wanted[n] for n in free],
        stored=[cells[n] for n in free],
        same_version=stored[VERSION] == operation.base_version,
    )
    sets, clashes = (tuple(free[n] for n in places) for places in (decision.sets, decision.clashes))
    status = Status.ACCEPTED if operation.kind == "insert" and not clashes else decision.status
    return Decision(status, sets, clashes)


def judge_change(one: Judged, *, decision: Decision, layout: Layout, user: User, lookup: Lookup) -> Problem | None:
    """Judge what a decision would set, and let the central say who moved the record and when."""
    operation, catalog = one.operation, layout.catalog
    before = layout.values(one.stored) if one.stored else None
    new = {operation.names[n]: operation.wanted[n] for n in decision.sets if n not in operation.unknown}
    after = {**(before or catalog.blank()), **new}
    verdict = judge_record(
        catalog,
        user=user,
        before=before,
        after={**after, "id": operation.row_id},
        opinion=opinion_of(dict(zip(operation.names, operation.wanted, strict=True))),
        lookup=lookup,
    )
    if verdict.problem:
        return verdict.problem
    one.beside = {name: value for name, value in verdict.values.items() if name != STATE}
    one.values = {**after, **one.beside}
    one.sets = decision.sets
    one.is_altered = True
    one.is_merged = decision.status is Status.MERGED
    changed = None if before is None else {*new, *one.beside}
    one.candidate = Candidate(row_id=operation.row_id, values=one.values, changed=changed)
    return None
