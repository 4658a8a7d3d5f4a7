"""Start the reading process, take in what it sends, and turn every way it can fail into one sentence."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec

import app
from app.errors import WorkbookError
from app.foreign.cells import Mark, RawSheet, RawWorkbook, unpack_ext
from app.foreign.child import SWITCH
from app.foreign.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LARGEST_FRAME = 512 * 1024 * 1024
_decoder = msgspec.msgpack.Decoder(dict[str, Any], ext_hook=unpack_ext)


def read_workbook(
    path: Path | str, *, limits: Limits = DEFAULT_LIMITS, stopped: Callable[[], bool] = lambda: False
) -> RawWorkbook:
    """Read a workbook or CSV from outside; raise WorkbookError with one sentence. `stopped` is asked now and then."""
    source = Path(path).absolute()
    _check_openable(source)
    with _start(_command(source, limits=limits)) as process:
        watch = _Watch(process, seconds=limits.seconds, stopped=stopped)
        try:
            return _take_in(cast("BinaryIO", process.stdout), name=source.name)
        except (EOFError, msgspec.MsgspecError, ValueError, KeyError) as error:
            raise _ended_early(source.name, watch=watch) from error
        finally:
            watch.finish()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - this program itself
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise WorkbookError(
            f"读取工作簿的进程没有启动（{error.strerror}），请检查安全软件是否拦截了本程序后重试。",
            code="workbook.process",
        ) from error


def _check_openable(source: Path) -> None:
    if source.is_dir():  # opening one is a matter of permission on Windows
        raise WorkbookError(f"“{source}”是文件夹，请选择其中的工作簿。", code="workbook.missing")
    try:
        with source.open("rb"):
            pass
    except FileNotFoundError as error:
        raise WorkbookError(f"没有找到文件“{source}”，请检查路径。", code="workbook.missing") from error
    except OSError as error:
        raise WorkbookError(
            f"文件“{source.name}”打不开，可能正被其他程序独占或没有读取权限；请关闭后再试。", code="workbook.locked"
        ) from error


def _command(source: Path, *, limits: Limits) -> list[str]:
    tail = [str(source), json.dumps(asdict(limits))]
    if getattr(sys, "frozen", False):
        return [sys.executable, SWITCH, *tail]
    return [sys.executable, "-P", "-m", "app.foreign.child", *tail]


def _environment() -> dict[str, str]:
    home = str(Path(app.__file__).parent.parent)
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [home, known])), "PYTHONUTF8": "1"}


class _Watch:
    """Ends the reading process when its time is over or the caller wants no more."""

    def __init__(self, process: subprocess.Popen[bytes], *, seconds: float, stopped: Callable[[], bool]) -> None:
        self.timed_out = False
        self.stopped = False
        self._process = process
        self._deadline = time.monotonic() + seconds
        self._asked = stopped
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="read-workbook-watch", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            self.timed_out = time.monotonic() >= self._deadline
            self.stopped = self._asked()
            if self.timed_out or self.stopped:
                self._process.kill()
                return
            if self._done.wait(0.1):
                return

    def finish(self) -> None:
        """End the watch, and the process if it still runs."""
        self._done.set()
        self._thread.join()
        if self._process.poll() is None:
            self._process.kill()


def _ended_early(name: str, *, watch: _Watch) -> WorkbookError:
    if watch.stopped:
        return WorkbookError(f"已停止读取“{name}”，没有导入任何内容。", code="workbook.stopped")
    if watch.timed_out:
        return WorkbookError(f"读取“{name}”用时过长，已停止；请拆成几个文件分别导入。", code="workbook.timeout")
    return WorkbookError(
        f"“{name}”无法安全读取（内容异常或展开后过大），已停止；请用 Excel 打开后另存为新的 .xlsx 再导入。",
        code="workbook.unsafe",
    )


def _frames(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    while True:
        head = stream.read(4)
        if len(head) < 4:  # noqa: PLR2004 - the length's own length
            raise EOFError
        length = struct.unpack(">I", head)[0]
        content = stream.read(length) if length <= _LARGEST_FRAME else b""
        if len(content) < length:
            raise EOFError
        yield _decoder.decode(content)


def _take_in(stream: BinaryIO, *, name: str) -> RawWorkbook:
    kind = ""
    sheets: list[RawSheet] = []
    for frame in _frames(stream):
        if "refused" in frame:
            raise WorkbookError(f"“{name}”：{frame['refused']}", code=str(frame["code"]))
        if "kind" in frame:
            kind = str(frame["kind"])
        elif "sheet" in frame:
            marks = {(row, column): Mark(mark) for row, column, mark in frame["marks"]}
            sheets.append(RawSheet(title=frame["sheet"], visible=frame["visible"], marks=marks, rows=[]))
        elif "rows" in frame:
            sheets[-1].rows.extend(frame["rows"])
        else:
            break
    return RawWorkbook(name=name, kind=kind, sheets=tuple(sheets))
