"""A real X screen with real keys: Xvfb, xdotool, xclip; for the few tests that Qt's own events would flatter."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE = "1600x1000x24"
PATIENCE = 40.0
T = TypeVar("T")


class Screen:
    """One X server; keys go to whatever has the focus."""

    def __init__(self, display: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "SAL_USE_VCLPLUGIN": "gen"}

    def do(self, *words: str) -> str:
        """Run xdotool; return what it says ('' where it finds nothing)."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        return done.stdout.strip()

    def press(self, *keys: str) -> None:
        """Press keys one after the other, such as ctrl+v."""
        for key in keys:
            self.do("key", "--clearmodifiers", key)
            time.sleep(0.15)

    def window(self, name: str) -> str:
        """Return the id of the window with this in its title, once it is there."""
        return self.until(lambda: (self.do("search", "--onlyvisible", "--name", name).splitlines() or [""])[-1])

    def focus(self, name: str) -> None:
        """Give a window the keyboard."""
        window = self.window(name)
        self.do("windowraise", window)
        self.do("windowfocus", "--sync", window)
        time.sleep(0.3)

    def clipboard(self, kind: str = "UTF8_STRING") -> str:
        """Return the clipboard in one of its forms."""
        done = subprocess.run(
            ["xclip", "-selection", "clipboard", "-o", "-t", kind],
            env=self.environment,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        return done.stdout.decode("utf-8", errors="replace")

    @staticmethod
    def until(found: Callable[[], T]) -> T:
        """Return an answer once there is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if answer := found():
                return answer
            time.sleep(0.2)
        raise TimeoutError


def missing(*programs: str) -> list[str]:
    """Return the programs that are not installed."""
    return [name for name in programs if shutil.which(name) is None]


@contextmanager
def screen() -> Iterator[Screen]:
    """Start an X server on a free display and stop it again."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        yield Screen(f":{number}")
    finally:
        server.terminate()
        server.wait(10)
