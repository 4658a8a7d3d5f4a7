"""Keys for hand-over files: the central's own, drawn once, and those that desks made known (SYNC point 12)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.store import now_text
from sync.central.problems import RequestError
from sync.signing import is_public_key, new_secret_key

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.central.auth import SignedIn
    from sync.central.database import Database

META_KEY = "signing_key"
SOURCE = "hand-over"
ID_LENGTH = 36
"""Characters of an id in the audit trail; what this program draws has as many."""

log = logging.getLogger("sync.central.hand_over")


def secret_key(database: Database) -> str:
    """Return this central's secret key; the first call draws it, also when several processes make it at once."""
    with database.read() as connection:
        found = _kept(connection, schema=database.schema)
    if found:
        return found
    try:
        with database.write() as connection:
            meta = database.schema.table("central_meta")
            connection.execute(insert(meta).values(name=META_KEY, value=new_secret_key()))
    except IntegrityError:
        log.info("another process has just drawn the key")
    with database.read() as connection:
        return _kept(connection, schema=database.schema)


def _kept(connection: Connection, *, schema: Schema) -> str:
    meta = schema.table("central_meta")
    return connection.execute(select(meta.c.value).where(meta.c.name == META_KEY)).scalar() or ""


def register_device(database: Database, *, who: SignedIn, client_id: str, public_key: str) -> None:
    """Make a desk's key known, for the person who is signed in there; another key than before is recorded."""
    if client_id != who.client_id:
        raise RequestError("rights.device", "登记的电脑与登录的电脑不同，请在那台电脑上重新登录。")
    if not is_public_key(public_key):
        raise RequestError("body.schema", "请求的 public_key 不符合约定，请升级程序后重试。")
    schema, code = database.schema, who.user.code
    table = schema.table("central_device")
    row = {"public_key": public_key, "known_at": now_text()}
    with database.write() as connection:
        known = device_key(connection, schema=schema, client_id=client_id, user=code)
        if known == public_key:
            return
        if known:
            log.warning("client %s of %s has another key than before", client_id, code)
            mine = (table.c.client_id == client_id, table.c.person == code)
            connection.execute(update(table).where(*mine).values(row))
        else:
            connection.execute(insert(table).values(client_id=client_id, person=code, **row))
        write_audit(
            connection,
            schema=schema,
            row_id=client_id,
            action="key",
            changes={"public_key": [known or None, public_key]},
            by=code,
        )


def device_key(connection: Connection, *, schema: Schema, client_id: str, user: str) -> str:
    """Return the public key of a person's desk, '' when none was made known."""
    table = schema.table("central_device")
    wanted = select(table.c.public_key).where(table.c.client_id == client_id, table.c.person == user)
    return connection.execute(wanted).scalar() or ""


def write_audit(
    connection: Connection,
    *,
    schema: Schema,
    row_id: str,
    action: str,
    changes: dict[str, list[object]],
    by: str,
    reason: str = "",
) -> None:
    """Enter what was done about a desk in the audit trail; `changes` is {name: [before, after]}."""
    connection.execute(
        insert(schema.table("audit")).values(
            catalog="central_device",
            row_id=row_id[:ID_LENGTH],
            action=action,
            changes=msgspec.json.encode(changes).decode(),
            author=by,
            at=now_text(),
            source=SOURCE,
            reason=reason,
        )
    )
