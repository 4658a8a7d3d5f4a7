"""What a batch costs the central, all rules included: body to reply in one process, beside bare inserts."""

from __future__ import annotations

import gc
import sqlite3
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from app.catalogs import CATALOGS
from app.ids import new_id
from app.store import PRAGMAS
from sync.central.bodies import check_digest, decode, pack, unpack
from sync.central.database import CHECKPOINT, open_database
from sync.central.demo_province import DEMO_USERS
from sync.central.push import push
from sync.central.serve import GARBAGE
from sync.wire import Batch, BatchReply, OperationBlock, Status
from tests.bench.records import COLUMNS, record
from tests.bench.table import Figure
from tests.sync.central_fixture import seed_small

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sync.central.database import Database

COUNT = 100_000
PAGE = 5_000
USER = next(user for user in DEMO_USERS if user.code == "hs_jb")
EDIT = [[USER.code, "2026-01-01T00:00:00Z", "银行回单"]]
LIMIT = 4.0
"""How many bare inserts a row may cost: half of what 25,000 rows a second leave to both ends on two cores."""


def figures(*, count: int = COUNT) -> list[Figure]:
    """Send `count` new rows, then an edit of one column of each; bare inserts go between the batches.

    What a row costs is the median over the batches: other work on the machine makes some of them dearer.
    """
    with tempfile.TemporaryDirectory() as name, _as_served():
        folder = Path(name)
        seed_small(data=folder)
        database = open_database(data=folder, catalogs=CATALOGS)
        bare = _bare_table(database, folder / "bare.db")
        ids = [new_id() for _ in range(count)]
        versions: list[int] = []
        plain, up = [], []
        for start, body in zip(range(0, count, PAGE), _inserts(ids), strict=True):
            plain.append(_inserted(bare, ids=ids[start : start + PAGE], first=start))
            up.append(_carried(database, body, versions=versions))
        edited = [_carried(database, body, versions=versions) for body in _updates(ids, versions=versions[:])]
        bare.close()
        database.close()
    each = median(plain) / PAGE
    return [
        _figure("central: a new row", median(up) / PAGE, each),
        _figure("central: one column of a row", median(edited) / PAGE, each),
    ]


@contextmanager
def _as_served() -> Iterator[None]:
    """Look for garbage as seldom as the served central does."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _figure(what: str, seconds: float, bare: float) -> Figure:
    value = seconds * 1e6
    return Figure(
        what=what,
        value=value,
        unit="µs CPU",
        peer=bare * 1e6,
        peer_name="bare insert",
        limit=f"≤ {LIMIT:g} ×",
        ok=value <= LIMIT * bare * 1e6,
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


def _bare_table(database: Database, path: Path) -> sqlite3.Connection:
    """Make the same table with the same indexes in a file of its own."""
    with database.read() as connection:
        wanted = "SELECT sql FROM sqlite_master WHERE tbl_name = 'accounting_subject' AND sql IS NOT NULL"
        schema = [row[0] for row in connection.exec_driver_sql(wanted)]
    other = sqlite3.connect(path, isolation_level=None)
    for statement in (*PRAGMAS, CHECKPOINT, *schema):
        other.execute(statement)
    return other


def _inserted(other: sqlite3.Connection, *, ids: list[str], first: int) -> float:
    """Return the seconds that plain inserts of these rows take, and nothing else."""
    names = ("id", "version", *COLUMNS)
    sql = f"INSERT INTO accounting_subject ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    rows = [(row_id, n, *record(n).values()) for n, row_id in enumerate(ids, first)]
    started = time.process_time()
    other.execute("BEGIN IMMEDIATE")
    other.executemany(sql, rows)
    other.execute("COMMIT")
    return time.process_time() - started
