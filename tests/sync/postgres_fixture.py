"""A PostgreSQL server of the tests' own, on loopback, stopped at the end; tests skip where no server is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 120


KEEPER = """
"$0" "$@" &
server=$!
trap 'kill -QUIT $server' TERM
read -r word
kill -QUIT $server
wait $server
[ "$word" = stop ] || rm -rf "$PWD"
"""
"""Runs a server as long as somebody holds the other end of its input: it goes also when the tests are killed."""


@dataclass(kw_only=True)
class Postgres:
    """A running server; `url` names one of its databases."""

    port: int
    folder: Path
    found: Path
    options: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def run(self, sql: str) -> None:
        import psycopg  # noqa: PLC0415 - only where a server is installed

        with psycopg.connect(f"postgresql://tests@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(sql.encode())

    def start(self) -> None:
        """Start it and wait until it answers."""
        import psycopg  # noqa: PLC0415 - only where a server is installed

        command = ["sh", "-c", KEEPER, str(self.found / "postgres"), "-D", str(self.folder / "data"), *self.options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, user=owner(), stdin=subprocess.PIPE, stdout=log, stderr=log
            )
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.run("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop it at once."""
        if self.process:
            self.process.communicate(b"stop\n", timeout=PATIENCE)
            self.process = None

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
    settings = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}")
    options = [word for one in (*settings, *(() if durable else ("fsync=off",))) for word in ("-c", one)]
    words = ("-D", folder / "data", "-A", "trust", "-U", "tests", "-E", "UTF8", "--locale=C")
    with (folder / "log").open("ab") as log:
        subprocess.run([found / "initdb", *words], cwd=folder, user=user, stdout=log, stderr=log, check=True)
    postgres = Postgres(port=port, folder=folder, found=found, options=tuple(options))
    try:
        postgres.start()
        yield postgres
    finally:
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
