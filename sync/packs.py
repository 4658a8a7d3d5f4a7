"""Taking back a pack of this desk that nobody else has: still waiting, or refused by the central (SYNC point 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import RowsError
from app.lookup import fetch_rows
from app.packs.documents import PACKS, ROWS
from sync.settle import Settled, take_back

if TYPE_CHECKING:
    from app.people import User
    from app.store import Store


def take_back_pack(store: Store, *, user: User, pack_id: str) -> Settled:
    """Take back header and rows together; RowsError when the pack is at the central already."""
    with store.read() as connection:
        header = fetch_rows(connection, table=store.schema.rows[PACKS], column="id", values=[pack_id])
        rows = fetch_rows(connection, table=store.schema.rows[ROWS], column="pack", values=[pack_id])
    if any(row["version"] for row in header.values()):
        raise RowsError("这一包已经下发，不能撤销；有变化请重新下发一包。", code="pack.fixed")
    return take_back(store, user=user, row_ids=[*header, *rows])
