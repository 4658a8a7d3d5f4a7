"""The desk's keys: made known once, kept in the keyring, drawn anew when lost; a central with another is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.catalogs import CATALOGS
from app.store import read_meta, write_meta
from sync.central.hand_over_keys import META_KEY, secret_key
from sync.contact import META_CONTACT
from sync.errors import CredentialsError, HandOverError, RoundStoppedError
from sync.hand_over_keys import META_DEVICE, keys_of
from sync.profile import Profile
from sync.session import sign_in
from sync.signing import is_signed, new_secret_key, public_key, sign
from tests.sync.desks import Desk, open_desk, seeded_central
from tests.sync.real_central import RealCentral

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def central() -> Iterator[RealCentral]:
    made = RealCentral(people=("jia",), catalogs=CATALOGS)
    yield made
    made.close()


@pytest.fixture
def desk(central: RealCentral, tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(central, folder=tmp_path, user="jia")
    yield made
    made.store.close()


def puts(desk: Desk) -> int:
    return sum(request.path.startswith("/v1/devices/") for request in desk.wire.requests)


def known(central: RealCentral) -> list[str]:
    table = central.database.schema.table("central_device")
    with central.database.read() as connection:
        return list(connection.execute(select(table.c.public_key)).scalars())


def account(desk: Desk) -> str:
    return f"device {desk.session.client_id}"


def test_the_first_round_makes_the_key_known_once(desk: Desk, central: RealCentral) -> None:
    desk.sync()
    desk.sync()
    keys = keys_of(desk.store, session=desk.session)
    assert puts(desk) == 1
    assert known(central) == [public_key(keys.secret)]
    assert keys.central == public_key(secret_key(central.database))


def test_no_file_can_be_signed_before(desk: Desk) -> None:
    with pytest.raises(HandOverError, match="联网同步一次") as told:
        keys_of(desk.store, session=desk.session)
    assert told.value.code == "hand-over.unknown-device"


def test_a_key_that_was_lost_is_drawn_anew_with_the_next_round(desk: Desk, central: RealCentral) -> None:
    desk.sync()
    lost = keys_of(desk.store, session=desk.session).secret
    desk.session.tokens.credentials.delete(account(desk))
    with pytest.raises(HandOverError, match="重新登记") as told:
        keys_of(desk.store, session=desk.session)
    assert told.value.code == "hand-over.lost-key"
    desk.sync()
    found = keys_of(desk.store, session=desk.session).secret
    assert found != lost
    assert known(central) == [public_key(found)]


def test_without_a_keyring_only_hand_over_files_are_not_to_be_had(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = desk.session.tokens.credentials
    write = credentials.write

    def locked(name: str, secret: str) -> None:
        if name.startswith("device"):
            raise CredentialsError("系统凭据库已锁定。", code="credentials.locked")
        write(name, secret)

    monkeypatch.setattr(credentials, "write", locked)
    assert desk.sync().received > 0
    with pytest.raises(HandOverError, match="联网同步一次"):
        keys_of(desk.store, session=desk.session)
    monkeypatch.undo()
    desk.sync()
    assert keys_of(desk.store, session=desk.session).secret


def test_a_central_with_another_key_is_refused_until_the_person_signs_in_again(
    desk: Desk, central: RealCentral, tmp_path: Path
) -> None:
    desk.sync()
    meta = central.database.schema.table("central_meta")
    with central.database.write() as connection:
        connection.execute(meta.delete().where(meta.c.name == META_KEY))
    central.database.memory.public_key = ""
    with desk.store.write() as connection:
        write_meta(connection, schema=desk.store.schema, name=META_CONTACT, value="")  # hello is asked again
    with pytest.raises(RoundStoppedError, match="签名密钥与以前不同") as told:
        desk.sync()
    assert told.value.code == "central.other-key"
    again = open_desk(central, folder=tmp_path, user="jia")
    again.sync()
    assert keys_of(again.store, session=again.session).central == public_key(secret_key(central.database))
    again.store.close()


def test_signing_in_again_makes_the_key_known_again(desk: Desk, central: RealCentral, tmp_path: Path) -> None:
    desk.sync()
    secret = keys_of(desk.store, session=desk.session).secret
    table = central.database.schema.table("central_device")
    with central.database.write() as connection:
        connection.execute(table.delete())
    sign_in(
        Profile(folder=tmp_path / "jia"),
        server=desk.wire.server,
        user="jia",
        password="right",
        credentials=desk.session.tokens.credentials,
        connect=lambda _: desk.wire,
    )
    desk.sync()
    assert known(central) == [public_key(secret)]


def test_a_central_without_hand_over_files_is_left_alone(tmp_path: Path) -> None:
    desk = open_desk(seeded_central(), folder=tmp_path, user="jia")
    desk.sync()
    assert puts(desk) == 0
    with desk.store.read() as connection:
        assert read_meta(connection, schema=desk.store.schema, name=META_DEVICE) == ""
    desk.store.close()


def test_a_signature_is_good_for_its_bytes_and_key_alone() -> None:
    one, two = new_secret_key(), new_secret_key()
    signature = sign("公文".encode(), secret=one)
    assert is_signed("公文".encode(), signature=signature, key=public_key(one))
    assert not is_signed("公文。".encode(), signature=signature, key=public_key(one))
    assert not is_signed("公文".encode(), signature=signature, key=public_key(two))
    for bad in ("", "=", signature[:-4], signature + "AA==", signature.rstrip("="), "\n" + signature):
        assert not is_signed("公文".encode(), signature=bad, key=public_key(one))
        assert not is_signed("公文".encode(), signature=signature, key=bad)
    with pytest.raises(ValueError, match="no secret key"):
        sign(b"", secret="")
