"""Who is signed in: kept with the store, so that the program opens offline for the same person (SYNC point 11)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from app.catalogs import CATALOGS
from app.ids import new_id
from app.people import Level, Role, User
from app.store import damaged_store, now_text, open_store, read_meta, write_meta
from sync.address import is_exposed, tidy_address
from sync.calls import Central
from sync.credentials import credentials_of
from sync.errors import AnswerError, ProfileError, SyncError
from sync.kept_trust import Choice, chosen_trust, keep_choice, kept_trust
from sync.problems import REVOKED
from sync.tokens import Tokens
from sync.trust import Trust
from sync.wire import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.errors import ShebaoError
    from app.store import Store
    from app.tables import Schema
    from sync.credentials import Credentials
    from sync.profile import Profile
    from sync.transport import Transport

    Connect = Callable[[str], Transport]

META_PERSON, META_SERVER, META_CLIENT = "person", "server", "client_id"
META_REVOKED = "revoked"
"""Set in the store of a person whom the central has shut out, as long as it has."""
META_GREET, AGAIN = "greet", "again"
"""Whether the next round takes the central's key and makes this desk's known, also when that was done before."""


class Session:
    """A person at a central, with the store that is theirs; talks to the central only when asked to."""

    def __init__(
        self,
        *,
        server: str,
        user: User,
        client_id: str,
        store_path: Path,
        tokens: Tokens,
        connect: Connect,
        trust: Trust | None = None,
    ) -> None:
        self.server = server
        self.user = user
        self.client_id = client_id
        self.store_path = store_path
        self.tokens = tokens
        self.trust = trust or Trust()
        self._connect = connect
        self._central: Central | None = None

    @property
    def central(self) -> Central:
        """Return the central; its first use loads the network libraries."""
        if self._central is None:
            self._central = Central(self._connect(self.server), tokens=self.tokens)
        return self._central

    def close(self) -> None:
        """Close connections; the session itself lives on."""
        if self._central is not None:
            self._central.transport.close()
            self._central = None


def over_http(trust: Trust) -> Connect:
    """Return how to reach a central over HTTP, with the certificates of `trust` where the address is https."""

    def connect(server: str) -> Transport:
        from sync.http import HttpTransport  # noqa: PLC0415 - 118 ms that an offline start does not need

        return HttpTransport(server, trust=trust)

    return connect


def sign_in(
    profile: Profile,
    *,
    server: str,
    user: str,
    password: str,
    credentials: Credentials,
    connect: Connect | None = None,
    catalogs: tuple[Catalog, ...] = CATALOGS,
    choice: Choice = Choice(),  # noqa: B008 - frozen
    plain: bool = False,
) -> Session:
    """Sign in, keep secret and person, remember both as the last ones; nothing is kept when the central says no.

    `choice`: certificates chosen for a secure connection. `plain`: the person allows an unencrypted one. `connect`
    stands in for HTTP.
    """
    credentials.check()
    server, user, trust = tidy_address(server), user.strip(), Trust()
    if connect is None:
        trust = kept_trust(profile, server=server, user=user, credentials=credentials)
        trust = chosen_trust(trust, choice=choice)
        _refuse_exposed(profile, server=server, plain=plain)
    transport = (connect or over_http(trust))(server)
    server = transport.server
    central = Central(transport)
    path = profile.store_path(server=server, user=user)
    client_id = _read_meta_file(path).get(META_CLIENT) or new_id()
    try:
        answer = central.sign_in(user=user, password=password, client_id=client_id)
        person = user_of(answer.user)
    finally:
        transport.close()
    tokens = _tokens(server=server, user=user, client_id=client_id, credentials=credentials)
    tokens.keep(answer)
    store = open_store(path, catalogs=catalogs)
    try:
        with store.write() as connection:
            write_meta(connection, schema=store.schema, name=META_SERVER, value=server)
            write_meta(connection, schema=store.schema, name=META_CLIENT, value=client_id)
            # the person stands by this central: the next round takes its key, whatever was kept before
            write_meta(connection, schema=store.schema, name=META_GREET, value=AGAIN)
            remember_person(connection, schema=store.schema, person=answer.user)
    finally:
        store.close()
    if connect is None:
        keep_choice(profile, server=server, user=user, credentials=credentials, choice=choice)
        trust = kept_trust(profile, server=server, user=user, credentials=credentials)
    allowed = {*_allowed_plain(profile), *([server] if plain and is_exposed(server) else [])}
    profile.change(server=server, user=user, credentials=credentials.kind, plain=tuple(sorted(allowed)))
    return Session(
        server=server,
        user=person,
        client_id=client_id,
        store_path=path,
        tokens=tokens,
        connect=connect or over_http(trust),
        trust=trust,
    )


def open_session(profile: Profile, *, connect: Connect | None = None) -> Session | None:
    """Return the session of the person who was signed in last, without asking the central; None when nobody was."""
    return past_session(profile, connect=connect)


def past_session(
    profile: Profile, *, server: str = "", user: str = "", connect: Connect | None = None
) -> Session | None:
    """Return the session of somebody who was signed in here once, also when they are signed out by now.

    Without names: who was signed in last, where. What waits in their store can still be exported by file.
    """
    settings = profile.settings()
    settings = msgspec.structs.replace(settings, server=server or settings.server, user=user or settings.user)
    if not settings.user:
        return None
    path = profile.store_path(server=settings.server, user=settings.user)
    meta = _read_meta_file(path)
    if not (meta.get(META_PERSON) and meta.get(META_CLIENT)):
        return None
    credentials = credentials_of(settings.credentials, folder=profile.folder)
    trust = kept_trust(profile, server=settings.server, user=settings.user, credentials=credentials)
    return Session(
        server=settings.server,
        user=_person_of(meta),
        client_id=meta[META_CLIENT],
        store_path=path,
        tokens=_tokens(
            server=settings.server, user=settings.user, client_id=meta[META_CLIENT], credentials=credentials
        ),
        connect=connect or over_http(trust),
        trust=trust,
    )


def sign_out(profile: Profile, *, session: Session) -> str:
    """End the session here and, when it can be reached, at the central; the store and what waits in it stay.

    Return a Chinese sentence about what could not be done, '' when all was.
    """
    told = ""
    try:
        session.central.sign_out()
    except SyncError as error:
        told = f"已在本机退出登录，但没能通知中心端：{error.sentence}"
    session.close()
    session.tokens.forget()
    profile.change(user="")
    return told


def user_of(person: Person) -> User:
    """Return the person as the program knows people; AnswerError for a level or role it does not know."""
    try:
        level, role = Level(person.level), Role(person.role)
    except ValueError as error:
        raise AnswerError(
            f"中心端给出的用户“{person.name}”的级次或岗位（{person.level}、{person.role}）无法识别，请更新程序。",
            code="answer.person",
        ) from error
    return User(
        code=person.code,
        name=person.name,
        mof_div_code=person.mof_div_code,
        mof_div_name=person.mof_div_name,
        level=level,
        role=role,
    )


def is_remembered(connection: Connection, *, schema: Schema, person: Person) -> bool:
    """Say whether the store knows the person just so."""
    if is_revoked(connection, schema=schema):
        return False
    return read_meta(connection, schema=schema, name=META_PERSON) == msgspec.json.encode(person).decode()


def remember_person(connection: Connection, *, schema: Schema, person: Person) -> None:
    """Keep the person with the store, as one whom the central lets in."""
    write_meta(connection, schema=schema, name=META_REVOKED, value="")
    write_meta(connection, schema=schema, name=META_PERSON, value=msgspec.json.encode(person).decode())


def is_revoked(connection: Connection, *, schema: Schema) -> bool:
    """Say whether the central had shut the store's person out when it was last heard of."""
    return bool(read_meta(connection, schema=schema, name=META_REVOKED))


def note_refusal(store: Store, *, error: ShebaoError) -> None:
    """Remember with the store that the central has shut its person out, where that is what `error` says."""
    if error.code == REVOKED:
        with store.write() as connection:
            write_meta(connection, schema=store.schema, name=META_REVOKED, value=now_text())


def person_here(store: Store, *, user: User) -> User:
    """Return the store's person as they are known by now; `user` where nobody was noted."""
    with store.read() as connection:
        names = (META_PERSON, META_REVOKED)
        meta = {name: read_meta(connection, schema=store.schema, name=name) for name in names}
    return _person_of(meta) if meta[META_PERSON] else user


def _person_of(meta: Mapping[str, str]) -> User:
    person = user_of(msgspec.json.decode(meta[META_PERSON], type=Person))
    return replace(person, is_revoked=bool(meta.get(META_REVOKED)))


def _refuse_exposed(profile: Profile, *, server: str, plain: bool) -> None:
    if is_exposed(server) and not plain and server not in _allowed_plain(profile):
        raise SyncError(
            f"到中心端 {server} 的连接不加密，密码和数据在网络上可能被人看到；请把地址改为 https://，"
            "或者确认这是单位内网后，允许不加密的连接再登录（命令行：--plain）。",
            code="network.exposed",
            title="连接不加密",
        )


def _allowed_plain(profile: Profile) -> tuple[str, ...]:
    try:
        return profile.settings().plain
    except ProfileError:  # the sign-in replaces settings that cannot be read
        return ()


def _tokens(*, server: str, user: str, client_id: str, credentials: Credentials) -> Tokens:
    return Tokens(account=f"{user}@{server}", client_id=client_id, credentials=credentials)


def _read_meta_file(path: Path) -> dict[str, str]:
    """Read what a store remembers without opening it as one (that may migrate it); {} when it is not there.

    StoreError when the file is damaged: nobody should be asked to sign in because of that.
    """
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(path)) as raw:
            return dict(raw.execute("SELECT name, value FROM meta").fetchall())
    except sqlite3.OperationalError:
        # an empty file, or one in use: opening it as a store will tell
        return {}
    except sqlite3.DatabaseError as error:
        raise damaged_store(path) from error
