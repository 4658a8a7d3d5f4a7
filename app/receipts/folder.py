"""The folder of receipts beside a store: every file once, named by the hash of its content (clause 1.6)."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import StoreError
from app.receipts.kinds import SUFFIXES, ReceiptError

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFolder:
    """The folder; nothing is made before the first file comes."""

    path: Path

    def file(self, sha256: str, *, kind: str) -> Path:
        """Return where a file lies or would lie; the ending is for the programs that open it."""
        return self.path / sha256[:2] / f"{sha256}{SUFFIXES[kind]}"

    def has(self, sha256: str, *, kind: str) -> bool:
        """Say whether the file is here."""
        return self.file(sha256, kind=kind).is_file()

    def keep(self, body: bytes, *, sha256: str, kind: str) -> Path:
        """Keep a file, whole or not at all; one that is here already is the same. StoreError when it cannot be."""
        path = self.file(sha256, kind=kind)
        if path.is_file() and path.stat().st_size == len(body):
            return path
        fresh = path.with_suffix(f".{os.getpid()}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(body)
            fresh.replace(path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise StoreError(
                f"不能把回单写入 {path.parent}（{error.strerror}），请检查磁盘空间和文件夹权限。", code="receipt.folder"
            ) from error
        return path

    def read(self, sha256: str, *, kind: str) -> bytes:
        """Return a file's content; ReceiptError when it is not here, or is not any more what it was."""
        path = self.file(sha256, kind=kind)
        try:
            body = path.read_bytes()
        except FileNotFoundError as error:
            raise ReceiptError("回单文件还没有取到本机，请连接中心端后再打开。", code="receipt.away") from error
        except OSError as error:
            raise ReceiptError(f"不能读取回单 {path}（{error.strerror}），请检查文件夹权限。") from error
        if hashlib.sha256(body).hexdigest() != sha256:
            raise ReceiptError(f"本机的回单文件 {path} 已被改动或损坏，请删除它后重新取回。", code="receipt.damaged")
        return body


def folder_of(store: Store) -> ReceiptFolder:
    """Return the folder of a store's receipts."""
    return ReceiptFolder(path=store.path.with_suffix(".files"))
