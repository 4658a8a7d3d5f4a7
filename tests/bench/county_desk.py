"""Some counties of the bench of counties at once, each in a thread of its own, by the calls of the contract alone.

`python -m tests.bench.county_desk URL FIRST LAST QUARTER` signs in, fetches, prints "ready", waits for a line, works,
and prints what it took as JSON.
"""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from sync.calls import Central
from sync.http import HttpTransport
from sync.patience import Patience
from sync.row_hash import xor_of
from sync.tokens import Tokens
from sync.wire import Status
from tests.bench.county_province import PASSWORD, Work, client_id, officer, value_rows
from tests.sync.desks import MemoryCredentials

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.wire import Batch, BatchReply, ChangesPage

PAGE = 5_000
PATIENCE = Patience(connect=60, read=600, repeats=20, longest_wait=60)


class Times(msgspec.Struct):
    """Seconds that each call took, seconds since 1970 of the first and last, and how often the central said busy."""

    batches: list[float] = []
    pulls: list[float] = []
    began: float = 0.0
    ended: float = 0.0
    failures: list[str] = []


@dataclass
class County:
    """One county: what it has received, and its cursor."""

    work: Work
    url: str
    times: Times = field(default_factory=Times)
    cursor: str = ""
    versions: dict[str, dict[str, int]] = field(default_factory=dict)

    def sit_down(self) -> None:
        """Sign in and fetch what is there already."""
        user = officer(self.work.number).code
        central = Central(HttpTransport(self.url, patience=PATIENCE))
        session = central.sign_in(user=user, password=PASSWORD, client_id=client_id(self.work.number))
        central.tokens = Tokens(account=user, client_id=client_id(self.work.number), credentials=MemoryCredentials())
        central.tokens.keep(session)
        self._central = central
        self._pull()
        self.times = Times()

    def run(self, values: list[dict[str, Any]]) -> None:
        """Send every batch and pull after each; then compare what is here with the central's sums."""
        self.times.began = time.time()
        accounts: list[tuple[str, int]] = []
        for batch in self.work.batches(values):
            made = [row[0] for row in batch.blocks[0].rows]
            versions = [answer.version for answer in self._send(batch).answers]
            accounts = accounts or list(zip(made, versions, strict=True))
            self._pull()
        self._send(self.work.raises(accounts))
        page = self._pull()
        self.times.ended = time.time()
        for one in page.sums:
            here = self.versions.get(one.catalog, {}).values()
            assert (one.count, one.xor) == (len(here), xor_of(here)), f"{self.work.number}: {one.catalog} differs"

    def _send(self, batch: Batch) -> BatchReply:
        body = msgspec.json.encode(batch)
        digest = hashlib.sha256(body).hexdigest()
        started = time.perf_counter()
        reply = self._central.put_batch(batch_id=batch.batch_id, body=body, digest=digest).reply
        self.times.batches.append(time.perf_counter() - started)
        refused = [one for one in reply.answers if one.status is not Status.ACCEPTED]
        assert not refused, f"{batch.blocks[0].catalog}: {refused[0]}"
        if self.cursor == reply.before:
            self.cursor = reply.after
            own = self.versions.setdefault(batch.blocks[0].catalog, {})
            own.update((row[0], one.version) for row, one in zip(batch.blocks[0].rows, reply.answers, strict=True))
        return reply

    def _pull(self) -> ChangesPage:
        while True:
            started = time.perf_counter()
            page = self._central.changes(cursor=self.cursor, limit=PAGE)
            self.times.pulls.append(time.perf_counter() - started)
            self.cursor = page.cursor
            for block in page.blocks:
                row_id, version = block.columns.index("id"), block.columns.index("version")
                self.versions.setdefault(block.catalog, {}).update((row[row_id], row[version]) for row in block.rows)
            if not page.more:
                return page


def main() -> None:
    """Play the counties FIRST to LAST - 1."""
    url, first, last, quarter = sys.argv[1], *(int(word) for word in sys.argv[2:5])
    counties = [County(Work(number=number, quarter=quarter), url) for number in range(first, last)]
    values = value_rows(quarter)
    for county in counties:
        county.sit_down()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    threads = [threading.Thread(target=_guarded, args=(county, county.run, values)) for county in counties]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.buffer.write(msgspec.json.encode([county.times for county in counties]) + b"\n")


def _guarded(county: County, run: Callable[[list[dict[str, Any]]], None], values: list[dict[str, Any]]) -> None:
    try:
        run(values)
    except Exception as error:  # noqa: BLE001 - told by the process that started this one
        county.times.failures.append(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
