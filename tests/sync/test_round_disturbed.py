"""Rounds disturbed from this side: two windows at once, a full disk, a stop, clocks a year off (SYNC points 5, 13)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app import ids
from app.catalogs import CATALOGS
from app.errors import StoreError
from app.ids import new_id
from app.store import open_store
from sync.engine import run_round
from sync.errors import RoundStoppedError
from sync.pull import PAGE
from tests.sync.desks import COUNTY, YEAR, Desk, Wire, lost_answer, open_desk

if TYPE_CHECKING:
    from pathlib import Path

    from sync.report import Progress
    from tests.sync.model_central import ModelCentral


def fill(central: ModelCentral, count: int) -> None:
    """Let a colleague make accounts."""
    for n in range(count):
        central.put(
            "fund_account",
            new_id(),
            fiscal_year=YEAR,
            mof_div_code=COUNTY,
            account_no=f"7{n:06d}",
            account_name="同事",
            bank_name="农行",
            account_type="31",
            balance=n,
        )


def count(desk: Desk) -> int:
    with desk.store.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM fund_account").scalar_one())


def test_two_windows_sync_the_same_store_at_once(central: ModelCentral, desk: Desk) -> None:
    rows = [new_id() for _ in range(30)]
    for n, row_id in enumerate(rows):
        desk.add_account(row_id, number=f"1{n:05d}")
    fill(central, 50)
    other = open_store(desk.store.path, catalogs=CATALOGS)
    with ThreadPoolExecutor(2) as windows:
        rounds = [windows.submit(run_round, store, session=desk.session) for store in (desk.store, other)]
        reports = [one.result(timeout=60) for one in rounds]
    other.close()
    assert sum(report.accepted for report in reports) == 30
    assert sum(report.received for report in reports) == 50
    assert len(central.operations_done) == 30
    assert desk.status().unsent == 0


def test_a_full_disk_stops_the_round_and_it_goes_on_when_there_is_room(central: ModelCentral, desk: Desk) -> None:
    central.page = 200
    fill(central, 2_000)
    row_id = new_id()
    desk.add_account(row_id, number="10001")
    with desk.store.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limited = desk.store._engine.connect()
    limited.exec_driver_sql(f"PRAGMA max_page_count = {pages + 40}")
    limited.close()
    with pytest.raises(RoundStoppedError, match="磁盘已满") as stopped:
        desk.sync()
    assert isinstance(stopped.value.cause, StoreError)
    assert stopped.value.step == "接收更新"
    arrived = count(desk)
    assert 0 < arrived < 2_001
    desk.reopen()
    assert desk.sync().received == 2_001 - arrived
    assert count(desk) == 2_001


def test_a_stopped_first_sync_goes_on_where_it_was(central: ModelCentral, desk: Desk) -> None:
    central.page = 100
    fill(central, 1_000)
    seen: list[Progress] = []
    report = run_round(
        desk.store, session=desk.session, progress=seen.append, cancelled=lambda: len(seen) > 0 and seen[-1].done >= 300
    )
    assert report.cancelled
    assert 300 <= report.received < 1_000
    assert desk.sync().received == 1_000 - report.received


def test_nothing_new_is_taken_from_the_outbox_after_a_stop(desk: Desk) -> None:
    for n in range(3):
        desk.add_account(new_id(), number=f"1{n:05d}")
    with desk.store.write() as connection:
        connection.exec_driver_sql("INSERT INTO meta (name, value) VALUES ('batch_size', '1')")
    seen: list[Progress] = []
    report = run_round(
        desk.store,
        session=desk.session,
        progress=seen.append,
        cancelled=lambda: bool(seen) and seen[-1].step == "上传修改",
    )
    assert report.cancelled
    assert (desk.status().waiting, desk.status().sent) == (3, 0)
    assert desk.sync().accepted == 3


@pytest.mark.parametrize("years", [-30, 1])
def test_a_clock_that_is_years_off_changes_nothing(
    central: ModelCentral, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    row_id = new_id()
    desk.add_account(row_id, number="10001", balance=1)
    desk.sync()
    now, shift = time.time_ns, years * 365 * 86_400 * 10**9
    monkeypatch.setattr(ids, "_last_ms", 0)
    monkeypatch.setattr(time, "time_ns", lambda: now() + shift)
    monkeypatch.setattr("app.recording.now_text", lambda: f"{2026 + years}-01-01T00:00:00Z")
    other = open_desk(central, folder=tmp_path, user="yi")
    other.sync()
    other.change(row_id, remark="远")
    made = new_id()
    other.add_account(made, number="10002")
    other.wire.faults = [lost_answer]
    with pytest.raises(RoundStoppedError):
        other.sync()
    other.change(row_id, balance=3)
    report = other.sync()
    assert (report.conflicts, report.refused) == (0, 0)
    desk.change(row_id, account_name="近")
    desk.sync()
    other.sync()
    for one in (desk, other):
        assert [one.row(row_id)[name] for name in ("remark", "balance", "account_name")] == ["远", 3, "近"]
        assert one.row(made)["account_no"] == "10002"
    other.store.close()


def test_a_page_is_asked_for_while_the_one_before_is_kept(central: ModelCentral, desk: Desk) -> None:
    central.page = 10
    fill(central, 25)
    before = len(desk.wire.requests)
    assert desk.sync().received == 25
    asked = [one.path for one in desk.wire.requests[before:] if "/changes" in one.path]
    assert len(asked) == 3
    assert all(f"limit={PAGE}" in path for path in asked)
    assert isinstance(desk.session.central.transport, Wire)
