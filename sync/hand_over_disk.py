"""Hand-over files on a disk that may be full, write-protected or pulled out (SYNC point 12; 移动存储介质)."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sync.errors import HandOverError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES = 64 * 2**20
"""The largest file that is read."""
BATCHES_SUFFIX, REPLIES_SUFFIX = ".sbd", ".sbr"
_REMEDIES: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("full", "磁盘或 U 盘空间不足，请清理或换一个 U 盘后重试"),
    errno.EDQUOT: ("full", "磁盘空间已用完，请清理后重试"),
    errno.EFBIG: ("full", "磁盘或 U 盘放不下这个文件，请换一个 U 盘后重试"),
    errno.EROFS: ("protected", "U 盘是只读的，请打开写保护开关或换一个 U 盘后重试"),
    errno.EACCES: ("protected", "没有写入或读取的权限，请检查写保护和权限，或换一个位置"),
    errno.EPERM: ("protected", "没有写入或读取的权限，请检查写保护和权限，或换一个位置"),
    errno.ENOENT: ("gone", "文件或文件夹不存在，U 盘可能已拔出，请插好后重试"),
    errno.ENOTDIR: ("gone", "文件夹不存在，请检查路径"),
    errno.ENODEV: ("gone", "U 盘已拔出，请插好后重试"),
    errno.ENXIO: ("gone", "U 盘已拔出，请插好后重试"),
    errno.EIO: ("broken", "读写出错，U 盘可能已拔出或损坏，请换一个 U 盘后重试"),
    errno.EISDIR: ("folder", "这是一个文件夹，请写明文件名"),
    errno.ENAMETOOLONG: ("name", "文件名太长，请换一个较短的名称"),
}
_PROTECTED_MEDIUM = 19
"""Windows' ERROR_WRITE_PROTECT, which Python reports as a permission error."""


def read_file(path: Path) -> bytes:
    """Return a file's bytes; HandOverError names what is wrong with the place."""
    with _named(path, doing="读取"):
        if path.stat().st_size > MOST_BYTES:
            raise HandOverError(f"文件 {path.name} 过大，不是交接文件，请重新选择。", code="hand-over.too-large")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)


class Place:
    """Where a file is going to be: its folder takes files; what stood there before stays until the new one is whole."""

    def __init__(self, path: Path) -> None:
        """Make sure that the folder can be written, before anything else is done for the file."""
        self.path = path
        self._part = path.with_name(f"{path.name}.part")
        with _named(path, doing="写入"):
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "")
            self._part.write_bytes(b"")

    def write(self, raw: bytes) -> None:
        """Put the file there, flushed to the medium, read back and compared."""
        with _named(self.path, doing="写入"):
            try:
                with self._part.open("wb") as file:
                    file.write(raw)
                    file.flush()
                    os.fsync(file.fileno())
                self._compare(raw)
                self._part.replace(self.path)
                _flush_folder(self.path.parent)
            finally:
                self.leave()

    def leave(self) -> None:
        """Take away what was begun; a medium that is gone took it along."""
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _compare(self, raw: bytes) -> None:
        with self._part.open("rb") as file:
            if hasattr(os, "posix_fadvise"):  # read the medium, not the memory
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            if file.read(len(raw) + 1) != raw:
                raise OSError(errno.EIO, "")


def write_file(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all; HandOverError names what is wrong with the place."""
    Place(path).write(raw)


def reply_path(path: Path) -> Path:
    """Return where the reply to a file of batches is proposed: beside it."""
    stem = path.stem.replace("待上传", "回执")
    return path.with_name(f"{stem if stem != path.stem else stem + '_回执'}{REPLIES_SUFFIX}")


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there, and the file's own flush is all there is
        return
    at = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(at)
    finally:
        os.close(at)


@contextmanager
def _named(path: Path, *, doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if getattr(error, "winerror", None) == _PROTECTED_MEDIUM:
            kind, why = _REMEDIES[errno.EROFS]
        else:
            kind, why = _REMEDIES.get(
                error.errno or 0, ("failed", f"{error.strerror or '系统没有说明原因'}，请检查后重试")
            )
        raise HandOverError(
            f"不能{doing}交接文件 {path}：{why}。", code=f"hand-over.{kind}", title=f"不能{doing}交接文件"
        ) from error
