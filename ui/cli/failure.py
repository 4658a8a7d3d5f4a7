"""Every failure as a ShebaoError: those of files by their cause, those that nobody foresaw by their log entry."""

from __future__ import annotations

import errno
import logging
from typing import TYPE_CHECKING

from app.errors import ShebaoError

if TYPE_CHECKING:
    from pathlib import Path

CAUSES = {
    errno.ENOENT: ("文件或文件夹不存在", "请检查路径"),
    errno.EACCES: ("没有权限", "请检查权限，或关闭正在使用它的程序"),
    errno.EPERM: ("没有权限", "请检查权限，或关闭正在使用它的程序"),
    errno.EROFS: ("磁盘是只读的", "请换一个位置"),
    errno.ENOSPC: ("磁盘已满", "请清理磁盘后重试"),
    errno.EISDIR: ("这是一个文件夹", "请写明文件名"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "请检查路径"),
    errno.ENAMETOOLONG: ("名称太长", "请换一个较短的名称"),
}


class FileError(ShebaoError):
    """A file or folder cannot be read or written."""

    code = "file"
    title = "文件不能读写"


class InternalError(ShebaoError):
    """A fault of the program itself."""

    code = "internal"
    title = "程序内部出错"


def file_error(error: OSError) -> FileError:
    """Return the sentence for a failure of the file system."""
    cause, remedy = CAUSES.get(error.errno or 0, (error.strerror or "系统没有说明原因", "请检查后重试"))
    place = f"不能读写 {error.filename}" if error.filename else "文件读写失败"
    return FileError(f"{place}：{cause}，{remedy}。")


def internal_error(error: BaseException, *, log: Path) -> InternalError:
    """Log what nobody foresaw, with its traceback, and return a sentence that names the log file."""
    logging.getLogger(__name__).error("unforeseen failure", exc_info=error)
    return InternalError(f"程序内部出错，操作没有完成，已保存的数据不受影响；请把日志 {log} 发给管理员。")
