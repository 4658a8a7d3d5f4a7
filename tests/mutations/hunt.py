"""Runs random histories until one fails and says which invariant it broke; exits 1 then, 0 when all passed."""

from __future__ import annotations

import re
import sys

from tests.soak.histories import run_chunk

SMALL = 25
ERROR = re.compile(r"\w[\w.]*(Error|Exception)\b")


def main(most: int) -> int:
    """Run up to `most` histories; both kinds of them, in small chunks."""
    for number in range(-(-most // SMALL)):
        chunk = run_chunk(number, histories=SMALL, small=False)
        if chunk.failure:
            words = [line for line in chunk.failure.splitlines() if ERROR.match(line)]
            sys.stdout.write(f"{words[-1] if words else chunk.failure}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
