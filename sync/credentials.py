"""Where the refresh secret is kept: the system's own keyring; a file only when asked for by name (SYNC point 11)."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Protocol

from sync.errors import CredentialsError

if TYPE_CHECKING:
    from pathlib import Path

    from keyring.backend import KeyringBackend

SERVICE = "shebao-desk"
LONGEST = 1280
"""Characters that the Windows credential store takes."""
KEYRING, FILE = "keyring", "file"

_log = logging.getLogger(__name__)


class Credentials(Protocol):
    """Keeps one short secret per account."""

    @property
    def kind(self) -> str:
        """The backend's name in the settings."""

    @property
    def warning(self) -> str:
        """What the person should know about this place ('' for nothing)."""

    def check(self) -> None:
        """Raise CredentialsError when nothing can be kept here."""

    def read(self, account: str) -> str:
        """Return the secret, '' when there is none."""

    def write(self, account: str, secret: str) -> None:
        """Keep the secret."""

    def delete(self, account: str) -> None:
        """Forget the secret; one that is not there is fine."""


class KeyringCredentials:
    """The operating system's keyring: Windows credential store, macOS keychain, SecretService or KWallet."""

    kind = KEYRING
    warning = ""

    def check(self) -> None:
        """Find the system's backend."""
        self._backend()

    def read(self, account: str) -> str:
        """Read from the system's keyring."""
        from keyring.errors import KeyringError  # noqa: PLC0415 - 165 ms that an offline start does not need

        try:
            return self._backend().get_password(SERVICE, account) or ""
        except (KeyringError, OSError, RuntimeError) as error:
            raise keyring_error(error, what="读取") from error

    def write(self, account: str, secret: str) -> None:
        """Write to the system's keyring."""
        from keyring.errors import KeyringError  # noqa: PLC0415 - as above

        if len(secret) > LONGEST:
            raise CredentialsError(
                f"中心端给出的登录凭据有 {len(secret)} 个字符，超过系统凭据库的上限 {LONGEST}，请联系中心端管理员。",
                code="credentials.too-long",
            )
        try:
            self._backend().set_password(SERVICE, account, secret)
        except (KeyringError, OSError, RuntimeError) as error:
            raise keyring_error(error, what="保存") from error

    def delete(self, account: str) -> None:
        """Delete from the system's keyring."""
        from keyring.errors import KeyringError, PasswordDeleteError  # noqa: PLC0415 - as above

        try:
            self._backend().delete_password(SERVICE, account)
        except PasswordDeleteError:
            _log.info("no secret was kept for this account")
        except (KeyringError, OSError, RuntimeError) as error:
            raise keyring_error(error, what="删除") from error

    @staticmethod
    def _backend() -> KeyringBackend:
        """Return the system's best backend; never one that an installed package merely brings along."""
        from keyring.backend import get_all_keyring  # noqa: PLC0415 - as above

        own = [one for one in get_all_keyring() if _is_systems(type(one).__module__)]
        if not own:
            raise CredentialsError(
                "本机没有可用的系统凭据库，登录信息无处保存；请启用系统凭据库，"
                "或在登录时明确选择用文件保存（命令行：--credentials file）。",
                code="credentials.none",
            )
        return max(own, key=lambda one: float(one.priority))


def _is_systems(module: str) -> bool:
    parts = module.split(".")
    return parts[:2] == ["keyring", "backends"] and parts[-1] not in {"fail", "null", "chainer"}


def keyring_error(error: Exception, *, what: str) -> CredentialsError:
    """Return the sentence for a failure of the keyring while it was to `what` (read, keep, delete) a secret."""
    from keyring.errors import KeyringLocked  # noqa: PLC0415 - as above

    if isinstance(error, CredentialsError):
        return error
    if isinstance(error, KeyringLocked):
        return CredentialsError(f"系统凭据库已锁定，不能{what}登录信息，请解锁后重试。", code="credentials.locked")
    return CredentialsError(
        f"系统凭据库不能{what}登录信息（{type(error).__name__}），请检查系统凭据库后重试。", code="credentials.failed"
    )


class FileCredentials:
    """A file that only its owner can read, for machines without a keyring."""

    kind = FILE
    warning = "登录凭据以文件形式保存在本机，请确保只有您本人能读取该文件夹。"

    def __init__(self, path: Path) -> None:
        """`path` is the file; it is made when the first secret is kept."""
        self._path = path

    def check(self) -> None:
        """Nothing is needed before the first writing but a warning."""
        _log.warning(self.warning)

    def read(self, account: str) -> str:
        """Read from the file."""
        return self._load().get(account, "")

    def write(self, account: str, secret: str) -> None:
        """Write to the file; a damaged one is put aside, for its secrets are gone already."""
        try:
            kept = self._load()
        except CredentialsError:
            self._put_aside()
            kept = {}
        self._save({**kept, account: secret})

    def delete(self, account: str) -> None:
        """Delete from the file."""
        kept = self._load()
        if kept.pop(account, None) is not None:
            self._save(kept)

    def _load(self) -> dict[str, str]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, ValueError) as error:
            raise CredentialsError(
                f"凭据文件 {self._path} 已损坏，请重新登录；本机数据和未上传的修改都还在。", code="credentials.file"
            ) from error
        return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}

    def _put_aside(self) -> None:
        try:
            self._path.replace(self._path.with_suffix(".damaged"))
        except OSError as error:
            raise self._not_written(error) from error

    def _not_written(self, error: OSError) -> CredentialsError:
        return CredentialsError(
            f"不能写入凭据文件 {self._path}（{error.strerror}），请检查文件夹权限。", code="credentials.file"
        )

    def _save(self, secrets: dict[str, str]) -> None:
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(secrets, file)
            fresh.replace(self._path)
        except OSError as error:
            raise self._not_written(error) from error


def credentials_of(kind: str, *, folder: Path) -> Credentials:
    """Return the backend named in the settings."""
    return FileCredentials(folder / "credentials.json") if kind == FILE else KeyringCredentials()
