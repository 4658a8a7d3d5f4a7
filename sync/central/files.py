"""The files of receipts at the central: each once, named by its hash; who may send or have one (contract, files)."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import rights
from app.catalogs.receipt import LARGEST
from app.receipts.kinds import kind_of
from app.scope import below
from sync.central.problems import RequestError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from app.people import User
    from app.tables import Schema

CATALOG = "receipt"
FILES = "files"
"""The folder in that of the central."""
log = logging.getLogger("sync.central")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShelf:
    """The folder of the files; several processes may share it."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Return where a file lies or would lie."""
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str, *, size: int) -> bool:
        """Say whether the file is here, whole."""
        path = self.path(sha256)
        return path.is_file() and path.stat().st_size == size

    def keep(self, body: bytes, *, sha256: str) -> None:
        """Keep a file, whole or not at all; RequestError central.failed when the disk does not take it."""
        if self.has(sha256, size=len(body)):
            return
        path = self.path(sha256)
        fresh = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as error:
            log.exception("%s could not be kept", path)
            fresh.unlink(missing_ok=True)
            raise RequestError(
                "central.failed", "中心端不能写入文件，没有保存这份回单，请联系管理员检查磁盘空间和权限。"
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    region: str
    kind: str
    size: int


def check_sending(connection: Connection, *, schema: Schema, user: User, sha256: str, body: bytes) -> None:
    """Raise RequestError unless this person may send this file: it must be what a receipt of their region says."""
    if len(body) > LARGEST:
        raise RequestError("body.too-large", f"回单最大 {LARGEST >> 20} MiB，请降低扫描分辨率或拆分后再上传。")
    rows = _receipts(connection, schema=schema, user=user, sha256=sha256)
    if not rows:
        raise unknown()
    own = [one for one in rows if one.region == user.mof_div_code]
    if reason := rights.may_write(user, catalog=schema.catalog(CATALOG)):
        raise RequestError("rights.file", f"{reason}。")
    if not own:
        raise RequestError("rights.file", "这是其他财政区划的回单，应由该地区上传。")
    if hashlib.sha256(body).hexdigest() != sha256:
        raise RequestError("file.other-content", "文件内容与校验值不符，可能在传输中损坏，请重新上传。")
    kind = kind_of(body)
    if not kind:
        raise RequestError("body.type", "文件内容不是 PDF、PNG 或 JPEG，不能作为回单。")
    if all((one.kind, one.size) != (kind, len(body)) for one in own):
        raise RequestError("file.other-content", "文件的类型或大小与回单登记的不同，请移除这张回单后重新添加。")


def check_having(connection: Connection, *, schema: Schema, user: User, sha256: str) -> None:
    """Raise RequestError unless the person sees a receipt with this file."""
    if not _receipts(connection, schema=schema, user=user, sha256=sha256):
        raise unknown()


def unknown() -> RequestError:
    """Return the refusal that tells nobody whether a file exists that they may not see."""
    return RequestError("file.unknown", "没有这份回单，或文件还没有上传；请先同步，仍没有时请添加回单的单位同步一次。")


def _receipts(connection: Connection, *, schema: Schema, user: User, sha256: str) -> list[_Told]:
    """Return what the receipts with this file say of it, of those that the person sees."""
    table = schema.rows.get(CATALOG)
    if table is None or rights.may_read(user, catalog=schema.catalog(CATALOG)):
        return []
    rows = connection.execute(
        select(table.c.mof_div_code, table.c.media_type, table.c.size).where(
            table.c.sha256 == sha256,
            table.c.is_deleted.is_(False),
            below(table, schema=schema, region=user.mof_div_code),
        )
    )
    return [_Told(region=region, kind=kind, size=size) for region, kind, size in rows]
