"""Several worker processes: one port, replaced when they die, gone with the process that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from tests.sync.central_fixture import PATIENCE, ROOT, RunningCentral
from tests.sync.talk import Talk, update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sync.postgres_fixture import Postgres

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="workers are forked; watched through /proc"
)
WORKERS = 3


@pytest.fixture
def crowd(small_postgres: Postgres, tmp_path: Path) -> Iterator[RunningCentral]:
    """Give a central with several workers on PostgreSQL."""
    with small_postgres.copied("small") as url:
        central = RunningCentral(data=tmp_path / "central", database=url, options=("--workers", str(WORKERS)))
        central.start()
        try:
            yield central
        finally:
            central.close()


def children(central: RunningCentral) -> set[int]:
    assert central.process is not None
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == central.process.pid and words[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until
        time.sleep(0.02)


def change(talk: Talk, remark: str) -> None:
    row = next(row for row in talk.rows("management_value") if row["value"])
    answer, _ = talk.send_one(update("management_value", row, remark=remark))
    assert answer.status == "accepted"


def log_of(central: RunningCentral, worker: int) -> str:
    return (central.data / "logs" / f"central-{worker}.log").read_text(encoding="utf-8")


def test_all_workers_serve_and_a_session_is_known_to_each(crowd: RunningCentral) -> None:
    talk = Talk(url=crowd.url, user="hs_jb")
    change(talk, "一")

    def each_has_answered() -> bool:
        assert requests.get(f"{crowd.url}/v1/me", headers=talk.headers, timeout=30).status_code == 200
        return all("GET /v1/me" in log_of(crowd, n) for n in range(1, WORKERS + 1))

    wait_for(each_has_answered)
    assert f"worker-{WORKERS} " in log_of(crowd, WORKERS)
    workers = children(crowd)
    assert len(workers) == WORKERS
    assert crowd.stop() == 0
    assert not any(is_alive(pid) for pid in workers)


def test_a_killed_worker_is_replaced_and_nothing_is_lost(crowd: RunningCentral) -> None:
    talk = Talk(url=crowd.url, user="hs_jb")
    change(talk, "前")
    before = children(crowd)
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: len(children(crowd)) == WORKERS and victim not in children(crowd))
    assert before - children(crowd) == {victim}
    change(talk, "后")
    written = (crowd.data / "logs" / "central.log").read_text(encoding="utf-8")
    assert f"(process {victim}) ended" in written


def test_no_worker_outlives_a_killed_central(crowd: RunningCentral) -> None:
    talk = Talk(url=crowd.url, user="hs_jb")
    change(talk, "一")
    workers = children(crowd)
    crowd.kill()
    wait_for(lambda: not any(is_alive(pid) for pid in workers))
    crowd.start()
    change(talk, "二")


def test_workers_that_keep_dying_end_the_central_with_a_sentence(crowd: RunningCentral) -> None:
    process = crowd.process
    assert process is not None
    while process.poll() is None:
        for pid in children(crowd):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    assert process.returncode == 2


def test_sqlite_has_one_worker(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sync.central", "--data", str(tmp_path), "--workers", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "中心端不能启动：SQLite 只能用一个工作进程，请去掉 --workers，或用 --database 指定 PostgreSQL 数据库。\n"
    )
