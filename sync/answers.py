"""The central's answers are applied in one transaction: lines go, rows move on, losers are kept (SYNC points 4, 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.row_state import LineState, RowState
from sync.arrival import land_blocks
from sync.errors import AnswerError
from sync.folding import fold_into_open, split_conflict
from sync.lines import COLUMNS, Line, delete_lines, encode, line_of, lines_of_rows, write_states
from sync.reopening import reopen_children
from sync.same_key import hide_same_key
from sync.wire import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.landing import Plans
    from sync.wire import Answer, BatchReply

    Pair = tuple[Line, Answer]

TAKEN = (Status.ACCEPTED, Status.MERGED)
REFUSED = (Status.REJECTED, Status.LOCKED)
_STAMP = 'UPDATE "{table}" SET version = ?, updated_at = ?, updated_by = ? WHERE id = ? AND version <= ?'
_HOLD = (
    "UPDATE outbox SET state = ?, batch_id = NULL, position = NULL, rule = ?, field = ?, message = ?,"
    " theirs_by = ?, theirs_at = ? WHERE n = ?"
)
_STANDS = "UPDATE outbox SET theirs_by = ?, theirs_at = ? WHERE n = ? AND state = 'conflict'"


@dataclass(slots=True, kw_only=True)
class Applied:
    """The operations of a batch with their answers."""

    pairs: list[Pair] = field(default_factory=list)

    def row_ids(self, *statuses: Status) -> set[str]:
        """Return the rows whose operation was answered so."""
        return {line.row_id for line, answer in self.pairs if answer.status in statuses}


def apply_reply(connection: Connection, *, plans: Plans, batch_id: str, reply: BatchReply) -> Applied:
    """Apply one reply in the caller's writing transaction; a batch that was already applied changes nothing."""
    lines = [
        line_of(row)
        for row in connection.exec_driver_sql(
            f"SELECT {COLUMNS} FROM outbox WHERE batch_id = ? ORDER BY position",  # noqa: S608 - our own columns
            (batch_id,),
        )
    ]
    if not lines:
        connection.exec_driver_sql("DELETE FROM batch WHERE batch_id = ?", (batch_id,))
        return Applied()
    if len(lines) != len(reply.answers):
        raise AnswerError(
            f"中心端对一批 {len(lines)} 条修改只答复了 {len(reply.answers)} 条，没有采用，请重新同步；"
            "若仍如此，请联系中心端管理员。",
            code="answer.count",
        )
    applied = Applied(pairs=list(zip(lines, reply.answers, strict=True)))
    _settle_lines(connection, schema=plans.schema, batch_id=batch_id, pairs=applied.pairs)
    _stamp_rows(connection, pairs=applied.pairs, reply=reply)
    land_blocks(connection, plans=plans, blocks=reply.rows, only_newer=False)
    _finish_conflicts(connection, plans=plans, pairs=applied.pairs)
    _write_row_states(connection, pairs=applied.pairs)
    connection.exec_driver_sql("DELETE FROM batch WHERE batch_id = ?", (batch_id,))
    arrived: dict[str, list[str]] = {}
    for line, answer in applied.pairs:
        if answer.status in TAKEN:
            arrived.setdefault(line.catalog, []).append(line.row_id)
    reopen_children(connection, schema=plans.schema, arrived=arrived)
    return applied


def _settle_lines(connection: Connection, *, schema: Schema, batch_id: str, pairs: Sequence[Pair]) -> None:
    """Remove what was taken, keep what was not with its reason, and bring lines made since the sending along."""
    held = [(line, answer) for line, answer in pairs if answer.status not in TAKEN]
    if held:
        connection.exec_driver_sql(_HOLD, [_held(line, answer) for line, answer in held])
    connection.exec_driver_sql("DELETE FROM outbox WHERE batch_id = ?", (batch_id,))
    later = _open_lines(connection, pairs=pairs)
    for line, answer in pairs if later else ():
        if line.row_id in later:
            _bring_along(connection, schema=schema, line=line, answer=answer, later=later[line.row_id])


def _held(line: Line, answer: Answer) -> tuple[object, ...]:
    if answer.status is Status.CONFLICT:
        clash = answer.field or (answer.fields[0] if answer.fields else "")
        return (LineState.CONFLICT, answer.rule, clash, answer.text, answer.by, answer.at, line.n)
    rule = answer.rule or answer.status.value
    return (LineState.REFUSED, rule, answer.field, answer.text, answer.by, answer.at, line.n)


def _open_lines(connection: Connection, *, pairs: Sequence[Pair]) -> Mapping[str, Line]:
    """Return lines opened since the sending, by row; none at all in most rounds."""
    if connection.exec_driver_sql("SELECT 1 FROM outbox WHERE state = 'open' LIMIT 1").one_or_none() is None:
        return {}
    found = lines_of_rows(connection, row_ids=[line.row_id for line, _ in pairs])
    return {row_id: line for row_id, lines in found.items() for line in lines if line.state == LineState.OPEN}


def _bring_along(connection: Connection, *, schema: Schema, line: Line, answer: Answer, later: Line) -> None:
    if answer.status is Status.ACCEPTED:
        connection.exec_driver_sql("UPDATE outbox SET base_version = ? WHERE n = ?", (answer.version, later.n))
    elif answer.status is Status.CONFLICT:
        _divide(connection, conflict=line, later=later)
    elif answer.status is not Status.MERGED:
        fold_into_open(connection, schema=schema, earlier=line, later=later)


def _divide(connection: Connection, *, conflict: Line, later: Line) -> None:
    if later.kind == "delete":
        # the deletion is the person's last word; the central will answer it with the same conflict
        delete_lines(connection, numbers=[conflict.n])
        connection.exec_driver_sql("UPDATE outbox SET base_version = ? WHERE n = ?", (conflict.base_version, later.n))
        return
    held, waiting = split_conflict(conflict=conflict, later=later)
    _set_changes(connection, n=conflict.n, changes=held)
    if waiting:
        _set_changes(connection, n=later.n, changes=waiting)
    else:
        delete_lines(connection, numbers=[later.n])


def _set_changes(connection: Connection, *, n: int, changes: Mapping[str, object]) -> None:
    connection.exec_driver_sql("UPDATE outbox SET changes = ? WHERE n = ?", (encode(changes).decode(), n))


def _stamp_rows(connection: Connection, *, pairs: Sequence[Pair], reply: BatchReply) -> None:
    stamps: dict[str, list[tuple[object, ...]]] = {}
    for line, answer in pairs:
        if answer.status is Status.ACCEPTED:
            stamp = (answer.version, reply.updated_at, reply.updated_by, line.row_id, answer.version)
            stamps.setdefault(line.catalog, []).append(stamp)
    for table, rows in stamps.items():
        connection.exec_driver_sql(_STAMP.format(table=table), rows)


def _finish_conflicts(connection: Connection, *, plans: Plans, pairs: Sequence[Pair]) -> None:
    conflicts = [(line, answer) for line, answer in pairs if answer.status is Status.CONFLICT]
    stands = [(answer.by, answer.at, line.n) for line, answer in conflicts if answer.by]
    if stands:
        connection.exec_driver_sql(_STANDS, stands)
    for line, answer in conflicts:
        if line.kind == "insert" and answer.rule == "key.same":
            hide_same_key(connection, schema=plans.schema, line=line)


def _write_row_states(connection: Connection, *, pairs: Sequence[Pair]) -> None:
    rows: dict[str, list[str]] = {}
    merged: dict[str, RowState] = {}
    for line, answer in pairs:
        rows.setdefault(line.catalog, []).append(line.row_id)
        if answer.status is Status.MERGED:
            merged[line.row_id] = RowState.MERGED
    for catalog, row_ids in rows.items():
        write_states(connection, catalog=catalog, row_ids=row_ids, without=merged)
