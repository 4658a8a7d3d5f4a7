"""Many counties at once against the central on PostgreSQL: nothing lost, how long each call takes, how much a second.

`python3 dev.py bench counties`: PostgreSQL with fsync, as a province runs it; central and counties on the same machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, select

from app.catalogs import CATALOGS
from sync.central.database import open_database, present_version
from tests.bench.county_desk import Times
from tests.bench.county_province import PROVINCE, county_code, money, seed_counties
from tests.bench.processes import cpu_seconds
from tests.bench.table import Figure
from tests.sync.central_fixture import RunningCentral
from tests.sync.postgres_fixture import binaries, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.central.database import Database
    from tests.sync.postgres_fixture import Postgres

COUNTIES, CHANGES, DESKS = 100, 2_000, 4
SHARES = (50, 95, 99, 100)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was measured: seconds from the first call to the last answer, of each call, and of the processors."""

    changes: int
    seconds: float
    batches: list[float]
    pulls: list[float]
    cpu: dict[str, float]

    @property
    def rate(self) -> float:
        """Changes a second."""
        return self.changes / self.seconds


def figures(*, counties: int = COUNTIES, changes: int = CHANGES) -> list[Figure]:
    """Play a hundred counties with as many workers as this machine has cores."""
    workers = os.cpu_count() or 1
    with server() as postgres, postgres.copied() as url:
        found = play(postgres, url, counties=counties, changes=changes, workers=workers)
    what = f"{counties} counties x {changes:,} changes, {workers} workers"
    rows = [Figure(what=f"{what}: all of them", value=found.rate, unit="changes/s")]
    rows += [
        Figure(what=f"{what}: processor time of {name} for a change", value=used / found.changes * 1e6, unit="us")
        for name, used in found.cpu.items()
    ]
    for name, times in (("batch", found.batches), ("pull", found.pulls)):
        rows += [
            Figure(what=f"{what}: a {name} of {len(times)}, {share} % within", value=at(times, share), unit="ms")
            for share in SHARES
        ]
    return rows


def workers_figures(*, counties: int = 40, changes: int = CHANGES) -> list[Figure]:
    """Play fewer counties with one, two and four workers."""
    rows: list[Figure] = []
    for workers in (1, 2, 4):
        with server() as postgres, postgres.copied() as url:
            rate = play(postgres, url, counties=counties, changes=changes, workers=workers).rate
        peer = rows[0].value if rows else None
        what = f"{counties} counties x {changes:,} changes, {workers} workers"
        rows.append(Figure(what=what, value=rate, unit="changes/s", peer=peer, peer_name="1 worker"))
    return rows


def at(times: list[float], share: int) -> float:
    """Return the milliseconds within which `share` percent of the calls were answered."""
    return sorted(times)[max(0, -(-len(times) * share // 100) - 1)] * 1000


@contextmanager
def server() -> Iterator[Postgres]:
    """Give a server that keeps what it says it has kept."""
    found = binaries()
    if found is None:
        raise SystemExit("没有安装 PostgreSQL：请先运行 python3 dev.py test 或安装软件包 postgresql。")
    with running(found, durable=True) as postgres:
        yield postgres


def play(postgres: Postgres, url: str, *, counties: int, changes: int, workers: int, desks: int = DESKS) -> Outcome:
    """Fill the empty database at `url`, let all counties work at once, check that nothing is lost; AssertionError."""
    quarter = changes // 4
    seed_counties(url, counties=counties)
    with tempfile.TemporaryDirectory() as folder:
        central = RunningCentral(data=Path(folder), database=url, options=("--workers", str(workers)))
        central.start()
        try:
            before = _used(central, postgres)
            times = _work(central.url, counties=counties, quarter=quarter, desks=desks)
            after = _used(central, postgres)
        finally:
            central.close()
    failures = [failure for one in times for failure in one.failures]
    assert not failures, failures[0]
    _check(url, counties=counties, quarter=quarter)
    return Outcome(
        changes=counties * quarter * 4,
        seconds=max(one.ended for one in times) - min(one.began for one in times),
        batches=[took for one in times for took in one.batches],
        pulls=[took for one in times for took in one.pulls],
        cpu={name: after[name] - before[name] for name in after},
    )


def _used(central: RunningCentral, postgres: Postgres) -> dict[str, float]:
    found = {"central": central.process, "PostgreSQL": postgres.process}
    return {name: cpu_seconds(process.pid) for name, process in found.items() if process}


def _work(url: str, *, counties: int, quarter: int, desks: int) -> list[Times]:
    ends = [counties * n // desks for n in range(desks + 1)]
    command = [sys.executable, "-m", "tests.bench.county_desk", url]
    processes = [
        subprocess.Popen([*command, str(first), str(last), str(quarter)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for first, last in pairwise(ends)
        if first < last
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n", "a desk could not begin"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(b"go\n")
            process.stdin.flush()
        said = [process.communicate()[0] for process in processes]
        return [times for words in said for times in msgspec.json.decode(words, type=list[Times])]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _check(url: str, *, counties: int, quarter: int) -> None:
    """Compare what the database holds with what was acknowledged."""
    database = open_database(url=url, catalogs=CATALOGS)
    try:
        for name, made in (("fund_account", quarter), ("management_value", quarter), ("accounting_subject", quarter)):
            _check_rows(database, name=name, counties=counties, made=made)
        with database.read() as connection:
            accounts, audit = database.schema.rows["fund_account"], database.schema.table("audit")
            total = connection.execute(
                select(func.sum(accounts.c.balance)).where(accounts.c.mof_div_code != PROVINCE)
            ).scalar_one()
            lines = connection.execute(select(func.count()).select_from(audit)).scalar_one()
        assert int(total) == counties * money(quarter), "money was lost"
        assert lines == counties * quarter * 4, "an audit line was lost"
    finally:
        database.close()


def _check_rows(database: Database, *, name: str, counties: int, made: int) -> None:
    table = database.schema.rows[name]
    with database.read() as connection:
        present = present_version(connection, schema=database.schema)
        grouped = select(table.c.mof_div_code, func.count()).group_by(table.c.mof_div_code)
        found = {region: count for region, count in connection.execute(grouped)}  # noqa: C416 - rows are no pairs
        versions = connection.execute(select(table.c.version)).scalars().all()
    lost = [county_code(n) for n in range(counties) if found.get(county_code(n)) != made]
    assert not lost, f"{name}: {len(lost)} counties lack rows"
    assert len(set(versions)) == len(versions), f"{name}: two changes have one number"
    assert max(versions) <= present, f"{name}: a number is ahead of the clock"
