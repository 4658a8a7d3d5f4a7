"""Sessions as they are stored: a chain of refresh secrets, of which the last is good, and tokens (SYNC point 11).

A refresh secret is `family.random`. The next one is derived from it with a key that only this session has, so that a
repeated refresh, after its answer was lost, gets the same next secret again; what is stored gives no secret away.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from sync.central.passwords import hash_secret, new_secret

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from app.tables import Schema

TOGETHER = 60
"""Seconds in which a spent secret is taken although its follower was used: two windows renewed at the same time."""
TOKENS_KEPT = 7 * 24 * 3600
"""Seconds that an expired token is still known as expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """The stored sessions, in the caller's transaction, at `now` (seconds since 1970)."""

    connection: Connection
    schema: Schema
    now: int

    def open(self, *, person: str, client_id: str, lasts: int) -> tuple[str, str]:
        """Make a session that may be renewed for `lasts` seconds; return its family and its first refresh secret."""
        family = new_secret()
        secret = f"{family}.{new_secret()}"
        table, tokens = self._sessions, self._tokens
        ended = select(table.c.token).where(table.c.refresh_expires_at <= self.now)
        self.connection.execute(delete(tokens).where(tokens.c.session.in_(ended)))
        self.connection.execute(delete(tokens).where(tokens.c.expires_at <= self.now - TOKENS_KEPT))
        self.connection.execute(delete(table).where(table.c.refresh_expires_at <= self.now))
        self.connection.execute(
            insert(table).values(
                token=hash_secret(family),
                refresh_token=hash_secret(secret),
                person=person,
                client_id=client_id,
                expires_at=0,
                refresh_expires_at=self.now + lasts,
                chain_key=new_secret(),
            )
        )
        return hash_secret(family), secret

    def add_token(self, *, session: str, secret: str, lasts: int) -> str:
        """Return a new token of a session, issued together with this refresh secret."""
        token = new_secret()
        values = {"token": hash_secret(token), "session": session, "secret": hash_secret(secret)}
        self.connection.execute(insert(self._tokens).values(expires_at=self.now + lasts, **values))
        return token

    def of_secret(self, secret: str) -> Row[Any] | None:
        """Return the session of a refresh secret, present or spent, with its person; it is locked for this writer."""
        person, table = self.schema.table("central_person"), self._sessions
        wanted = select(table, person).join(person, person.c.code == table.c.person)
        wanted = wanted.where(table.c.token == hash_secret(_family(secret))).with_for_update(of=table)
        found = self.connection.execute(wanted).first()
        if found is None and "." not in secret and self._adopt(secret):
            found = self.connection.execute(wanted).first()
        return found

    def of_token(self, token: str) -> Row[Any] | None:
        """Return the session of a token, with its person and `token_expires_at`."""
        person, table, tokens = self.schema.table("central_person"), self._sessions, self._tokens
        expires, issued_with = tokens.c.expires_at.label("token_expires_at"), tokens.c.secret.label("issued_with")
        wanted = select(table, person, expires, issued_with)
        joined = wanted.join_from(tokens, table, table.c.token == tokens.c.session)
        joined = joined.join(person, person.c.code == table.c.person)
        return self.connection.execute(joined.where(tokens.c.token == hash_secret(token))).first()

    def _adopt(self, secret: str) -> bool:
        """Make a chain of a session that version 0.1.0 opened, so that updating the central asks for no password."""
        table = self._sessions
        old = (table.c.refresh_token == hash_secret(secret)) & (table.c.chain_key == "")
        values = {"token": hash_secret(_family(secret)), "chain_key": new_secret()}
        return bool(self.connection.execute(update(table).where(old).values(**values)).rowcount)

    def follow(self, row: Row[Any], *, secret: str, lasts: int) -> str | None:
        """Return the secret that follows `secret`; None when it is an older one, which only a copy can be.

        The last secret is spent by it. The one before is taken again while nobody has used what followed it, which
        is so when the answer was lost, and shortly after it was spent, when two windows renew at the same time.
        """
        shown, following = hash_secret(secret), _next(secret, key=row.chain_key)
        mine = self._sessions.c.token == row.token
        if shown == row.refresh_token:
            spent = {"previous": shown, "spent_at": self.now, "is_used": False}
            values = {"refresh_token": hash_secret(following), "refresh_expires_at": self.now + lasts, **spent}
            self.connection.execute(update(self._sessions).where(mine).values(**values))
            return following
        again = not row.is_used or self.now - row.spent_at <= TOGETHER
        return following if shown == row.previous and again else None

    def note_use(self, session: str, *, secret: str) -> None:
        """Note that a session's newest secret (its hash) arrived: the one before it has nothing left to ask."""
        table = self._sessions
        newest = (table.c.token == session) & (table.c.refresh_token == secret)
        self.connection.execute(update(table).where(newest).values(is_used=True))

    def end(self, session: str) -> None:
        """End a session with all its tokens."""
        self.connection.execute(delete(self._tokens).where(self._tokens.c.session == session))
        self.connection.execute(delete(self._sessions).where(self._sessions.c.token == session))

    def end_all(self, person: str) -> None:
        """End every session of a person."""
        mine = select(self._sessions.c.token).where(self._sessions.c.person == person)
        self.connection.execute(delete(self._tokens).where(self._tokens.c.session.in_(mine)))
        self.connection.execute(delete(self._sessions).where(self._sessions.c.person == person))

    @property
    def _sessions(self) -> Any:  # noqa: ANN401 - a Table, whose columns are known by name only
        return self.schema.table("central_session")

    @property
    def _tokens(self) -> Any:  # noqa: ANN401 - as above
        return self.schema.table("central_token")


def _next(secret: str, *, key: str) -> str:
    derived = hmac.new(key.encode(), secret.encode(), hashlib.sha256).digest()
    return f"{_family(secret)}.{_text(derived)}"


def _family(secret: str) -> str:
    """Return the part of a secret that stays; of one of version 0.1.0, which had none, what is made of it."""
    family, dot, _ = secret.partition(".")
    return family if dot else _text(hashlib.sha256(f"family {secret}".encode()).digest())


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
