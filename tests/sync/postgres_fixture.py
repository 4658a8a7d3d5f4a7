"""A PostgreSQL server of the tests' own, on loopback, stopped at the end; tests skip where no server is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 120


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running server; `url` names one of its databases."""

    port: int
    folder: Path
    found: Path
    options: str

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def run(self, sql: str) -> None:
        import psycopg  # noqa: PLC0415 - only where a server is installed

        with psycopg.connect(f"postgresql://tests@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(sql.encode())

    def start(self) -> None:
        self._control("-l", self.folder / "log", "-o", self.options, "start")

    def stop(self) -> None:
        self._control("-m", "immediate", "stop")

    def _control(self, *words: object) -> None:
        _call(owner(), self.folder, self.found / "pg_ctl", "-D", self.folder / "data", "-w", *words)

    @contextmanager
    def copied(self, template: str = "template1") -> Iterator[str]:
        """Give the URL of a fresh copy of a database that nobody has open; it is gone afterwards."""
        name = f"test_{uuid4().hex}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield self.url(name)
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')


def binaries() -> Path | None:
    """Return the folder with initdb and pg_ctl of the newest server, None where none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("pg_ctl")
    return found[-1].parent if found else Path(named).parent if named else None


def owner() -> str | None:
    """Return the user to run the server as: it refuses to run as root."""
    return "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None


@contextmanager
def running(found: Path, *, durable: bool = False) -> Iterator[Postgres]:
    """Give a running server, empty but for its own databases; `durable`: with fsync, as a province runs it."""
    folder = Path(tempfile.mkdtemp(prefix="shebao-postgres-"))
    user = owner()
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={folder}"
    options += "" if durable else " -c fsync=off"
    data = folder / "data"
    _call(user, folder, found / "initdb", "-D", data, "-A", "trust", "-U", "tests", "-E", "UTF8", "--locale=C")
    postgres = Postgres(port=port, folder=folder, found=found, options=options)
    postgres.start()
    try:
        yield postgres
    finally:
        if (data / "postmaster.pid").exists():
            postgres.stop()
        shutil.rmtree(folder)


def is_build_server() -> bool:
    """Say whether this is a build server that could install PostgreSQL: nothing is skipped there."""
    return os.environ.get("CI") == "true" and owner() is not None and Path("/etc/debian_version").exists()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Give a running server, empty but for its own databases."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    found = binaries()
    if found is None:
        (pytest.fail if is_build_server() else pytest.skip)("no PostgreSQL server is installed (Debian: postgresql)")
    with running(found) as server:
        yield server


def _call(user: str | None, folder: Path, *command: object) -> None:
    words = [str(word) for word in command]
    with (folder / "said").open("ab") as said:  # not a pipe: the server would keep it open
        subprocess.run(words, cwd=folder, user=user, stdout=said, stderr=said, check=True, timeout=PATIENCE)
