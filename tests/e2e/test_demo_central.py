"""The demo's central is a real process that comes and goes with the demo, and nothing is lost when its port moves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.command_line import CommandLine
from tests.unit.source_tree import ROOT
from ui.demo import OPERATOR, running_demo
from ui.demo_central import DemoControl, DemoError

if TYPE_CHECKING:
    from pathlib import Path

KILLED_PARENT = """
import sys, time
from pathlib import Path
from ui.demo_central import DemoControl
control = DemoControl(data=Path(sys.argv[1]), log=Path(sys.argv[1]) / "console.log")
control.start()
print(control.port, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a demo folder that is filled once."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(folder / "desk", capsys)


def runs(control: DemoControl) -> bool:
    return control.running


def silent(_words: str) -> None:
    return


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def goes_quiet(port: int) -> bool:
    end = time.monotonic() + 20
    while answers(port):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def test_the_demo_signs_in_and_its_central_ends_with_it(folder: Path) -> None:
    said: list[str] = []
    with running_demo(folder, port=0, tell=said.append) as demo:
        port = demo.control.port
        assert runs(demo.control)
        assert answers(port)
        assert (demo.session.user.mof_div_name, demo.session.user.code) == ("海曙区", OPERATOR)
        assert (demo.profile.folder / "credentials.json").exists()
    assert not runs(demo.control)
    assert goes_quiet(port)
    assert "第一次要装入全省数据" in said[0]
    assert "已登录 海曙区社保科经办" in said[1]


def test_what_waits_survives_a_second_start_on_another_port(folder: Path, desk: CommandLine) -> None:
    with running_demo(folder, port=0, tell=silent) as demo:
        before = demo.control.url
        assert desk("sync").status == 0
    assert desk("sheet", "GL0303.全年=123456").status == 0
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(before.rsplit(":", maxsplit=1)[1])))
        other.listen()
        with running_demo(folder, tell=silent) as demo:
            assert demo.control.url != before
            assert desk.json("status")["waiting"] == 1
            assert desk.json("sync")["accepted"] == 1
            assert desk.json("status")["server"] == demo.control.url


def test_the_central_is_stopped_and_started_again_on_its_port(folder: Path, desk: CommandLine) -> None:
    with running_demo(folder, tell=silent) as demo:
        url = demo.control.url
        demo.control.stop()
        demo.control.stop()
        assert not answers(demo.control.port)
        assert desk("sync").status == 2
        demo.control.start()
        demo.control.start()
        assert (demo.control.url, runs(demo.control)) == (url, True)
        assert desk("sync").status == 0


def test_a_second_demo_in_the_same_folder_is_refused(folder: Path) -> None:
    with (
        running_demo(folder, tell=silent),
        pytest.raises(DemoError, match="演示已经在运行"),
        running_demo(folder, tell=silent),
    ):
        pytest.fail("two demos share a folder")


def test_starting_anew_forgets_everything(folder: Path, desk: CommandLine) -> None:
    with running_demo(folder, tell=silent):
        assert desk.json("catalogs")["catalogs"][0]["rows"] > 0
    with running_demo(folder, fresh=True, tell=silent):
        assert desk.json("catalogs")["catalogs"][0]["rows"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_the_central_ends_when_its_parent_is_killed(folder: Path) -> None:
    command = [sys.executable, "-c", KILLED_PARENT, str(folder / "central")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        assert answers(port)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    assert goes_quiet(port)


def test_a_central_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    control = DemoControl(data=tmp_path / "file" / "central", log=tmp_path / "logs" / "central.log")
    with pytest.raises(DemoError, match=r"演示中心端没有启动：.+详情见"):
        control.start()
    assert not runs(control)
