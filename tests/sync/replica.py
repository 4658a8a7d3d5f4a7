"""A reader in process who keeps what the central's pages say, by the contract's rules and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from sync.central.pull import pull
from sync.central.push import push
from sync.row_hash import xor_of
from sync.wire import Answer, Batch, BatchReply, Sum

if TYPE_CHECKING:
    from app.people import User
    from sync.central.database import Database
    from sync.wire import ChangesPage, OperationBlock


@dataclass(kw_only=True)
class Replica:
    """Rows by catalog and id, and the cursor."""

    database: Database
    user: User
    cursor: str = ""
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    taken: list[int] = field(default_factory=list)
    """Rows of every page so far."""

    def page(self, *, limit: int = 5_000) -> ChangesPage:
        """Take one page and keep it."""
        page = pull(self.database, cursor=self.cursor, limit=limit, user=self.user)
        for leave in page.leaves:
            rows = self.rows.get(leave.catalog, {})
            place = (leave.fiscal_year, leave.mof_div_code)
            for row_id in [one for one, row in rows.items() if (row["fiscal_year"], row["mof_div_code"]) == place]:
                del rows[row_id]
        for gone in page.gone:
            row = self.rows.get(gone.catalog, {}).get(gone.row_id)
            if row and row["version"] < gone.version:
                del self.rows[gone.catalog][gone.row_id]
        for block in page.blocks:
            kept = self.rows.setdefault(block.catalog, {})
            kept.update({row[0]: dict(zip(block.columns, row, strict=True)) for row in block.rows})
        self.taken.append(sum(len(block.rows) for block in page.blocks))
        self.cursor = page.cursor
        return page

    def sync(self, *, limit: int = 5_000) -> ChangesPage:
        """Take pages until nothing is new; return the last."""
        page = self.page(limit=limit)
        while page.more:
            page = self.page(limit=limit)
        return page

    def everything(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return what a reader without a cursor is sent now."""
        fresh = Replica(database=self.database, user=self.user)
        fresh.sync()
        return fresh.rows

    def is_right(self) -> bool:
        """Say whether the rows here are those that the person sees now, none more, none less."""
        here, there = ({name: rows for name, rows in one.items() if rows} for one in (self.rows, self.everything()))
        return here == there

    def sums(self) -> list[Sum]:
        """Return the sums of the rows here."""
        return [self._sum(catalog.name) for catalog in self.database.schema.catalogs]

    def _sum(self, catalog: str) -> Sum:
        versions = [row["version"] for row in self.rows.get(catalog, {}).values()]
        return Sum(catalog, len(versions), xor_of(versions))

    def send(self, *blocks: OperationBlock) -> list[Answer]:
        """Send operations as this person."""
        batch = Batch(batch_id=str(uuid4()), client_id="replica", blocks=list(blocks))
        digest = hashlib.sha256(msgspec.json.encode(batch)).hexdigest()
        reply = push(self.database, batch=batch, batch_id=batch.batch_id, digest=digest, user=self.user)
        return msgspec.json.decode(reply, type=BatchReply).answers
