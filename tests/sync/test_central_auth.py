"""Signing in: tokens that end, secrets that are replaced, guessing slowed down, revoked people kept out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import requests
from sqlalchemy import select

from app.catalogs import CATALOGS
from sync.central.auth import Door
from sync.central.database import Database, open_database
from sync.central.people import NewPerson, add_people, revoke
from sync.central.problems import RequestError
from sync.central.throttle import FREE_TRIES, LONGEST_WAIT, Throttle
from sync.wire import Refresh, SignIn
from tests.support import OPERATOR
from tests.sync.talk import TIMEOUT, Talk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.central_fixture import RunningCentral

WANTED = SignIn(user="hs_jb", password="right", client_id="c1")
WRONG = SignIn(user="hs_jb", password="wrong", client_id="c1")


class Clock:
    """Time that tests move."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(data=tmp_path, catalogs=CATALOGS)
    with opened.write() as connection:
        add_people(connection, schema=opened.schema, people=[NewPerson(user=OPERATOR, password="right")])
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(database: Database, clock: Clock) -> Door:
    return Door(database=database, clock=clock, throttle=Throttle(clock=clock))


def code_of(door: Door, token: str) -> str:
    with door.database.read() as connection:
        try:
            return door.who(connection, token=token).user.code
        except RequestError as error:
            return error.code


def refusal(door: Door, wanted: SignIn | Refresh) -> RequestError:
    with pytest.raises(RequestError) as caught:
        door.sign_in(wanted) if isinstance(wanted, SignIn) else door.refresh(wanted)
    return caught.value


def test_a_token_names_its_person_until_it_expires(door: Door, clock: Clock) -> None:
    session = door.sign_in(WANTED)
    assert (session.user.code, session.user.level, session.expires_in) == ("hs_jb", 4, 7200)
    assert code_of(door, session.token) == "hs_jb"
    clock.now += 7200
    assert code_of(door, session.token) == "token.expired"
    assert code_of(door, "nobody's") == "token.unknown"


def test_a_refresh_replaces_token_and_secret(door: Door, clock: Clock) -> None:
    first = door.sign_in(WANTED)
    clock.now += 7200
    old = Refresh(refresh_token=first.refresh_token, client_id="c1")
    second = door.refresh(old)
    assert code_of(door, second.token) == "hs_jb"
    assert code_of(door, first.token) == "token.unknown"
    assert refusal(door, old).code == "token.unknown"


def test_a_refresh_secret_is_bound_to_its_client_and_ends(door: Door, clock: Clock) -> None:
    session = door.sign_in(WANTED)
    stolen = Refresh(refresh_token=session.refresh_token, client_id="c2")
    assert refusal(door, stolen).code == "token.unknown"
    clock.now += door.refresh_seconds
    assert refusal(door, Refresh(refresh_token=session.refresh_token, client_id="c1")).code == "token.unknown"


def test_a_revoked_person_is_out_at_once(door: Door, database: Database) -> None:
    session = door.sign_in(WANTED)
    with database.write() as connection:
        revoke(connection, schema=database.schema, code="hs_jb")
    assert code_of(door, session.token) == "user.revoked"
    assert refusal(door, WANTED).code == "user.revoked"
    assert refusal(door, Refresh(refresh_token=session.refresh_token, client_id="c1")).code == "user.revoked"


def test_only_hashes_are_stored(door: Door, database: Database) -> None:
    session = door.sign_in(WANTED)
    with database.read() as connection:
        stored = [
            str(cell)
            for name in ("central_person", "central_session")
            for row in connection.execute(select(database.schema.table(name)))
            for cell in row
        ]
    for secret in ("right", session.token, session.refresh_token):
        assert not any(secret in cell for cell in stored)


def test_guessing_is_slowed_down_and_a_right_password_ends_it(door: Door, clock: Clock) -> None:
    codes = [refusal(door, WRONG).code for _ in range(FREE_TRIES)]
    assert codes == ["sign-in.wrong"] * FREE_TRIES
    throttled = refusal(door, WANTED)
    assert (throttled.code, throttled.status) == ("sign-in.throttled", 429)
    assert throttled.retry_after > 0
    clock.now += throttled.retry_after
    assert door.sign_in(WANTED).user.code == "hs_jb"
    assert refusal(door, WRONG).code == "sign-in.wrong"


def test_the_wait_grows_to_a_bound(clock: Clock) -> None:
    throttle = Throttle(clock=clock)
    waits = []
    for _ in range(FREE_TRIES + 12):
        throttle.wrong("x")
        waits.append(throttle.wait("x"))
    assert waits[: FREE_TRIES - 1] == [0] * (FREE_TRIES - 1)
    assert waits[FREE_TRIES - 1 : FREE_TRIES + 2] == [3, 5, 9]
    assert waits[-1] == LONGEST_WAIT + 1
    assert throttle.wait("y") == 0


@pytest.mark.parametrize("user", ["nobody", "", "hs_jb\x00", "x" * 5_000])
def test_an_unknown_name_is_answered_as_a_wrong_password(door: Door, user: str) -> None:
    assert refusal(door, SignIn(user=user, password="right", client_id="c1")).code == "sign-in.wrong"


def test_signing_out_ends_the_session(each_central: RunningCentral) -> None:
    talk = Talk(url=each_central.url, user="hs_jb")
    headers, session = talk.headers, talk.session
    assert session is not None
    me = requests.get(f"{talk.url}/v1/me", headers=headers, timeout=TIMEOUT)
    assert (me.json()["code"], me.json()["mof_div_name"]) == ("hs_jb", "海曙区")
    assert requests.delete(f"{talk.url}/v1/sessions", headers=headers, timeout=TIMEOUT).status_code == 204
    after = requests.get(f"{talk.url}/v1/me", headers=headers, timeout=TIMEOUT)
    assert (after.status_code, after.json()["code"]) == (401, "token.unknown")
    assert after.headers["www-authenticate"] == "Bearer"
    body = {"refresh_token": session.refresh_token, "client_id": "test-client"}
    again = requests.post(f"{talk.url}/v1/sessions/refresh", json=body, timeout=TIMEOUT)
    assert again.json()["code"] == "token.unknown"


def test_unknown_and_wrong_take_as_long(door: Door) -> None:
    def spent(wanted: SignIn) -> float:
        started = time.process_time()
        refusal(door, wanted)
        return time.process_time() - started

    wrong, unknown = spent(WRONG), spent(SignIn(user="nobody", password="x", client_id="c1"))
    assert unknown > wrong / 5
