"""The long proofs by one command each: `python3 dev.py soak [histories|kill|line|full|beside] [N]`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tests.soak import beside, full_disk, histories, kill, line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def run_histories(given: argparse.Namespace) -> int:
    """Random histories of three desks and a central."""
    return histories.run(
        histories=given.count or 10_000,
        first_seed=given.seed,
        processes=given.processes,
        small=given.small,
    )


def run_kill(given: argparse.Namespace) -> int:
    """kill -9 of either side."""
    return told(kill.run(kills=given.count or kill.KILLS, rows=given.rows or kill.ROWS, seed=given.seed))


def run_line(given: argparse.Namespace) -> int:
    """A line that cuts, delays, repeats, reorders and truncates."""
    return told(line.run(seeds=given.count or line.SEEDS, rows=given.rows or line.ROWS, first_seed=given.seed))


def run_full(given: argparse.Namespace) -> int:
    """A disk that fills up on either side."""
    return told(full_disk.run(rows=given.rows or full_disk.ROWS))


def run_beside(given: argparse.Namespace) -> int:
    """Two rounds at once on one store."""
    return told(beside.run(turns=given.count or beside.TURNS, rows=given.rows or beside.ROWS, seed=given.seed))


def told(figures: str) -> int:
    """Print the figures of a proof that held."""
    sys.stdout.write(f"{figures}\n")
    return 0


SOAKS: dict[str, Callable[[argparse.Namespace], int]] = {
    "histories": run_histories,
    "kill": run_kill,
    "line": run_line,
    "full": run_full,
    "beside": run_beside,
}


def main(arguments: Sequence[str]) -> int:
    """Run one soak; non-zero when what it proves does not hold."""
    parser = argparse.ArgumentParser(prog="dev.py soak", description=__doc__)
    parser.add_argument("which", nargs="?", default="histories", choices=sorted(SOAKS))
    parser.add_argument("count", nargs="?", type=int, default=0, help="how many (0: as many as the proof asks for)")
    parser.add_argument("--rows", type=int, default=0, help="rows in each sync (0: as many as the proof asks for)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=histories.cores())
    parser.add_argument("--small", action="store_true", help="make a failing history as short as can be found")
    given = parser.parse_args(arguments)
    return SOAKS[given.which](given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
