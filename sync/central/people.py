"""The people a central knows: kept with a hashed password, found by their code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from app.people import Level, Role, User
from sync.central.logins import Logins
from sync.central.passwords import hash_password
from sync.wire import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to be entered: who they are, and their first password."""

    user: User
    password: str


def add_people(connection: Connection, *, schema: Schema, people: Iterable[NewPerson]) -> None:
    """Enter people; their codes must be new."""
    rows = [
        {
            "code": one.user.code,
            "name": one.user.name,
            "mof_div_code": one.user.mof_div_code,
            "mof_div_name": one.user.mof_div_name,
            "level": int(one.user.level),
            "role": str(one.user.role),
            "password": hash_password(one.password),
        }
        for one in people
    ]
    if rows:
        connection.execute(insert(schema.table("central_person")), rows)


def set_password(connection: Connection, *, schema: Schema, code: str, password: str) -> bool:
    """Give a person another password and end their sessions; False when there is no such person."""
    person = schema.table("central_person")
    changed = connection.execute(
        update(person).where(person.c.code == code).values(password=hash_password(password))
    ).rowcount
    Logins(connection=connection, schema=schema, now=0).end_all(code)
    return bool(changed)


def revoke(connection: Connection, *, schema: Schema, code: str, is_revoked: bool = True) -> bool:
    """Shut a person out (or let them in again); what they sent stays. False when there is no such person."""
    table = schema.table("central_person")
    changed = connection.execute(update(table).where(table.c.code == code).values(is_revoked=is_revoked)).rowcount
    return bool(changed)


def bind_certificate(connection: Connection, *, schema: Schema, code: str, subject: str) -> bool:
    """Let a person in only with the client certificate of this subject ('': with any); False when there is no such."""
    table = schema.table("central_person")
    changed = connection.execute(update(table).where(table.c.code == code).values(certificate=subject)).rowcount
    return bool(changed)


def user_of(row: Row[tuple[object, ...]]) -> User:
    """Return the person in a row of central_person."""
    return User(
        code=row.code,
        name=row.name,
        mof_div_code=row.mof_div_code,
        mof_div_name=row.mof_div_name,
        level=Level(row.level),
        role=Role(row.role),
    )


def person_of(user: User) -> Person:
    """Return a person as sent."""
    return Person(
        code=user.code,
        name=user.name,
        mof_div_code=user.mof_div_code,
        mof_div_name=user.mof_div_name,
        level=int(user.level),
        role=str(user.role),
    )
