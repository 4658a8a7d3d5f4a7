"""Files as replies: which bytes a Range header asks for, and reading them piece by piece (contract; RFC 9110)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sync.central.problems import RequestError
from sync.central.route import Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE = 512 * 1024
_RANGE = re.compile(r"\s*bytes\s*=\s*(\d{1,18})?\s*-\s*(\d{1,18})?\s*")


def part_of(path: Path, *, asked: str, media: str) -> Part:
    """Return the part that a Range header names; the whole file without one, or with one of another form.

    RequestError range.unknown: the file has no such bytes.
    """
    size = path.stat().st_size
    found = _RANGE.fullmatch(asked)
    start, stop = 0, size
    if found and found.group(1):
        start = int(found.group(1))
        last = int(found.group(2)) if found.group(2) else max(start, size - 1)
        # one that ends before it begins is no range at all
        start, stop = (start, min(last + 1, size)) if start <= last else (0, size)
    elif found and found.group(2):
        start = max(size - int(found.group(2)), 0)
    if start >= stop:
        raise RequestError("range.unknown", "文件没有这一段内容，请重新下载。", size=size)
    return Part(path=path, start=start, stop=stop, size=size, media=media)


def read_part(part: Part) -> Iterator[bytes]:
    """Read the bytes of a part."""
    with part.path.open("rb") as file:
        file.seek(part.start)
        left = part.stop - part.start
        while left and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
