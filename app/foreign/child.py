"""The reading process: binds itself, reads one file, sends what it found, and ends.

Started as `python -m app.foreign.child FILE`, or as `PROGRAM --read-workbook FILE` when the program is frozen: a frozen
program's entry calls `serve_if_asked()` before it imports anything else. Frames on standard output: a 4-byte length and
a MessagePack map.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from app.errors import ShebaoError
from app.foreign.limits import Limits, bind_this_process

if TYPE_CHECKING:
    from collections.abc import Sequence

SWITCH = "--read-workbook"
_encoder = msgspec.msgpack.Encoder()


def serve_if_asked(arguments: Sequence[str] | None = None) -> None:
    """When the command line says so, read the file it names and exit; otherwise return."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == [SWITCH]:
        sys.exit(main(given[1:]))


def main(arguments: Sequence[str]) -> int:
    """Read `arguments[0]` under the limits in `arguments[1]` (JSON); return the exit status."""
    path, limits = Path(arguments[0]), Limits(**json.loads(arguments[1]))
    with os.fdopen(os.dup(1), "wb") as out:
        bind_this_process(limits)
        try:
            _serve(path, limits=limits, out=out)
        except ShebaoError as error:
            _send(out, {"refused": error.sentence, "code": error.code})
        except MemoryError:
            _send(out, {"refused": "工作簿展开后占用内存过多，请拆成几个文件分别导入。", "code": "workbook.memory"})
    return 0


def _serve(path: Path, *, limits: Limits, out: BinaryIO) -> None:
    from app.foreign.archive import Kind, inspect_file  # noqa: PLC0415 - loaded under the limits
    from app.foreign.delimited import read_text  # noqa: PLC0415 - the same
    from app.foreign.grid import read_sheets  # noqa: PLC0415 - the same
    from app.foreign.marks import find_marks  # noqa: PLC0415 - the same

    kind = inspect_file(path, limits=limits)
    _send(out, {"kind": kind.value})
    if kind is Kind.TEXT:
        _send(out, {"sheet": path.stem, "visible": True, "marks": []})
        for block in read_text(path, limits=limits):
            _send(out, {"rows": block})
    else:
        marks = find_marks(path) if kind is Kind.XLSX else {}
        for title, visible, blocks in read_sheets(path, limits=limits):
            found = [(row, column, mark.value) for (row, column), mark in marks.get(title, {}).items()]
            _send(out, {"sheet": title, "visible": visible, "marks": found})
            for block in blocks:
                _send(out, {"rows": block})
    _send(out, {"done": True})


def _send(out: BinaryIO, frame: dict[str, object]) -> None:
    content = _encoder.encode(frame)
    out.write(struct.pack(">I", len(content)))
    out.write(content)
    out.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
