"""Read a delimited text file (CSV) in the encodings officers' programs write."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from app.foreign.archive import refuse
from app.foreign.grid import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.foreign.limits import Limits

_BLOCK_ROWS = 5_000
_LONGEST_CELL = 32_767
_LOOKED_AT = 60
_QUOTED = re.compile(r'"[^"]*"')


def read_text(path: Path, *, limits: Limits) -> Iterator[list[list[object]]]:
    """Give the rows in blocks; every cell is text or nothing."""
    text = decode(path.read_bytes())
    if "\x00" in text:
        refuse("文本文件含有不可见字符，不是有效的 CSV；请用 Excel 另存为 .xlsx 再导入", "foreign")
    csv.field_size_limit(_LONGEST_CELL)
    block: list[list[object]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=None), delimiter=delimiter_of(text), strict=True):
            block.append(trimmed([cell or None for cell in row]))
            cells += len(row)
            if cells > limits.cells:
                refuse("文本文件的单元格过多，请拆成几个文件分别导入", "extent")
            if len(block) >= _BLOCK_ROWS:
                yield block
                block = []
    except csv.Error:
        refuse("文本文件的引号不成对或某一格过长，请用 Excel 打开检查后另存为 .xlsx 再导入", "damaged")
    yield block


def decode(content: bytes) -> str:
    """Decode UTF-8 (with or without mark), UTF-16 with mark, or GB18030."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return refuse("文本文件的编码认不出来，请另存为 UTF-8 编码的 CSV 或 .xlsx 再导入", "encoding")


def delimiter_of(text: str) -> str:
    """Return the separator that cuts most of the first lines into the same number of cells: , tab ; or |."""
    lines = [_QUOTED.sub("", line) for line in text.splitlines()[:_LOOKED_AT]]
    return max((",", "\t", ";", "|"), key=lambda one: _evenness([line.count(one) for line in lines]))


def _evenness(counts: list[int]) -> tuple[int, int]:
    """Return how many lines have the commonest number of separators, and that number."""
    ranked = Counter(count for count in counts if count).most_common()
    return max(((lines, count) for count, lines in ranked), default=(0, 0))
