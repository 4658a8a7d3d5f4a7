"""Whatever goes wrong ends in one sentence and a status, never in a traceback on the screen."""

from __future__ import annotations

import errno
import io
import json
import logging
import sys
from typing import TYPE_CHECKING

import pytest

from app.errors import RowsError
from ui.cli import main
from ui.cli.failure import CAUSES, file_error
from ui.cli.seat import Seat
from ui.log import log_path, logging_to

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., int]


@pytest.fixture
def status_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Let `shebao status` fail, and run it."""

    def run(failure: BaseException, *arguments: str) -> int:
        def session(_self: Seat) -> None:
            raise failure

        monkeypatch.setattr(Seat, "session", session)
        return main(["status", "--data", str(tmp_path), *arguments])

    return run


def test_what_nobody_foresaw_is_logged_and_told_in_one_sentence(
    status_that: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert status_that(ZeroDivisionError("no such thing")) == 2
    out, err = capsys.readouterr()
    log = log_path(tmp_path)
    assert (out, err.count("\n")) == ("", 1)
    assert err == f"程序内部出错，操作没有完成，已保存的数据不受影响；请把日志 {log} 发给管理员。\n"
    assert "ZeroDivisionError: no such thing" in log.read_text(encoding="utf-8")
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_failures_are_json_when_json_is_wanted(status_that: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_that(RowsError("不行。", code="rows.no"), "--json") == 2
    out, err = capsys.readouterr()
    assert json.loads(out) == {"error": {"code": "rows.no", "title": "数据不符合规则", "sentence": "不行。"}}
    assert err == ""


def test_usage_errors_are_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nosuch", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


def test_ctrl_c_is_told_and_has_its_own_status(status_that: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_that(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "已中断；此前已保存的内容不受影响。\n"


@pytest.mark.parametrize("number", CAUSES)
def test_failures_of_files_name_the_file_and_a_remedy(number: int) -> None:
    sentence = file_error(OSError(number, "english words", "a.xlsx")).sentence
    assert sentence.startswith("不能读写 a.xlsx：")
    assert "请" in sentence
    assert "english" not in sentence


def test_a_failure_of_a_file_that_is_not_known_keeps_the_systems_words(
    status_that: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_that(OSError(errno.EIO, "input/output error")) == 2
    assert capsys.readouterr().err == "文件读写失败：input/output error，请检查后重试。\n"


def test_output_that_a_console_cannot_show_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii"))
    assert main(["坏\udc80"]) == 2
    sys.stderr.flush()
    assert raw.getvalue().decode("utf-8").startswith("没有“坏\\udc80”这个命令")


def test_streams_without_an_encoding_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    monkeypatch.setattr(sys, "stdout", said)
    assert main(["nosuch"]) == 2
    assert "没有“nosuch”这个命令" in said.getvalue()


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be", encoding="utf-8")
    with logging_to(tmp_path):
        logging.getLogger("test").warning("told anyway")
    assert f"不能写入日志 {log_path(tmp_path)}" in capsys.readouterr().err


def test_nothing_is_made_where_nothing_goes_wrong(tmp_path: Path) -> None:
    with logging_to(tmp_path / "new"):
        logging.getLogger("test").info("of no interest")
    assert not (tmp_path / "new").exists()
