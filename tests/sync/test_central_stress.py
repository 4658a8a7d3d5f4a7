"""Several workers on PostgreSQL under writers, readers and kills: no reader misses a row, no answer is taken back."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import requests
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.catalogs import CATALOGS
from app.ids import new_id
from sync.central.database import Database, open_database, present_version
from sync.central.demo_province import DEMO_USERS
from sync.wire import Answer, Batch, BatchReply, OperationBlock
from tests.sync.central_fixture import RunningCentral
from tests.sync.replica import Replica
from tests.sync.talk import Talk, delete, insert, update
from tests.sync.test_central_workers import children, pytestmark  # noqa: F401 - skips where workers cannot be watched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.postgres_fixture import Postgres

PEOPLE = {user.code: user for user in DEMO_USERS}
WRITERS, READERS = ("hs_jb", "yz_jb", "nb_jb", "zj_jb", "hs_jb"), ("hs_sh", "nb_sh", "zj_sh", "yz_sh")
WORKERS = 3
WRITTEN = ("accepted", "merged")
LIMITS = (1, 7, 60, 5_000)


@dataclass
class Storm:
    """What goes on at once; `trouble` is what should not have happened."""

    central: RunningCentral
    database: Database
    seed: int
    over: threading.Event = field(default_factory=threading.Event)
    answers: list[tuple[str, str, Answer]] = field(default_factory=list)
    trouble: list[BaseException] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def guarded(self, work: Callable[..., None], *given: object) -> None:
        try:
            work(*given)
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            self.trouble.append(error)
            self.over.set()

    def sit_down(self, code: str, number: int) -> Talk:
        talk = Talk(url=self.central.url, user=code, client_id=f"storm-{number}")
        talk.sign_in()
        return talk

    def write(self, talk: Talk, number: int) -> None:
        """Send small batches, each until it is answered, based on what this person last saw."""
        dice = dice_of(f"{self.seed} writer {number}")
        code = talk.user
        seen = Replica(database=self.database, user=PEOPLE[code])
        while not self.over.is_set():
            patiently(seen.sync)
            blocks = [block for _ in range(dice.randint(1, 3)) if (block := self._change(dice, seen, code))]
            batch = Batch(batch_id=new_id(), client_id=talk.client_id, blocks=blocks, user=code)
            reply = patiently(partial(answered, talk, batch))
            rows = [(block.catalog, row[0]) for block in blocks for row in block.rows]
            with self.lock:
                self.answers += [(*row, answer) for row, answer in zip(rows, reply.answers, strict=True)]

    def _change(self, dice: random.Random, seen: Replica, code: str) -> OperationBlock | None:
        own = PEOPLE[code].mof_div_code
        details = [row for row in there(seen, "accounting_subject") if row["mof_div_code"] == own]
        kind = dice.randint(0, 9)
        if kind == 0 and code == "zj_jb":
            region = dice.choice(there(seen, "region"))
            return update("region", region, remark=f"第{dice.randint(0, 999)}次") if region["level_no"] > "2" else None
        if kind < 3 and details:
            return delete("accounting_subject", dice.choice(details))
        if kind < 6:
            return insert("accounting_subject", *(detail(seen, own, dice) for _ in range(dice.randint(1, 20))))
        values = [row for row in there(seen, "management_value") if row["mof_div_code"] == own]
        return update("management_value", dice.choice(values), remark=f"{dice.randint(0, 99)}") if values else None

    def read(self, reader: Replica, number: int) -> None:
        """Walk in pages of any size."""
        dice = dice_of(f"{self.seed} reader {number}")
        while not self.over.is_set():
            patiently(lambda: reader.page(limit=dice.choice(LIMITS)))

    def trip(self, server: Postgres, kills: int) -> None:
        """Kill workers, a few, and connections, many."""
        dice = dice_of(f"{self.seed} kills")
        name = self.database.engine.url.database
        while not self.over.wait(dice.uniform(0.1, 0.6)):
            if kills and dice.random() < 0.3 and (workers := children(self.central)):
                kills -= 1
                with suppress(ProcessLookupError):
                    os.kill(dice.choice(sorted(workers)), signal.SIGKILL)
            busy = f"datname = '{name}' AND state <> 'idle'"
            server.run(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {busy} ORDER BY random() LIMIT 1"  # noqa: S608
            )


def dice_of(name: str) -> random.Random:
    return random.Random(name)  # noqa: S311 - dice, not secrets


def there(seen: Replica, catalog: str) -> list[dict[str, Any]]:
    return [row for row in seen.rows.get(catalog, {}).values() if not row["is_deleted"]]


def detail(seen: Replica, owner: str, dice: random.Random) -> dict[str, Any]:
    row = next(row for row in there(seen, "accounting_subject") if row["code"] == "1003")
    bare = {name: row[name] for name in row if name not in {"is_deleted", "updated_at", "updated_by"}}
    code = f"1003{dice.randint(0, 99_999):05d}"
    return {**bare, "id": new_id(), "mof_div_code": owner, "parent_code": "1003", "code": code, "is_standard": False}


def answered(talk: Talk, batch: Batch) -> BatchReply:
    reply = talk.put(batch)
    if reply.status_code in {500, 503}:
        raise requests.ConnectionError(reply.text)
    assert reply.status_code == 200, reply.text
    return msgspec.json.decode(reply.content, type=BatchReply)


def patiently(work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the work gives
    """Do it again as long as only the line or the server's connection was lost."""
    until = time.monotonic() + 60
    while True:
        try:
            return work()
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, DBAPIError):
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def play(server: Postgres, folder: Path, *, seconds: float, kills: int, seed: int) -> None:
    with server.copied("small") as url:
        options = ("--workers", str(WORKERS), "--person-rate", "1000000", "--address-rate", "1000000")
        central = RunningCentral(data=folder / "central", database=url, options=options)
        database = open_database(url=url, catalogs=CATALOGS)
        central.start()
        storm = Storm(central, database, seed)
        readers = [Replica(database=database, user=PEOPLE[code]) for code in READERS]
        jobs: list[tuple[Any, ...]] = [(storm.write, storm.sit_down(code, n), n) for n, code in enumerate(WRITERS)]
        jobs += [(storm.read, reader, n) for n, reader in enumerate(readers)]
        jobs.append((storm.trip, server, kills))
        threads = [threading.Thread(target=storm.guarded, args=job, daemon=True) for job in jobs]
        try:
            for thread in threads:
                thread.start()
            storm.over.wait(seconds)
            storm.over.set()
            for thread in threads:
                thread.join(90)
            assert not storm.trouble, storm.trouble[0]
            assert not any(thread.is_alive() for thread in threads)
            central.close()
            for reader in readers:
                reader.sync()
                assert reader.is_right(), f"seed {seed}: {reader.user.code} has other rows than the central"
            check_answers(storm)
        finally:
            storm.over.set()
            central.close()
            database.close()


def check_answers(storm: Storm) -> None:
    """Every acknowledged change stands, or a later one does; no number was given twice; the clock is at the last."""
    with storm.database.read() as connection:
        versions = {
            (name, row_id): version
            for name, table in storm.database.schema.rows.items()
            for row_id, version in connection.execute(select(table.c.id, table.c.version))
        }
        clock = present_version(connection, schema=storm.database.schema)
    written = [(catalog, row_id, answer) for catalog, row_id, answer in storm.answers if answer.status in WRITTEN]
    assert len(written) > 20, "hardly anything happened"
    numbers = [answer.version for *_, answer in written]
    repeated = {number for number, times in Counter(numbers).items() if times > 1}
    same = {(row[0], row[1]) for row in written if row[2].version in repeated}
    assert len(same) == len(repeated), "a number was given to two rows"
    for catalog, row_id, answer in written:
        assert versions[catalog, row_id] >= answer.version, "an acknowledged change is gone"
    assert max(versions.values()) <= clock


def test_readers_miss_nothing_while_workers_and_connections_are_killed(
    small_postgres: Postgres, tmp_path: Path
) -> None:
    play(small_postgres, tmp_path, seconds=8, kills=3, seed=100)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_the_same_for_longer(small_postgres: Postgres, tmp_path: Path, seed: int) -> None:
    play(small_postgres, tmp_path, seconds=40, kills=4, seed=seed)
