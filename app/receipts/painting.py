"""The painting process: binds itself, paints one page of the PDF that comes in, sends the pixels, and ends (1.6).

Started as `python -m app.receipts.painting PAGE DPI`, or as `PROGRAM --paint-page PAGE DPI` when the program is frozen:
a frozen program's entry calls `serve_if_asked()` before it imports anything else. The PDF comes on standard input; on
standard output go five 4-byte numbers (page from 0, pages, width, height, bytes a line) and the pixels, RGBX.
"""

from __future__ import annotations

import os
import struct
import sys
from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO

from app.foreign.limits import MIB, Limits, bind_this_process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdfium2 import PdfDocument

SWITCH = "--paint-page"
LIMITS = Limits(memory_bytes=1_024 * MIB, seconds=20)
HEAD = struct.Struct(">5I")
BROKEN, LOCKED = 3, 4
"""Exit statuses: no PDF that can be painted; one that asks for a password."""
POINTS = 72
MOST_PIXELS = 40_000_000
"""A page is never painted larger, whatever it says of itself."""


def serve_if_asked(arguments: Sequence[str] | None = None) -> None:
    """When the command line says so, paint the page that it names and exit; otherwise return."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == [SWITCH]:
        sys.exit(main(given[1:]))


def main(arguments: Sequence[str]) -> int:
    """Paint page `arguments[0]` at `arguments[1]` dots per inch; return the exit status."""
    page, dpi = int(arguments[0]), float(arguments[1])
    body = sys.stdin.buffer.read()
    with os.fdopen(os.dup(1), "wb") as out:
        bind_this_process(LIMITS)
        from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - loaded under the limits

        try:
            with closing(PdfDocument(body)) as document:
                _paint(document, page=page, dpi=dpi, out=out)
        except PdfiumError as error:
            return LOCKED if "password" in str(error).lower() else BROKEN
        except (ValueError, MemoryError):
            return BROKEN
    return 0


def _paint(document: PdfDocument, *, page: int, dpi: float, out: BinaryIO) -> None:
    count = len(document)
    if not count:
        raise ValueError(count)
    number = min(max(page, 0), count - 1)
    with closing(document[number]) as sheet:
        width, height = sheet.get_size()
        scale = min(dpi / POINTS, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
        with closing(sheet.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)) as bitmap:
            out.write(HEAD.pack(number, count, bitmap.width, bitmap.height, bitmap.stride))
            out.write(bitmap.buffer)
            out.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
