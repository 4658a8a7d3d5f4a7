"""The ready-made file of a first sync: made once, in the background, for those of its region (SYNC point 8)."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
import pytest
import zstandard
from msgspec.structs import replace

from app.catalogs import CATALOGS
from app.people import Role
from sync.central import snapshots as making
from sync.central.database import open_database
from sync.central.file_parts import part_of, read_part
from sync.central.problems import RequestError
from sync.central.shelf import Made
from sync.central.snapshot_file import write_rows
from sync.central.snapshots import Snapshots, sight_of
from tests.sync.replica import Replica
from tests.sync.small_province import HAISHU, NINGBO
from tests.sync.talk import update
from tests.sync.test_central_scope import officer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sync.central.database import Database
    from sync.wire_ranges import SnapshotInfo

USER = officer(NINGBO)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("small_data"), tmp_path / "central")
        opened = open_database(data=tmp_path / "central", catalogs=CATALOGS)
    else:
        server, name = request.getfixturevalue("small_postgres"), f"test_{uuid4().hex}"
        server.run(f'CREATE DATABASE "{name}" TEMPLATE small')
        opened = open_database(url=server.url(name), data=tmp_path, catalogs=CATALOGS)
    yield opened
    opened.close()


@pytest.fixture
def snapshots(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshots:
    monkeypatch.setattr(making, "FEW", 10)
    return Snapshots(database, folder=tmp_path / "snapshots")


def wait(snapshots: Snapshots) -> SnapshotInfo:
    for _ in range(600):
        info = snapshots.info(USER)
        if info.name:
            return info
        assert info.retry_after == 1
        time.sleep(0.05)
    raise AssertionError("no snapshot was made")


def until(what: Callable[[], bool]) -> bool:
    for _ in range(200):
        if what():
            return True
        time.sleep(0.05)
    return False


def content(snapshots: Snapshots, info: SnapshotInfo, *, asked: str = "") -> bytes:
    return b"".join(read_part(snapshots.part(USER, name=info.name, asked=asked)))


def unpacked(packed: bytes, path: Path) -> dict[str, dict[str, dict[str, Any]]]:
    path.write_bytes(zstandard.ZstdDecompressor().decompressobj().decompress(packed))
    with closing(sqlite3.connect(path)) as opened:
        opened.row_factory = sqlite3.Row
        names = [row[0] for row in opened.execute("SELECT name FROM sqlite_master")]
        return {
            name: {row["id"]: dict(row) for row in opened.execute(f'SELECT * FROM "{name}"').fetchall()}  # noqa: S608
            for name in names
        }


def test_the_file_holds_what_the_pages_bring(database: Database, snapshots: Snapshots, tmp_path: Path) -> None:
    first = snapshots.info(USER)
    assert (first.name, first.retry_after) == ("", 1)
    info = wait(snapshots)
    packed = content(snapshots, info)
    assert (len(packed), hashlib.sha256(packed).hexdigest()) == (info.size, info.digest)
    found = unpacked(packed, tmp_path / "rows.db")
    assert (tmp_path / "rows.db").stat().st_size == info.unpacked
    replica = Replica(database=database, user=USER)
    replica.sync()
    assert set(found) == {catalog.name for catalog in CATALOGS}
    for name, rows in found.items():
        assert {row_id: {k: v for k, v in row.items() if k != "extra"} for row_id, row in rows.items()} == plain(
            replica.rows.get(name, {})
        )
    assert info.rows == sum(map(len, found.values())) == first.rows
    assert info.cursor == replica.cursor


def plain(rows: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return rows with values as they stand in the file."""
    return {
        row_id: {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items()}
        for row_id, row in rows.items()
    }


def test_after_the_files_cursor_only_changes_come(database: Database, snapshots: Snapshots) -> None:
    info = wait(snapshots)
    county = Replica(database=database, user=officer(HAISHU))
    county.sync()
    row = next(row for row in county.rows["management_value"].values() if row["value"])
    county.send(update("management_value", row, value=row["value"] + 10_000))
    later = Replica(database=database, user=USER, cursor=info.cursor)
    last = later.sync()
    assert [list(rows) for rows in later.rows.values()] == [[row["id"]]]
    assert last.sums


def test_it_is_made_once_and_given_again_until_too_much_has_changed(
    database: Database, snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = wait(snapshots)
    assert snapshots.info(USER) == info
    county = Replica(database=database, user=officer(HAISHU))
    county.sync()
    row = next(row for row in county.rows["management_value"].values() if row["value"])
    county.send(update("management_value", row, value=row["value"] + 10_000))
    assert snapshots.info(USER) == info
    monkeypatch.setattr(making, "CHANGED", info.rows)
    row = next(one for one in county.rows["management_value"].values() if one["value"] and one != row)
    county.send(update("management_value", row, value=row["value"] + 10_000))
    assert snapshots.info(USER).name == ""
    assert wait(snapshots).name != info.name
    assert content(snapshots, info), "who is downloading the old one still gets it"


def test_an_old_file_is_replaced_and_goes(snapshots: Snapshots, tmp_path: Path) -> None:
    info = wait(snapshots)
    about = tmp_path / "snapshots" / f"{info.name}.json"
    made = msgspec.json.decode(about.read_bytes(), type=Made)
    about.write_bytes(msgspec.json.encode(replace(made, made_at=made.made_at - making.YOUNG)))
    newer = wait(snapshots)
    assert newer.name != info.name
    with pytest.raises(RequestError) as refused:
        content(snapshots, info)
    assert refused.value.code == "snapshot.unknown"
    folder = tmp_path / "snapshots"  # the maker's claim goes a moment after the file is there
    assert until(lambda: {path.name.split(".")[0] for path in folder.iterdir()} == {newer.name})


def test_only_people_of_its_region_get_it(snapshots: Snapshots) -> None:
    info = wait(snapshots)
    with pytest.raises(RequestError) as refused:
        snapshots.part(officer(HAISHU), name=info.name, asked="")
    assert refused.value.code == "snapshot.unknown"
    with pytest.raises(RequestError):
        snapshots.part(dataclasses.replace(USER, role=Role.TAX), name=info.name, asked="")


def test_the_file_for_an_office_outside_finance_has_its_catalogs_only(database: Database, tmp_path: Path) -> None:
    tax = dataclasses.replace(USER, role=Role.TAX)
    written = write_rows(database, user=tax, path=tmp_path / "tax.db", told=lambda _done: None)
    replica = Replica(database=database, user=tax)
    replica.sync()
    assert written.rows == sum(map(len, replica.rows.values()))
    assert sight_of(tax) != sight_of(USER)


def test_few_rows_are_not_worth_a_file(database: Database, tmp_path: Path) -> None:
    info = Snapshots(database, folder=tmp_path / "none").info(USER)
    assert (info.name, info.retry_after) == ("", 0)
    assert info.rows > 0
    assert list((tmp_path / "none").iterdir()) == []


def test_one_maker_at_a_time_and_a_dead_one_is_replaced(snapshots: Snapshots, tmp_path: Path) -> None:
    lock = tmp_path / "snapshots" / f"{NINGBO}.making"
    lock.write_text("7")
    info = snapshots.info(USER)
    assert (info.name, info.done, info.retry_after) == ("", 7, 1)
    time.sleep(0.3)
    assert snapshots.info(USER).name == "", "another process is making it"
    os.utime(lock, (1, 1))
    assert wait(snapshots).name
    assert until(lambda: not lock.exists())


def test_a_making_that_fails_leaves_nothing_and_first_syncs_go_by_changes(
    snapshots: Snapshots, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "pack_file", full)
    assert snapshots.info(USER).retry_after == 1
    assert until(lambda: not snapshots.info(USER).retry_after)
    assert snapshots.info(USER).name == ""
    assert until(lambda: not list((tmp_path / "snapshots").iterdir()))


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("", 0, 100),
        ("bytes=0-", 0, 100),
        ("bytes=40-", 40, 100),
        ("bytes=40-49", 40, 50),
        ("bytes=90-500", 90, 100),
        ("bytes=-10", 90, 100),
        ("bytes=-500", 0, 100),
        ("bytes=9-3", 0, 100),
        ("bytes=1-2,5-6", 0, 100),
        ("lines=3-", 0, 100),
        ("bytes=-", 0, 100),
    ],
)
def test_ranges_as_http_has_them(tmp_path: Path, asked: str, start: int, stop: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(100)))
    part = part_of(path, asked=asked, media="application/zstd")
    assert (part.start, part.stop, part.is_whole) == (start, stop, stop - start == 100)
    assert b"".join(read_part(part)) == bytes(range(start, stop))


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(tmp_path: Path, asked: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(100))
    with pytest.raises(RequestError) as refused:
        part_of(path, asked=asked, media="application/zstd")
    assert (refused.value.status, refused.value.size) == (416, 100)
