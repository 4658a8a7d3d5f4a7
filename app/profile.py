"""The profile folder: who is signed in where, and whose store is whose (SYNC point 11)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from app.errors import ProfileError
from app.people import User
from app.store import Store, open_store

if TYPE_CHECKING:
    from pathlib import Path

    from app.catalog import Catalog

KEYRING, FILE = "keyring", "file"
"""Where the secret that renews a session is kept: the system's keyring, or a file in the profile folder."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in person at one central. `store` is the store's file name: it stays when the central moves."""

    server: str
    user: User
    credentials: str = KEYRING
    store: str = ""


def default_folder() -> Path:
    """Return where a profile lies unless the person names another folder."""
    from platformdirs import user_data_path  # noqa: PLC0415 - only where no folder is named

    return user_data_path("ShebaoDesk", appauthor=False, roaming=False)


def account_file(folder: Path) -> Path:
    """Return the file that says who is signed in."""
    return folder / "profile.json"


def log_file(folder: Path) -> Path:
    """Return the file that takes what a developer needs to know about a failure."""
    return folder / "logs" / "shebao.log"


def new_account(*, server: str, user: User, credentials: str = KEYRING) -> Account:
    """Return an account whose store belongs to this person at this central, and to nobody else."""
    place = re.sub(r"^[a-z]+://", "", server.rstrip("/").lower())
    name = re.sub(r"[^0-9A-Za-z.\-]+", "_", f"{user.code}-{place}")
    return Account(server=server.rstrip("/"), user=user, credentials=credentials, store=f"{name}.db")


def read_account(folder: Path) -> Account | None:
    """Return who is signed in, None when nobody is; raise ProfileError when the file is damaged."""
    file = account_file(folder)
    try:
        return msgspec.json.decode(file.read_bytes(), type=Account)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProfileError(f"登录信息 {file} 不能读取，请删除这个文件后重新登录；本机数据不受影响。") from error


def write_account(folder: Path, *, account: Account) -> None:
    """Remember who is signed in; the file is replaced as a whole or not at all."""
    file, fresh = account_file(folder), account_file(folder).with_suffix(".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(account), indent=2))
        fresh.replace(file)
    except OSError as error:
        raise ProfileError(f"不能写入登录信息 {file}，请检查文件夹权限和磁盘空间，或换一个文件夹。") from error


def forget_account(folder: Path) -> None:
    """Remember nobody as signed in; every store stays, with what waits in it."""
    account_file(folder).unlink(missing_ok=True)


def store_path(folder: Path, *, account: Account) -> Path:
    """Return the file of this person's store."""
    return folder / account.store


def open_account_store(folder: Path, *, account: Account, catalogs: tuple[Catalog, ...]) -> Store:
    """Open (or create) this person's store; raise StoreError."""
    return open_store(store_path(folder, account=account), catalogs=catalogs)
