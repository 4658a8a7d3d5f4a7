"""Desks and centrals of different versions at one table: the real central in this process, restarted as another one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.ids import new_id
from app.store import open_store
from sync.central.app import create_app
from sync.central.database import open_database
from sync.profile import Profile
from sync.session import sign_in
from sync.transport import Reply
from tests.sync.asgi import AsgiCaller
from tests.sync.desks import Desk, MemoryCredentials, Wire

if TYPE_CHECKING:
    from pathlib import Path

    from app.catalog import Catalog
    from sync.transport import Request
    from tests.sync.real_central import RealCentral

NEW_MEMBERS = {
    "/v1/hello": ("shapes", "offers", "public_key"),
    "/v1/changes": ("person", "contract", "shapes", "sums", "leaves", "gone"),
    "/v1/batches/": ("before", "after"),
}
"""Members that the first centrals of contract 1 did not send, by the call."""
GONE = msgspec.json.encode({"type": "", "title": "", "status": 404, "detail": "", "code": "path.unknown"})
FIRST_CALLS = ("/v1/hello", "/v1/sessions", "/v1/me", "/v1/batches/", "/v1/changes")


@dataclass
class FirstCentral:
    """The central as contract 1 first was: it has no other calls and sends no newer members."""

    central: RealCentral

    @property
    def catalogs(self) -> tuple[Catalog, ...]:
        return self.central.catalogs

    def answer(self, request: Request) -> Reply:
        if not request.path.startswith(FIRST_CALLS):
            return Reply(status=404, headers={"content-type": "application/problem+json"}, body=GONE)
        reply = self.central.answer(request)
        left_out = next((names for start, names in NEW_MEMBERS.items() if request.path.startswith(start)), ())
        if reply.status != 200 or not left_out:
            return reply
        message = {name: part for name, part in msgspec.json.decode(reply.body).items() if name not in left_out}
        return replace(reply, body=msgspec.json.encode(message))


def sit_down(central: Any, *, folder: Path, user: str, catalogs: tuple[Catalog, ...]) -> Desk:  # noqa: ANN401 - any
    """Sign a person in at a desk of a version; their profile folder may be there already."""
    wire = Wire(central)
    session = sign_in(
        Profile(folder=folder),
        server=wire.server,
        user=user,
        password="right",
        credentials=MemoryCredentials(),
        connect=lambda _server: wire,
        catalogs=catalogs,
    )
    return Desk(session=session, store=open_store(session.store_path, catalogs=catalogs), wire=wire)


def update_desk(desk: Desk, *, catalogs: tuple[Catalog, ...]) -> None:
    """Close the program and start another version of it."""
    desk.store.close()
    desk.store = open_store(desk.session.store_path, catalogs=catalogs)


def update_central(central: RealCentral, *, catalogs: tuple[Catalog, ...]) -> None:
    """Stop the central and start another version of it on the same data."""
    central.caller.close()
    central.database.close()
    central.catalogs = catalogs
    central.database = open_database(data=central.folder, catalogs=catalogs)
    central.caller = AsgiCaller(create_app(central.database))


def account(desk: Desk, **values: int | str) -> str:
    """Add a fund account at a desk; return its id."""
    row_id = new_id()
    desk.add_account(row_id, number=str(int(row_id[-12:], 16)), account_name="账户", **values)
    return row_id


def column(desk: Desk, row_id: str, name: str) -> object:
    """Return a column of an account at a desk, declared there or not."""
    row = desk.row(row_id)
    return row[name] if name in row else msgspec.json.decode(row["extra"] or "{}").get(name)


def central_column(central: RealCentral, row_id: str, name: str) -> object:
    """Return a column of an account at the central, declared there or not."""
    table = central.database.schema.rows["fund_account"]
    with central.database.read() as connection:
        row = connection.execute(select(table).where(table.c.id == row_id)).mappings().one()
    return row[name] if name in row else msgspec.json.decode(row["extra"] or "{}").get(name)


def restore(script: Path, *, to: Path) -> None:
    """Make a database of an SQL dump."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(to)) as raw:
        raw.executescript(script.read_text(encoding="utf-8"))
