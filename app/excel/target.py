"""Putting a new file in place of an old one in one step, with one sentence for every way that can fail."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xlsxwriter.exceptions import XlsxWriterException

from app.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replacing(path: Path, *, suffix: str = ".xlsx") -> Iterator[Path]:
    """Give a path beside `path` to write to; afterwards it takes the place of `path`, or nothing has changed."""
    _check(path, suffix=suffix)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield beside
        os.replace(beside, path)  # noqa: PTH105 - Path.replace says the same, less plainly
    except OSError as error:
        raise _failure(error, path=path) from error
    except XlsxWriterException as error:
        cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))
        raise _failure(cause, path=path) from error
    finally:
        beside.unlink(missing_ok=True)


def _check(path: Path, *, suffix: str) -> None:
    if path.suffix.lower() != suffix:
        raise WorkbookError(f"文件名“{path.name}”应以 {suffix} 结尾，请改名后再导出。", code="workbook.name")
    if path.is_dir():
        raise WorkbookError(f"“{path}”是文件夹，请另取一个文件名。", code="workbook.name")
    if not path.parent.is_dir():
        raise WorkbookError(f"文件夹“{path.parent}”不存在，请先建立或另选位置。", code="workbook.folder")


def _failure(error: OSError, *, path: Path) -> WorkbookError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return WorkbookError(
            f"磁盘已满，没有写出“{path.name}”，原有文件未动；请清理磁盘或另选位置后重试。", code="workbook.full"
        )
    if isinstance(error, PermissionError):
        program = " Excel " if path.suffix.lower() == ".xlsx" else "阅读程序"
        return WorkbookError(
            f"不能写入“{path}”：文件可能正在{program}中打开，或没有写权限；请关闭它或另选位置后重试。",
            code="workbook.locked",
        )
    reason = error.strerror or str(error)
    return WorkbookError(f"没有写出“{path.name}”（{reason}），原有文件未动；请另选位置后重试。", code="workbook.write")
