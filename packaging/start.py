"""Entry of both starters of the frozen program; without a command they open the window."""

from __future__ import annotations

import io
import sys

from app.foreign import child
from app.receipts import painting

TITLE = "社保基金一体化工作台"
STOP_SIGN = 0x10
"""MB_ICONERROR."""


def main() -> int:
    """Serve as the reading or the painting process when asked to, else be the command line."""
    child.serve_if_asked()
    painting.serve_if_asked()
    from ui.cli import main as command_line  # noqa: PLC0415  those processes need none of it

    if sys.stderr is not None and sys.stdout is not None:
        return command_line()
    # the windowed starter has no streams on Windows: what would be written there is shown
    sys.stdout = sys.stderr = said = io.StringIO()
    status = command_line()
    if status != 0 and said.getvalue():
        show(said.getvalue())
    return status


def show(text: str) -> None:
    """Put up a message box; only Windows starts a program without streams."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  only there on Windows

        ctypes.windll.user32.MessageBoxW(None, text, TITLE, STOP_SIGN)


if __name__ == "__main__":
    sys.exit(main())
