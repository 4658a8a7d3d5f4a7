"""The started program among others: pipes that close, Ctrl+C, consoles in other encodings, no input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.command_line import sign_in_by_hand
from tests.unit.source_tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SHEBAO = [sys.executable, "-m", "ui.cli"]


def test_a_reader_that_goes_away_is_no_failure_of_ours(tmp_path: Path) -> None:
    sign_in_by_hand(tmp_path)
    ear, mouth = os.pipe()
    os.close(ear)
    command = [*SHEBAO, "--data", str(tmp_path), "query", "region", "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=mouth, stderr=subprocess.PIPE, check=False)
    os.close(mouth)
    assert (done.returncode, done.stderr) == (2, b"")


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp437"])
def test_output_is_utf_8_whatever_the_console_says(tmp_path: Path, encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    command = [*SHEBAO, "--data", str(tmp_path), "status"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, env=environment, check=False)
    assert done.returncode == 2
    assert done.stderr.decode("utf-8").startswith("还没有登录：")


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to one process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_central_ends_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    command = [*SHEBAO, "--data", str(tmp_path), "central", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening http://127.0.0.1:")
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "中心端已停止。\n", "")


INTERRUPTED = """
import io, os, runpy, signal, sys, threading
sys.argv = ["shebao", *sys.argv[1:]]

class Ear(io.BufferedReader):
    def readline(self, size=-1):
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        return super().readline(size)

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts the tests in the background ignores it
sys.stdin = io.TextIOWrapper(Ear(io.FileIO(0)))
runpy.run_module("ui.cli", run_name="__main__")
"""
"""Runs the command line and presses Ctrl+C while it waits for the password."""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to one process")
def test_ctrl_c_while_waiting_is_told(tmp_path: Path) -> None:
    words = ["sign-in", "--server", "http://127.0.0.1:9", "--user", "u", "--credentials", "file", "--password-stdin"]
    command = [sys.executable, "-c", INTERRUPTED, "--data", str(tmp_path), *words]
    ear, mouth = os.pipe()
    done = subprocess.run(command, cwd=ROOT, stdin=ear, capture_output=True, text=True, timeout=60, check=False)
    os.close(ear)
    os.close(mouth)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "已中断；此前已保存的内容不受影响。\n")


def test_no_window_without_a_display(tmp_path: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    if sys.platform in {"win32", "darwin"}:
        pytest.skip("always has a display")
    for words in ([], ["demo"], ["demo", "--tour", str(tmp_path / "shots")]):
        command = [*SHEBAO, "--data", str(tmp_path / "data"), *words]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, env=environment, text=True, encoding="utf-8", check=False
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("没有图形显示：环境变量 DISPLAY 没有设置")
    assert not (tmp_path / "data").exists()
