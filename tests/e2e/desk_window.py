"""The page of `clipboard_desk` on a real screen, and what its store holds by now."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalogs import CATALOGS
from app.rows import Query, read_rows
from app.store import open_store
from tests.e2e.clipboard_desk import CATALOG
from tests.support import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.fields import Value
    from tests.e2e.screen import Screen

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def shown_desk(screen: Screen, *, folder: Path) -> Iterator[None]:
    """Show the page until the end of the block."""
    desk = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.clipboard_desk", str(folder)],
        env=screen.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "ready\n"
        yield
    finally:
        desk.terminate()
        desk.communicate(timeout=20)


def accounts(folder: Path) -> list[Mapping[str, Value]]:
    """Return the accounts as they are stored now."""
    store = open_store(folder / "store.db", catalogs=CATALOGS)
    try:
        with store.read() as connection:
            query = Query(catalog=CATALOG, fiscal_year=YEAR)
            return list(read_rows(connection, schema=store.schema, query=query))
    finally:
        store.close()
