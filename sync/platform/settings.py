"""Where the platform is and what is received from it: a TOML file beside the central's data (数据接收)."""

from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING, Annotated

import msgspec

from sync.errors import SyncError
from sync.http import HttpTransport
from sync.platform.errors import PlatformError, network_words
from sync.trust import Trust

if TYPE_CHECKING:
    from pathlib import Path

FILE = "platform.toml"
TOKEN_VARIABLE = "SHEBAO_PLATFORM_TOKEN"  # noqa: S105 - the name of a variable
_Region = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{9}$")]
_Year = Annotated[int, msgspec.Meta(ge=2000, le=2099)]


class PlatformSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings as written. File names count from the settings' folder; `tables` empty: all that are declared.

    `mapping`: a folder with corrected tables.csv, columns.csv or codes.csv.
    """

    address: str
    province: _Region
    years: list[_Year]
    tables: list[str] = []
    token_file: str = ""
    authority: str = ""
    certificate: str = ""
    key: str = ""
    mapping: str = ""


class PlatformPlace:
    """Settings that were read, and the folder that their file names count from."""

    def __init__(self, settings: PlatformSettings, *, folder: Path) -> None:
        self.settings = settings
        self._folder = folder

    @property
    def mapping(self) -> Path | None:
        """The folder with corrected declarations, None for the product's own."""
        return self._path(self.settings.mapping)

    def token(self) -> str:
        """Return the present token: from its file, else from the environment. PlatformError."""
        path = self._path(self.settings.token_file)
        if path is None:
            found = os.environ.get(TOKEN_VARIABLE, "")
            where = f"环境变量 {TOKEN_VARIABLE}"
        else:
            found, where = _read(path, what="令牌文件").decode("utf-8-sig", "replace"), f"令牌文件 {path}"
        token = found.strip()
        if not re.fullmatch(r"[\x21-\x7e]{1,4000}", token):
            raise PlatformError(f"{where} 中没有可用的令牌，请写入一体化平台发给的令牌。", code="platform.token")
        return token

    def transport(self) -> HttpTransport:
        """Return the way to the platform; PlatformError for an address or a certificate that cannot be used."""
        trust = Trust(
            authority=self._path(self.settings.authority),
            certificate=self._path(self.settings.certificate),
            key=self._path(self.settings.key),
        )
        server = self.settings.address
        try:
            return HttpTransport(server, trust=trust)
        except SyncError as error:
            words = network_words(code=error.code, sentence=error.sentence, server=server)
            raise PlatformError(f"{words}。", code=error.code) from error

    def _path(self, name: str) -> Path | None:
        return self._folder / name if name else None


def read_settings(path: Path) -> PlatformPlace:
    """Read the settings at `path`; PlatformError that names what is missing or wrong."""
    content = _read(path, what="数据接收的设置文件")
    try:
        found = msgspec.convert(tomllib.loads(content.decode("utf-8-sig")), type=PlatformSettings)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlatformError(
            f"设置文件 {path} 不是正确的 TOML（{error}），请改正。", code="platform.settings"
        ) from error
    except msgspec.ValidationError as error:
        words = f"设置文件 {path} 应写明 address、province（9 位）和 years（年度列表）"
        raise PlatformError(f"{words}，请改正（{error}）。", code="platform.settings") from error
    return PlatformPlace(found, folder=path.parent)


def _read(path: Path, *, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PlatformError(f"不能读取{what} {path}（{error.strerror}），请检查。", code="platform.settings") from error
