"""What a batch costs the central, all rules included: body to reply in one process, beside bare inserts."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from app.catalogs import CATALOGS
from app.ids import new_id
from sync.central.bodies import check_digest, decode, pack, unpack
from sync.central.database import open_database
from sync.central.demo_province import DEMO_USERS
from sync.central.push import push
from sync.wire import Batch, BatchReply, OperationBlock, Status
from tests.bench.records import COLUMNS, record
from tests.bench.table import Figure
from tests.sync.central_fixture import seed_small

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.central.database import Database

COUNT = 100_000
PAGE = 5_000
USER = next(user for user in DEMO_USERS if user.code == "hs_jb")
EDIT = [[USER.code, "2026-01-01T00:00:00Z", "银行回单"]]
LIMIT = 20.0
"""Microseconds of CPU time that a row may cost: half of what 25,000 rows a second leave to both ends on two cores."""


def figures(*, count: int = COUNT) -> list[Figure]:
    """Send `count` new rows, then an edit of one column of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seed_small(data=folder)
        database = open_database(data=folder, catalogs=CATALOGS)
        ids = [new_id() for _ in range(count)]
        bare = _bare(database, folder / "bare.db", ids=ids)
        versions: list[int] = []
        up = sum(_carried(database, body, versions=versions) for body in _inserts(ids))
        edited = sum(_carried(database, body, versions=versions) for body in _updates(ids, versions=versions[:]))
        database.close()
    return [
        _figure("central: a new row", up / count, bare),
        _figure("central: one column of a row", edited / count, bare),
    ]


def _figure(what: str, seconds: float, bare: float) -> Figure:
    value = seconds * 1e6
    return Figure(
        what=what,
        value=value,
        unit="µs CPU",
        peer=bare * 1e6,
        peer_name="bare insert",
        limit=f"≤ {LIMIT:g} µs",
        ok=value <= LIMIT,
    )


def _inserts(ids: list[str]) -> Iterable[bytes]:
    for start in range(0, len(ids), PAGE):
        rows: list[list[Any]] = []
        for number, row_id in enumerate(ids[start : start + PAGE], start):
            values = record(number)
            rows.append([row_id, 0, *(values[name] for name in COLUMNS)])
        yield _body("insert", columns=list(COLUMNS), rows=rows)


def _updates(ids: list[str], *, versions: list[int]) -> Iterable[bytes]:
    for start in range(0, len(ids), PAGE):
        part = range(start, min(start + PAGE, len(ids)))
        rows = [[ids[n], versions[n], record(n)["remark"], f"第{n}笔已核对"] for n in part]
        yield _body("update", columns=["remark"], rows=rows)


def _body(kind: str, *, columns: list[str], rows: list[list[Any]]) -> bytes:
    block = OperationBlock(catalog="accounting_subject", kind=kind, columns=columns, rows=rows, edits=EDIT)
    batch = Batch(batch_id=new_id(), client_id="bench", user=USER.code, blocks=[block])
    return zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(batch))


def _carried(database: Database, body: bytes, *, versions: list[int]) -> float:
    """Return the seconds of CPU time from the body as sent to the reply as sent."""
    started = time.process_time()
    plain = unpack(body, encoding="zstd")
    digest = check_digest(plain, header="")
    batch = decode(plain, content_type="application/json", expected=Batch)
    reply = push(database, batch=batch, batch_id=batch.batch_id, digest=digest, user=USER)
    pack(reply, accepted="zstd")
    spent = time.process_time() - started
    answers = msgspec.json.decode(reply, type=BatchReply).answers
    assert all(one.status is Status.ACCEPTED for one in answers), answers[0]
    versions += [one.version for one in answers]
    return spent


def _bare(database: Database, path: Path, *, ids: list[str]) -> float:
    """Return the seconds a row of plain inserts into the same table with the same indexes, and nothing else."""
    with database.read() as connection:
        wanted = "SELECT sql FROM sqlite_master WHERE tbl_name = 'accounting_subject' AND sql IS NOT NULL"
        schema = [row[0] for row in connection.exec_driver_sql(wanted)]
    other = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *schema):
        other.execute(statement)
    names = ("id", "version", *COLUMNS)
    sql = f"INSERT INTO accounting_subject ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    spent = 0.0
    for start in range(0, len(ids), PAGE):
        part = range(start, min(start + PAGE, len(ids)))
        rows = [(ids[n], n, *record(n).values()) for n in part]
        started = time.process_time()
        other.execute("BEGIN IMMEDIATE")
        other.executemany(sql, rows)
        other.execute("COMMIT")
        spent += time.process_time() - started
    other.close()
    return spent / len(ids)
