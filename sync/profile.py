"""The profile folder: settings.json, and one store per central and person, so that switching drops nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sync.background import Background
from sync.default_folder import default_folder
from sync.errors import ProfileError

if TYPE_CHECKING:
    from pathlib import Path


class Settings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who was signed in last, where, and where the secret is kept; when rounds run by themselves.

    `plain`: centrals to which a person allowed an unencrypted connection.
    """

    server: str = ""
    user: str = ""
    credentials: str = "keyring"
    background: Background = Background()
    plain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile folder; nothing is read or made before it is asked for."""

    folder: Path

    @property
    def settings_path(self) -> Path:
        """Return the settings file."""
        return self.folder / "settings.json"

    def store_path(self, *, server: str, user: str) -> Path:
        """Return the file of the store that belongs to this person at this central."""
        digest = hashlib.sha256(f"{server.casefold()}\n{user.casefold()}".encode()).hexdigest()
        return self.folder / "stores" / f"{digest[:24]}.db"

    def settings(self) -> Settings:
        """Read the settings; ProfileError when the file cannot be read."""
        try:
            return msgspec.json.decode(self.settings_path.read_bytes(), type=Settings)
        except FileNotFoundError:
            return Settings()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ProfileError(
                f"设置文件 {self.settings_path} 不能读取，请删除它后重新登录；本机数据不受影响。",
                code="profile.settings",
            ) from error

    def change(self, **members: object) -> None:
        """Write some members of the settings and leave the others; a file that cannot be read is replaced."""
        try:
            present = self.settings()
        except ProfileError:
            present = Settings()
        self.save(msgspec.structs.replace(present, **members))

    def save(self, settings: Settings) -> None:
        """Write the settings, whole or not at all; ProfileError when the folder cannot be written."""
        fresh = self.settings_path.with_suffix(".new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(msgspec.json.format(msgspec.json.encode(settings)))
            fresh.replace(self.settings_path)
        except OSError as error:
            raise ProfileError(
                f"不能写入数据文件夹 {self.folder}（{error.strerror}），请检查权限或换一个位置。", code="profile.folder"
            ) from error


def default_profile() -> Profile:
    """Return the profile of this computer's user."""
    return Profile(folder=default_folder())
