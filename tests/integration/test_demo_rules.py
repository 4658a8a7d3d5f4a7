"""The demo province passes every row rule that the store and the central enforce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.candidate import Candidate
from app.catalogs import CATALOGS
from app.check import check_rows
from app.ids import new_id
from app.lookup import Lookup
from app.problems.looking import find_problems
from app.problems.reading import Where
from app.scope import rebuild_scope
from app.store import open_store
from sync.central.demo_province import demo_history, demo_rows
from tests.support import PROVINCE, YEAR

if TYPE_CHECKING:
    from pathlib import Path


def test_no_row_of_the_demo_breaks_a_rule(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db", catalogs=CATALOGS)
    kept = [
        (catalog, [{"id": new_id(), **row, "version": 1} for row in rows])
        for made in (demo_rows, demo_history)
        for catalog, rows in made(catalogs=CATALOGS, fiscal_year=YEAR)
        if rows
    ]
    with store.write() as connection:
        for catalog, rows in kept:
            connection.execute(insert(store.schema.rows[catalog.name]), rows)
        for year in (YEAR - 1, YEAR):
            rebuild_scope(connection, schema=store.schema, fiscal_year=year)
    broken, standings = [], {}
    with store.read() as connection:
        lookup = Lookup(connection, schema=store.schema)
        for catalog, rows in kept:
            candidates = [Candidate(row_id=str(row["id"]), values=row) for row in rows]
            check_rows(catalog, candidates=candidates, lookup=lookup)
            broken += [(catalog.name, one.values, problem) for one in candidates for problem in one.problems]
        found = find_problems(
            connection, schema=store.schema, where=Where(fiscal_year=YEAR, region=PROVINCE, deep=True)
        )
        standings = {one.place.mof_div_code: one.standing for one in found if one.rule == "G16"}
    store.close()
    assert standings == {
        "330105000": "已说明",
        "330205000": "已说明",
        "330206000": "待说明",
        "330212000": "已说明",
    }
    assert broken[:3] == []
