"""The long proofs by one command each: `python3 dev.py soak [histories|kill|full|proxy] [N] [--seed S]`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tests.soak import histories

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def run_histories(given: argparse.Namespace) -> int:
    """Random histories of three desks and a central."""
    return histories.run(histories=given.count or 10_000, first_seed=given.seed, processes=given.processes)


SOAKS: dict[str, Callable[[argparse.Namespace], int]] = {"histories": run_histories}


def main(arguments: Sequence[str]) -> int:
    """Run one soak; non-zero when what it proves does not hold."""
    parser = argparse.ArgumentParser(prog="dev.py soak", description=__doc__)
    parser.add_argument("which", nargs="?", default="histories", choices=sorted(SOAKS))
    parser.add_argument("count", nargs="?", type=int, default=0, help="how many (0: as many as the proof asks for)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=histories.cores())
    given = parser.parse_args(arguments)
    return SOAKS[given.which](given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
