"""Two rounds at once on one store, as a command beside the window, while edits go on and one is killed (SYNC 13)."""

from __future__ import annotations

import random
import subprocess
import sys
import time

from tests.soak.stage import PATIENCE, Stage

TURNS, ROWS = 20, 5_000
BATCH = 100
LATEST = 2.0
"""Seconds within which one of the two is killed, where one is."""


def run(*, turns: int = TURNS, rows: int = ROWS, seed: int = 0) -> str:
    """Let two rounds run at once so many times; return the figures as one line."""
    stage, dice, started = Stage(), random.Random(seed), time.monotonic()  # noqa: S311 - dice, not secrets
    kills = refused = 0
    try:
        stage.open(batch=BATCH)
        jia, yi = stage.desks["jia"], stage.desks["yi"]
        for turn in range(turns):
            jia.add_accounts(rows, first=2 * turn * rows)
            both = [jia.start_sync(), jia.start_sync()]
            jia.add_accounts(rows, first=(2 * turn + 1) * rows)
            if turn % 2:
                kills += _kill(dice.choice(both), after=dice.uniform(0, LATEST))
            for one in both:
                out, err = one.communicate(timeout=PATIENCE * 5)
                assert "Traceback" not in err, err
                refused += one.returncode > 0
                assert one.returncode <= 0 or (out + err).strip(), "a round that stops says why"
            for desk in (jia, yi):
                status, words = desk.sync()
                assert status == 0, words
            stage.check(rows=2 * (turn + 1) * rows, writes=1)
            sys.stdout.write(f"turn {turn + 1}: {2 * (turn + 1) * rows:,} rows, {kills} kills, {refused} refused\n")
            sys.stdout.flush()
        seconds = time.monotonic() - started
        return f"{turns} x two rounds at once, {kills} killed, {refused} told to wait, in {seconds:.0f} s"
    finally:
        stage.close()


def _kill(process: subprocess.Popen[str], *, after: float) -> int:
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        return 1
    return 0
