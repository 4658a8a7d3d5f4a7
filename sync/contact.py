"""What is kept of the central, and what a round checks of it before it trusts what came (SYNC points 9 to 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.store import read_meta, write_meta
from sync.errors import AnswerError, SyncError
from sync.hand_over_keys import META_CENTRAL, META_DEVICE
from sync.session import AGAIN, META_CLIENT, META_GREET, META_SERVER
from sync.wire import CONTRACT

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.session import Session
    from sync.wire import Person
    from sync.wire_hello import Hello

META_CONTACT = "contact"


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The central as hello told it last; `shapes` '' means an older one, whose pages do not say who they are for."""

    name: str = ""
    shapes: str = ""
    offers: tuple[str, ...] = ()
    public_key: str = ""


def read_contact(connection: Connection, *, schema: Schema) -> Contact:
    """Return what is kept of the central; an empty contact before the first hello."""
    text = read_meta(connection, schema=schema, name=META_CONTACT)
    return msgspec.json.decode(text, type=Contact) if text else Contact()


def keep_contact(connection: Connection, *, schema: Schema, hello: Hello) -> Contact:
    """Keep what hello said."""
    contact = Contact(name=hello.name, shapes=hello.shapes, offers=tuple(hello.offers), public_key=hello.public_key)
    write_meta(connection, schema=schema, name=META_CONTACT, value=msgspec.json.encode(contact).decode())
    write_meta(connection, schema=schema, name=META_GREET, value="")
    return contact


def needs_hello(connection: Connection, *, schema: Schema, contact: Contact) -> bool:
    """Say whether hello must be asked: first contact, an older central, a new sign-in, a key not yet made known."""
    again, central, device = (
        read_meta(connection, schema=schema, name=name) for name in (META_GREET, META_CENTRAL, META_DEVICE)
    )
    return not contact.shapes or again == AGAIN or (bool(central) and not device)


def check_owner(connection: Connection, *, schema: Schema, session: Session) -> None:
    """Raise SyncError when the store is another person's or another central's."""
    server, client = (read_meta(connection, schema=schema, name=name) for name in (META_SERVER, META_CLIENT))
    if (server, client) != (session.server, session.client_id):
        raise SyncError(
            f"这份本机数据属于另一位用户或另一个中心端（{server or '未登录'}），请用原来的用户登录后再同步。",
            code="store.other-owner",
        )


def check_contract(contract: int) -> None:
    """Raise AnswerError when the central speaks another contract."""
    if contract != CONTRACT:
        raise AnswerError(
            f"中心端使用第 {contract} 版约定，本程序使用第 {CONTRACT} 版，请更新程序后再同步。", code="contract.other"
        )


def check_person(person: Person, *, session: Session) -> None:
    """Raise AnswerError when the central takes the person for somebody else."""
    if person.code.casefold() != session.user.code.casefold():
        raise AnswerError(
            f"中心端认定的用户是“{person.name}”，与本机登录的“{session.user.name}”不同，请重新登录。",
            code="answer.other-person",
        )
