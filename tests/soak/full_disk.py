"""A disk that fills up in the middle of a sync, on either side: a clear sentence, nothing lost, and on it goes (13)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.soak.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.soak.stage import DeskProcess

ROWS = 20_000
SIDES = ("desk going up", "desk coming down", "central")
ROOM = 256 * 1024
"""Bytes left free when the round begins."""


class NoMountError(Exception):
    """This user may not mount a file system in memory."""


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[None]:
    """Put a small file system in memory over a folder; NoMountError where that is not allowed."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if sys.platform != "linux" or shutil.which("mount") is None:
        raise NoMountError("no tmpfs here")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoMountError(done.stderr.strip() or "mount failed")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path, *, leave: int) -> Path:
    """Write a file that leaves so many bytes free, and return it; removing it makes room."""
    ballast, status = folder / "ballast", os.statvfs(folder)
    with ballast.open("wb") as file:
        file.write(b"\0" * max(status.f_bavail * status.f_frsize - leave, 0))
    return ballast


def run(*, rows: int = ROWS) -> str:
    """Fill the disk of each side once; return the figures as one line. AssertionError tells what did not hold."""
    started = time.monotonic()
    said = [f"{side}: {one_side(side, rows=rows)}" for side in SIDES]
    return f"{'; '.join(said)} ({rows:,} rows each, {time.monotonic() - started:.0f} s)"


def one_side(side: str, *, rows: int) -> str:
    """Fill one side's disk in mid-round, make room, go on; return the sentence that the person read."""
    stage = Stage()
    folder = stage.folder / {"desk going up": "jia", "desk coming down": "yi", "central": "central"}[side]
    try:
        moved = shutil.move(folder, folder.with_suffix(".kept")) if folder.exists() else None
        folder.mkdir()
        with small_disk(folder, megabytes=64 + rows // 100):
            if moved:
                shutil.copytree(moved, folder, dirs_exist_ok=True)
            try:
                return _fill_and_go_on(stage, side, folder=folder, rows=rows)
            finally:
                stage.central.kill()
    finally:
        stage.close()


def _fill_and_go_on(stage: Stage, side: str, *, folder: Path, rows: int) -> str:
    stage.open(batch=200)
    jia, yi = stage.desks["jia"], stage.desks["yi"]
    jia.add_accounts(rows, first=0)
    if side == "desk coming down":
        assert jia.sync()[0] == 0
    sentence = _stops(yi if side == "desk coming down" else jia, folder=folder)
    for desk in (jia, yi):
        status, words = desk.sync()
        assert status == 0, words
    stage.check(rows=rows, writes=1)
    return sentence


def _stops(desk: DeskProcess, *, folder: Path) -> str:
    """Sync into the full disk, more than once; return what was said. Room is there again afterwards."""
    ballast = fill(folder, leave=ROOM)
    words = ""
    for _ in range(3):
        status, words = desk.sync()
        assert status != 0, "the disk was not full enough"
        assert "磁盘" in words, words
    ballast.unlink()
    return " ".join(words.split())
