"""A node dragged with a mouse that the X server knows, staged through a kill -9, applied with a key."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.restructuring.journal import read_moves
from app.rows import Query, read_rows
from app.store import open_store
from tests.e2e.screen import Screen, missing, screen
from tests.e2e.tree_desk import TITLE
from tests.gui.tree_support import WENZHOU, ZONE
from tests.support import CITY, COUNTY, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

AWAY = missing("xdotool", "Xvfb")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(AWAY), reason=f"not installed: {', '.join(AWAY)}")]
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def shown(screen: Screen, *, folder: Path, kill: bool = False) -> Iterator[None]:
    """Show the page until the end of the block; `kill`: it is killed then."""
    desk = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.tree_desk", str(folder)],
        env=screen.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "ready\n"
        screen.focus(TITLE)
        yield
    finally:
        if kill:
            desk.kill()
        else:
            desk.terminate()
        desk.communicate(timeout=20)


def place(folder: Path, code: str) -> tuple[int, int]:
    """Return where a node is on the screen, once it is there."""

    def found() -> tuple[int, int] | None:
        file = folder / "places.json"
        places = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return tuple(places[code]) if code in places else None

    return Screen.until(found)  # type: ignore[return-value]


def drag(screen: Screen, *, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Drag with the left button, in steps as a hand does."""
    screen.do("mousemove", str(start[0]), str(start[1]), "mousedown", "1")
    for step in range(1, 11):
        at = [str(round(a + (b - a) * step / 10)) for a, b in zip(start, end, strict=True)]
        screen.do("mousemove", *at)
        time.sleep(0.05)
    time.sleep(0.3)
    screen.do("mouseup", "1")


def parents(folder: Path) -> dict[str, str]:
    store = open_store(folder / "store.db", catalogs=CATALOGS)
    try:
        with store.read() as connection:
            query = Query(catalog="region", fiscal_year=YEAR)
            rows = read_rows(connection, schema=store.schema, query=query)
            return {str(row["mof_div_code"]): str(row["parent_code"]) for row in rows}
    finally:
        store.close()


def staged(folder: Path) -> list[tuple[str, str]]:
    store = open_store(folder / "store.db", catalogs=CATALOGS)
    try:
        with store.read() as connection:
            moves = read_moves(connection, schema=store.schema, catalog="region", fiscal_year=YEAR)
            return [(move.node.code, move.target.code) for move in moves]
    finally:
        store.close()


def test_a_node_is_dragged_survives_a_kill_and_is_applied(tmp_path: Path) -> None:
    with screen() as one:
        with shown(one, folder=tmp_path, kill=True):
            drag(one, start=place(tmp_path, ZONE), end=place(tmp_path, COUNTY))  # no region of its level hangs there
            drag(one, start=place(tmp_path, ZONE), end=place(tmp_path, WENZHOU))
            one.until(lambda: staged(tmp_path))
            assert staged(tmp_path) == [(ZONE, WENZHOU)]
            assert parents(tmp_path)[ZONE] == CITY
        with shown(one, folder=tmp_path):
            assert staged(tmp_path) == [(ZONE, WENZHOU)]
            x, y = place(tmp_path, ZONE)
            one.do("mousemove", str(x), str(y), "click", "1")
            one.press("ctrl+Return")
            one.until(lambda: not staged(tmp_path))
            assert parents(tmp_path)[ZONE] == WENZHOU


def test_a_name_is_typed_after_f2(tmp_path: Path) -> None:
    with screen() as one, shown(one, folder=tmp_path):
        x, y = place(tmp_path, ZONE)
        one.do("mousemove", str(x), str(y), "click", "1")
        one.press("F2")
        one.do("type", "Zone 9")
        one.press("Return")

        def names() -> list[str]:
            store = open_store(tmp_path / "store.db", catalogs=CATALOGS)
            try:
                with store.read() as connection:
                    query = Query(catalog="region", fiscal_year=YEAR)
                    return [str(row["name"]) for row in read_rows(connection, schema=store.schema, query=query)]
            finally:
                store.close()

        one.until(lambda: "Zone 9" in names())
