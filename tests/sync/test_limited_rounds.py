"""A desk at a central that limits it: rounds come through, nothing is lost, and nobody hammers (contract, limits)."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.ids import new_id
from app.store import open_store, write_meta
from sync.credentials import FileCredentials
from sync.engine import run_round
from sync.pace import META_SIZE
from sync.profile import Profile
from sync.session import sign_in
from tests.sync.central_fixture import PASSWORD, RunningCentral, copied_central
from tests.sync.desks import Desk, Wire
from tests.sync.model_central import ModelCentral
from tests.sync.tls_files import log_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.report import Progress

REQUEST = re.compile(r"(GET|PUT|POST) (/v1/\S+) (\d{3}) ")


@pytest.fixture
def central(small_data: Path, tmp_path: Path) -> Iterator[RunningCentral]:
    running = copied_central(small_data, tmp_path / "central", options=("--person-rate", "60"))
    yield running
    running.close()


@pytest.fixture
def desk(central: RunningCentral, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "profile"
    session = sign_in(
        Profile(folder=folder),
        server=central.url,
        user="yz_jb",
        password=PASSWORD,
        credentials=FileCredentials(folder / "credentials.json"),
    )
    store = open_store(session.store_path, catalogs=CATALOGS)
    made = Desk(session=session, store=store, wire=Wire(ModelCentral()))
    made.sync()
    yield made
    session.close()
    store.close()


def small_batches(desk: Desk, count: int) -> None:
    """Let `count` changes wait that go up one by one."""
    for _ in range(count):
        row_id = new_id()
        desk.add_account(row_id, number=str(int(row_id[-12:], 16)))
    with desk.store.write() as connection:
        write_meta(connection, schema=desk.store.schema, name=META_SIZE, value="1")


def statuses(central: RunningCentral) -> list[int]:
    return [int(status) for _, _, status in REQUEST.findall(log_of(central))]


def test_a_long_upload_comes_through_at_the_pace_that_the_central_allows(
    central: RunningCentral, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.pace.QUICK", 0.0)
    small_batches(desk, 75)
    waits: list[Progress] = []
    started = time.monotonic()
    report = run_round(desk.store, session=desk.session, progress=waits.append)
    spent = time.monotonic() - started
    assert report.accepted == 75
    assert desk.status().unsent == 0
    refused = statuses(central).count(429)
    assert 0 < refused <= spent / 3 + 2, "one question for each wait that was told, not one for each batch"
    assert any(one.wait for one in waits), "the person sees that the central is waited for"


def test_a_wait_can_be_stopped_at_once(central: RunningCentral, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.pace.QUICK", 0.0)
    small_batches(desk, 75)
    waiting: list[float] = []

    def see(progress: Progress) -> None:
        if progress.wait and not waiting:
            waiting.append(time.monotonic())

    report = run_round(desk.store, session=desk.session, progress=see, cancelled=lambda: bool(waiting))
    assert report.cancelled
    assert time.monotonic() - waiting[0] < 3
    assert statuses(central).count(429) == 1
    assert report.sent + desk.status().unsent == 75
