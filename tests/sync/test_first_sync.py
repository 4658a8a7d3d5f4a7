"""A first sync takes the ready-made file, goes on after cuts, and believes nothing of a file that is wrong (SYNC 8)."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest
import zstandard

from app.store import read_meta
from sync.central import snapshots as making
from sync.central.snapshot_file import write_rows
from sync.engine import run_round
from sync.errors import RoundStoppedError, UnreachableError
from sync.first_sync import FirstSync
from sync.landing import Plans
from sync.pull import META_CURSOR
from sync.snapshot_load import META_PLACE, Loader
from sync.wire_ranges import SnapshotInfo
from tests.sync.province_desks import Province, is_right, rows_here, sit_down
from tests.sync.small_province import HAISHU, NINGBO
from tests.sync.test_central_scope import officer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.report import Progress
    from sync.transport import Reply, Request
    from tests.sync.desks import Desk

CATALOG = "management_value"


class Usage(NamedTuple):
    """What shutil.disk_usage returns."""

    total: int
    used: int
    free: int


@pytest.fixture
def province(small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Province]:
    monkeypatch.setattr(making, "FEW", 10)
    found = Province.copied(small_data, tmp_path / "central")
    yield found
    found.close()


@pytest.fixture
def desk(province: Province, tmp_path: Path) -> Desk:
    return sit_down(province, folder=tmp_path, user="nb_jb")


def paths(desk: Desk) -> list[str]:
    return [request.path.split("?")[0] for request in desk.wire.requests]


def leftovers(desk: Desk) -> bool:
    return desk.store.path.with_suffix(".first-sync").exists()


def meta(desk: Desk, name: str) -> str:
    with desk.store.read() as connection:
        return read_meta(connection, schema=desk.store.schema, name=name)


def test_all_rows_come_by_the_file_and_only_changes_after_it(desk: Desk, province: Province) -> None:
    report = desk.sync()
    assert report.received == sum(len(rows_here(desk, name)) for name in desk.store.schema.rows)
    assert paths(desk).count("/v1/changes") == 1
    assert any(path.startswith("/v1/snapshots/") for path in paths(desk))
    assert is_right(desk, province)
    assert not leftovers(desk)
    desk.wire.requests.clear()
    assert desk.sync().received == 0
    assert paths(desk) == ["/v1/changes"]


def test_the_region_tree_is_built(desk: Desk) -> None:
    desk.sync()
    with desk.store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT 1 FROM region_scope WHERE ancestor = ? AND code = ?", (NINGBO, HAISHU)
        )
        assert found.first()


def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.first_sync.SMALLEST", 4096)
    monkeypatch.setattr("sync.first_sync.LARGEST", 4096)


def parts(desk: Desk) -> list[str]:
    return [one.headers["Range"] for one in desk.wire.requests if one.path.startswith("/v1/snapshots/")]


def test_a_download_goes_on_where_it_was_cut(desk: Desk, province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    small_parts(monkeypatch)
    send, left = desk.wire.send, [3]

    def cut(request: Request) -> Reply:
        if request.path.startswith("/v1/snapshots/"):
            left[0] -= 1
            if left[0] < 0:
                raise UnreachableError("线断了。", code="network.closed")
        return send(request)

    monkeypatch.setattr(desk.wire, "send", cut)
    with pytest.raises(RoundStoppedError) as stopped:
        desk.sync()
    assert stopped.value.step == "下载数据文件"
    assert len(parts(desk)) == 3
    desk.reopen()
    left[0] = 1000
    desk.sync()
    asked = parts(desk)
    assert len(asked) == len(set(asked)), "no byte was fetched twice"
    assert is_right(desk, province)
    assert not leftovers(desk)


def test_taking_goes_on_where_it_was_stopped(desk: Desk, province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.snapshot_load.PORTION", 40)
    told, left = Loader._take, [4]

    def stop(self: Loader, *given: object, **named: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise UnreachableError("断电。", code="network.closed")
        return told(self, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Loader, "_take", stop)
    with pytest.raises(RoundStoppedError):
        desk.sync()
    assert meta(desk, META_CURSOR) == ""
    place = meta(desk, META_PLACE)
    assert "insurance_type" in place
    desk.reopen()
    left[0] = 1000
    before = sum(len(rows_here(desk, name)) for name in desk.store.schema.rows)
    desk.wire.requests.clear()
    report = desk.sync()
    assert parts(desk) == [], "the file was there"
    assert report.received == sum(len(rows_here(desk, name)) for name in desk.store.schema.rows) - before
    assert is_right(desk, province)
    assert meta(desk, META_PLACE) == ""


@pytest.mark.parametrize("offer", ["snapshot", ""])
def test_rows_are_counted_as_they_come(
    desk: Desk, province: Province, offer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.snapshot_load.PORTION", 20)
    monkeypatch.setattr("sync.engine.OFFER", offer)
    for name in ("ensure_sums", "recount"):
        monkeypatch.setattr(f"sync.verify.{name}", lambda *_given, **_named: pytest.fail("counted once more"))
    desk.sync()
    assert any(path.startswith("/v1/snapshots/") for path in paths(desk)) == bool(offer)
    assert is_right(desk, province)


def test_progress_tells_bytes_then_rows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    small_parts(monkeypatch)
    told: list[Progress] = []
    run_round(desk.store, session=desk.session, progress=told.append)
    steps = list(dict.fromkeys(one.step for one in told))
    assert [step for step in steps if "数据" in step] == ["中心端准备数据文件", "下载数据文件", "装入数据"]
    assert any("MB" in one.sentence for one in told if one.step == "下载数据文件")
    assert [one.done for one in told if one.step == "装入数据"][-1] == told[-1].total or told[-1].total == 0


def test_a_stop_between_portions_is_heard(desk: Desk, province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.snapshot_load.PORTION", 20)
    last: list[Progress] = []
    report = run_round(
        desk.store,
        session=desk.session,
        progress=last.append,
        cancelled=lambda: bool(last) and last[-1].step == "装入数据" and last[-1].done > 60,
    )
    assert report.cancelled
    assert leftovers(desk)
    desk.sync()
    assert is_right(desk, province)


@pytest.fixture
def crafted(desk: Desk, province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Craft:
    return Craft(desk=desk, province=province, folder=tmp_path, monkeypatch=monkeypatch)


class Craft:
    """Serves a file of the test's making in place of the central's."""

    def __init__(self, *, desk: Desk, province: Province, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk = desk
        self.path = folder / "crafted.db"
        self._monkeypatch = monkeypatch
        self.written = write_rows(province.database, user=officer(NINGBO), path=self.path, told=lambda _done: None)

    def sql(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path)) as raw:
            for statement in statements:
                raw.execute(statement)
            raw.commit()

    def serve(self, **changed: object) -> None:
        plain = self.path.read_bytes()
        packed = zstandard.ZstdCompressor().compress(plain)
        info = SnapshotInfo(
            name="crafted",
            rows=self.written.rows,
            size=len(packed),
            unpacked=len(plain),
            digest=hashlib.sha256(packed).hexdigest(),
            cursor=self.written.cursor,
        )
        self.serve_bytes(packed, info=msgspec.structs.replace(info, **changed))

    def serve_bytes(self, packed: bytes, *, info: SnapshotInfo) -> None:
        central = self.desk.session.central
        self._monkeypatch.setattr(central, "snapshot", lambda: info)

        def part(*, name: str, start: int, stop: int) -> bytes:
            assert name == info.name
            return packed[start:stop]

        self._monkeypatch.setattr(central, "snapshot_part", part)


def test_a_file_as_announced_is_taken(crafted: Craft, province: Province) -> None:
    crafted.serve()
    assert crafted.desk.sync().received == crafted.written.rows
    assert paths(crafted.desk).count("/v1/changes") == 1
    assert is_right(crafted.desk, province)


WRONG: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "cut short": ({"size": 9_999_999}, ()),
    "another digest": ({"digest": "0" * 64}, ()),
    "no digest": ({"digest": "../../x"}, ()),
    "larger than announced": ({"unpacked": 4096}, ()),
    "smaller than announced": ({"unpacked": 99_999_999}, ()),
    "a trigger": ({}, ("CREATE TRIGGER t AFTER INSERT ON region BEGIN SELECT 1; END",)),
    "a view": ({}, ("DROP TABLE region", "CREATE VIEW region AS SELECT 1 AS id, 1 AS version")),
    "no ids": ({}, ("ALTER TABLE fund_account RENAME COLUMN id TO ident",)),
    "computed columns": ({}, ("CREATE TABLE other (a, b AS (a + 1))",)),
    "a wrong value": ({}, ("UPDATE management_value SET value = 'viel'",)),
    "a wrong date": ({}, ("UPDATE fund_account SET opened_on = '2026-02-30'",)),
    "a row without version": ({}, ("UPDATE region SET version = 0",)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_not_believed_and_the_first_sync_goes_by_changes(
    crafted: Craft, province: Province, name: str
) -> None:
    changed, statements = WRONG[name]
    crafted.sql(*statements)
    crafted.serve(**changed)
    desk = crafted.desk
    report = desk.sync()
    assert report.repairs == ()
    assert is_right(desk, province)
    assert not leftovers(desk)


def test_garbage_in_place_of_a_database(crafted: Craft, province: Province) -> None:
    crafted.path.write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 40)
    crafted.serve()
    crafted.desk.sync()
    assert is_right(crafted.desk, province)


def test_a_file_that_is_gone_meanwhile(desk: Desk, province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    send = desk.wire.send

    def gone(request: Request) -> Reply:
        return send(replace(request, path=request.path.replace("/v1/snapshots/", "/v1/snapshots/other")))

    monkeypatch.setattr(desk.wire, "send", gone)
    desk.sync()
    assert is_right(desk, province)
    assert not leftovers(desk)


def test_columns_that_are_not_known_here_are_kept(crafted: Craft) -> None:
    crafted.sql(
        "ALTER TABLE region ADD COLUMN altitude",
        """UPDATE region SET altitude = 12, extra = '{"colour":"red"}' WHERE mof_div_code = '330203000'""",
        "CREATE TABLE later_catalog (id, version)",
        "INSERT INTO later_catalog VALUES ('x', 1)",
    )
    crafted.serve()
    desk = crafted.desk
    desk.sync()
    with desk.store.read() as connection:
        rows = dict(map(tuple, connection.exec_driver_sql("SELECT mof_div_code, extra FROM region").all()))
    assert msgspec.json.decode(rows[HAISHU]) == {"colour": "red", "altitude": 12}
    assert set(map(str, rows.values())) > {"{}"}
    assert meta(desk, "skipped") == "later_catalog"


def test_a_column_that_an_older_central_kept_aside_gets_its_place(crafted: Craft) -> None:
    crafted.sql(
        "UPDATE region SET extra = json_object('adm_div_code', '330203', 'colour', 'red')"
        " WHERE mof_div_code = '330203000'",
        "ALTER TABLE region DROP COLUMN adm_div_code",
    )
    crafted.serve()
    desk = crafted.desk
    desk.sync()
    with desk.store.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT adm_div_code, extra FROM region WHERE mof_div_code = ?", (HAISHU,)
        ).one()
    assert (row[0], msgspec.json.decode(row[1])) == ("330203", {"colour": "red"})


def test_waiting_edits_stay_when_the_file_is_taken_again(province: Province, tmp_path: Path) -> None:
    desk = sit_down(province, folder=tmp_path, user="hs_jb")
    desk.sync()
    names = desk.store.schema.catalog(CATALOG).names
    row = next(row for row in rows_here(desk, CATALOG).values() if row[5 + names.index("value")])
    row_id, value = str(row[0]), int(str(row[5 + names.index("value")]))
    desk.edit(CATALOG, "update", row_id, value=value + 10_000)
    desk.add_account("01a00000-0000-7000-8000-000000000001", number="88880001", mof_div_code=HAISHU)
    with desk.store.write() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '' WHERE name = ?", (META_CURSOR,))
        connection.exec_driver_sql("UPDATE meta SET value = '1' WHERE name = 'queue_paused'")
        connection.exec_driver_sql(f"UPDATE {CATALOG} SET remark = '坏', version = version - 1")  # noqa: S608
    pulled_only(desk)
    assert desk.row(row_id, catalog=CATALOG)["value"] == value + 10_000
    assert desk.row(row_id, catalog=CATALOG)["remark"] == ""
    assert len(desk.lines(row_id)) == 1
    assert desk.sync().accepted == 2
    assert is_right(desk, province)


def pulled_only(desk: Desk) -> None:
    """Take the file without sending anything before it."""
    FirstSync(
        store=desk.store,
        central=desk.session.central,
        plans=Plans(schema=desk.store.schema),
        ask=lambda: None,
        say=lambda _progress: None,
    ).run()


def test_without_room_for_the_store_the_person_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10, 10, 1000))
    with pytest.raises(RoundStoppedError, match=r"第一次同步约需 [1-9] MB"):
        desk.sync()


def test_without_room_beside_the_store_it_goes_by_changes(
    crafted: Craft, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    crafted.serve()
    free = crafted.path.stat().st_size * 2 + 10
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10, 10, free))
    crafted.desk.sync()
    assert is_right(crafted.desk, province)


def test_few_rows_come_by_changes(desk: Desk, province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "FEW", 5_000)
    desk.sync()
    assert not any(path.startswith("/v1/snapshots/") for path in paths(desk))
    assert is_right(desk, province)
