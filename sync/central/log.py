"""What the central writes down: a rotating file in its data folder, and one line per event on stderr."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE_BYTES = 5 * 2**20
FILES = 5
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class CentralLog(RotatingFileHandler):
    """Says once on stderr that it cannot write, and again only when it could meanwhile.

    A full disk lets every request fail here: a page of traceback each would fill whatever stderr leads to, and a
    central whose stderr is a pipe that nobody empties would stop for ever.
    """

    _is_told = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        self._has_failed = False
        super().emit(record)
        self._is_told = self._has_failed

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802 - overrides
        """Note that it could not be written."""
        self._has_failed = True
        if not self._is_told:
            sys.stderr.write(f"不能写入日志 {self.baseFilename}，请检查磁盘空间和文件夹权限；中心端继续运行。\n")


def start_logging(data: Path | None, *, worker: int = 0) -> None:
    """Log requests and failures to `logs/central.log` in `data`, and warnings to stderr.

    A worker among several has a file of its own, `logs/central-N.log`: two processes cannot turn one file over.
    """
    logger = logging.getLogger("sync.central")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    seen = logging.StreamHandler(sys.stderr)
    seen.setLevel(logging.WARNING)
    handlers: list[logging.Handler] = [seen]
    if data:
        (data / "logs").mkdir(parents=True, exist_ok=True)
        path = data / "logs" / (f"central-{worker}.log" if worker else "central.log")
        handlers.append(CentralLog(path, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8"))
    for handler in handlers:
        handler.setFormatter(logging.Formatter(f"worker-{worker} {FORMAT}" if worker else FORMAT))
        logger.addHandler(handler)


def stop_logging() -> None:
    """Close the files."""
    logger = logging.getLogger("sync.central")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
