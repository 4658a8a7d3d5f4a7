"""One desk of the sync benchmark, in a process of its own so that its memory can be told; prints a line of JSON.

`python -m tests.bench.sync_desk up|down|file|raw-up|raw-down URL FOLDER COUNT`
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import requests

from app.catalogs import CATALOGS
from app.store import open_store
from app.unit_of_work import Edit, apply_edits
from sync.credentials import FileCredentials
from sync.engine import run_round
from sync.profile import Profile
from sync.session import sign_in
from tests.bench.memory import peak_memory
from tests.bench.raw_path import PAGE, insert, pack, table, unpack
from tests.bench.records import raw_rows, record
from tests.bench.sync_desk_first import by_file, by_pages
from tests.sync.central_fixture import PASSWORD

if TYPE_CHECKING:
    from app.store import Store
    from sync.session import Session
    from sync.transport import Reply, Request

LOCAL_PAGE = 2_000
ROUNDS = 7
"""Small rounds of which the best counts: others use the machine too."""


def main() -> None:
    """Do one job and print what it took."""
    job, url, folder, count = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    jobs = {"up": up, "down": down, "file": file, "raw-up": raw_up, "raw-down": raw_down}
    found = jobs[job](url, folder, count)
    found["peak_mb"] = peak_memory()
    sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")


def desk(url: str, folder: Path, *, user: str) -> tuple[Store, Session]:
    """Sign in and open the store."""
    credentials = FileCredentials(folder / "secret.json")
    session = sign_in(Profile(folder=folder), server=url, user=user, password=PASSWORD, credentials=credentials)
    return open_store(session.store_path, catalogs=CATALOGS), session


def up(url: str, folder: Path, count: int) -> dict[str, float]:
    """Send `count` new rows that were made offline, then ask when nothing waits, then send one edit."""
    store, session = desk(url, folder, user="hs_jb")
    run_round(store, session=session)
    for start in range(0, count, LOCAL_PAGE):
        _enter(store, session, numbers=range(start, min(start + LOCAL_PAGE, count)))
    cpu, requests_before = time.process_time(), session.central.traffic.requests
    report = run_round(store, session=session)
    cpu = time.process_time() - cpu
    assert report.accepted == count, report
    sent = session.central.traffic.requests - requests_before
    timed = _TimedLine(session)
    quiet = [timed.round(store) for _ in range(ROUNDS)]
    edits = []
    for number in range(count, count + ROUNDS):
        _enter(store, session, numbers=range(number, number + 1))
        edits.append(timed.round(store))
    return {
        "seconds": report.seconds,
        "bytes": report.bytes_sent,
        "cpu_us": cpu / count * 1e6,
        "rows_a_request": count / sent,
        **_best("quiet", quiet),
        **_best("edit", edits),
    }


def _enter(store: Store, session: Session, *, numbers: range) -> None:
    edits = [Edit(catalog="accounting_subject", kind="insert", values=record(number)) for number in numbers]
    with store.write() as connection:
        outcome = apply_edits(connection, schema=store.schema, user=session.user, edits=edits, source="import")
    assert not outcome.refusals, outcome.sentence


class _TimedLine:
    """Tells a round's own time from that of its requests, the central's work included."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._seconds = 0.0
        transport = session.central.transport
        real = transport.send

        def send(request: Request) -> Reply:
            started = time.perf_counter()
            try:
                return real(request)
            finally:
                self._seconds += time.perf_counter() - started

        transport.send = send  # type: ignore[method-assign]

    def round(self, store: Store) -> tuple[float, float, int]:
        """Run a round; return its seconds without its requests', those, and their number."""
        self._seconds, before = 0.0, self._session.central.traffic.requests
        started = time.perf_counter()
        report = run_round(store, session=self._session)
        assert not report.received, report
        took = time.perf_counter() - started
        return took - self._seconds, self._seconds, self._session.central.traffic.requests - before


def _best(name: str, rounds: list[tuple[float, float, int]]) -> dict[str, float]:
    own, line, requests = min(rounds)
    return {f"{name}_ms": own * 1000, f"{name}_line_ms": line * 1000, f"{name}_requests": requests}


def down(url: str, folder: Path, count: int) -> dict[str, float]:
    """Fetch everything a colleague of the same county made, on a first sync that goes by changes."""
    store, session = desk(url, folder, user="hs_sh")
    report = by_pages(store, session)
    assert report.received > count, report
    return {
        "seconds": report.seconds * count / report.received,
        "bytes": report.bytes_received * count / report.received,
    }


def file(url: str, folder: Path, count: int) -> dict[str, float]:
    """Fetch the same by the central's ready-made file, and mend some rows."""
    store, session = desk(url, folder, user="hs_sh")
    return by_file(store, session, count=count)


def raw_up(url: str, folder: Path, count: int) -> dict[str, float]:
    """Read the rows from a table, encode, post; the other end inserts."""
    connection = table(folder / "raw-up.db")
    insert(connection, list(raw_rows(count)))
    started, sent = time.monotonic(), 0
    with requests.Session() as line:
        for start in range(0, count, PAGE):
            rows = connection.execute("SELECT * FROM raw WHERE rid > ? ORDER BY rid LIMIT ?", (start, PAGE)).fetchall()
            body = pack([row[1:] for row in rows])
            line.post(url, data=body, timeout=60).raise_for_status()
            sent += len(body)
    return {"seconds": time.monotonic() - started, "bytes": sent}


def raw_down(url: str, folder: Path, count: int) -> dict[str, float]:
    """Fetch pages, decode and insert."""
    connection = table(folder / "raw-down.db")
    started, received, after = time.monotonic(), 0, 0
    with requests.Session() as line:
        while after < count:
            reply = line.get(url, params={"after": after, "limit": PAGE}, timeout=60)
            rows = unpack(reply.content)
            insert(connection, [row[1:] for row in rows])
            after, received = rows[-1][0], received + len(reply.content)
    return {"seconds": time.monotonic() - started, "bytes": received}


if __name__ == "__main__":
    main()
