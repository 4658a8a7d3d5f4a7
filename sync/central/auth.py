"""Signing in, renewing and ending sessions; who a token belongs to (SYNC point 11)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from sync.central.passwords import NOBODY, hash_secret, is_password, new_secret
from sync.central.people import person_of, user_of
from sync.central.problems import RequestError
from sync.central.throttle import Throttle
from sync.wire import Refresh, Session, SignIn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Row

    from app.people import User
    from sync.central.database import Database

TOKEN_SECONDS = 2 * 3600
REFRESH_SECONDS = 90 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Whose request this is."""

    user: User
    token_hash: str
    client_id: str


@dataclass(frozen=True, kw_only=True)
class Door:
    """Lets people in. `clock` gives seconds since 1970; lifetimes are in seconds."""

    database: Database
    clock: Callable[[], float] = time.time
    token_seconds: int = TOKEN_SECONDS
    refresh_seconds: int = REFRESH_SECONDS
    throttle: Throttle = field(default_factory=Throttle)

    def sign_in(self, wanted: SignIn) -> Session:
        """Check name and password and open a session; raise RequestError sign-in.wrong or sign-in.throttled."""
        if wait := self.throttle.wait(wanted.user):
            sentence = f"密码连续输错，请 {wait} 秒后再试；忘记密码请联系管理员。"
            raise RequestError("sign-in.throttled", sentence, retry_after=wait)
        person = self._person(wanted.user)
        fits = is_password(wanted.password, hashed=person.password if person else NOBODY)
        if person is None or not fits:
            self.throttle.wrong(wanted.user)
            raise RequestError("sign-in.wrong", "用户名或密码不正确，请核对后重新输入。")
        self.throttle.right(wanted.user)
        _refuse_revoked(person)
        with self.database.write() as connection:
            return self._open(connection, user=user_of(person), client_id=wanted.client_id)

    def refresh(self, wanted: Refresh) -> Session:
        """Replace a session's token and refresh secret; raise RequestError token.unknown or user.revoked."""
        with self.database.write() as connection:
            row = self._session(connection, column="refresh_token", secret=wanted.refresh_token)
            if row is None or row.client_id != wanted.client_id or row.refresh_expires_at <= self.clock():
                raise RequestError("token.unknown", "登录凭证已失效，请重新登录；未上传的修改都还在。")
            _refuse_revoked(row)
            _end(connection, database=self.database, token_hash=row.token)
            return self._open(connection, user=user_of(row), client_id=row.client_id)

    def sign_out(self, who: SignedIn) -> None:
        """End a session."""
        with self.database.write() as connection:
            _end(connection, database=self.database, token_hash=who.token_hash)

    def who(self, connection: Connection, *, token: str) -> SignedIn:
        """Return whose token this is; raise RequestError token.unknown, token.expired or user.revoked."""
        row = self._session(connection, column="token", secret=token)
        if row is None:
            raise RequestError("token.unknown", "登录凭证无效，请重新登录；未上传的修改都还在。")
        if row.expires_at <= self.clock():
            raise RequestError("token.expired", "登录已过期，请重新登录；未上传的修改都还在。")
        _refuse_revoked(row)
        return SignedIn(user=user_of(row), token_hash=row.token, client_id=row.client_id)

    def _person(self, code: str) -> Row[tuple[object, ...]] | None:
        if "\x00" in code:  # PostgreSQL takes no such text
            return None
        table = self.database.schema.table("central_person")
        with self.database.read() as connection:
            return connection.execute(select(table).where(table.c.code == code)).first()

    def _session(self, connection: Connection, *, column: str, secret: str) -> Row[tuple[object, ...]] | None:
        session, person = (self.database.schema.table(name) for name in ("central_session", "central_person"))
        wanted = select(session, person).join(person, person.c.code == session.c.person)
        return connection.execute(wanted.where(session.c[column] == hash_secret(secret))).first()

    def _open(self, connection: Connection, *, user: User, client_id: str) -> Session:
        token, refresh, now = new_secret(), new_secret(), int(self.clock())
        table = self.database.schema.table("central_session")
        connection.execute(delete(table).where(table.c.refresh_expires_at <= now))
        connection.execute(
            insert(table).values(
                token=hash_secret(token),
                refresh_token=hash_secret(refresh),
                person=user.code,
                client_id=client_id,
                expires_at=now + self.token_seconds,
                refresh_expires_at=now + self.refresh_seconds,
            )
        )
        return Session(token=token, expires_in=self.token_seconds, refresh_token=refresh, user=person_of(user))


def _end(connection: Connection, *, database: Database, token_hash: str) -> None:
    table = database.schema.table("central_session")
    connection.execute(delete(table).where(table.c.token == token_hash))


def _refuse_revoked(row: Row[tuple[object, ...]]) -> None:
    if row.is_revoked:
        raise RequestError("user.revoked", "账号已停用，请联系管理员；未上传的修改可以导出保存。")
