"""The log file of a profile: what a developer needs to know about a failure; people get one sentence instead."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper

LARGEST = 1_000_000
KEPT = 3
FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class ProfileLog(RotatingFileHandler):
    """A log that makes its folder when there is something to write, and says so when it cannot."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:
        """Tell the person where nothing could be written, and what it was about."""
        sys.stderr.write(f"不能写入日志 {self.baseFilename}，请检查文件夹权限和磁盘空间（{record.getMessage()}）。\n")


def log_path(folder: Path) -> Path:
    """Return the log file of a profile folder."""
    return folder / "logs" / "shebao.log"


@contextmanager
def logging_to(folder: Path) -> Iterator[Path]:
    """Send this process's warnings and failures to the profile's log for the length of the block; give the file."""
    path, root = log_path(folder), logging.getLogger()
    handler = ProfileLog(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    root.addHandler(handler)
    try:
        yield path
    finally:
        root.removeHandler(handler)
        handler.close()
