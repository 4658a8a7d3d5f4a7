"""What a person decides about rows: keep mine, take theirs, or take back a change that waits (SYNC point 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from app.row_state import LineState
from app.scope import rebuild_scope
from app.store import now_text
from app.undo.actions import keep_action, last_line
from sync.errors import SettleError
from sync.keeping import keep_line
from sync.lines import Line, delete_lines, encode, lines_of_rows, numbers_json, write_states
from sync.restoring import refuse_orphans, refuse_twins, restore_line
from sync.reversing import reverse_sent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sqlalchemy import Connection

    from app.people import User
    from app.store import Store
    from app.tables import Schema

    Act = Callable[[Connection, Schema, Line], dict[str, list[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How many changes were settled, the rows that show it, and of how many fields (0: whole rows)."""

    lines: int
    row_ids: tuple[str, ...]
    fields: int = 0


def keep_mine(store: Store, *, user: User, row_ids: Sequence[str]) -> Settled:
    """Send one's own values of conflicts again, now on top of the central's; send refused changes again as they are.

    A row that the central deleted is made anew; a row of the same key as another takes that one's place.
    """
    return _settle(store, user=user, row_ids=row_ids, states=(LineState.CONFLICT, LineState.REFUSED), act=keep_line)


def take_theirs(store: Store, *, user: User, row_ids: Sequence[str]) -> Settled:
    """Give up one's own values of conflicts and refused changes; the central's stand."""
    return _settle(store, user=user, row_ids=row_ids, states=(LineState.CONFLICT, LineState.REFUSED), act=_give_up)


def take_back(store: Store, *, user: User, row_ids: Sequence[str], also_sent: bool = False) -> Settled:
    """Take back changes that wait or were refused: the rows show the central's values again.

    `also_sent`: what is in a batch already is taken back by an opposite edit that follows it; without it, SettleError
    when all of a choice is on its way. SettleError also when other new rows hang on a row that would go.
    """
    states = (LineState.OPEN, LineState.REFUSED)
    return _settle(store, user=user, row_ids=row_ids, states=states, act=_give_up, also_sent=also_sent)


def rows_of_lines(store: Store, *, numbers: Sequence[int]) -> list[str]:
    """Return the rows of lines, each once, in no particular order."""
    query = "SELECT DISTINCT row_id FROM outbox WHERE n IN (SELECT value FROM json_each(?))"
    with store.read() as connection:
        return list(connection.exec_driver_sql(query, (numbers_json(numbers),)).scalars())


def _give_up(connection: Connection, schema: Schema, line: Line) -> dict[str, list[Any]]:
    delete_lines(connection, numbers=[line.n])
    return restore_line(connection, schema=schema, line=line)


def _settle(
    store: Store, *, user: User, row_ids: Sequence[str], states: Sequence[str], act: Act, also_sent: bool = False
) -> Settled:
    with store.write() as connection:
        before = last_line(connection, schema=store.schema)
        found = lines_of_rows(connection, row_ids=row_ids)
        chosen = [line for lines in found.values() for line in reversed(lines) if line.state in states]
        sent = [line for lines in found.values() for line in lines if also_sent and line.state == LineState.SENT]
        if not chosen and not sent:
            raise _nothing(found)
        if act is _give_up:
            refuse_orphans(connection, schema=store.schema, lines=[*chosen, *sent])
        for line in chosen:
            changes = act(connection, store.schema, line)
            audit_settled(connection, schema=store.schema, user=user, line=line, changes=changes)
        if act is _give_up:
            refuse_twins(connection, schema=store.schema, lines=chosen)
        reverse_sent(connection, schema=store.schema, user=user, lines=sent)
        chosen += sent
        for catalog in {line.catalog for line in chosen}:
            ids = [line.row_id for line in chosen if line.catalog == catalog]
            write_states(connection, catalog=catalog, row_ids=ids)
        bring_regions_along(connection, schema=store.schema, catalogs={line.catalog for line in chosen})
        if act is _give_up:
            of = {line.catalog: None for line in chosen}
            what = f"撤回 {len(chosen):,} 条修改"
            keep_settled(connection, schema=store.schema, user=user, what=what, of=of, after=before)
    return Settled(lines=len(chosen), row_ids=tuple(dict.fromkeys(line.row_id for line in chosen)))


def _nothing(found: dict[str, list[Line]]) -> SettleError:
    if any(line.state == LineState.SENT for lines in found.values() for line in lines):
        return SettleError("这条修改已经送出，还没有得到中心端的答复，请先同步一次再处理。", code="settle.sent")
    return SettleError("所选的行没有需要处理的修改，请刷新后重新选择。", code="settle.nothing")


def keep_settled(
    connection: Connection, *, schema: Schema, user: User, what: str, of: Collection[str], after: int
) -> None:
    """Keep what was settled in these catalogs as one action that can be taken back."""
    first = next(iter(of))
    where = schema.catalog(first).label + ("等" if len(of) > 1 else "")
    keep_action(connection, schema=schema, user=user, label=f"{what}（{where}）", catalog=first, after=after)


def audit_settled(
    connection: Connection, *, schema: Schema, user: User, line: Line, changes: dict[str, list[Any]]
) -> None:
    """Write down who settled a line, when, and what was given up ({field: [old, new]})."""
    connection.execute(
        insert(schema.table("audit")).values(
            catalog=line.catalog,
            row_id=line.row_id,
            action=line.kind,
            changes=encode(changes).decode(),
            author=user.code,
            at=now_text(),
            source="settle",
        )
    )


def bring_regions_along(connection: Connection, *, schema: Schema, catalogs: Collection[str]) -> None:
    """Bring the closure of the region tree up to date when regions are among what was settled."""
    if "region" not in catalogs:
        return
    years = connection.exec_driver_sql("SELECT DISTINCT fiscal_year FROM region WHERE is_deleted = 0").scalars().all()
    for year in years:
        rebuild_scope(connection, schema=schema, fiscal_year=year)
