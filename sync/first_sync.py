"""The first sync by the central's ready-made file: download that goes on after a cut, checks, taking it (SYNC point 8).

Whatever is wrong with the file, nothing of it is believed: the first sync then goes by changes, as without a file.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import re
import shutil
import sqlite3
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import zstandard

from app.errors import StoreError
from sync.errors import AnswerError, RequestRefusedError, SignInError
from sync.report import BYTES, Progress
from sync.snapshot_checks import UnfitError
from sync.snapshot_load import Loader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

    from app.store import Store
    from sync.calls import Central
    from sync.landing import Plans
    from sync.wire_ranges import SnapshotInfo

OFFER = "snapshot"
PREPARE, FETCH, LOAD = "中心端准备数据文件", "下载数据文件", "装入数据"
SMALLEST, LARGEST = 256 * 1024, 8 * 2**20
"""Bytes asked for at once; a request that takes long makes the next one smaller."""
QUICK, SLOW = 1.0, 5.0
PATIENCE = 300.0
"""Seconds that a file may be made without getting further."""
TICK = 0.1
PIECE = 1 << 20
GONE = (404, 416)
STORE_SHARE = 2
"""A store takes this many times the bytes of the unpacked file."""
MEGABYTE = 2**20
_HEX = re.compile(r"[0-9a-f]{64}")

_log = logging.getLogger(__name__)


class _UnusableError(Exception):
    """The file cannot be had or is not what was announced; the reason is for the log."""


@dataclass(frozen=True, kw_only=True)
class FirstSync:
    """One store's first sync. `ask` may stop it between requests and portions; it goes on where it was."""

    store: Store
    central: Central
    plans: Plans
    ask: Callable[[], None]
    say: Callable[[Progress], None]

    def run(self) -> int:
        """Take the file and keep its cursor; return the rows taken, 0 when the first sync has to go by changes."""
        try:
            info = self._wait()
            if not info.name:
                return 0
            packed = self._fetch(info)
            rows = self._load(info, packed=packed)
        except (_UnusableError, UnfitError, AnswerError, sqlite3.DatabaseError, zstandard.ZstdError) as error:
            if isinstance(error, sqlite3.Error) and "full" in str(error):
                raise _full(self.store.path.parent, needed=0) from error
            _log.warning("no snapshot is taken, the first sync goes by changes: %s", error)
            self._tidy()
            return 0
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise _full(self.store.path.parent, needed=0) from error
            _log.warning("no snapshot is taken, the first sync goes by changes: %s", error)
            self._tidy()
            return 0
        except SignInError:
            raise
        except RequestRefusedError as error:
            if error.status not in GONE:
                raise
            _log.warning("the snapshot is gone, the first sync goes by changes: %s", error.sentence)
            self._tidy()
            return 0
        self._tidy()
        return rows

    def _wait(self) -> SnapshotInfo:
        """Ask until the file is made; without a name: there will be none."""
        furthest, since = -1, time.monotonic()
        while True:
            self.ask()
            info = self.central.snapshot()
            if info.name or not info.retry_after:
                return info
            if info.done > furthest:
                furthest, since = info.done, time.monotonic()
            if time.monotonic() - since > PATIENCE:
                raise _UnusableError(f"it stays at {info.done} of {info.rows} rows")
            self.say(Progress(step=PREPARE, done=info.done, total=info.rows))
            until = time.monotonic() + info.retry_after
            while time.monotonic() < until:
                self.ask()
                time.sleep(TICK)

    def _fetch(self, info: SnapshotInfo) -> Path:
        """Download the file, or what is missing of it; return where it is, checked."""
        if not _HEX.fullmatch(info.digest):
            raise _UnusableError("it has no SHA-256")
        path = self._folder / f"{info.digest[:32]}.part"
        self._folder.mkdir(exist_ok=True)
        for other in self._folder.iterdir():
            if other.stem != path.stem:
                other.unlink()
        have = path.stat().st_size if path.exists() else 0
        self._check_room(info, have=have)
        with path.open("ab") as file:
            self._append(info, file=file, have=have)
        if path.stat().st_size != info.size or _digest(path) != info.digest:
            raise _UnusableError("its SHA-256 is another one")
        return path

    def _append(self, info: SnapshotInfo, *, file: BinaryIO, have: int) -> None:
        step = SMALLEST
        while have < info.size:
            self.ask()
            self.say(Progress(step=FETCH, done=have, total=info.size, unit=BYTES))
            started = time.monotonic()
            stop = min(have + step, info.size)
            piece = self.central.snapshot_part(name=info.name, start=have, stop=stop)
            if len(piece) != stop - have:
                raise _UnusableError(f"{len(piece)} bytes came instead of {stop - have}")
            file.write(piece)
            file.flush()
            have, took = stop, time.monotonic() - started
            step = min(step * 2, LARGEST) if took < QUICK else max(step // 2, SMALLEST) if took > SLOW else step

    def _check_room(self, info: SnapshotInfo, *, have: int) -> None:
        free = shutil.disk_usage(self._folder).free
        in_store = info.unpacked * STORE_SHARE
        if free < in_store:
            raise _full(self._folder, needed=in_store)
        if free < info.size - have + info.unpacked + in_store:
            raise _UnusableError("there is no room beside the store")

    def _load(self, info: SnapshotInfo, *, packed: Path) -> int:
        plain = packed.with_suffix(".db")
        if not plain.exists() or plain.stat().st_size != info.unpacked:
            self._unpack(info, packed=packed, plain=plain)

        def told(done: int) -> None:
            self.ask()
            self.say(Progress(step=LOAD, done=done, total=info.rows))

        return Loader(store=self.store, plans=self.plans, path=plain, info=info, told=told).load()

    def _unpack(self, info: SnapshotInfo, *, packed: Path, plain: Path) -> None:
        size = 0
        with packed.open("rb") as source, plain.open("wb") as target:
            for piece in zstandard.ZstdDecompressor().read_to_iter(source, read_size=PIECE, write_size=PIECE):
                self.ask()
                size += len(piece)
                if size > info.unpacked:
                    raise _UnusableError("it is larger than announced")
                target.write(piece)
        if size != info.unpacked:
            raise _UnusableError(f"{size} bytes were unpacked instead of {info.unpacked}")

    @property
    def _folder(self) -> Path:
        return self.store.path.with_suffix(".first-sync")

    def _tidy(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _full(folder: Path, *, needed: int) -> StoreError:
    room = f"第一次同步约需 {needed // MEGABYTE + 1:,} MB；" if needed else ""
    return StoreError(
        f"磁盘空间不够，{room}请清理 {folder.anchor or folder} 后重新同步，会从停下处继续。", code="store.full"
    )
