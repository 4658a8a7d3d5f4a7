"""The store opens, migrates after a backup, refuses what it cannot trust, and keeps all of a block or nothing."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.errors import StoreError
from app.store import open_store, read_meta, write_meta

if TYPE_CHECKING:
    from pathlib import Path


def test_a_block_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.db", catalogs=CATALOGS)

    def cut_in_the_middle() -> None:
        with store.write() as connection:
            write_meta(connection, schema=store.schema, name="cursor", value="7")
            raise ValueError("cut")

    with pytest.raises(ValueError, match="cut"):
        cut_in_the_middle()
    with store.read() as connection:
        assert read_meta(connection, schema=store.schema, name="cursor") == ""
    with store.write() as connection:
        write_meta(connection, schema=store.schema, name="cursor", value="8")
    store.close()
    again = open_store(tmp_path / "s.db", catalogs=CATALOGS)
    with again.read() as connection:
        assert read_meta(connection, schema=again.schema, name="cursor") == "8"
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    again.close()
    assert not (tmp_path / "backups").exists(), "an unchanged store is not copied"


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    open_store(tmp_path / "s.db", catalogs=CATALOGS).close()
    raw = sqlite3.connect(tmp_path / "s.db")
    raw.execute("PRAGMA user_version = 999")
    raw.close()
    with pytest.raises(StoreError, match="更新版本的程序"):
        open_store(tmp_path / "s.db", catalogs=CATALOGS)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "s.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="已损坏"):
        open_store(tmp_path / "s.db", catalogs=CATALOGS)
    assert (tmp_path / "s.db").read_bytes().startswith(b"not a database")


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.db", catalogs=CATALOGS)
    other = sqlite3.connect(tmp_path / "s.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with store.read() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with pytest.raises(StoreError, match="占用"), store.write():
        pass
    other.execute("ROLLBACK")
    other.close()
    store.close()
