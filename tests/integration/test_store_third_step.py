"""Explanations that a store kept to itself are sent after the update, as far as they are still asked for."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.catalogs import CATALOGS
from app.flow.moves import take_move
from app.flow.record import Place
from app.migrations.explanations import rule_code
from app.problems.explained import explanations_of
from app.store import open_store
from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from pathlib import Path

VALUE = "management_value"
UNIT = 10_000
BEFORE = """
DROP TABLE explanation;
CREATE TABLE explanation (
    n INTEGER NOT NULL CONSTRAINT pk_explanation PRIMARY KEY AUTOINCREMENT, catalog VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL, rule VARCHAR(60) NOT NULL, rule_text TEXT NOT NULL, given TEXT NOT NULL,
    text TEXT NOT NULL, author VARCHAR(40) NOT NULL, at VARCHAR(24) NOT NULL);
CREATE INDEX ix_explanation_row_id ON explanation (row_id);
PRAGMA user_version = 2;
"""
OLD = (
    "INSERT INTO explanation (catalog, row_id, rule, rule_text, given, text, author, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def put(folder: Path) -> dict[str, str]:
    """Return the ids of a value on an open page, on a submitted one, and of one that is not there."""
    store = small_store(folder)
    ids = {}
    for basis in ("estimate", "actual"):
        place = {"mof_div_code": COUNTY, "insurance_type": "1101", "basis": basis, "period": "year"}
        (ids[basis],) = put_rows(store, VALUE, {**place, "parameter": "GL0201", "value": 600 * UNIT})
    page = Place(fiscal_year=YEAR, region=COUNTY, catalog=VALUE, insurance_type="1101", basis="actual")
    assert take_move(store, user=OPERATOR, places=[page], name="submit").done
    store.close()
    return {**ids, "gone": "0190-gone"}


def test_explanations_become_rows_that_wait(tmp_path: Path) -> None:
    ids = put(tmp_path)
    given = json.dumps([["GL0201", 600 * UNIT], ["GL0101", 500 * UNIT]])
    lines = [
        (VALUE, ids[which], rule, "不应大于", given, text, "hs_jb", "2026-11-01T08:00:00Z")
        for which, rule, text in (
            ("estimate", "warn.above.GL0201.GL0101", "含补缴人员"),
            ("estimate", "warn.above.GL0201.GL9999", "没有这个公式了"),
            ("actual", "warn.above.GL0201.GL0101", "已送审"),
            ("gone", "warn.above.GL0201.GL0101", "数值已删除"),
        )
    ]
    with closing(sqlite3.connect(tmp_path / "store.db")) as raw:
        raw.executescript(BEFORE)
        raw.executemany(OLD, lines)
        raw.commit()
    store = open_store(tmp_path / "store.db", catalogs=CATALOGS)
    with store.read() as connection:
        known = explanations_of(connection, schema=store.schema, row_ids=ids.values())
        outbox = store.schema.table("outbox")
        waiting = connection.execute(
            select(outbox.c.author, outbox.c.kind, outbox.c.changes).where(outbox.c.catalog == "explanation")
        ).all()
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name LIKE 'explanation%'").scalars()
        assert list(tables) == ["explanation"]
    store.close()
    (one,) = known.items()
    assert one[0] == (ids["estimate"], "G09")
    assert (one[1].text, one[1].given, one[1].author, one[1].at) == (
        "含补缴人员",
        given,
        "hs_jb",
        "2026-11-01T08:00:00Z",
    )
    (line,) = waiting
    assert (line.author, line.kind, json.loads(line.changes)["text"]) == ("hs_jb", "insert", [None, "含补缴人员"])


def test_rules_that_were_named_by_kind_are_found_by_what_they_compare() -> None:
    students = json.dumps([["GL0101", 3], ["GL0104", 2], ["GL0105", 1]])
    assert rule_code("warn.total.GL0101", catalog=VALUE, given=students) == "G02"
    assert rule_code("warn.total.GL0101", catalog=VALUE, given='[["GL0101", 3], ["GL0102", 4]]') == "G01"
    assert rule_code("warn.jump.GL0101", catalog=VALUE, given='[["GL0101", 3], ["@GL0101", 1]]') == "G25"
    assert rule_code("warn.jump.GL0101", catalog="actuarial_value", given="[]") == ""
    assert rule_code("nonsense", catalog=VALUE, given="") == ""
