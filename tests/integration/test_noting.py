"""What is noted of others' changes stays bounded: by number for each row, and by age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.store import open_store
from sync.noting import LOOKED_AT, MOST_OF_A_ROW, keep_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from app.store import Store

NOW, LONG_AGO, LAST_YEAR = "2026-06-01T08:00:00Z", "2023-01-05T08:00:00Z", "2025-02-01T08:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "store.db", catalogs=CATALOGS)
    yield made
    made.close()


def note(store: Store, row_id: str, *, versions: Sequence[int], at: str = NOW) -> None:
    with store.write() as connection:
        notes = [("region", row_id, version, "{}", False, "someone", at, at, version) for version in versions]
        keep_notes(connection, notes=notes, noted_at=at)


def versions_of(store: Store, row_id: str) -> list[int]:
    with store.read() as connection:
        found = connection.exec_driver_sql("SELECT version FROM received WHERE row_id = ? ORDER BY n", (row_id,))
        return list(found.scalars())


def test_the_newest_notes_of_a_row_are_kept(store: Store) -> None:
    note(store, "other", versions=[7])
    for version in range(MOST_OF_A_ROW + 30):
        note(store, "row", versions=[version])
    assert versions_of(store, "row") == list(range(30, MOST_OF_A_ROW + 30))
    assert versions_of(store, "other") == [7]


def test_many_notes_at_once_are_bounded_too(store: Store) -> None:
    note(store, "row", versions=range(3 * MOST_OF_A_ROW))
    assert versions_of(store, "row") == list(range(2 * MOST_OF_A_ROW, 3 * MOST_OF_A_ROW))


def test_few_notes_stay(store: Store) -> None:
    note(store, "row", versions=range(MOST_OF_A_ROW))
    assert versions_of(store, "row") == list(range(MOST_OF_A_ROW))


def test_notes_of_long_ago_go_and_those_of_last_year_stay(store: Store) -> None:
    note(store, "old", versions=[1, 2], at=LONG_AGO)
    note(store, "late", versions=[3], at=LAST_YEAR)
    note(store, "new", versions=[4])
    assert [versions_of(store, row_id) for row_id in ("old", "late", "new")] == [[], [3], [4]]


def test_very_many_old_notes_go_by_and_by(store: Store) -> None:
    for n in range(LOOKED_AT + 20):
        note(store, f"old {n}", versions=[n], at=LONG_AGO)
    note(store, "new", versions=[1])
    assert versions_of(store, f"old {LOOKED_AT - 1}") == []
    assert versions_of(store, f"old {LOOKED_AT + 1}") == [LOOKED_AT + 1]
    note(store, "new", versions=[2])
    assert versions_of(store, f"old {LOOKED_AT + 1}") == []
    assert versions_of(store, "new") == [1, 2]
