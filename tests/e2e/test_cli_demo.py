"""`shebao demo` as it is started: Ctrl+C closes the window and ends the central; the second time all is there."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.shebao import Shebao
from tests.unit.source_tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to one process")


PATIENCE = 60


class Demo:
    """A started demo without a screen."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        self._told = folder.with_suffix(".err")  # a pipe that nobody empties would stop it
        with self._told.open("wb") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ui.cli", "demo", "--data", str(folder), "--port", "0"],
                cwd=ROOT,
                env=environment,
                stderr=told,
            )
        deadline = time.monotonic() + PATIENCE
        while len(self.said) < 2 and self.process.poll() is None:
            assert time.monotonic() < deadline, "the demo said nothing"
            time.sleep(0.05)

    @property
    def said(self) -> list[str]:
        """What it has said so far, in whole lines."""
        return self._told.read_text(encoding="utf-8").split("\n")[:-1]

    @property
    def port(self) -> int:
        """The port that the second line names."""
        return int(self.said[1].split("；")[0].rsplit(":", maxsplit=1)[1])

    def interrupt(self) -> tuple[int, str]:
        """Press Ctrl+C, and return status and last words."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE), "\n".join(self.said)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    started = Demo(tmp_path)
    yield started
    started.process.kill()
    started.process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for_first_sync(desk: Shebao) -> None:
    """Wait until the window has received the county's rows."""
    deadline = time.monotonic() + PATIENCE
    while not desk.json("status")["last_sync_at"]:
        assert time.monotonic() < deadline, "no first sync"
        time.sleep(0.2)


def test_close_and_start_again_all_still_there(tmp_path: Path, demo: Demo) -> None:
    """Fill in a value beside the open window, close it with Ctrl+C, and find the value again the second time."""
    desk = Shebao(folder=tmp_path / "desk")
    assert desk.json("status")["user"]["code"] == "hs_jb"
    wait_for_first_sync(desk)
    desk("sheet", "GL0303.全年=4711")
    port = demo.port
    assert answers(port)
    status, last = demo.interrupt()
    assert (status, last.splitlines()[-1]) == (130, "已中断；此前已保存的内容不受影响。")
    assert not answers(port)
    again = Demo(tmp_path)
    try:
        assert desk.json("sync", status=0)["conflicts"] == 0
        value = {row["parameter"]: row["values"]["year"] for row in desk.json("sheet")["rows"]}["GL0303"]
        assert value == 4711
        assert again.interrupt()[0] == 130
    finally:
        again.process.kill()
        again.process.wait()


def test_a_second_demo_beside_the_first_is_refused(tmp_path: Path, demo: Demo) -> None:
    assert demo.process.poll() is None
    words = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "ui.cli", "demo", "--data", str(tmp_path), "--json"]
    done = subprocess.run(command, cwd=ROOT, env=words, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "demo.running"
    assert demo.interrupt()[0] == 130
