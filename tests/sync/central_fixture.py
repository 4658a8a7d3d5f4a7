"""A real central in another process, with the whole demo province or a small part of it, for whoever tests against one.

Tests in tests/sync ask for `small_central` or `demo_central`; others import them (also `small_data`, `demo_data`)
into their conftest.py as tests/sync/conftest.py does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from sync.central.database import open_database
from sync.central.demo_province import DEMO_PASSWORD, DEMO_USERS
from sync.central.people import NewPerson, add_people
from sync.central.seed import load_rows, seed_demo
from tests.sync.database_fixture import BOTH
from tests.sync.small_province import small_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sync.postgres_fixture import Postgres

ROOT = Path(__file__).parents[2]
YEAR = 2026
PASSWORD = DEMO_PASSWORD
PATIENCE = 60.0


@dataclass(kw_only=True)
class RunningCentral:
    """A central that tests start, stop and kill; it keeps its port and its data. `url` ends without a slash."""

    data: Path
    port: int = 0
    database: str = ""
    program: str = "sync.central"
    options: tuple[str, ...] = ()
    scheme: str = "http"
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it listens."""
        where = ["--database", self.database] if self.database else []
        command = [sys.executable, "-m", self.program, "--data", str(self.data), "--port", str(self.port), *where]
        command += self.options
        self.process = subprocess.Popen(
            [*command, "--stop-with-input"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline().split()
        assert line[:1] == ["listening"], f"the central did not start, status {self.process.wait(PATIENCE)}"
        self.scheme, _, where_it_is = line[1].partition("://")
        self.port = int(where_it_is.rsplit(":", maxsplit=1)[1])

    def stop(self) -> int:
        """Stop it in good order and return its exit status."""
        pipe = self._process.stdin
        # on Windows "terminate" is a kill
        return self._end(pipe.close if pipe and os.name == "nt" else self._process.terminate)

    def kill(self) -> int:
        """End it at once, as a power cut would."""
        return self._end(self._process.kill)

    def close(self) -> None:
        """End it if it runs."""
        if self.process:
            self.kill()

    @property
    def _process(self) -> subprocess.Popen[str]:
        assert self.process is not None, "the central is not running"
        return self.process

    def _end(self, how: Callable[[], None]) -> int:
        process = self._process
        how()
        status = process.wait(PATIENCE)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
        self.process = None
        return status


def seed_small(*, data: Path | None = None, url: str | None = None) -> None:
    """Fill an empty database with the province, 宁波市, two of its counties, 杭州市, and all demo users."""
    database = open_database(data=data, url=url, catalogs=CATALOGS)
    with database.change() as sequence:
        load_rows(sequence, schema=database.schema, rows=small_rows(catalogs=CATALOGS, fiscal_year=YEAR))
        people = [NewPerson(user=user, password=PASSWORD) for user in DEMO_USERS]
        add_people(sequence.connection, schema=database.schema, people=people)
    database.close()


def _seed_demo(data: Path) -> None:
    database = open_database(data=data, catalogs=CATALOGS)
    seed_demo(database, catalogs=CATALOGS, fiscal_year=YEAR)
    database.close()


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the small database; copy it, do not use it."""
    data = tmp_path_factory.mktemp("small-central")
    seed_small(data=data)
    return data


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demo province; copy it, do not use it."""
    data = tmp_path_factory.mktemp("demo-central")
    _seed_demo(data)
    return data


def copied_central(template: Path, data: Path, *, options: tuple[str, ...] = ()) -> RunningCentral:
    """Start a central with a copy of a folder and with these options; who asks for it closes it."""
    shutil.copytree(template, data)
    central = RunningCentral(data=data, options=options)
    central.start()
    return central


@pytest.fixture
def start(small_data: Path, tmp_path: Path) -> Iterator[Callable[..., RunningCentral]]:
    """Give a function that starts a central with small data and options."""
    running: list[RunningCentral] = []

    def begin(*options: str) -> RunningCentral:
        running.append(copied_central(small_data, tmp_path / f"central-{len(running)}", options=options))
        return running[-1]

    yield begin
    for one in running:
        one.close()


def _running(template: Path, data: Path) -> Iterator[RunningCentral]:
    central = copied_central(template, data)
    try:
        yield central
    finally:
        central.close()


@pytest.fixture
def small_central(small_data: Path, tmp_path: Path) -> Iterator[RunningCentral]:
    """Give a running central with the small data, fresh for each test."""
    yield from _running(small_data, tmp_path / "central")


@pytest.fixture(scope="module", params=BOTH)
def shared_central(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningCentral]:
    """Give a running central with the small data that the tests of a module share, on SQLite, then on PostgreSQL."""
    yield from _of_kind(request, tmp_path_factory.mktemp("shared") / "central")


@pytest.fixture
def demo_central(demo_data: Path, tmp_path: Path) -> Iterator[RunningCentral]:
    """Give a running central with the whole demo province, fresh for each test."""
    yield from _running(demo_data, tmp_path / "central")


@pytest.fixture(params=BOTH)
def each_central(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningCentral]:
    """Give a running central with the small data, fresh for each test, on SQLite, then on PostgreSQL."""
    yield from _of_kind(request, tmp_path / "central")


def _of_kind(request: pytest.FixtureRequest, data: Path) -> Iterator[RunningCentral]:
    if request.param == "sqlite":
        yield from _running(request.getfixturevalue("small_data"), data)
        return
    with request.getfixturevalue("small_postgres").copied("small") as url:
        central = RunningCentral(data=data, database=url)
        central.start()
        try:
            yield central
        finally:
            central.close()


@pytest.fixture(scope="session")
def small_postgres(postgres: Postgres) -> Postgres:
    """Return the server with the small database as `small`, to be copied."""
    postgres.run("CREATE DATABASE small")
    seed_small(url=postgres.url("small"))
    return postgres
