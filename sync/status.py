"""How the store stands with the central: what waits, what was refused, what is in conflict, when it last met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.row_state import LineState
from app.store import read_meta
from app.tables import HELD
from sync.pull import META_CURSOR

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema

META_LAST = "last_sync_at"
_BATCHES = "SELECT coalesce(sum(operations), 0), coalesce(sum(operations) FILTER (WHERE handed_at <> ''), 0) FROM batch"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """Numbers of changes by state; `last_sync_at` is UTC by this computer's clock, '' before the first round.

    `handed` of those sent are on their way in a hand-over file.
    """

    waiting: int
    sent: int
    refused: int
    conflicts: int
    last_sync_at: str
    cursor: str
    handed: int = 0

    @property
    def unsent(self) -> int:
        """Return how many changes the central has not confirmed and nobody must decide about."""
        return self.waiting + self.sent

    @property
    def sentence(self) -> str:
        """Return what a status bar says."""
        handed = f"（其中 {self.handed:,} 条已导出交接）" if self.handed else ""
        parts = [
            f"待上传 {self.unsent:,} 条{handed}" if self.unsent else "",
            f"被拒绝 {self.refused:,} 条" if self.refused else "",
            f"有冲突 {self.conflicts:,} 条" if self.conflicts else "",
        ]
        return "，".join(part for part in parts if part) or "没有待上传的修改"


def read_status(connection: Connection, *, schema: Schema) -> SyncStatus:
    """Count the outbox by state; each count has its own small index, or is kept with the batches."""
    ask = connection.exec_driver_sql
    held = ask(f"SELECT state, count(*) FROM outbox WHERE {HELD} GROUP BY state").all()  # noqa: S608 - our own words
    counts: dict[str, int] = dict(map(tuple, held))
    sent, handed = ask(_BATCHES).one()
    return SyncStatus(
        waiting=ask("SELECT count(*) FROM outbox WHERE state = 'open'").scalar_one(),
        sent=sent,
        handed=handed,
        refused=counts.get(LineState.REFUSED, 0),
        conflicts=counts.get(LineState.CONFLICT, 0),
        last_sync_at=read_meta(connection, schema=schema, name=META_LAST),
        cursor=read_meta(connection, schema=schema, name=META_CURSOR),
    )
