"""100,000 changed rows sent and fetched, beside the raw path of the same rows in the same run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tests.bench import bench_first_sync
from tests.bench.table import Figure
from tests.sync.central_fixture import RunningCentral, seed_small

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT, MILLION = 100_000, 1_000_000
QUIET_MS, EDIT_MS = 5.0, 10.0
MOST_MB = 200
SAME = 0.8
"""Of the rate of 100,000 rows, what a million must reach."""


def figures(*, count: int = COUNT) -> list[Figure]:
    """Run all four jobs and return their rates, bytes a row and memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _central(folder / "central") as url:
            up = _desk("up", url, folder / "up", count)
            down = _desk("down", url, folder / "down", count)
            taken = _desk("file", url, folder / "file", count)
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
        *bench_first_sync.first_sync(what, count=count, taken=taken, pages=down),
        Figure(what="sync: the desk's own CPU a row up", value=up["cpu_us"], unit="µs"),
        Figure(what="sync: rows a request up", value=up["rows_a_request"], unit="rows"),
        _small("sync: a round without changes, its request apart", up, name="quiet", most=QUIET_MS),
        _small("sync: a round of one edit, its request apart", up, name="edit", most=EDIT_MS),
        Figure(
            what="sync: requests of a round without changes",
            value=up["quiet_requests"],
            unit="",
            limit="1",
            ok=up["quiet_requests"] == 1,
        ),
        Figure(
            what="sync: requests of one edit",
            value=up["edit_requests"],
            unit="",
            limit="1",
            ok=up["edit_requests"] == 1,
        ),
    ]


def million() -> list[Figure]:
    """Send a million rows and fetch them by file, beside 100,000 in the same run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _central(folder / "few") as url:
            few = _desk("up", url, folder / "few-desk", COUNT)
            few_taken = _desk("file", url, folder / "few-file", COUNT)
        with _central(folder / "many") as url:
            many = _desk("up", url, folder / "many-desk", MILLION)
            many_taken = _desk("file", url, folder / "many-file", MILLION)
    slow, fast = MILLION / many["seconds"], COUNT / few["seconds"]
    return [
        Figure(
            what="sync: 1M rows up",
            value=slow,
            unit="rows/s",
            peer=fast,
            peer_name="100k",
            limit="≥ 0.8 ×",
            ok=slow >= SAME * fast,
        ),
        Figure(
            what="sync: client's peak memory, 1M rows up",
            value=many["peak_mb"],
            unit="MB",
            peer=few["peak_mb"],
            peer_name="100k",
            limit="≤ 200 MB",
            ok=many["peak_mb"] <= MOST_MB,
        ),
        *bench_first_sync.million(count=MILLION, taken=many_taken, few=COUNT, peer=few_taken),
        _small("sync: no changes beside 1M rows, its request apart", many, name="quiet", most=QUIET_MS),
        _small("sync: one edit beside 1M rows, its request apart", many, name="edit", most=EDIT_MS),
    ]


def _small(what: str, up: dict[str, float], *, name: str, most: float) -> Figure:
    own, line = up[f"{name}_ms"], up[f"{name}_line_ms"]
    return Figure(
        what=what, value=own, unit="ms", peer=line, peer_name="request", limit=f"≤ {most:g} ms", ok=own <= most
    )


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
