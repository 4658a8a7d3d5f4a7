"""Signing in, renewing and ending sessions; who a token belongs to (SYNC point 11)."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from sync.central import throttle
from sync.central.logins import Logins
from sync.central.passwords import NOBODY, is_password
from sync.central.people import person_of, user_of
from sync.central.problems import RequestError
from sync.wire_hello import Refresh, Session, SignIn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Row

    from app.people import User
    from sync.central.database import Database

TOKEN_SECONDS = 2 * 3600
REFRESH_SECONDS = 90 * 24 * 3600

log = logging.getLogger("sync.central")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Whose request this is, and in which session."""

    user: User
    session: str
    client_id: str


@dataclass(frozen=True, kw_only=True)
class Door:
    """Lets people in. `clock` gives seconds since 1970; lifetimes are in seconds."""

    database: Database
    clock: Callable[[], float] = time.time
    token_seconds: int = TOKEN_SECONDS
    refresh_seconds: int = REFRESH_SECONDS

    def sign_in(self, wanted: SignIn, *, certificate: str = "") -> Session:
        """Check name and password and open a session; raise RequestError sign-in.wrong or sign-in.throttled.

        `certificate`: subject of the client certificate that the connection shows.
        """
        schema, now = self.database.schema, self.clock()
        with self.database.read() as connection:
            wait = throttle.wait(connection, schema=schema, name=wanted.user, now=now)
            person = None if wait else self._person(connection, code=wanted.user)
        if wait:
            sentence = f"密码连续输错，请 {wait} 秒后再试；忘记密码请联系管理员。"
            raise RequestError("sign-in.throttled", sentence, retry_after=wait)
        fits = is_password(wanted.password, hashed=person.password if person else NOBODY)
        if person is None or not fits:
            with self.database.write() as connection:
                throttle.wrong(connection, schema=schema, name=wanted.user, now=now)
            raise RequestError("sign-in.wrong", "用户名或密码不正确，请核对后重新输入。")
        _admit(person, certificate=certificate)
        if certificate:
            log.info("%s signs in with the certificate %s", person.code, certificate)
        with self.database.write() as connection:
            throttle.right(connection, schema=schema, name=wanted.user)
            logins = self._logins(connection)
            session, secret = logins.open(person=person.code, client_id=wanted.client_id, lasts=self.refresh_seconds)
            return self._session(logins, user=user_of(person), session=session, secret=secret)

    def refresh(self, wanted: Refresh, *, certificate: str = "") -> Session:
        """Renew a session's token and refresh secret; raise RequestError token.unknown or user.revoked.

        A secret that was spent long ago is a copy in other hands: the whole session ends, for its owner too.
        """
        with self.database.write() as connection:
            logins = self._logins(connection)
            row = logins.of_secret(wanted.refresh_token)
            if row is not None and row.client_id == wanted.client_id and row.refresh_expires_at > logins.now:
                _admit(row, certificate=certificate)
                secret = logins.follow(row, secret=wanted.refresh_token, lasts=self.refresh_seconds)
                if secret is not None:
                    return self._session(logins, user=user_of(row), session=row.token, secret=secret)
                log.warning("a spent refresh secret of %s came again: its session is ended", row.person)
                logins.end(row.token)
        raise RequestError("token.unknown", "登录凭证已失效，请重新登录；未上传的修改都还在。")

    def sign_out(self, who: SignedIn) -> None:
        """End a session."""
        with self.database.write() as connection:
            self._logins(connection).end(who.session)

    def who(self, token: str, *, certificate: str = "") -> SignedIn:
        """Return whose token this is; raise RequestError token.unknown, token.expired or user.revoked."""
        with self.database.read() as connection:
            row = self._logins(connection).of_token(token)
        if row is None:
            raise RequestError("token.unknown", "登录凭证无效，请重新登录；未上传的修改都还在。")
        if row.token_expires_at <= self.clock():
            raise RequestError("token.expired", "登录已过期，请重新登录；未上传的修改都还在。")
        _admit(row, certificate=certificate)
        if not row.is_used and row.issued_with == row.refresh_token:
            with self.database.write() as connection:
                self._logins(connection).note_use(row.token, secret=row.refresh_token)
        return SignedIn(user=user_of(row), session=row.token, client_id=row.client_id)

    def _person(self, connection: Connection, *, code: str) -> Row[Any] | None:
        if "\x00" in code:  # PostgreSQL takes no such text
            return None
        table = self.database.schema.table("central_person")
        return connection.execute(select(table).where(table.c.code == code)).first()

    def _logins(self, connection: Connection) -> Logins:
        return Logins(connection=connection, schema=self.database.schema, now=int(self.clock()))

    def _session(self, logins: Logins, *, user: User, session: str, secret: str) -> Session:
        token = logins.add_token(session=session, secret=secret, lasts=self.token_seconds)
        return Session(token=token, expires_in=self.token_seconds, refresh_token=secret, user=person_of(user))


def _admit(row: Row[Any], *, certificate: str) -> None:
    """Refuse a revoked person, and one who has a certificate of their own and shows another or none."""
    if row.is_revoked:
        raise RequestError("user.revoked", "账号已停用，请联系管理员；未上传的修改可以导出保存。")
    if row.certificate not in {"", certificate}:
        raise RequestError("rights.certificate", "该用户只能凭本人的客户端证书登录，请选择本人的证书后重新登录。")
