"""100,000 changed rows sent and fetched, beside the raw path of the same rows in the same run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tests.bench.table import Figure
from tests.sync.central_fixture import RunningCentral, seed_small

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT = 100_000


def figures(*, count: int = COUNT) -> list[Figure]:
    """Run all four jobs and return their rates, bytes a row and memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _central(folder / "central") as url:
            up = _desk("up", url, folder / "up", count)
            down = _desk("down", url, folder / "down", count)
        with _raw(folder / "raw.db") as url:
            raw_up = _desk("raw-up", url, folder, count)
            raw_down = _desk("raw-down", url, folder, count)
    what = f"{count // 1000}k rows"
    return [
        _rate(f"sync: {what} up", count, up, raw_up),
        _rate(f"sync: {what} down", count, down, raw_down),
        Figure(
            what="sync: bytes a row up",
            value=up["bytes"] / count,
            unit="B",
            peer=raw_up["bytes"] / count,
            peer_name="raw",
        ),
        Figure(
            what="sync: bytes a row down",
            value=down["bytes"] / count,
            unit="B",
            peer=raw_down["bytes"] / count,
            peer_name="raw",
        ),
        Figure(
            what="sync: client's peak memory up",
            value=up["peak_mb"],
            unit="MB",
            peer=raw_up["peak_mb"],
            peer_name="raw",
        ),
        Figure(
            what="sync: client's peak memory down",
            value=down["peak_mb"],
            unit="MB",
            peer=raw_down["peak_mb"],
            peer_name="raw",
        ),
        Figure(what="sync: a round without changes", value=up["quiet_ms"], unit="ms"),
    ]


def _rate(what: str, count: int, real: dict[str, float], raw: dict[str, float]) -> Figure:
    return Figure(what=what, value=count / real["seconds"], unit="rows/s", peer=count / raw["seconds"], peer_name="raw")


def _desk(job: str, url: str, folder: Path, count: int) -> dict[str, float]:
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.bench.sync_desk", job, url, str(folder), str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=dict[str, float])


@contextmanager
def _central(data: Path) -> Iterator[str]:
    seed_small(data=data)
    central = RunningCentral(data=data)
    central.start()
    try:
        yield central.url
    finally:
        central.close()


@contextmanager
def _raw(path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.raw_path", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[1]
        server.communicate()
