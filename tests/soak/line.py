"""Sync through a line that cuts, delays, repeats, reorders and truncates, until all is quiet (SYNC point 13)."""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING

from tests.soak.bad_line import BadLine
from tests.soak.stage import Stage

if TYPE_CHECKING:
    from tests.soak.stage import DeskProcess

SEEDS, ROWS = 20, 5_000
ROUNDS = 60
BATCH = 100


def run(*, seeds: int = SEEDS, rows: int = ROWS, first_seed: int = 0) -> str:
    """Run so many seeds; return the figures as one line. AssertionError tells what did not hold."""
    started, requests, cuts, again = time.monotonic(), 0, 0, 0
    for seed in range(first_seed, first_seed + seeds):
        line = one_seed(seed, rows=rows)
        requests, cuts, again = requests + line.fates.total(), cuts + line.cuts, again + line.again
        sys.stdout.write(f"seed {seed}: {dict(line.fates)}\n")
        sys.stdout.flush()
    seconds = time.monotonic() - started
    return f"{seeds} seeds, {requests} requests, {cuts} cuts, {again} batches sent again, in {seconds:.0f} s"


def one_seed(seed: int, *, rows: int, passes: int = 2, batch: int = BATCH) -> BadLine:
    """Sync `rows` rows up and down `passes` times through one bad line; return it with its counts."""
    stage = Stage()
    line = BadLine(stage.central.port, random.Random(seed), calm=True)  # noqa: S311 - dice, not secrets
    line.start()
    try:
        stage.open(server=f"http://127.0.0.1:{line.port}", batch=batch)
        for writes in range(1, passes + 1):
            if writes == 1:
                stage.desks["jia"].add_accounts(rows, first=0)
            else:
                stage.desks["jia"].change_all(by=seed + 1)
            line.calm = False
            for desk in stage.desks.values():
                _until_quiet(desk, line=line)
            line.calm = True
            for desk in stage.desks.values():  # held requests may have arrived since
                assert desk.sync()[0] == 0
            stage.check(rows=rows, writes=writes)
        assert line.again <= line.cuts, f"{line.again} batches were sent again after {line.cuts} cuts"
        return line
    finally:
        line.stop()
        stage.close()


def _until_quiet(desk: DeskProcess, *, line: BadLine) -> None:
    words = ""
    for n in range(ROUNDS):
        line.calm = n > ROUNDS // 2
        status, words = desk.sync()
        if status == 0:
            return
        assert words.strip(), "a round that stops says why"
    raise AssertionError(f"{desk.user} is not quiet after {ROUNDS} rounds: {words}")
