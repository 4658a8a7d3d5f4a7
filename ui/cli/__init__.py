"""The command line: what the window can do, without a window; `main` is the program's entry (`shebao`)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit status: 0 done, 1 done in part, 2 not done, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if opens_window(given):
        # a window should be there at once: nothing of the commands is loaded for it
        from ui.start import start_window

        return start_window(data=given[1] if given else "")
    from ui.cli.run import run

    return run(given)


def opens_window(given: Sequence[str]) -> bool:
    """Say whether no command is given, only perhaps the folder."""
    return not given or (len(given) == 2 and given[0] == "--data" and not given[1].startswith("-"))  # noqa: PLR2004
