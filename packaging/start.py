"""Entry of both starters of the frozen program: without a command the windowed one opens the window."""

from __future__ import annotations

import sys

from app.foreign.child import serve_if_asked

WINDOWED_STARTER = "ShebaoDesk"


def main() -> int:
    """Serve as the reading process when asked to, else be the command line."""
    serve_if_asked()
    from ui.cli import main as command_line  # noqa: PLC0415  the reading process needs none of it

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
