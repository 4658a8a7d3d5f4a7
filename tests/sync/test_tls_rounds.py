"""Rounds over TLS with the real central: a chosen CA, the system's, one's own certificate (SYNC point 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.ids import new_id
from app.store import open_store
from sync.credentials import FileCredentials
from sync.engine import run_round
from sync.errors import CertificateError, RequestRefusedError, SyncError, UnreachableError
from sync.kept_trust import Choice
from sync.profile import Profile
from sync.session import Session, open_session, sign_in
from tests.sync.central_fixture import PASSWORD, RunningCentral
from tests.sync.desks import Desk, Wire
from tests.sync.model_central import ModelCentral
from tests.sync.test_central_serve import staff
from tests.sync.tls_files import Authority, log_of, tls_options
from ui.rounds.controller import is_there

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Start = Callable[..., RunningCentral]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "stick")


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(folder=tmp_path / "profile")


def enter(profile: Profile, central: RunningCentral, choice: Choice | None = None, *, user: str = "yz_jb") -> Session:
    credentials = FileCredentials(profile.folder / "credentials.json")
    return sign_in(
        profile,
        server=central.url,
        user=user,
        password=PASSWORD,
        credentials=credentials,
        choice=choice or Choice(),
    )


def a_round(session: Session) -> int:
    store = open_store(session.store_path, catalogs=CATALOGS)
    try:
        Desk(session=session, store=store, wire=Wire(ModelCentral())).add_account(
            new_id(), number=str(int(new_id()[-12:], 16))
        )
        return run_round(store, session=session).accepted
    finally:
        store.close()
        session.close()


def reopened(profile: Profile) -> Session:
    session = open_session(profile)
    assert session is not None
    return session


def test_a_chosen_authority_lies_with_the_profile_and_the_stick_may_go(
    start: Start, authority: Authority, profile: Profile
) -> None:
    central = start(*tls_options(authority.issue("127.0.0.1")))
    assert central.url.startswith("https://")
    with pytest.raises(UnreachableError) as refused:
        enter(profile, central)
    assert refused.value.code == "network.untrusted"
    assert "--authority" in refused.value.sentence
    assert not profile.folder.exists()
    session = enter(profile, central, Choice(authority=authority.file))
    run_round(open_store(session.store_path, catalogs=CATALOGS), session=session)
    session.close()
    authority.file.unlink()
    assert a_round(reopened(profile)) == 1
    assert a_round(enter(profile, central)) == 1, "signing in again keeps what was chosen"
    enter(profile, central, user="nb_jb").close()  # another person at the same central needs not choose
    assert is_there(central.url, trust=reopened(profile).trust) == ""
    with pytest.raises(UnreachableError):
        enter(profile, central, Choice(keeps_authority=False))


def test_the_systems_own_authorities_count_and_a_bundle_of_the_environment_adds_nothing(
    start: Start, authority: Authority, profile: Profile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    central = start(*tls_options(authority.issue("127.0.0.1")))
    other = Authority(tmp_path / "other").file
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    with pytest.raises(UnreachableError) as refused:
        enter(profile, central, Choice(authority=other))
    assert refused.value.code == "network.untrusted"
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    enter(profile, central).close()


def test_the_centrals_own_certificate_may_be_chosen_in_place_of_its_authority(
    start: Start, authority: Authority, profile: Profile
) -> None:
    pair = authority.issue("127.0.0.1")
    central = start(*tls_options(pair))
    session = enter(profile, central, Choice(authority=pair.certificate))
    store = open_store(session.store_path, catalogs=CATALOGS)
    assert run_round(store, session=session).received > 0
    store.close()
    session.close()
    with pytest.raises(UnreachableError):
        enter(profile, central, Choice(authority=authority.issue("127.0.0.2").certificate))


@pytest.mark.parametrize("packed", [False, True], ids=["pem", "pfx"])
def test_a_central_that_asks_for_certificates_gets_the_persons_own(
    start: Start, authority: Authority, profile: Profile, tmp_path: Path, *, packed: bool
) -> None:
    central = start(*tls_options(authority.issue("127.0.0.1"), client_ca=authority.file))
    own = authority.issue("yz_jb@example.org")
    with pytest.raises(UnreachableError) as refused:
        enter(profile, central, Choice(authority=authority.file))
    assert refused.value.code == "network.certificate-needed"
    stranger = Authority(tmp_path / "other").issue("stranger@example.org")
    with pytest.raises(UnreachableError) as refused:
        enter(
            profile,
            central,
            Choice(authority=authority.file, certificate=stranger.certificate, key=stranger.key),
        )
    assert refused.value.code == "network.certificate-refused"
    if packed:
        file = own.packed(tmp_path / "own.PFX", password="证书密码")
        with pytest.raises(CertificateError, match="密码不对"):
            enter(profile, central, Choice(authority=authority.file, certificate=file, password="wrong"))
        choice = Choice(authority=authority.file, certificate=file, password="证书密码")
    else:
        choice = Choice(authority=authority.file, certificate=own.certificate, key=own.key)
    session = enter(profile, central, choice)
    run_round(open_store(session.store_path, catalogs=CATALOGS), session=session)
    session.close()
    for path in (own.certificate, own.key, tmp_path / "own.PFX"):
        path.unlink(missing_ok=True)
    assert a_round(reopened(profile)) == 1
    assert "yz_jb signs in with the certificate CN=yz_jb@example.org" in log_of(central)
    secrets = [one for one in profile.folder.rglob("*") if one.is_file() and "证书密码".encode() in one.read_bytes()]
    assert [one.name for one in secrets] in ([], ["credentials.json"])


def test_a_person_with_a_certificate_of_their_own_needs_that_one(
    start: Start, authority: Authority, profile: Profile
) -> None:
    central = start(*tls_options(authority.issue("127.0.0.1"), client_ca=authority.file))
    own, other = authority.issue("yz_jb@example.org"), authority.issue("nb_jb@example.org")
    bound = staff(central.data, "certificate", "yz_jb", "--file", str(own.certificate))
    assert (bound.returncode, bound.stderr) == (0, "")
    mine = Choice(authority=authority.file, certificate=own.certificate, key=own.key)
    wrong = Choice(authority=authority.file, certificate=other.certificate, key=other.key)
    with pytest.raises(RequestRefusedError, match="本人的客户端证书") as refused:
        enter(profile, central, wrong)
    assert refused.value.code == "rights.certificate"
    enter(profile, central, mine).close()
    enter(profile, central, wrong, user="nb_jb").close()
    session = enter(profile, central, mine)
    taken = session.central.tokens
    assert taken is not None
    elsewhere = enter(Profile(folder=profile.folder / "thief"), central, wrong, user="nb_jb")
    elsewhere.central.tokens = taken
    with pytest.raises(RequestRefusedError, match="本人的客户端证书"):
        elsewhere.central.me()
    assert session.central.me().code == "yz_jb"
    for one in (session, elsewhere):
        one.close()
    assert staff(central.data, "certificate", "yz_jb").returncode == 0
    enter(profile, central, wrong).close()


def test_an_unencrypted_line_is_used_only_after_a_person_allowed_it(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, small_central: RunningCentral
) -> None:
    monkeypatch.setattr("sync.address.is_loopback", lambda _server: False)
    with pytest.raises(SyncError, match="不加密") as refused:
        enter(profile, small_central)
    assert refused.value.code == "network.exposed"
    assert not profile.folder.exists()
    credentials = FileCredentials(profile.folder / "credentials.json")
    allowed = sign_in(
        profile, server=small_central.url, user="yz_jb", password=PASSWORD, credentials=credentials, plain=True
    )
    allowed.close()
    assert profile.settings().plain == (small_central.url,)
    enter(profile, small_central).close()
