"""Starts the window with as little as possible before its first paint (issue 2: at most 1.6 times a bare window)."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ShebaoError

if TYPE_CHECKING:
    from ui.shell import Shell

INTERRUPTED = 130


def start_window(*, data: str = "") -> int:
    """Show the window for the folder `data` ('' for the usual one); return the exit status, like a command."""
    try:
        with ExitStack() as stack:
            return _show(stack, data=data)
    except ShebaoError as error:
        from ui.cli.answer import show_error  # noqa: PLC0415 - only when there is no window

        return show_error(error, as_json=False)
    except KeyboardInterrupt:
        return INTERRUPTED


def _show(stack: ExitStack, *, data: str) -> int:
    from ui.display import need_display  # noqa: PLC0415 - one after the other, as far as each is needed

    need_display(os.environ)
    from ui.bootstrap import make_application, open_window  # noqa: PLC0415 - as above

    application = make_application()
    folder = _folder(data)

    def stands(_shell: Shell) -> None:
        from ui.interrupts import closing_on_interrupt  # noqa: PLC0415 - the window stands already
        from ui.log import logging_to  # noqa: PLC0415 - as above
        from ui.qt_log import qt_messages_to_log  # noqa: PLC0415 - as above

        stack.enter_context(logging_to(folder))
        stack.enter_context(qt_messages_to_log())
        stack.enter_context(closing_on_interrupt(application))

    return open_window(folder, stands=stands)


def _folder(data: str) -> Path:
    if data:
        return Path(data).absolute()
    from sync.default_folder import default_folder  # noqa: PLC0415 - as above

    return default_folder()
