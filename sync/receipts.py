"""What the central received from the integrated platform, as it told last: asked after a round, kept for offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.store import now_text, read_meta, write_meta
from sync.contact import read_contact
from sync.wire_receipts import Receipt, Receipts, TableState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.store import Store
    from app.tables import Schema
    from sync.calls import Central

OFFER = "receipts"
META = "platform-receipts"
MOST = 100
"""Receipts that are asked for."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The answer as it was kept: when it came (UTC, this computer's clock), receipts newest first, and the tables."""

    at: str
    receipts: list[Receipt] = msgspec.field(default_factory=list)
    tables: list[TableState] = msgspec.field(default_factory=list)


def ask_receipts(store: Store, *, central: Central) -> bool:
    """Ask the central and keep what it says; False when nothing is new, or it has nothing to say. SyncError."""
    with store.read() as connection:
        contact = read_contact(connection, schema=store.schema)
    if OFFER not in contact.offers:
        return False
    found: Receipts = central.receipts(limit=MOST)
    kept = Kept(at=now_text(), receipts=found.receipts, tables=found.tables)
    with store.write() as connection:
        before = kept_receipts(connection, schema=store.schema)
        write_meta(connection, schema=store.schema, name=META, value=msgspec.json.encode(kept).decode())
    return before is None or (before.receipts, before.tables) != (kept.receipts, kept.tables)


def kept_receipts(connection: Connection, *, schema: Schema) -> Kept | None:
    """Return what was kept last, None when the central was never asked."""
    text = read_meta(connection, schema=schema, name=META)
    return msgspec.json.decode(text, type=Kept) if text else None
