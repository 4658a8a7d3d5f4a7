"""The folder of ready-made snapshots: what is there, who is making one, what has to go (SYNC point 8).

Several processes may share it. A snapshot is two files, its rows and a description; the description is written last.
"""

from __future__ import annotations

import logging
import os
import time
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger("sync.central")

ROWS, ABOUT, MAKING = ".db.zst", ".json", ".making"
ABANDONED = 60.0
"""Seconds without a sign of life after which whoever was making a snapshot is taken for dead."""
GRACE = 3600.0
"""Seconds that a replaced snapshot stays for those who are downloading it."""
MOST_BYTES = 8 * 2**30


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A ready-made snapshot; `made_at` in seconds since 1970 by this computer's clock."""

    name: str
    region: str
    version: int
    shapes: str
    rows: int
    size: int
    unpacked: int
    digest: str
    cursor: str
    made_at: float


class Shelf:
    """One folder; `most_bytes` bounds what ready files take together."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes

    def ready(self) -> list[Made]:
        """Return what is there, youngest first."""
        found = [made for path in self.folder.glob(f"*{ABOUT}") if (made := self._read(path))]
        return sorted(found, key=lambda made: made.made_at, reverse=True)

    def find(self, name: str) -> Made | None:
        """Return one snapshot by its name."""
        return self._read(self.folder / (name + ABOUT))

    def path(self, made: Made) -> Path:
        """Return where a snapshot's rows are."""
        return self.folder / (made.name + ROWS)

    def _read(self, path: Path) -> Made | None:
        try:
            made = msgspec.json.decode(path.read_bytes(), type=Made)
        except (OSError, msgspec.DecodeError):  # gone meanwhile, or not one of ours
            return None
        return made if self.path(made).exists() else None

    def put(self, made: Made, *, packed: Path) -> None:
        """Put a finished snapshot on the shelf, and let go of what it replaces."""
        packed.replace(self.path(made))
        draft = self.folder / (made.name + ".draft")
        draft.write_bytes(msgspec.json.encode(made))
        draft.replace(self.folder / (made.name + ABOUT))
        self._tidy(made)

    def _tidy(self, newest: Made) -> None:
        now, kept = time.time(), 0
        known = set()
        for made in self.ready():
            replaced = made.region == newest.region and made.name != newest.name
            kept += made.size
            if made.name != newest.name and ((replaced and now - made.made_at > GRACE) or kept > self._most_bytes):
                self._remove(self.folder / (made.name + ABOUT), self.path(made))
            else:
                known.add(made.name)
        self._remove(*self._leftovers(known, now=now))

    def _leftovers(self, known: set[str], *, now: float) -> Iterator[Path]:
        """Give files without a description that a broken making left behind."""
        for path in self.folder.iterdir():
            name = path.name.split(".", maxsplit=1)[0]
            if name not in known and path.suffix != MAKING and now - _changed(path, now=now) > GRACE:
                yield path

    def _remove(self, *paths: Path) -> None:
        for path in paths:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:  # on Windows: somebody is downloading it; next time
                log.info("snapshot %s stays: %s", path.name, error)

    def claim(self, region: str) -> bool:
        """Become the one who makes this region's snapshot; False when somebody else is."""
        path = self._making(region)
        for _ in range(2):
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            except FileExistsError:
                if time.time() - _changed(path, now=time.time()) <= ABANDONED:
                    return False
                self._remove(path)
            else:
                return True
        return False

    def note(self, region: str, *, done: int) -> None:
        """Give a sign of life while making: how many rows are written."""
        self._making(region).write_text(str(done), encoding="ascii")

    def progress(self, region: str) -> int:
        """Return how many rows are written of the snapshot that is being made."""
        try:
            return int(self._making(region).read_text(encoding="ascii") or 0)
        except (OSError, ValueError):  # just finished, or just begun
            return 0

    def release(self, region: str) -> None:
        """Be done with making."""
        self._remove(self._making(region))

    def _making(self, region: str) -> Path:
        return self.folder / (region + MAKING)


def _changed(path: Path, *, now: float) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return now
