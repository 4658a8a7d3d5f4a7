"""Where the refresh secret goes: the system's keyring, a file only when asked for (SYNC point 11)."""

from __future__ import annotations

import logging
import stat
import sys
from typing import TYPE_CHECKING

import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from sync.credentials import FileCredentials, KeyringCredentials, credentials_of
from sync.errors import CredentialsError

if TYPE_CHECKING:
    from pathlib import Path


NOTHING: object = keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]
NULL: object = keyring.backends.null.Keyring()  # type: ignore[no-untyped-call]


class SystemKeyring:
    """A stand-in for an operating system's keyring."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.failing: Exception | None = None

    def get_password(self, service: str, account: str) -> str | None:
        self._fail()
        return self.kept.get((service, account))

    def set_password(self, service: str, account: str, secret: str) -> None:
        self._fail()
        self.kept[service, account] = secret

    def delete_password(self, service: str, account: str) -> None:
        self._fail()
        if self.kept.pop((service, account), None) is None:
            raise keyring.errors.PasswordDeleteError("none")

    def _fail(self) -> None:
        if self.failing:
            raise self.failing


SystemKeyring.__module__ = "keyring.backends.SecretService"


class PlainText(SystemKeyring):
    """What keyrings.alt would bring along by being installed."""

    priority = 99


PlainText.__module__ = "keyrings.alt.file"


def offer(monkeypatch: pytest.MonkeyPatch, *backends: object) -> None:
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: list(backends))


def test_the_systems_keyring_keeps_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    system = SystemKeyring()
    offer(monkeypatch, NOTHING, system)
    credentials = KeyringCredentials()
    credentials.check()
    assert credentials.read("jia@http://z") == ""
    credentials.write("jia@http://z", "secret")
    assert credentials.read("jia@http://z") == "secret"
    assert list(system.kept) == [("shebao-desk", "jia@http://z")]
    credentials.delete("jia@http://z")
    credentials.delete("jia@http://z")
    assert system.kept == {}


def test_a_backend_that_a_package_brings_along_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, PlainText(), NOTHING, NULL)
    with pytest.raises(CredentialsError, match="没有可用的系统凭据库") as error:
        KeyringCredentials().check()
    assert error.value.code == "credentials.none"
    assert "--credentials file" in error.value.sentence


@pytest.mark.parametrize(
    ("failing", "code"),
    [
        (keyring.errors.KeyringLocked("x"), "credentials.locked"),
        (keyring.errors.InitError("x"), "credentials.failed"),
        (RuntimeError("no bus"), "credentials.failed"),
        (OSError("x"), "credentials.failed"),
    ],
)
def test_a_failing_keyring_is_a_sentence(monkeypatch: pytest.MonkeyPatch, failing: Exception, code: str) -> None:
    system = SystemKeyring()
    system.failing = failing
    offer(monkeypatch, system)
    credentials = KeyringCredentials()
    for act in (lambda: credentials.read("a"), lambda: credentials.write("a", "b"), lambda: credentials.delete("a")):
        with pytest.raises(CredentialsError) as error:
            act()
        assert error.value.code == code


def test_a_secret_too_long_for_windows_is_refused_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, SystemKeyring())
    with pytest.raises(CredentialsError, match="1280"):
        KeyringCredentials().write("a", "x" * 1281)


def test_the_file_is_its_owners_alone_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "profile" / "credentials.json"
    credentials = FileCredentials(path)
    with caplog.at_level(logging.WARNING):
        credentials.check()
    assert "文件形式" in caplog.text
    assert "文件形式" in credentials.warning
    credentials.write("甲@http://z", "secret")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert credentials_of("file", folder=path.parent).read("甲@http://z") == "secret"
    credentials.delete("甲@http://z")
    assert credentials.read("甲@http://z") == ""


def test_a_damaged_file_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(CredentialsError, match="重新登录") as error:
        FileCredentials(path).read("a")
    assert str(path) in error.value.sentence


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CredentialsError, match="不能写入"):
        FileCredentials(tmp_path / "file" / "credentials.json").write("a", "b")


def test_nothing_but_the_name_chooses_the_file(tmp_path: Path) -> None:
    assert isinstance(credentials_of("keyring", folder=tmp_path), KeyringCredentials)
    assert isinstance(credentials_of("", folder=tmp_path), KeyringCredentials)
    assert isinstance(credentials_of("file", folder=tmp_path), FileCredentials)
