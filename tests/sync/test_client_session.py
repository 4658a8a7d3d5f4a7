"""Signing in, opening offline, switching users: an outbox stays with its person (SYNC point 11)."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import msgspec
import pytest

from app.catalogs import CATALOGS
from app.errors import StoreError
from app.ids import new_id
from app.people import Level, Role
from app.store import open_store
from sync.credentials import FileCredentials
from sync.engine import run_round
from sync.errors import AnswerError, ProfileError, RoundStoppedError, SignInError, UnreachableError
from sync.profile import Profile, Settings
from sync.session import Session, open_session, sign_in, sign_out
from tests.sync.desks import Desk, MemoryCredentials, Wire, lost_answer

if TYPE_CHECKING:
    from pathlib import Path

    from sync.transport import Transport
    from tests.sync.model_central import ModelCentral


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(folder=tmp_path / "profile")


def enter(central: ModelCentral, profile: Profile, user: str = "jia", *, typed: str = "") -> Session:
    wire, password = Wire(central), typed or "right"
    credentials = FileCredentials(profile.folder / "credentials.json")
    return sign_in(
        profile, server=wire.server, user=user, password=password, credentials=credentials, connect=lambda _: wire
    )


def no_wire(_server: str) -> Transport:
    raise AssertionError("opening offline must not ask anybody")


def at_desk(session: Session, central: ModelCentral) -> Desk:
    return Desk(session=session, store=open_store(session.store_path, catalogs=CATALOGS), wire=Wire(central))


def test_the_person_is_known_again_without_a_central(central: ModelCentral, profile: Profile) -> None:
    first = enter(central, profile)
    again = open_session(profile, connect=no_wire)
    assert again is not None
    assert again.user == first.user
    assert (again.user.level, again.user.role, again.user.mof_div_name) == (Level.COUNTY, Role.OPERATOR, "鄞州区")
    assert (again.client_id, again.store_path) == (first.client_id, first.store_path)


def test_nobody_is_signed_in_at_first(profile: Profile) -> None:
    assert open_session(profile) is None
    assert not profile.folder.exists(), "asking makes nothing"


def test_a_wrong_password_leaves_no_trace(central: ModelCentral, profile: Profile) -> None:
    with pytest.raises(SignInError, match="用户名或密码不对"):
        enter(central, profile, typed="wrong")
    assert not profile.folder.exists()


def test_the_secret_is_in_no_file_but_the_credentials(central: ModelCentral, profile: Profile) -> None:
    session = enter(central, profile)
    run_round(open_store(session.store_path, catalogs=CATALOGS), session=session)
    secrets = [*central.secrets, *central.tokens, "right"]
    for path in profile.folder.rglob("*"):
        if path.is_file() and path.name != "credentials.json":
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in content], path


def test_switching_users_drops_no_outbox(central: ModelCentral, profile: Profile) -> None:
    desk = at_desk(enter(central, profile), central)
    desk.sync()
    row_id = new_id()
    desk.add_account(row_id, number="10001")
    desk.store.close()
    other = at_desk(enter(central, profile, "yi"), central)
    assert other.store.path != desk.store.path
    assert other.status().unsent == 0
    other.store.close()
    again = at_desk(enter(central, profile), central)
    assert again.session.client_id == desk.session.client_id
    assert again.status().unsent == 1
    assert again.sync().accepted == 1
    again.store.close()


def test_another_persons_store_is_not_sent(central: ModelCentral, profile: Profile) -> None:
    mine, other = at_desk(enter(central, profile), central), enter(central, profile, "yi")
    with pytest.raises(RoundStoppedError, match="属于另一位用户"):
        run_round(mine.store, session=other)
    mine.store.close()


def test_signing_out_keeps_the_data_and_forgets_the_secret(central: ModelCentral, profile: Profile) -> None:
    desk = at_desk(enter(central, profile), central)
    desk.sync()
    assert sign_out(profile, session=desk.session) == ""
    assert open_session(profile) is None
    assert desk.store.path.exists()
    assert "secret" not in (profile.folder / "credentials.json").read_text(encoding="utf-8")
    with pytest.raises(RoundStoppedError, match="重新登录"):
        desk.sync()
    desk.store.close()


def test_signing_out_without_a_central_says_what_is_left(central: ModelCentral, profile: Profile) -> None:
    session = enter(central, profile)
    wire = session.central.transport
    assert isinstance(wire, Wire)
    wire.faults = [lost_answer]
    assert "没能通知中心端" in sign_out(profile, session=session)
    assert open_session(profile) is None


def test_the_token_is_renewed_and_the_newest_secret_kept(central: ModelCentral, profile: Profile) -> None:
    enter(central, profile)
    session = open_session(profile, connect=lambda _: Wire(central))
    assert session is not None
    desk = at_desk(session, central)
    desk.sync()
    central.tokens.clear()
    desk.sync()
    kept = FileCredentials(profile.folder / "credentials.json").read("jia@http://model")
    assert list(central.secrets) == [kept]
    desk.store.close()


def test_another_window_renewed_first(central: ModelCentral, profile: Profile) -> None:
    enter(central, profile)
    one, two = (open_session(profile, connect=lambda _: Wire(central)) for _ in range(2))
    assert one is not None
    assert two is not None
    assert one.central.me() == two.central.me() == central.people["jia"]
    central.tokens.clear()
    assert two.central.me() == one.central.me() == central.people["jia"]


def test_a_lost_answer_to_the_renewal_asks_to_sign_in_and_loses_nothing(
    central: ModelCentral, profile: Profile
) -> None:
    desk = at_desk(enter(central, profile), central)
    desk.sync()
    desk.add_account(new_id(), number="10001")
    central.tokens.clear()
    wire = desk.session.central.transport
    assert isinstance(wire, Wire)
    wire.faults = [lambda through: through(), lost_answer]
    with pytest.raises(RoundStoppedError) as first:
        desk.sync()
    assert isinstance(first.value.cause, UnreachableError)
    with pytest.raises(RoundStoppedError, match="重新登录"):
        desk.sync()
    desk.store.close()
    again = at_desk(enter(central, profile), central)
    assert again.sync().accepted == 1
    again.store.close()


def test_new_rights_are_noticed(central: ModelCentral, profile: Profile) -> None:
    desk = at_desk(enter(central, profile), central)
    assert not desk.sync().rights_changed
    central.people["jia"] = msgspec.structs.replace(central.people["jia"], role="reviewer")
    report = desk.sync()
    assert report.rights_changed
    assert "权限有变化" in report.sentence
    again = open_session(profile, connect=no_wire)
    assert again is not None
    assert again.user.role is Role.REVIEWER
    desk.store.close()


def test_a_role_that_is_not_known_asks_for_an_update(central: ModelCentral, profile: Profile) -> None:
    central.people["jia"] = msgspec.structs.replace(central.people["jia"], role="wizard")
    with pytest.raises(AnswerError, match="更新程序"):
        enter(central, profile)
    assert open_session(profile) is None


def test_damaged_settings_are_told_with_their_place(profile: Profile) -> None:
    profile.folder.mkdir(parents=True)
    profile.settings_path.write_text("{", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"settings\.json"):
        open_session(profile)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ProfileError, match="不能写入数据文件夹"):
        Profile(folder=tmp_path / "file" / "profile").save(Settings())


def test_a_damaged_store_is_called_damaged(central: ModelCentral, profile: Profile) -> None:
    session = enter(central, profile)
    session.store_path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError) as raised:
        open_session(profile)
    assert raised.value.code == "store.damaged"
    assert str(session.store_path) in raised.value.sentence


def test_a_store_that_another_version_left_without_a_person_opens_nobody(
    central: ModelCentral, profile: Profile
) -> None:
    session = enter(central, profile)
    with sqlite3.connect(session.store_path) as raw:
        raw.execute("DELETE FROM meta WHERE name = 'person'")
    raw.close()
    assert open_session(profile) is None


def test_names_that_differ_in_case_share_a_store(profile: Profile) -> None:
    one = profile.store_path(server="http://Z", user="Jia")
    assert one == profile.store_path(server="http://z", user="jia")
    assert one != profile.store_path(server="http://z", user="yi")
    assert MemoryCredentials().read("nobody") == ""
