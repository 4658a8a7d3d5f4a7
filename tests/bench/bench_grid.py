"""How fast a large catalog shows on its page, sorts, is searched and jumped about in, beside QSqlTableModel."""

from __future__ import annotations

import os
import resource
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.catalogs import CATALOGS
from app.ids import new_id
from app.people import MINISTRY_DIV
from app.scope import rebuild_scope
from app.store import open_store
from tests.bench.table import Figure
from tests.support import COUNTY, OPERATOR, REGIONS, YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.store import Store
    from tests.bench.grid_stage import Stage

CATALOG = "accounting_subject"
ROWS = 100_000
FIRST_SCREEN = 100
"""Milliseconds from the click to the first screen of 100,000 rows; other figures have no bound yet."""
CLICKS = 5
"""The best of so many clicks counts: other work on the machine only ever adds."""


def figures() -> list[Figure]:
    """Measure 100,000 rows."""
    return measure(ROWS)


def million() -> list[Figure]:
    """Measure 1,000,000 rows."""
    return measure(10 * ROWS)


def measure(rows: int) -> list[Figure]:
    """Return the figures for a catalog of so many rows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.bench.grid_stage import Stage, sql_model_ms  # noqa: PLC0415 - Qt starts only for this bench

    with tempfile.TemporaryDirectory() as folder:
        store = filled_store(Path(folder), rows=rows)
        stage = Stage(store, user=OPERATOR, folder=Path(folder))
        try:
            return list(_measured(stage, rows=rows, peer=lambda: sql_model_ms(store.path, CATALOG, year=YEAR)))
        finally:
            stage.close()
            store.close()


def _measured(stage: Stage, *, rows: int, peer: Callable[[], float]) -> Iterator[Figure]:
    stage.open(CATALOG, region=COUNTY)  # what a window has done before the click: the page exists, fonts are read
    stage.settle()
    before = resident()
    clicks = []
    for _ in range(CLICKS):
        stage.show_nothing()
        with stage.beat.counting():
            clicks.append(stage.first_paint(lambda: stage.open(CATALOG, region=COUNTY)))
            stage.settle()
    first = min(clicks)
    yield Figure(
        what=f"first screen of {rows:,} rows after the click, page and all",
        value=first,
        unit="ms",
        peer=min(peer() for _ in range(CLICKS)),
        peer_name="bare QSqlTableModel",
        limit=f"≤ {FIRST_SCREEN}" if rows == ROWS else "",
        ok=first <= FIRST_SCREEN if rows == ROWS else None,
    )
    for what, do in (
        ("  jump into the middle", lambda: stage.jump(rows // 2)),
        ("  sort by an unindexed column", stage.sort_by_name),
        ("  find two words", lambda: stage.find("明细 777")),
    ):
        with stage.beat.counting():
            taken = stage.first_paint(do)
            stage.settle()
        yield Figure(what=what, value=taken, unit="ms")
    yield from stage.beat.figures()
    yield Figure(what="  added memory", value=resident() - before, unit="MiB")


def resident() -> float:
    """Return the process's present memory in MiB; 0 where the system does not tell."""
    file = Path("/proc/self/statm")
    return int(file.read_text().split()[1]) * resource.getpagesize() / 2**20 if file.exists() else 0.0


def filled_store(folder: Path, *, rows: int) -> Store:
    """Return a store with so many detail subjects of one county below one standard subject."""
    store = open_store(folder / "store.db", catalogs=CATALOGS)
    with store.write() as connection:
        for name, values in (("region", _regions()), (CATALOG, _subjects(rows))):
            catalog, table = store.schema.catalog(name), store.schema.rows[name]
            blank = catalog.blank()
            full = ({**blank, "fiscal_year": YEAR, **row, "id": new_id(), "version": 1} for row in values)
            while part := list(islice(full, 10_000)):
                connection.execute(insert(table), part)
        rebuild_scope(connection, schema=store.schema, fiscal_year=YEAR)
    return store


def _regions() -> Iterator[dict[str, object]]:
    for code, name, parent, level in REGIONS:
        yield {"mof_div_code": code, "name": name, "parent_code": parent, "level_no": level, "mof_div_type": "1"}


def _subjects(rows: int) -> Iterator[dict[str, object]]:
    shared = {"category": "1", "balance_side": "1"}
    yield {**shared, "code": "1003", "name": "财政专户存款", "mof_div_code": MINISTRY_DIV, "is_standard": True}
    for number in range(rows - 1):
        scattered = number * 7919 % rows  # names in another order than codes
        yield {
            **shared,
            "code": f"1003{number:07}",
            "name": f"明细{scattered:07}",
            "parent_code": "1003",
            "mof_div_code": COUNTY,
        }
