"""The demo province passes every row rule that the store and the central enforce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.candidate import Candidate
from app.catalogs import CATALOGS
from app.check import check_rows
from app.ids import new_id
from app.lookup import Lookup
from app.scope import rebuild_scope
from app.store import open_store
from sync.central.demo_province import demo_rows
from tests.support import YEAR

if TYPE_CHECKING:
    from pathlib import Path


def test_no_row_of_the_demo_breaks_a_rule(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db", catalogs=CATALOGS)
    kept = [
        (catalog, [{**row, "id": new_id(), "version": 1} for row in rows])
        for catalog, rows in demo_rows(catalogs=CATALOGS, fiscal_year=YEAR)
        if rows
    ]
    with store.write() as connection:
        for catalog, rows in kept:
            connection.execute(insert(store.schema.rows[catalog.name]), rows)
        rebuild_scope(connection, schema=store.schema, fiscal_year=YEAR)
    broken = []
    with store.read() as connection:
        lookup = Lookup(connection, schema=store.schema)
        for catalog, rows in kept:
            candidates = [Candidate(row_id=str(row["id"]), values=row) for row in rows]
            check_rows(catalog, candidates=candidates, lookup=lookup)
            broken += [(catalog.name, one.values, problem) for one in candidates for problem in one.problems]
    store.close()
    assert broken[:3] == []
