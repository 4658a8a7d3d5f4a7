"""The stateful histories in their long form: thousands, on every core, each chunk with a seed of its own (point 13)."""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.stateful_machine import Histories, OneWriter

CHUNK = 100
STEPS = 25
ONE_IN = 5
"""Every fifth chunk is of one writer alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What a chunk came to; `failure` is the whole text of a failing history, '' for none."""

    seed: int
    histories: int
    seconds: float
    failure: str = ""


def run_chunk(number: int, *, histories: int = CHUNK, small: bool = False) -> Chunk:
    """Run one chunk; `small` makes a failing history short, which takes minutes."""
    logging.disable(logging.CRITICAL)  # what a fault does to the central's log is not looked at
    kind = OneWriter if number % ONE_IN == ONE_IN - 1 else Histories
    machine = seed(number)(type(kind.__name__, (kind,), {}))
    phases = (Phase.generate, Phase.shrink) if small else (Phase.generate,)
    wanted = settings(
        max_examples=histories,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=phases,
    )
    started, failure = time.monotonic(), ""
    try:
        run_state_machine_as_test(machine, settings=wanted)
    except Exception as error:  # noqa: BLE001 - whatever a history breaks is its result
        failure = "".join(traceback.format_exception(error, limit=-8))
    return Chunk(seed=number, histories=histories, seconds=time.monotonic() - started, failure=failure)


def run(*, histories: int, first_seed: int, processes: int, small: bool = False) -> int:
    """Run at least so many histories and print progress; 1 at the first that fails, with its seed."""
    chunks = [first_seed + n for n in range(-(-histories // CHUNK))]
    started, passed = time.monotonic(), 0
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        for done in as_completed([pool.submit(run_chunk, number, small=small) for number in chunks]):
            chunk = done.result()
            if chunk.failure:
                pool.shutdown(wait=False, cancel_futures=True)
                sys.stdout.write(
                    f"{chunk.failure}\nseed {chunk.seed}: dev.py soak histories 1 --seed {chunk.seed} --small\n"
                )
                return 1
            passed += chunk.histories
            rate = passed / (time.monotonic() - started)
            sys.stdout.write(f"{passed:>7,} histories passed, {rate:.1f}/s (seed {chunk.seed})\n")
            sys.stdout.flush()
    return 0


def cores() -> int:
    """Return how many processes are worth while."""
    return os.cpu_count() or 1
