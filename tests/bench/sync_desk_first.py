"""The first sync by the ready-made file, and the repair of damaged rows, as jobs of the sync benchmark's desk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from unittest.mock import patch

from sync.engine import run_round

if TYPE_CHECKING:
    from app.store import Store
    from sync.report import RoundReport
    from sync.session import Session

DAMAGED = 10


def by_pages(store: Store, session: Session) -> RoundReport:
    """Run a first sync that goes by changes although the central has a file."""
    with patch("sync.engine.OFFER", ""):
        return run_round(store, session=session)


def by_file(store: Store, session: Session, *, count: int) -> dict[str, float]:
    """Take everything by the file, which is ready, then damage ten rows far apart and let a round mend them."""
    while not session.central.snapshot().name:
        time.sleep(0.2)
    started = time.process_time()
    report = run_round(store, session=session)
    cpu = time.process_time() - started
    assert report.received > count, report
    assert report.repairs == ()
    return {
        "seconds": report.seconds * count / report.received,
        "cpu_us": cpu / report.received * 1e6,
        "bytes": report.bytes_received * count / report.received,
        **_repair(store, session),
    }


def _repair(store: Store, session: Session) -> dict[str, float]:
    with store.write() as connection:
        # by the store: a list of a million numbers would count as the program's memory
        most = connection.exec_driver_sql("SELECT max(rid) FROM accounting_subject").scalar_one()
        far_apart = "DELETE FROM accounting_subject WHERE rid IN (SELECT value * ? FROM json_each(?))"
        places = [*range(1, DAMAGED + 1)]
        assert connection.exec_driver_sql(far_apart, (most // DAMAGED, str(places))).rowcount == DAMAGED
    traffic, started = session.central.traffic, time.perf_counter()
    requests = traffic.requests
    report = run_round(store, session=session)
    (repair,) = report.repairs
    assert repair.missing == DAMAGED, repair
    return {
        "repair_ms": (time.perf_counter() - started) * 1000,
        "repair_requests": traffic.requests - requests,
        "repair_bytes": report.bytes_received,
    }
