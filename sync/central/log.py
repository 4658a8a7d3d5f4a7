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
        handlers.append(RotatingFileHandler(path, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8"))
    for handler in handlers:
        handler.setFormatter(logging.Formatter(f"worker-{worker} {FORMAT}" if worker else FORMAT))
        logger.addHandler(handler)


def stop_logging() -> None:
    """Close the files."""
    logger = logging.getLogger("sync.central")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
