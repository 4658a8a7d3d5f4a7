"""The central's database opened in the test's own process, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from sync.central.database import Database, open_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOTH = ("sqlite", "postgresql")


@contextmanager
def small_copy(kind: str, *, request: pytest.FixtureRequest, folder: Path) -> Iterator[Database]:
    """Give a fresh copy of the small database of a kind in `BOTH`, opened; `folder` does not exist yet."""
    if kind == "sqlite":
        shutil.copytree(request.getfixturevalue("small_data"), folder)
        database = open_database(data=folder, catalogs=CATALOGS)
        try:
            yield database
        finally:
            database.close()
        return
    with request.getfixturevalue("small_postgres").copied("small") as url:
        database = open_database(url=url, catalogs=CATALOGS)
        try:
            yield database
        finally:
            database.close()


@pytest.fixture(params=BOTH)
def each_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give an open database with the small data, fresh for each test, on SQLite, then on PostgreSQL."""
    with small_copy(request.param, request=request, folder=tmp_path / "each") as database:
        yield database
