"""What a file is, told by its content and never by its name: PDF, PNG or JPEG, not empty, not too large (1.6)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.catalogs.receipt import LARGEST
from app.errors import ShebaoError

if TYPE_CHECKING:
    from pathlib import Path

_BEGINNINGS = (("pdf", b"%PDF-"), ("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff"))
SUFFIXES = {"pdf": ".pdf", "png": ".png", "jpeg": ".jpg"}
_SEARCHED = 1024
"""Bytes within which readers of PDF find its beginning."""


class ReceiptError(ShebaoError):
    """A file that cannot be kept as a receipt, or a receipt that is not to be had."""

    code = "receipt"
    title = "回单不能使用"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file's content: `kind` is pdf, png or jpeg, `sha256` in lower-case hex digits."""

    body: bytes
    kind: str
    sha256: str

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.body)


def kind_of(body: bytes) -> str:
    """Return pdf, png or jpeg by what the content begins with, '' for anything else."""
    for kind, beginning in _BEGINNINGS:
        if body.startswith(beginning) or (kind == "pdf" and beginning in body[:_SEARCHED]):
            return kind
    return ""


def read_content(path: Path) -> Content:
    """Read a file that is to become a receipt; ReceiptError names it and says what to do."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise ReceiptError(_too_large(path.name, size=size), code="receipt.size")
        body = path.read_bytes()
    except OSError as error:
        raise ReceiptError(
            f"不能读取文件“{path}”（{error.strerror}），请检查文件是否还在、是否有权限。", code="receipt.unreadable"
        ) from error
    return content_of(body, name=path.name)


def content_of(body: bytes, *, name: str) -> Content:
    """Judge a file's content; ReceiptError names the file and says what to do."""
    if not body:
        raise ReceiptError(f"文件“{name}”是空的，请重新导出或扫描后再添加。", code="receipt.empty")
    if len(body) > LARGEST:
        raise ReceiptError(_too_large(name, size=len(body)), code="receipt.size")
    kind = kind_of(body)
    if not kind:
        raise ReceiptError(
            f"文件“{name}”的内容不是 PDF、PNG 或 JPEG，请另存为其中一种再添加（只改扩展名不行）。", code="receipt.kind"
        )
    return Content(body=body, kind=kind, sha256=hashlib.sha256(body).hexdigest())


def _too_large(name: str, *, size: int) -> str:
    return f"文件“{name}”有 {size / 2**20:.1f} MB，回单最大 {LARGEST >> 20} MB，请降低扫描分辨率或拆分后再添加。"
