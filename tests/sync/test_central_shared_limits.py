"""One budget of requests however many processes serve; none of them can hold up the others (contract, limits)."""

from __future__ import annotations

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import requests

from sync.central.limits import Buckets
from tests.sync.central_fixture import RunningCentral
from tests.sync.talk import TIMEOUT, Talk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.postgres_fixture import Postgres

fcntl = pytest.importorskip("fcntl", reason="processes that share a port are forked")
shared_buckets = pytest.importorskip("sync.central.shared_buckets")
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


class Clock:
    """Time that tests move."""

    now = 50.0

    def __call__(self) -> float:
        return self.now


def test_shared_counts_are_those_of_one_process() -> None:
    chance = random.Random(3)  # noqa: S311 - for a test
    clock = Clock()
    one, many = Buckets(20, clock=clock), shared_buckets.SharedBuckets(20, clock=clock)
    answers = []
    for _ in range(2_000):
        clock.now += chance.choice((0, 0, 0.1, 1.5, 40))
        name, cost = chance.choice(("of_1", "of_2", "张三")), chance.choice((1, 1, 1, 20, 30))
        answers.append((one.take(name, cost=cost), many.take(name, cost=cost)))
    many.close()
    assert [mine for mine, _ in answers] == [theirs for _, theirs in answers]
    assert {mine > 0 for mine, _ in answers} == {True, False}


def test_on_a_full_shelf_who_asked_longest_ago_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_buckets, "SHELVES", 1)
    monkeypatch.setattr(shared_buckets, "PLACES", 2)
    clock = Clock()
    buckets = shared_buckets.SharedBuckets(1, clock=clock)
    for name in "abc":
        clock.now += 0.01
        assert buckets.take(name) == 0
    assert buckets.take("c") > 0
    assert buckets.take("a") == 0
    buckets.close()


def test_forked_processes_share_a_budget_and_one_that_dies_lets_go() -> None:
    buckets = shared_buckets.SharedBuckets(100, clock=Clock())
    reading, writing = os.pipe()
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            os.write(writing, bytes([[buckets.take("a") for _ in range(50)].count(0)]))
            fcntl.lockf(buckets._file, fcntl.LOCK_EX)
            os._exit(0)
        children.append(child)
    os.close(writing)
    for child in children:
        os.waitpid(child, 0)
    passed = list(os.read(reading, 10))
    os.close(reading)
    assert (len(passed), sum(passed)) == (4, 100)
    assert buckets.take("a") > 0
    assert buckets.take("b") == 0
    buckets.close()


def test_one_that_is_stopped_while_it_counts_stops_nobody() -> None:
    buckets = shared_buckets.SharedBuckets(100)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        fcntl.lockf(buckets._file, fcntl.LOCK_EX)
        os.write(writing, b".")
        signal.pause()
    try:
        assert os.read(reading, 1) == b"."
        started = time.monotonic()
        assert buckets.take("a") == 0
        assert time.monotonic() - started < 1
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        os.close(writing)
        buckets.close()


@pytest.fixture
def crowd(small_postgres: Postgres, tmp_path: Path) -> Iterator[RunningCentral]:
    """Give a central with three workers that lets a person ask 60 times a minute."""
    with small_postgres.copied("small") as url:
        options = ("--workers", "3", "--person-rate", "60")
        central = RunningCentral(data=tmp_path / "central", database=url, options=options)
        central.start()
        try:
            yield central
        finally:
            central.close()


def test_a_person_has_one_budget_whichever_worker_is_asked(crowd: RunningCentral) -> None:
    talk = Talk(url=crowd.url, user="hs_jb")

    def ask(_: int) -> int:
        return requests.get(f"{crowd.url}/v1/me", headers=talk.headers, timeout=TIMEOUT).status_code

    started = time.monotonic()
    with ThreadPoolExecutor(max_workers=6) as line:
        found = list(line.map(ask, range(150)))
    filled_again = time.monotonic() - started + 1
    logs = [(crowd.data / "logs" / f"central-{n}.log").read_text(encoding="utf-8") for n in (1, 2, 3)]
    assert sum("GET /v1/me" in log for log in logs) > 1, "one worker had all of it"
    assert set(found) == {200, 429}
    assert 50 <= found.count(200) <= 60 + filled_again
