"""The demo's central: a child process of this program that ends with it, however it ends (issue, step 1)."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING

from app.errors import ShebaoError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE = 180.0
"""Seconds for a start; the first one loads a whole province."""
FAREWELL = 20.0
"""Seconds for requests to end before the central is stopped the hard way."""
NO_CONSOLE = 0x08000000
"""CREATE_NO_WINDOW."""


class DemoError(ShebaoError):
    """The demo cannot be started."""

    code = "demo"
    title = "演示没有启动"


class DemoControl:
    """Starts and stops the demo's central, again and again; it keeps its data, and its port where that is free."""

    def __init__(self, *, data: Path, port: int = 0, log: Path) -> None:
        """Keep what to start: `data` is the central's folder, `log` takes what it says; `port` 0: any."""
        self._data = data
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.port = port

    @property
    def url(self) -> str:
        """Return where it listens, or listened last."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        """Say whether it is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it listens; raise DemoError with its own words when it does not."""
        if self.running:
            return
        self._log.parent.mkdir(parents=True, exist_ok=True)
        arguments = ["central", "--demo", "--data", str(self._data), "--port", str(self.port), "--stop-with-input"]
        with self._log.open("ab") as log:
            said_before = log.tell()
            self._process = _start([*program(), *arguments], log=log)
        try:
            self.port = self._wait(said_before)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Let it finish what it is doing and wait until it has gone."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(BrokenPipeError):  # it has gone already
            if process.stdin:
                process.stdin.close()
        try:
            process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _wait(self, said_before: int) -> int:
        process = self._process
        if process is None or process.stdout is None:
            raise DemoError("演示中心端没有启动，请重试。")
        heard: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=_listen, args=(process.stdout, heard), name="demo-central", daemon=True).start()
        try:
            line = heard.get(timeout=PATIENCE)
        except queue.Empty:
            raise DemoError(f"演示中心端 {PATIENCE:.0f} 秒内没有启动，请查看 {self._log} 后重试。") from None
        if not line.startswith(b"listening "):
            raise DemoError(_last_words(self._log, since=said_before))
        return int(line.rsplit(b":", maxsplit=1)[1])


def program() -> list[str]:
    """Return how this very program is started once more, from the source tree or frozen."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "ui.cli"]
    own = Path(sys.executable)
    console = own.with_name(f"shebao{own.suffix}")  # the windowed starter has no output to listen to
    return [str(console if console.exists() else own)]


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which the child finds the same program, in UTF-8."""
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, [root, environment.get("PYTHONPATH", "")]))
    return {**environment, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def _start(command: Sequence[str], *, log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - this program itself
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=child_environment(os.environ),
        creationflags=NO_CONSOLE if sys.platform == "win32" else 0,
        # Ctrl+C on the console is for this program, which then ends its central in good order
        start_new_session=sys.platform != "win32",
    )


def _listen(stream: IO[bytes], heard: queue.Queue[bytes]) -> None:
    """Pass on the first line, then keep the pipe empty; an end without a line is passed on as nothing."""
    with stream:
        heard.put(stream.readline())
        for _line in stream:
            continue


def _last_words(log: Path, *, since: int) -> str:
    with log.open("rb") as file:
        file.seek(since)
        lines = file.read().decode("utf-8", errors="replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"演示中心端没有启动：{said or '没有说明原因'}（详情见 {log}）"
