"""The central's answers are applied in one transaction: lines go, rows move on, losers are kept (SYNC points 4, 6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from app.overtaken import show_again
from app.row_state import LineState, RowState
from sync.arrival import land_blocks
from sync.batches import drop_batch, line_range
from sync.errors import AnswerError
from sync.folding import divide_conflict, fold_into_open, join_insert
from sync.late_replies import overtaken, show_news
from sync.lines import COLUMNS, Line, line_of, lines_of_rows, rows_with_lines, write_states
from sync.merging import Beside, note_merged
from sync.reopening import anything_wanting, reopen_children
from sync.same_key import hide_same_key
from sync.wire import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.landing import Plans
    from sync.wire import Answer, BatchReply

TAKEN = (Status.ACCEPTED, Status.MERGED)
REFUSED = (Status.REJECTED, Status.LOCKED)
MISSING = "row.missing"
HELD_STATES = (LineState.REFUSED, LineState.CONFLICT)
TWIN = "key.same"
_SENT = "SELECT n, catalog, row_id, kind FROM outbox WHERE state = 'sent' AND n BETWEEN ? AND ? ORDER BY n"
_DELETE = "DELETE FROM outbox WHERE state = 'sent' AND n BETWEEN ? AND ?"
_EDITED_TOMBSTONES = (
    f"SELECT {COLUMNS} FROM outbox"  # noqa: S608 - our own columns
    " WHERE state = 'sent' AND n BETWEEN ? AND ? AND kind = 'delete' AND changes <> '{}'"
)
_OTHERS = (
    "SELECT DISTINCT other.row_id FROM outbox AS sent JOIN outbox AS other"
    " ON other.row_id = sent.row_id AND other.n <> sent.n WHERE sent.state = 'sent' AND sent.n BETWEEN ? AND ?"
)
_NUMBERS = "SELECT n FROM outbox WHERE state = 'sent' AND n BETWEEN ? AND ? ORDER BY n"
_CATALOGS = "SELECT DISTINCT catalog FROM outbox WHERE state = 'sent' AND n BETWEEN ? AND ?"
_STAMP = (
    'UPDATE "{table}" SET version = ? + line.n, updated_at = ?, updated_by = ?, state = 0 FROM outbox AS line'
    " WHERE line.state = 'sent' AND line.n BETWEEN ? AND ? AND line.catalog = ?"
    ' AND "{table}".id = line.row_id AND "{table}".version <= ? + line.n'
)
_HOLD = "UPDATE outbox SET state = ?, rule = ?, field = ?, message = ?, theirs_by = ?, theirs_at = ? WHERE n = ?"
_STANDS = "UPDATE outbox SET theirs_by = ?, theirs_at = ? WHERE n = ? AND state = 'conflict'"


class Sent(NamedTuple):
    """A line on its way, without its values: most are not looked at again."""

    n: int
    catalog: str
    row_id: str
    kind: str


Pair: TypeAlias = "tuple[Sent, Answer]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a reply did: operations by answer, and the rows whose operation was refused."""

    counts: Counter[Status] = field(default_factory=Counter)
    refused: frozenset[str] = frozenset()


def apply_reply(connection: Connection, *, plans: Plans, batch_id: str, reply: BatchReply) -> Applied:
    """Apply one reply in the caller's writing transaction; a batch that was already applied changes nothing."""
    between = line_range(connection, batch_id)
    if between is None:
        return Applied()
    numbers = connection.exec_driver_sql(_NUMBERS, between).scalars().all()
    check_reply(reply, batch_id=batch_id, operations=len(numbers))
    counts = Counter(answer.status for answer in reply.answers)
    stamped = _stamp_rows(connection, between=between, numbers=numbers, reply=reply)
    busy = set(connection.exec_driver_sql(_OTHERS, between).scalars())
    refused: frozenset[str] = frozenset()
    if busy or reply.rows or counts.total() > stamped or anything_wanting(connection):
        refused = _look_at_each(connection, plans=plans, between=between, reply=reply, busy=busy)
    else:
        # the common case: all was taken as it is, and nothing else is known of these rows
        _clean_tombstones(connection, schema=plans.schema, between=between)
        connection.exec_driver_sql(_DELETE, between)
    drop_batch(connection, batch_id)
    return Applied(counts=counts, refused=refused)


def _look_at_each(
    connection: Connection, *, plans: Plans, between: tuple[int, int], reply: BatchReply, busy: Collection[str]
) -> frozenset[str]:
    """Settle a batch line by line; return the rows whose operation was refused."""
    lines = [Sent(*row) for row in connection.exec_driver_sql(_SENT, between).fetchall()]
    pairs: list[Pair] = list(zip(lines, reply.answers, strict=True))
    accepted = {sent.row_id: answer.version for sent, answer in pairs if answer.status is Status.ACCEPTED}
    late = overtaken(connection, between=between, accepted=accepted, blocks=reply.rows)
    _settle_lines(connection, schema=plans.schema, between=between, pairs=pairs, busy=busy)
    note_merged(connection, schema=plans.schema, merged=_merged(pairs), blocks=reply.rows)
    land_blocks(connection, plans=plans, blocks=reply.rows, only_newer=False)
    show_news(connection, schema=plans.schema, lines=late)
    _finish_conflicts(connection, plans=plans, pairs=pairs)
    _write_row_states(connection, pairs=pairs, busy={*busy, *(line.row_id for line in late)})
    reopen_children(connection, schema=plans.schema, arrived=_by_catalog(pairs, statuses=TAKEN))
    return frozenset(sent.row_id for sent, answer in pairs if answer.status in REFUSED)


def check_reply(reply: BatchReply, *, batch_id: str, operations: int) -> None:
    """Raise AnswerError when a reply is another batch's, or does not answer every operation."""
    if reply.batch_id == batch_id and len(reply.answers) == operations:
        return
    found = f"只答复了 {len(reply.answers)} 条" if reply.batch_id == batch_id else "给出了另一批的答复"
    raise AnswerError(
        f"中心端对一批 {operations} 条修改{found}，没有采用，请重新同步；若仍如此，请联系中心端管理员。",
        code="answer.count",
    )


def _merged(pairs: Iterable[Pair]) -> dict[str, Beside]:
    return {
        sent.row_id: Beside(answer.fields, answer.by, answer.at)
        for sent, answer in pairs
        if answer.status is Status.MERGED
    }


def _by_catalog(pairs: Iterable[Pair], *, statuses: Sequence[Status]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sent, answer in pairs:
        if answer.status in statuses:
            found.setdefault(sent.catalog, []).append(sent.row_id)
    return found


def _settle_lines(
    connection: Connection, *, schema: Schema, between: tuple[int, int], pairs: Sequence[Pair], busy: Collection[str]
) -> None:
    """Remove what was taken, keep what was not with its reason, and bring lines made since the sending along."""
    held = [_held(sent, answer) for sent, answer in pairs if answer.status not in TAKEN]
    if held:
        connection.exec_driver_sql(_HOLD, held)
    _clean_tombstones(connection, schema=schema, between=between)
    connection.exec_driver_sql(_DELETE, between)
    later = rows_with_lines(connection, row_ids=busy, state=LineState.OPEN) if busy else set()
    lines = lines_of_rows(connection, row_ids=later) if later else {}
    for sent, answer in pairs if later else ():
        if sent.row_id in later:
            _bring_along(connection, schema=schema, sent=sent, answer=answer, lines=lines[sent.row_id])
    _join_inserts(connection, row_ids=[sent.row_id for sent, answer in pairs if answer.rule == MISSING])


def _join_inserts(connection: Connection, *, row_ids: Sequence[str]) -> None:
    """Put edits refused for want of their row to the insert that the central did not take, which has the reason."""
    for lines in lines_of_rows(connection, row_ids=row_ids).values() if row_ids else ():
        lost = [line for line in lines if line.kind == "insert" and line.state in HELD_STATES]
        missing = [line for line in lines if line.rule == MISSING and line.state == LineState.REFUSED]
        if lost and missing:
            join_insert(connection, insert=lost[0], later=missing[0])


def _clean_tombstones(connection: Connection, *, schema: Schema, between: tuple[int, int]) -> None:
    """Give rows that were edited and then deleted the values with which the central deleted them."""
    for row in connection.exec_driver_sql(_EDITED_TOMBSTONES, between).fetchall():
        line = line_of(row)
        values = {name: line.now(name) for name in line.changes}
        show_again(connection, schema=schema, catalog=schema.catalog(line.catalog), rows=[(line.row_id, values)])


def _held(sent: Sent, answer: Answer) -> tuple[object, ...]:
    if answer.status is Status.CONFLICT:
        clash = answer.field or (answer.fields[0] if answer.fields else "")
        return (LineState.CONFLICT, answer.rule, clash, answer.text, answer.by, answer.at, sent.n)
    rule = answer.rule or answer.status.value
    return (LineState.REFUSED, rule, answer.field, answer.text, answer.by, answer.at, sent.n)


def _bring_along(connection: Connection, *, schema: Schema, sent: Sent, answer: Answer, lines: Sequence[Line]) -> None:
    """Let the line opened since the sending follow what became of the one that was sent."""
    later = next(line for line in lines if line.state == LineState.OPEN)
    if answer.status is Status.ACCEPTED:
        connection.exec_driver_sql("UPDATE outbox SET base_version = ? WHERE n = ?", (answer.version, later.n))
    elif answer.status is not Status.MERGED:
        earlier = next(line for line in lines if line.n == sent.n)
        if answer.status is Status.CONFLICT and sent.kind == "insert" and answer.rule == TWIN:
            join_insert(connection, insert=earlier, later=later)
        elif answer.status is Status.CONFLICT:
            divide_conflict(connection, conflict=earlier, later=later)
        else:
            fold_into_open(connection, schema=schema, earlier=earlier, later=later)


def _stamp_rows(connection: Connection, *, between: tuple[int, int], numbers: Sequence[int], reply: BatchReply) -> int:
    """Give accepted rows version, time and person, but for those that are newer here; return how many got them.

    Lines whose numbers and versions both count up go as one.
    """
    stamped = 0
    runs = [
        (shift, reply.updated_at, reply.updated_by, first, last)
        for shift, first, last in _runs(numbers, answers=reply.answers)
    ]
    for catalog in connection.exec_driver_sql(_CATALOGS, between).scalars().all() if runs else ():
        stamps = [(*run, catalog, run[0]) for run in runs]
        stamped += connection.exec_driver_sql(_STAMP.format(table=catalog), stamps).rowcount
    return stamped


def _runs(numbers: Sequence[int], *, answers: Sequence[Answer]) -> Iterator[tuple[int, int, int]]:
    """Give (version - n, first n, last n) for stretches of accepted lines over which that difference is one."""
    shift, first, last = 0, 0, 0
    for n, answer in zip(numbers, answers, strict=True):
        if answer.status is not Status.ACCEPTED:
            continue
        if not first or n != last + 1 or answer.version - n != shift:
            if first:
                yield shift, first, last
            shift, first = answer.version - n, n
        last = n
    if first:
        yield shift, first, last


def _finish_conflicts(connection: Connection, *, plans: Plans, pairs: Sequence[Pair]) -> None:
    conflicts = [(sent, answer) for sent, answer in pairs if answer.status is Status.CONFLICT]
    stands = [(answer.by, answer.at, sent.n) for sent, answer in conflicts if answer.by]
    if stands:
        connection.exec_driver_sql(_STANDS, stands)
    twins = {sent.n for sent, answer in conflicts if sent.kind == "insert" and answer.rule == TWIN}
    rows = {sent.row_id for sent, _ in conflicts if sent.n in twins}
    for lines in lines_of_rows(connection, row_ids=rows).values() if rows else ():
        for line in lines:
            if line.n in twins:
                hide_same_key(connection, schema=plans.schema, line=line)


def _write_row_states(connection: Connection, *, pairs: Sequence[Pair], busy: Collection[str]) -> None:
    """Set what rows show; those that were accepted and have no other line show it since they were stamped."""
    rows: dict[str, list[str]] = {}
    merged: dict[str, RowState] = {}
    for sent, answer in pairs:
        if answer.status is not Status.ACCEPTED or sent.row_id in busy:
            rows.setdefault(sent.catalog, []).append(sent.row_id)
        if answer.status is Status.MERGED:
            merged[sent.row_id] = RowState.MERGED
    for catalog, row_ids in rows.items():
        write_states(connection, catalog=catalog, row_ids=row_ids, without=merged)
