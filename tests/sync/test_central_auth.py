"""Signing in: tokens that end, secrets that are replaced, guessing slowed down, revoked people kept out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import requests
from sqlalchemy import select

from sync.central import throttle
from sync.central.auth import Door
from sync.central.logins import TOGETHER
from sync.central.passwords import hash_secret
from sync.central.people import revoke, set_password
from sync.central.problems import RequestError
from sync.central.throttle import FREE_TRIES, LONGEST_WAIT
from sync.wire_hello import Refresh, Session, SignIn
from tests.sync.talk import TIMEOUT, Talk

if TYPE_CHECKING:
    from sync.central.database import Database
    from tests.sync.central_fixture import RunningCentral

WANTED = SignIn(user="hs_jb", password="right", client_id="c1")
WRONG = SignIn(user="hs_jb", password="wrong", client_id="c1")


class Clock:
    """Time that tests move."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def database(each_database: Database) -> Database:
    with each_database.write() as connection:
        set_password(connection, schema=each_database.schema, code="hs_jb", password="right")
    return each_database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(database: Database, clock: Clock) -> Door:
    return Door(database=database, clock=clock)


def code_of(door: Door, token: str) -> str:
    try:
        return door.who(token).user.code
    except RequestError as error:
        return error.code


def renewal(session: Session, *, client_id: str = "c1") -> Refresh:
    return Refresh(refresh_token=session.refresh_token, client_id=client_id)


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


def test_a_refresh_replaces_the_secret_and_other_tokens_live_out_their_time(door: Door, clock: Clock) -> None:
    first = door.sign_in(WANTED)
    clock.now += 3600
    second = door.refresh(renewal(first))
    assert second.refresh_token != first.refresh_token
    assert code_of(door, second.token) == code_of(door, first.token) == "hs_jb"
    clock.now += 3600
    assert (code_of(door, first.token), code_of(door, second.token)) == ("token.expired", "hs_jb")
    clock.now += 8 * 24 * 3600
    door.sign_in(WANTED)
    assert code_of(door, first.token) == "token.unknown", "forgotten at last"


def test_a_lost_answer_to_a_refresh_costs_nothing_however_late_it_is_asked_again(door: Door, clock: Clock) -> None:
    first = door.sign_in(WANTED)
    lost = door.refresh(renewal(first))
    clock.now += 3 * 24 * 3600
    again = door.refresh(renewal(first))
    assert again.refresh_token == lost.refresh_token, "whichever answer arrives, the next secret is the same"
    assert again.token != lost.token
    assert code_of(door, again.token) == "hs_jb"
    assert code_of(door, door.refresh(renewal(again)).token) == "hs_jb"


def test_a_session_of_version_0_1_0_goes_on(door: Door, database: Database, clock: Clock) -> None:
    old = Refresh(refresh_token="a-secret-without-a-family", client_id="c1")
    table = database.schema.table("central_session")
    row = {"token": "f" * 64, "refresh_token": hash_secret(old.refresh_token), "person": "hs_jb", "client_id": "c1"}
    with database.write() as connection:
        connection.execute(table.insert().values(**row, expires_at=0, refresh_expires_at=int(clock.now) + 60))
    first, again = door.refresh(old), door.refresh(old)
    assert first.refresh_token == again.refresh_token
    assert code_of(door, again.token) == "hs_jb"
    assert code_of(door, door.refresh(renewal(again)).token) == "hs_jb"
    assert refusal(door, old).code == "token.unknown", "spent long ago by now"


def test_two_windows_may_renew_at_the_same_time(door: Door, clock: Clock) -> None:
    first = door.sign_in(WANTED)
    one = door.refresh(renewal(first))
    assert code_of(door, one.token) == "hs_jb"
    clock.now += TOGETHER
    two = door.refresh(renewal(first))
    assert two.refresh_token == one.refresh_token
    assert (code_of(door, one.token), code_of(door, two.token)) == ("hs_jb", "hs_jb")


@pytest.mark.parametrize("older", [False, True], ids=["the one before", "an older one"])
def test_a_spent_secret_that_comes_again_ends_the_session_for_all_who_have_it(
    door: Door, clock: Clock, caplog: pytest.LogCaptureFixture, *, older: bool
) -> None:
    stolen = door.sign_in(WANTED)
    session = door.refresh(renewal(stolen))
    assert code_of(door, session.token) == "hs_jb"
    if older:
        session = door.refresh(renewal(session))
    else:
        clock.now += TOGETHER + 1
    elsewhere = door.sign_in(SignIn(user="hs_jb", password="right", client_id="c2"))
    with caplog.at_level("WARNING", logger="sync.central"):
        assert refusal(door, renewal(stolen)).code == "token.unknown"
    assert "spent refresh secret of hs_jb" in caplog.text
    assert code_of(door, session.token) == "token.unknown"
    assert refusal(door, renewal(session)).code == "token.unknown"
    assert code_of(door, elsewhere.token) == "hs_jb", "another session of the same person goes on"


@pytest.mark.parametrize("secret", ["", ".", "x", "x.y", "." * 50, "\x00", "秘.密", "x" * 100_000])
def test_a_made_up_secret_is_refused_and_ends_nothing(door: Door, secret: str) -> None:
    session = door.sign_in(WANTED)
    assert refusal(door, Refresh(refresh_token=secret, client_id="c1")).code == "token.unknown"
    assert code_of(door, session.token) == "hs_jb"


def test_a_refresh_secret_is_bound_to_its_client_and_ends(door: Door, clock: Clock) -> None:
    session = door.sign_in(WANTED)
    assert refusal(door, renewal(session, client_id="c2")).code == "token.unknown"
    assert code_of(door, session.token) == "hs_jb"
    clock.now += door.refresh_seconds
    assert refusal(door, renewal(session)).code == "token.unknown"


def test_another_password_ends_every_session_of_that_person(door: Door, database: Database) -> None:
    sessions = [door.sign_in(WANTED), door.sign_in(WANTED)]
    with database.write() as connection:
        set_password(connection, schema=database.schema, code="hs_jb", password="another")
    assert [code_of(door, one.token) for one in sessions] == ["token.unknown"] * 2
    assert [refusal(door, renewal(one)).code for one in sessions] == ["token.unknown"] * 2
    assert door.sign_in(SignIn(user="hs_jb", password="another", client_id="c1")).user.code == "hs_jb"


def test_a_revoked_person_is_out_at_once(door: Door, database: Database) -> None:
    session = door.sign_in(WANTED)
    with database.write() as connection:
        revoke(connection, schema=database.schema, code="hs_jb")
    assert code_of(door, session.token) == "user.revoked"
    assert refusal(door, WANTED).code == "user.revoked"
    assert refusal(door, renewal(session)).code == "user.revoked"
    with database.write() as connection:
        revoke(connection, schema=database.schema, code="hs_jb", is_revoked=False)
    assert code_of(door, session.token) == "hs_jb"
    assert door.refresh(renewal(session)).user.code == "hs_jb"


def test_only_hashes_are_stored(door: Door, database: Database) -> None:
    session = door.sign_in(WANTED)
    with database.read() as connection:
        stored = [
            str(cell)
            for name in ("central_person", "central_session", "central_token")
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


def test_the_wait_grows_to_a_bound_and_is_forgotten_after_a_day(database: Database, clock: Clock) -> None:
    waits = []
    with database.write() as connection:
        for _ in range(FREE_TRIES + 40):
            throttle.wrong(connection, schema=database.schema, name="x", now=clock.now)
            waits.append(throttle.wait(connection, schema=database.schema, name="X", now=clock.now))
        assert waits[: FREE_TRIES - 1] == [0] * (FREE_TRIES - 1)
        assert waits[FREE_TRIES - 1 : FREE_TRIES + 2] == [3, 5, 9]
        assert waits[-1] == LONGEST_WAIT + 1
        assert throttle.wait(connection, schema=database.schema, name="y", now=clock.now) == 0
        clock.now += LONGEST_WAIT + throttle.REMEMBERED
        throttle.wrong(connection, schema=database.schema, name="y", now=clock.now)
        left = connection.execute(select(database.schema.table("central_throttle").c.wrong)).scalars().all()
    assert left == [1]


def test_wrong_passwords_count_over_all_workers_and_restarts(each_central: RunningCentral) -> None:
    talk = Talk(url=each_central.url, user="hs_jb")

    def guess() -> str:
        body = {"user": talk.user, "password": "guess", "client_id": "c1"}
        return str(requests.post(f"{talk.url}/v1/sessions", json=body, timeout=TIMEOUT).json()["code"])

    assert {guess() for _ in range(FREE_TRIES - 1)} == {"sign-in.wrong"}
    each_central.kill()
    each_central.start()
    assert guess() == "sign-in.wrong", "the last free one"
    assert guess() == "sign-in.throttled"


@pytest.mark.parametrize("user", ["nobody", "", "hs_jb\x00", "x" * 5_000])
def test_an_unknown_name_is_answered_as_a_wrong_password(door: Door, user: str) -> None:
    assert refusal(door, SignIn(user=user, password="right", client_id="c1")).code == "sign-in.wrong"


def test_a_renewal_whose_answer_was_lost_is_given_again_on_both_databases(each_central: RunningCentral) -> None:
    talk = Talk(url=each_central.url, user="hs_jb")
    talk.sign_in()

    def renew(secret: str) -> requests.Response:
        body = {"refresh_token": secret, "client_id": talk.client_id}
        return requests.post(f"{talk.url}/v1/sessions/refresh", json=body, timeout=TIMEOUT)

    assert talk.session is not None
    first = talk.session.refresh_token
    lost, again = renew(first).json(), renew(first).json()
    assert again["refresh_token"] == lost["refresh_token"] != first
    headers = {"Authorization": f"Bearer {again['token']}"}
    assert requests.get(f"{talk.url}/v1/me", headers=headers, timeout=TIMEOUT).status_code == 200
    assert renew(again["refresh_token"]).status_code == 200
    stolen = renew(first)
    assert (stolen.status_code, stolen.json()["code"]) == (401, "token.unknown")
    assert requests.get(f"{talk.url}/v1/me", headers=headers, timeout=TIMEOUT).json()["code"] == "token.unknown"


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
