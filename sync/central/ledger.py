"""The ledger of batches: a batch that comes again gets the reply it got before (SYNC point 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zstandard
from sqlalchemy import insert, select

from sync.central.problems import RequestError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.people import User
    from app.tables import Schema
    from sync.wire import Batch


def stored_reply(connection: Connection, *, schema: Schema, batch: Batch, digest: str, user: User) -> bytes | None:
    """Return the reply that this batch got, None for a new batch; raise RequestError for another's or other content."""
    table = schema.table("central_ledger")
    wanted = select(table).where(table.c.client_id == batch.client_id, table.c.batch_id == batch.batch_id)
    found = connection.execute(wanted).first()
    if found is None:
        return None
    if found.person != user.code:
        raise RequestError("rights.batch", f"这一批由用户 {found.person} 上传，请用该用户登录后再同步。")
    if found.digest != digest:
        sentence = "同一批次号的内容与先前上传的不同，没有保存本次内容；请升级程序后重新同步。"
        raise RequestError("batch.other-content", sentence)
    return zstandard.ZstdDecompressor().decompress(found.reply)


def keep_reply(
    connection: Connection, *, schema: Schema, batch: Batch, digest: str, user: User, at: str, reply: bytes
) -> None:
    """Enter a batch with its reply, in the batch's own transaction."""
    connection.execute(
        insert(schema.table("central_ledger")).values(
            client_id=batch.client_id,
            batch_id=batch.batch_id,
            digest=digest,
            person=user.code,
            reply=zstandard.ZstdCompressor(level=3).compress(reply),
            received_at=at,
        )
    )
