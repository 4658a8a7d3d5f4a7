"""Runs random histories until one fails and says which invariant it broke; exits 1 then, 0 when all passed."""

from __future__ import annotations

import re
import sys

from tests.soak.histories import ONE_IN, run_chunk

SMALL = 25
ERROR = re.compile(r"[\s|]*(\w[\w.]*(?:Error|Exception)\b.*)")
"""The line of an error, also of one among several that a chunk met."""


def main(most: int) -> int:
    """Run up to `most` histories; both kinds of them, in small chunks."""
    for turn in range(-(-most // SMALL)):
        number = turn if turn % 2 else turn * ONE_IN + ONE_IN - 1  # every second one of one writer alone
        chunk = run_chunk(number, histories=SMALL, small=False)
        if chunk.failure:
            words = [found.group(1) for line in chunk.failure.splitlines() if (found := ERROR.match(line))]
            sys.stdout.write(f"{words[-1] if words else chunk.failure}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
